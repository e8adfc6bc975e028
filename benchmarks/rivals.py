"""Director scores compared with rivals: `python -m benchmarks.rivals [--films 330000]`.

The same classic score of the same directors, in one run: ours, a scipy sparse product, the tests'
reference query in DuckDB, and the original's steps as SQL on SQLite and on MariaDB, indexed on both
columns of both link tables. Every result is compared with ours. Needs `requirements-bench.txt`,
and MariaDB's server (`apt-get install mariadb-server`).
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import polars as pl
from scipy import sparse

import recsys
from benchmarks import report
from benchmarks.world import write_world
from recsys.catalog import Store
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from recsys.store.connection import catalogue_connection
from recsys.vocabulary.roles import ALL_ROLES_MASK
from tests.directors import reference

SIZES = ((1, 2), (3, 5), (6, 10), (11, 20), (21, 40), (41, 120))
DIRECTORS = 500
SLOW = 30
"""Directors for slow rivals, spread over the numbers of films."""

TABLES = {
    "movies": "tconst, CAST(averageRating AS DECIMAL(3, 1)) AS averageRating, numVotes",
    "movie_dir": "tconst, dconst",
    "movie_prin": "tconst, pconst",
}

# Steps 1 to 7 of docs/methods.md, one statement; {cast} is the engine's word for a float.
SCORES = """
WITH counted AS (
    SELECT p.pconst, COUNT(*) AS c
    FROM movie_dir d JOIN movie_prin p ON p.tconst = d.tconst
    WHERE d.dconst = {mark}
    GROUP BY p.pconst),
film_scores AS (
    SELECT p.tconst, SUM(c) AS s
    FROM counted JOIN movie_prin p ON p.pconst = counted.pconst
    GROUP BY p.tconst)
SELECT d.dconst,
    CAST(SUM(s) AS {cast})
        / (SELECT COUNT(*) FROM movie_dir x WHERE x.dconst = d.dconst) AS score,
    MAX(m.averageRating), MAX(m.numVotes)
FROM film_scores f JOIN movie_dir d ON d.tconst = f.tconst JOIN movies m ON m.tconst = f.tconst
WHERE d.dconst <> {mark}
GROUP BY d.dconst
ORDER BY score DESC, d.dconst
"""

Scores = list[tuple[str, float]]
Ask = Callable[[str], Scores]


def main() -> None:
    """Generate data, build, load the rivals, measure and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--films", type=int, default=330_000)
    parser.add_argument("--directors", type=int, default=DIRECTORS)
    parser.add_argument("--without-mariadb", action="store_true")
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        write_world(folder / "world", films_only=True, films=options.films)
        build([ImdbSource(folder / "world")], folder / "store")
        store = stack.enter_context(recsys.open_store(folder / "store"))
        export(store, folder)
        rivals: dict[str, Ask] = {
            "scipy sparse product": sparse_product(store),
            "reference query, DuckDB": stack.enter_context(in_duckdb(store)),
            "original's steps, SQLite": stack.enter_context(in_sqlite(folder)),
        }
        if not options.without_mariadb:
            rivals["original's steps, MariaDB"] = stack.enter_context(in_mariadb(folder))
        body = measure(store, rivals, options.directors)
    if options.dry:
        print(body)
    else:
        report.write_section(f"Director scores beside rivals, {options.films:,} films", body)


def measure(store: Store, rivals: dict[str, Ask], directors: int) -> str:
    """Return the section's text."""
    chosen = sample_directors(store, directors)
    ours: Ask = lambda person: _pairs(store.directors.scores(person, "classic"))  # noqa: E731
    ours(chosen[0][0])  # maps the names
    taken: dict[str, list[tuple[int, float]]] = {"ours": []}
    answers: dict[str, Scores] = {}
    for person, size in chosen:
        start = perf_counter()
        store.directors.scores(person, "classic")
        taken["ours"].append((size, (perf_counter() - start) * 1e3))
        answers[person] = ours(person)
    for name, ask in rivals.items():
        few = chosen if "scipy" in name or "MariaDB" in name else _spread(chosen, SLOW)
        taken[name] = []
        for person, size in few:
            start = perf_counter()
            found = ask(person)
            taken[name].append((size, (perf_counter() - start) * 1e3))
            _same(name, person, found, answers[person])
    versions = [] if len(rivals) < 4 else ["pymysql"]
    tables = store.manifest.tables
    return "\n\n".join(
        [
            report.machine("polars", "numpy", "duckdb", "scipy", *versions)[:-1]
            + f", SQLite {sqlite3.sqlite_version}.",
            f"{tables['movies']:,} films, {tables['movie_prin']:,} credits, "
            f"{tables['directors']:,} directors. {len(chosen)} directors, drawn with a chance "
            "proportional to their number of films, each asked for the first time; a rival that "
            f"takes long answers for {SLOW} of them. Milliseconds of all candidates with their "
            "scores; ours also finds shared people and best films. All answers equal ours.",
            report.table(
                _HEADER, [_row(name, times, taken["ours"]) for name, times in taken.items()]
            ),
        ]
    )


_HEADER = ("way", "directors", "median ms", "p99 ms", "times ours (geometric mean over sizes)",
           *(f"{low}–{high} films" for low, high in SIZES))  # fmt: skip


def _row(
    name: str, times: list[tuple[int, float]], ours: list[tuple[int, float]]
) -> tuple[str, ...]:
    values = np.array([taken for _, taken in times])
    medians, base = _medians(times), _medians(ours)
    both = [size for size in SIZES if size in medians and size in base]
    ratio = float(np.exp(np.mean([np.log(medians[size] / base[size]) for size in both])))
    return (
        name,
        f"{len(times)}",
        f"{np.median(values):.1f}",
        f"{np.percentile(values, 99):.1f}",
        "–" if name == "ours" else f"{ratio:.1f}",
        *(f"{medians[size]:.1f}" if size in medians else "–" for size in SIZES),
    )


def _medians(times: Sequence[tuple[int, float]]) -> dict[tuple[int, int], float]:
    by_size = {
        (low, high): [taken for size, taken in times if low <= size <= high] for low, high in SIZES
    }
    return {size: float(np.median(values)) for size, values in by_size.items() if values}


def sample_directors(store: Store, count: int) -> list[tuple[str, int]]:
    """Sample directors with probability proportional to their films; return ids and counts."""
    graph, rng = store.graph, np.random.default_rng(0)
    films = graph.films_directed
    rows = rng.choice(len(films), min(count, len(films)), replace=False, p=films / films.sum())
    # A director who shares nobody has no result to time.
    people = [graph.people["id"][int(graph.director_persons[row])] for row in rows]
    drawn = list(zip(people, films[rows].tolist(), strict=True))
    return [(person, size) for person, size in drawn if _has_answer(store, person)]


def _has_answer(store: Store, person: str) -> bool:
    graph = store.graph
    row = graph.person_row(person)
    assert row is not None, "drawn from the graph"
    director = graph.director_row(row)
    assert director is not None, "drawn among directors"
    _, people = graph.movie_people.expand(graph.director_movies.of(director))
    _, films = graph.person_movies.expand(np.unique(people))
    _, directors = graph.movie_directors.expand(np.unique(films))
    return bool((directors != director).any())


def _spread(chosen: list[tuple[str, int]], count: int) -> list[tuple[str, int]]:
    """Return `count` directors, spread evenly over the numbers of films."""
    in_order = sorted(chosen, key=lambda each: (each[1], each[0]))
    places = np.unique(np.linspace(0, len(in_order) - 1, count).astype(int))
    return [in_order[place] for place in places]


def _pairs(frame: pl.DataFrame) -> Scores:
    return list(frame.select("id", "score").iter_rows())


def _same(name: str, person: str, found: Scores, ours: Scores) -> None:
    if [each for each, _ in found] != [each for each, _ in ours] or not np.allclose(
        [score for _, score in found], [score for _, score in ours], rtol=1e-12
    ):
        raise AssertionError(f"{name}: other scores than ours for {person}")


def sparse_product(store: Store) -> Ask:
    """Return the scorer of the nine steps as products of sparse matrices."""
    graph = store.graph
    people, films = len(graph.person_votes), graph.movie_count
    credits = sparse.csr_array(
        (
            np.ones(len(graph.movie_people.targets)),
            np.asarray(graph.movie_people.targets),
            np.asarray(graph.movie_people.offsets),
        ),
        shape=(films, people),
    )
    directing = sparse.csr_array(
        (
            np.ones(len(graph.director_movies.targets)),
            np.asarray(graph.director_movies.targets),
            np.asarray(graph.director_movies.offsets),
        ),
        shape=(graph.director_count, films),
    )
    counts = graph.films_directed
    ids = graph.people["id"].gather(graph.director_persons)

    def ask(person: str) -> Scores:
        row = graph.person_row(person)
        assert row is not None, "drawn from the graph"
        director = graph.director_row(row)
        assert director is not None, "drawn among directors"
        ours = directing[[director]] @ credits
        sums = (directing @ (credits @ ours.T)).toarray().ravel()
        sums[director] = 0
        rows = np.flatnonzero(sums)
        scores = sums[rows] / counts[rows]
        order = np.lexsort((rows, -scores))
        names = ids.gather(rows[order])
        return list(zip(names.to_list(), scores[order].tolist(), strict=True))

    return ask


@contextmanager
def in_duckdb(store: Store) -> Iterator[Ask]:
    """Return the scorer of the tests' reference query."""
    with catalogue_connection(store.build.catalogue) as con:
        yield lambda person: _pairs(reference.scores(con, person, ALL_ROLES_MASK))


def export(store: Store, folder: Path) -> None:
    """Write the three tables as files for the rivals."""
    with catalogue_connection(store.build.catalogue) as con:
        for table, columns in TABLES.items():
            rows: pl.DataFrame = con.sql(f"SELECT {columns} FROM {table}").pl()
            rows.write_csv(folder / f"{table}.tsv", separator="\t", include_header=False,
                           null_value="\\N", quote_style="never")  # fmt: skip


@contextmanager
def in_sqlite(folder: Path) -> Iterator[Ask]:
    """Return the scorer of the original's steps on SQLite."""
    con = sqlite3.connect(folder / "rival.sqlite")
    con.execute("PRAGMA cache_size = -1000000")
    con.execute("CREATE TABLE movies (tconst TEXT PRIMARY KEY, averageRating REAL, numVotes INT)")
    con.execute("CREATE TABLE movie_dir (tconst TEXT, dconst TEXT)")
    con.execute("CREATE TABLE movie_prin (tconst TEXT, pconst TEXT)")
    for table in TABLES:
        rows = duckdb.read_csv(
            str(folder / f"{table}.tsv"), header=False, sep="\t", na_values="\\N"
        ).fetchall()
        marks = ", ".join("?" * len(rows[0]))
        con.executemany(
            f"INSERT INTO {table} VALUES ({marks})", [tuple(map(_plain, row)) for row in rows]
        )
    for table, column in _INDEXED:
        con.execute(f"CREATE INDEX {table}_{column} ON {table}({column})")
    con.execute("ANALYZE")
    con.commit()
    query = SCORES.format(mark="?", cast="REAL")
    yield lambda person: [row[:2] for row in con.execute(query, (person, person))]
    con.close()


_INDEXED = (("movie_dir", "tconst"), ("movie_dir", "dconst"), ("movie_prin", "tconst"),
            ("movie_prin", "pconst"))  # fmt: skip


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int)) else float(value)


@contextmanager
def in_mariadb(folder: Path) -> Iterator[Ask]:
    """Return the scorer of the original's steps on MariaDB."""
    from benchmarks import mariadb  # its client is not a test dependency

    with mariadb.server(folder) as con, con.cursor() as cursor:
        cursor.execute("CREATE DATABASE rival CHARACTER SET ascii")
        cursor.execute("USE rival")
        cursor.execute(
            "CREATE TABLE movies (tconst VARCHAR(24) PRIMARY KEY, averageRating DECIMAL(3, 1), "
            "numVotes INT)"
        )
        for table, person in (("movie_dir", "dconst"), ("movie_prin", "pconst")):
            cursor.execute(f"CREATE TABLE {table} (tconst VARCHAR(24), {person} VARCHAR(24))")
        for table in TABLES:
            cursor.execute(
                f"LOAD DATA LOCAL INFILE %s INTO TABLE {table}", (str(folder / f"{table}.tsv"),)
            )
        for table, column in _INDEXED:
            cursor.execute(f"CREATE INDEX {table}_{column} ON {table}({column})")
        cursor.execute("ANALYZE TABLE movies, movie_dir, movie_prin")
        cursor.fetchall()
        query = SCORES.format(mark="%s", cast="DOUBLE")

        def ask(person: str) -> Scores:
            cursor.execute(query, (person, person))
            return [(row[0], float(row[1])) for row in cursor.fetchall()]

        yield ask


if __name__ == "__main__":
    main()
