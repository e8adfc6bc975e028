"""Agreement of rankings with people: `python -m benchmarks.quality --store S --movielens DIR`.

With `--examples`, also write the worked examples of docs/methods.md.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import recsys
from benchmarks import report
from recsys.catalog import Store
from recsys.evaluate import evaluate
from recsys.evaluate.report import HEADER, as_cells, describe_missing
from recsys.movies import RankingWeights
from recsys.settings import PROJECT

METHODS = PROJECT / "docs" / "methods.md"
START, END = "<!-- examples -->", "<!-- /examples -->"

EXAMPLES = ("tt0114709", "tt0102926", "tt0211915", "tt0078748", "tt0118715")
"""Toy Story, The Silence of the Lambs, Amélie, Alien, The Big Lebowski: chosen beforehand."""

SHOWN = 10


def main() -> None:
    """Measure and write the section, and the examples if requested."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--movielens", type=Path, help="without it nothing is measured")
    parser.add_argument("--examples", action="store_true", help="write them into docs/methods.md")
    parser.add_argument("--dry", action="store_true", help="print instead of writing")
    options = parser.parse_args()
    with recsys.open_store(options.store) as store:
        if options.movielens:
            body = measurement(evaluate(store, options.movielens), store)
            if options.dry:
                print(body)
            else:
                report.write_section("Rankings that people agree with", body)
        if options.examples:
            text = examples(store)
            if options.dry:
                print(text)
            else:
                write_between(METHODS, text)


def measurement(result: dict[str, Any], store: Store) -> str:
    """Return the section's text."""
    tables, lacking = store.manifest.tables, describe_missing(result)
    missing = f" No film here has {lacking}." if lacking else ""
    parts = [
        report.machine("numpy", "polars", "chromadb", "sentence-transformers"),
        f"{tables['movies']:,} films, {tables['directors']:,} directors, "
        f"{tables['movie_prin']:,} credits; texts by {result['model']}. Likes of "
        f"{result['users']:,} MovieLens users (ratings.csv with SHA-256 "
        f"{result['ratings_sha256'][:16]}). Method: docs/methods.md. Weights were fitted on ids "
        "with an even SHA-256, the figures are of the odd ones. Intervals are bootstrap 95 %; "
        f"differences are paired.{missing}",
    ]
    for kind in ("films", "directors"):
        found = result[kind]
        parts += [
            f"{kind.capitalize()}: {found['candidates']:,} ranked for each other, "
            f"{found['reported']:,} reported; nDCG, recall and z of the first {found['depth']}.",
            report.table(HEADER, as_cells(found)),
        ]
        for row in found["rows"]:
            gain = row.get("difference_from_without_people")
            if gain is None:
                continue
            parts.append(
                f"{row['name']} against the same without its people terms: {gain['mean']:+.3f} "
                f"({gain['low']:+.3f} to {gain['high']:+.3f})."
            )
    return "\n\n".join([*parts, f"Ratings: {result['citation']}"])


def examples(store: Store) -> str:
    """Return one table per seed: the first ten films of the original and of the default."""
    parts = [
        f"The first {SHOWN} of {store.manifest.tables['movies']:,} films, by the plot text alone "
        "as in FlixRec, and by the default ranking, with one row per franchise. The seeds were "
        "chosen before the results were known; "
        "`python -m benchmarks.quality --examples` writes this."
    ]
    for wanted in EXAMPLES:
        seed = present(store, wanted)
        [title] = titled(store.movies.films([seed]).to_dicts())
        stands_in = "" if seed == wanted else f", next id after {wanted}, not in this catalogue"
        text_only = RankingWeights.text_only()
        original = store.movies.similar(seed, SHOWN, weights=text_only, franchises="keep")
        default = store.movies.similar(seed, SHOWN)
        pairs = zip(titled(original.to_dicts()), titled(default.to_dicts()), strict=True)
        rows = [(place, *pair) for place, pair in enumerate(pairs, start=1)]
        parts += [f"**{title}**{stands_in}", report.table(("", "plot text alone", "default"), rows)]
    return "\n\n".join(parts)


def present(store: Store, wanted: str) -> str:
    """Return the film of that id, or the next by id that has a text."""
    ids = store.graph.movies["id"]
    row = int(ids.search_sorted(wanted))
    assert store.vectors is not None, "a build with texts"
    while store.vectors.row_of(row) is None:
        row += 1
    return str(ids[row])


def titled(films: list[dict[str, Any]]) -> list[str]:
    """Return title and year, escaped for a Markdown table."""
    return [
        f"{film['title']} ({film['year'] or 'year unknown'})".replace("|", r"\|") for film in films
    ]


def write_between(file: Path, text: str) -> None:
    """Write a text between the markers of the examples, which must exist."""
    before = file.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(START)}.*?{re.escape(END)}", re.DOTALL)
    after, count = pattern.subn(lambda _: f"{START}\n\n{text}\n\n{END}", before)
    if count != 1:
        raise SystemExit(f"{file}: the markers {START} and {END} must be there once")
    file.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
