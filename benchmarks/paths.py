"""Paths between people on a generated world: `python -m benchmarks.paths [--films 900000]`.

Beside Filmkin run networkx and a recursive query in DuckDB, on the same links. The script fails if
their shortest paths differ in length.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

import duckdb
import networkx as nx
import numpy as np
import polars as pl

import recsys
from benchmarks import report
from benchmarks.world import write_world
from recsys.catalog import Store
from recsys.connections.links import Kind, Links, PathFilter
from recsys.errors import NotLinked
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from recsys.vocabulary.roles import ALL_ROLES_MASK

MOST_VOTED = 20_000
SEVERAL_FILMS = 3

RECURSIVE = """
    WITH RECURSIVE reached(person, steps) USING KEY (person) AS (
        SELECT $1::INT, 0
        UNION
        SELECT DISTINCT met.person, reached.steps + 1
        FROM reached
        JOIN links AS own ON own.person = reached.person
        JOIN links AS met ON met.film = own.film
        WHERE NOT EXISTS (FROM recurring.reached AS r WHERE r.person = met.person)
          AND NOT EXISTS (FROM recurring.reached AS r WHERE r.person = $2::INT)
    )
    SELECT steps FROM reached WHERE person = $2::INT
"""

Pairs = list[tuple[int, int]]
Length = Callable[[int, int], int | None]
"""Films between two people, given by row; None without a path."""


def main() -> None:
    """Generate data, build, measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=330_000)
    parser.add_argument("--store", type=Path, help="a finished store instead of a generated one")
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--rival-pairs", type=int, default=10, help="for the recursive query")
    parser.add_argument("--without-networkx", action="store_true", help="it needs 1 kB a link")
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.store
        if folder is None:
            work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            write_world(work / "world", films_only=True, films=options.films)
            folder = work / "store"
            build([ImdbSource(work / "world")], folder)
        store = stack.enter_context(recsys.open_store(folder))
        films = store.manifest.tables["movies"]
        body = measure(store, options.pairs, options.rival_pairs, not options.without_networkx)
    if options.dry:
        print(body)
    else:
        report.write_section(f"Paths, {films:,} films", body)


def measure(store: Store, count: int, rival_count: int, with_networkx: bool) -> str:
    """Return the section's text."""
    rng = np.random.default_rng(0)
    ids = store.graph.people["id"].to_list()
    pools = _pools(store)
    start = perf_counter()
    store.connections.name_of(ids[0])
    _ours(store, ids)(0, 1)
    first = perf_counter() - start
    rows, lengths, pairs = [], [], []
    for name, people in pools.items():
        pairs = _drawn(people, count, rng)
        lengths, times = _timed(_ours(store, ids), pairs)
        linked = [length for length in lengths if length is not None]
        mean = f"{np.mean(linked):.1f}" if linked else "–"
        rows.append([name, len(pairs), len(linked), mean, *_quantiles(times)])
    rivals = _rivals(store, pairs, lengths, rival_count, with_networkx)
    tables = store.manifest.tables
    return "\n\n".join(
        [
            report.machine("numpy", "networkx", "duckdb"),
            f"{tables['movies']:,} films, {tables['movie_prin']:,} credits, "
            f"{tables['people']:,} people. `connections.paths()` with up to five paths, their "
            "order by rarity, names and roles. Pairs are drawn at random. The first call of a "
            f"process maps files and prepares the links: {first * 1e3:.0f} ms.",
            report.table(
                ("people", "pairs", "linked", "films between", "median ms", "p95 ms", "max ms"),
                rows,
            ),
            "The same pairs of the last row elsewhere, one path (networkx) or only its length "
            "(DuckDB). All lengths equal ours.",
            report.table(
                ("way", "pairs", "prepared in s", "median ms", "p95 ms", "max ms"), rivals
            ),
        ]
    )


def _pools(store: Store) -> dict[str, np.ndarray]:
    graph = store.graph
    films = np.diff(graph.person_movies.offsets)
    return {
        "any": np.flatnonzero(films),
        f"of {SEVERAL_FILMS} films or more": np.flatnonzero(films >= SEVERAL_FILMS),
        f"{MOST_VOTED:,} with most votes": np.argsort(-graph.person_votes)[:MOST_VOTED],
    }


def _drawn(people: np.ndarray, count: int, rng: np.random.Generator) -> Pairs:
    return [
        (int(one), int(two))
        for one, two in (rng.choice(people, 2, replace=False) for _ in range(count))
    ]


def _ours(store: Store, ids: Sequence[str]) -> Length:
    def length(one: int, two: int) -> int | None:
        try:
            return int(store.connections.paths(ids[one], ids[two])["links"][0]) // 2
        except NotLinked:
            return None

    return length


def _timed(length: Length, pairs: Pairs) -> tuple[list[int | None], list[float]]:
    lengths, times = [], []
    for one, two in pairs:
        start = perf_counter()
        lengths.append(length(one, two))
        times.append((perf_counter() - start) * 1e3)
    return lengths, times


def _quantiles(times: Sequence[float]) -> list[str]:
    return [f"{value:.1f}" for value in (*np.quantile(times, (0.5, 0.95)), max(times))]


def _rivals(
    store: Store, pairs: Pairs, lengths: list[int | None], few: int, with_networkx: bool
) -> list[list[object]]:
    """Rows of the rivals, each checked."""
    links = _all_links(store)
    ways: list[tuple[str, int, Callable[[pl.DataFrame], Length]]] = [
        ("recursive query in DuckDB", few, _in_duckdb)
    ]
    if with_networkx:
        ways.insert(0, ("networkx, bidirectional_shortest_path", len(pairs), _in_networkx))
    rows: list[list[object]] = []
    for name, count, prepare in ways:
        start = perf_counter()
        length = prepare(links)
        prepared = perf_counter() - start
        found, times = _timed(length, pairs[:count])
        if found != lengths[: len(found)]:
            raise AssertionError(f"{name}: lengths differ from ours")
        rows.append([name, len(found), f"{prepared:.1f}", *_quantiles(times)])
    return rows


def _all_links(store: Store) -> pl.DataFrame:
    """Everybody and the films of at most three directors that they made: `film`, `person`."""
    links = Links(store.graph)
    films = np.flatnonzero(links.usable(PathFilter())).astype(np.int32)
    index, person = links.follow(Kind.FILM, films, ALL_ROLES_MASK)
    return pl.DataFrame({"film": films[index], "person": person}).sort("person", "film")


def _in_networkx(links: pl.DataFrame) -> Length:
    graph: nx.Graph = nx.Graph()
    graph.add_edges_from((film, -1 - person) for film, person in links.iter_rows())

    def length(one: int, two: int) -> int | None:
        try:
            return len(nx.bidirectional_shortest_path(graph, -1 - one, -1 - two)) // 2
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            return None

    return length


def _in_duckdb(links: pl.DataFrame) -> Length:
    con = duckdb.connect()
    con.register("given", links.to_arrow())
    con.execute("CREATE TABLE links AS FROM given")

    def length(one: int, two: int) -> int | None:
        found = con.execute(RECURSIVE, [one, two]).fetchall()
        return int(found[0][0]) if found else None

    return length


if __name__ == "__main__":
    main()
