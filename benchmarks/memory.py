"""Memory of a process that queries a large store: `python -m benchmarks.memory`.

A host must provide the anonymous memory. It can drop and reread pages of mapped files (vectors,
graph, search index), so these are reported separately.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from time import sleep

from benchmarks import report
from benchmarks.resident import megabytes
from benchmarks.vectors_world import FILMS, world_store

QUESTIONS = 30
SENTENCE = "a heist during a magic show"
LIMITS = {"without torch": 1.3, "after a sentence, with torch": 2.0}
"""GB of anonymous memory."""


def main() -> None:
    """Build or open the store, measure a child process and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--films", type=int, default=FILMS)
    parser.add_argument("--store", type=Path, help="keep the store there, or take the one there")
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _answer(options.child)
        return
    with world_store(options.store, options.films) as (folder, _):
        command = [sys.executable, "-m", "benchmarks.memory", "--child", str(folder)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    steps = [json.loads(line) for line in output.splitlines()]
    body = describe(steps, options.films)
    if options.dry:
        print(body)
    else:
        report.write_section("Memory", body)


def describe(steps: list[dict], films: int) -> str:
    """Return the section's text."""
    rows = [
        (step["step"], f"{step['RssAnon']:,.0f}", f"{step['RssFile']:,.0f}",
         f"{LIMITS[step['step']] * 1000:,.0f}" if step["step"] in LIMITS else "–")
        for step in steps
    ]  # fmt: skip
    return "\n\n".join(
        [
            report.machine("chromadb", "polars", "torch"),
            f"One process over a store with {films:,} vectors, after each step; the steps add up. "
            f"{QUESTIONS} questions of each kind. Anonymous memory is `RssAnon` of "
            "`/proc/self/status`; mapped pages (`RssFile`: libraries, vectors, graph, search "
            "index) can be dropped at any time.",
            report.table(("after", "anonymous MB", "mapped MB", "goal MB"), rows),
        ]
    )


def _answer(folder: Path) -> None:
    """Run queries in the child process and print a line of JSON after each step."""
    import recsys
    from recsys.errors import NothingFound
    from recsys.movies import MovieFilters, RankingWeights

    _print_memory("import of recsys")
    with recsys.open_store(folder) as store:
        graph = store.graph
        films = graph.movies["id"].sample(QUESTIONS, seed=0).to_list()
        # The director of most films takes the longest.
        most = graph.films_directed.argsort()[-QUESTIONS:]
        directors = graph.people["id"].gather(graph.director_persons[most]).to_list()
        titles = graph.movies["title"].sample(QUESTIONS, seed=1).to_list()
        _print_memory("opening the store")
        for person in directors:
            try:
                store.directors.recommend(person)
            except NothingFound:
                continue
        _print_memory("directors")
        for title in titles:
            store.titles.search(title)
        _print_memory("title search")
        store.movies.warm_up()
        opening = store._index
        assert opening is not None, "there are vectors"
        opening.wait()
        for place, film in enumerate(films):
            for weights in (RankingWeights(), RankingWeights.text_only()):
                for filters in (MovieFilters(), MovieFilters(min_year=1900 + place)):
                    _similar(store, film, filters, weights)
        assert "torch" not in sys.modules, "torch is for sentences"
        _print_memory("without torch")
        store.movies.search_text(SENTENCE)
        _print_memory("after a sentence, with torch")


def _similar(store, film, filters, weights) -> None:
    from recsys.errors import NoText

    try:
        store.movies.similar(film, filters=filters, weights=weights)
    except NoText:
        return


def _print_memory(step: str) -> None:
    sleep(0.5)  # threads that clean up
    values = {kind: megabytes(kind=kind) for kind in ("RssAnon", "RssFile")}
    print(json.dumps({"step": step, **values}), flush=True)


if __name__ == "__main__":
    main()
