"""Director scores on a generated world: `python -m benchmarks.directors [--films 330000]`.

The scores are compared with the reference query of the tests.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import numpy as np

import recsys
from benchmarks import report
from benchmarks.world import write_world
from recsys.catalog import Store
from recsys.directors import METHODS, DirectorQuery, Method, Thresholds
from recsys.errors import NothingFound
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from recsys.store.connection import catalogue_connection
from recsys.vocabulary.roles import ALL_ROLES_MASK
from tests.directors import reference

SIZES = ((3, 5), (6, 10), (11, 20), (21, 40), (41, 80), (81, 120))
DIRECTORS = 40
CHECKED = 3


def main() -> None:
    """Generate data, build, measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=330_000)
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world, store_folder = Path(folder, "world"), Path(folder, "store")
        write_world(world, films_only=True, films=options.films)
        start = perf_counter()
        build([ImdbSource(world)], store_folder)
        seconds = perf_counter() - start
        with recsys.open_store(store_folder) as store:
            body = measure(store, seconds)
    if options.dry:
        print(body)
    else:
        report.write_section(f"Director scores, {options.films:,} films", body)


def measure(store: Store, build_seconds: float) -> str:
    """Return the section's text."""
    rng = np.random.default_rng(0)
    # Names and titles are mapped on first use; warm them up, as a page does.
    warm = store.graph.people["id"][int(store.graph.director_persons[0])]
    for method in METHODS:
        store.directors.scores(warm, method)
    rows = [row for method in METHODS for size in SIZES if (row := _row(store, method, size, rng))]
    tables = store.manifest.tables
    header = ("method", "films directed", "directors", "scores ms", "recommend ms", "threshold ms",
              "reference SQL ms", "candidates")  # fmt: skip
    return "\n\n".join(
        [
            report.machine("polars", "numpy", "duckdb"),
            f"{tables['movies']:,} films, {tables['movie_prin']:,} credits, "
            f"{tables['directors']:,} directors; built in {build_seconds:.0f} s. Medians over "
            f"{DIRECTORS} directors a row, drawn at random, each asked for the first time. "
            "`scores()` ranks all candidates, `recommend()` is called after it (five directors "
            "with films and reasons), threshold is a moved slider. The reference query runs for "
            f"{CHECKED} directors a row of classic, and its scores equal ours.",
            report.table(header, rows),
        ]
    )


def _row(
    store: Store, method: Method, size: tuple[int, int], rng: np.random.Generator
) -> list[object] | None:
    graph, (low, high) = store.graph, size
    films = graph.films_directed
    pool = np.flatnonzero((films >= low) & (films <= high))
    if not len(pool):
        return None
    chosen = rng.choice(pool, min(DIRECTORS, len(pool)), replace=False)
    ids = [graph.people["id"][int(graph.director_persons[row])] for row in chosen]
    times: dict[str, list[float]] = {"scores": [], "recommend": [], "threshold": []}
    limits = Thresholds(min_rating=7, min_votes=1000)
    candidates = []
    for person in ids:
        times["scores"].append(_milliseconds(lambda p=person: store.directors.scores(p, method)))
        times["recommend"].append(
            _milliseconds(lambda p=person: store.directors.recommend(p, method))
        )
        times["threshold"].append(
            _milliseconds(
                lambda p=person: store.directors.count_passing(
                    DirectorQuery(p, method, thresholds=limits)
                )
            )
        )
        candidates.append(store.directors.scores(person, method).height)
    sql = [_check(store, person) for person in ids[:CHECKED]] if method == "classic" else []
    medians = [f"{np.median(values):.1f}" for values in times.values()]
    return [method, f"{low}–{high}", len(ids), *medians, f"{np.median(sql):.0f}" if sql else "–",
            f"{np.median(candidates):,.0f}"]  # fmt: skip


def _check(store: Store, person: str) -> float:
    """Return the milliseconds of the reference query; fails if its result differs."""
    columns = ["id", "score", "films", "shared_people", "best_rating", "best_votes"]
    with catalogue_connection(store.build.catalogue) as con:
        start = perf_counter()
        expected = reference.scores(con, person, ALL_ROLES_MASK)
        taken = (perf_counter() - start) * 1e3
    if (
        store.directors.scores(person, "classic").select(columns).rows()
        != expected.select(columns).rows()
    ):
        raise AssertionError(f"{person}: scores differ from the reference")
    return taken


def _milliseconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    with suppress(NothingFound):  # an empty result takes time, too
        call()
    return (perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
