"""Models of chance on a generated world: `python -m benchmarks.chance [--films 330000]`.

Fails if the model misses the degrees of the credits, or what was written differs from it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np

import recsys
from benchmarks import report
from benchmarks.world import write_world
from recsys.catalog import Store
from recsys.directors.affinity import DIRECTING_WEIGHT
from recsys.directors.independent import find_independent_co_credits
from recsys.directors.query_films import QueryFilms
from recsys.ingest.pipeline import build
from recsys.scoring.chance import Chance, solve
from recsys.scoring.chance_files import SolvedChance, read_chance
from recsys.scoring.chance_window import solve_window
from recsys.scoring.work_links import WorkLinks, work_links
from recsys.sources.imdb.source import ImdbSource
from recsys.store.graph import CreditGraph
from recsys.vocabulary.role_weights import by_role_mask
from recsys.vocabulary.roles import ALL_ROLES_MASK

T = TypeVar("T")

DIRECTORS = 60


def main() -> None:
    """Generate data, build, measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=330_000)
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world, store_folder = Path(folder, "world"), Path(folder, "store")
        write_world(world, films_only=True, films=options.films)
        build([ImdbSource(world)], store_folder)
        with recsys.open_store(store_folder) as store:
            body = measure(store)
    if options.dry:
        print(body)
    else:
        report.write_section(f"Models of chance, {options.films:,} films", body)


def measure(store: Store) -> str:
    """Return the section's text."""
    graph = store.graph
    links, counting = _timed(lambda: work_links(graph))
    model, solving = _timed(lambda: solve(links.director_degree, links.person_degree))
    _check(model, links)
    _, window = _timed(lambda: solve_window(graph, links, ALL_ROLES_MASK))
    size = sum(path.stat().st_size for path in graph.folder.glob("chance_*.npy"))
    solved = read_chance(graph.folder)
    if not np.array_equal(solved.model.x, model.x):
        raise AssertionError("the written model differs from the solved one")
    chosen = np.random.default_rng(0).choice(graph.director_count, DIRECTORS)
    overall_ms, window_ms = np.transpose([_query(graph, solved, int(row)) for row in chosen])
    tables = store.manifest.tables
    rows = [
        ("pairs of director and person, s", f"{counting:.2f}"),
        ("model, s", f"{solving:.2f}"),
        ("model among contemporaries, s", f"{window:.1f}"),
        ("files, MB", f"{size / 1e6:.2f}"),
        ("candidates of a director, median ms", f"{np.median(overall_ms):.1f}"),
        ("the same, maximum ms", f"{overall_ms.max():.1f}"),
        ("among contemporaries, median ms", f"{np.median(window_ms):.1f}"),
        ("the same, maximum ms ", f"{window_ms.max():.1f}"),
    ]
    return "\n\n".join(
        [
            report.machine("numpy"),
            f"{tables['movies']:,} films, {tables['directors']:,} directors, "
            f"{len(links.director):,} pairs of a director and a person. A build solves both models "
            f"once; p and q of all candidates are computed for {DIRECTORS} random directors. The "
            "model meets every degree to 1e-6.",
            report.table(("what", "measured"), rows),
        ]
    )


def _query(graph: CreditGraph, solved: SolvedChance, director: int) -> tuple[float, float]:
    """Return the milliseconds of the two models for all candidates of a director."""
    query = QueryFilms.of_director(graph, director)
    weight = by_role_mask(directing=DIRECTING_WEIGHT)
    found = find_independent_co_credits(graph, query, ALL_ROLES_MASK, weight)
    shared = found.shared_people.astype(np.int32)
    degree, others = int(solved.degree[director]), solved.degree[found.directors]
    window = solved.window
    assert window is not None, "all credits have a window"
    _, overall = _timed(lambda: solved.model.against(degree, others, shared))
    _, among = _timed(lambda: window.against(director, found.directors, shared))
    return overall * 1e3, among * 1e3


def _check(model: Chance, links: WorkLinks) -> None:
    """Fail if an expected degree is not the observed one."""
    reached = model.linked(model.degree) @ model.people
    if not np.allclose(reached, model.degree, rtol=1e-6):
        raise AssertionError("the model misses the degrees of directors")
    degrees = np.unique(links.person_degree[links.person_degree > 0])
    counts = np.bincount(links.director_degree)[model.degree]
    if not np.allclose(counts @ model.linked(model.degree), degrees, rtol=1e-6):
        raise AssertionError("the model misses the degrees of people")


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    start = perf_counter()
    result = call()
    return result, perf_counter() - start


if __name__ == "__main__":
    main()
