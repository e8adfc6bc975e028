"""A reader's SQL: it reads the catalogue, and everything else that it tries is refused or ended."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from time import perf_counter

import polars as pl
import pytest

import recsys
from recsys.catalog import Store
from recsys.errors import QueryFailed, QueryRefused, QueryStopped
from recsys.explore import EXAMPLES, QueryLimits, QueryResult, sandbox
from recsys.explore.sql import MAX_CHARACTERS
from tests.helpers import build_store

SHORT = QueryLimits(seconds=1.0)
SECRET = "you should not read this"
PATIENCE = 60
"""Seconds after which even a busy machine should have ended a query of one second."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = build_store(
        tmp_path_factory.mktemp("store"),
        basics=[(f"tt{number}", f"Film {number}", 1990 + number % 7) for number in range(400)],
        ratings=[("tt1", 7.1, 10)],
        crew=[("tt1", "nm1"), ("tt2", "nm1")],
        principals=[("tt1", "nm2", "actor")],
        names=[("nm1", "Anna"), ("nm2", "<img src=x onerror=alert(1)>")],
    )
    with recsys.open_store(folder) as opened:
        yield opened


def ask_here(store: Store, query: str) -> None:
    """The same without a process of its own, for the many statements that should not run at all."""
    catalogue = str(store.build.catalogue)
    limits = {"seconds": 5.0, "rows": 10, "memory_mb": 256, "megabytes": 1}
    sandbox.answer({"catalogue": catalogue, "query": query, **limits})


def ask(store: Store, query: str, limits: QueryLimits | None = None) -> QueryResult:
    return store.explore.sql(query, limits)


# What it is for


def test_it_reads_the_catalogue(store: Store) -> None:
    result = ask(store, "SELECT tconst, averageRating FROM movies WHERE tconst = 'tt1'")
    assert result.frame.rows() == [("tt1", Decimal("7.1"))]
    assert not result.more
    assert 0 < result.seconds < PATIENCE


@pytest.mark.parametrize(
    "query",
    [
        "FROM movies LIMIT 1",
        "WITH one AS (SELECT 1) SELECT * FROM one;",
        "SHOW TABLES",
        "DESCRIBE movies",
        "SUMMARIZE movies",
        "EXPLAIN SELECT 1",
        "VALUES (1), (2)",
        "-- a remark\nSELECT 1 -- and another",
    ],
)
def test_statements_that_read(store: Store, query: str) -> None:
    assert ask(store, query).frame.height


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.question)
def test_every_example_runs(store: Store, example: tuple[str, str]) -> None:
    assert ask(store, example[1]).frame.width > 1


def test_an_empty_result_keeps_its_columns(store: Store) -> None:
    frame = ask(store, "SELECT tconst, startYear FROM movies WHERE false").frame
    assert frame.is_empty()
    assert frame.columns == ["tconst", "startYear"]


def test_rows_are_limited_and_more_is_said(store: Store) -> None:
    result = ask(store, "SELECT * FROM range(1_000_000_000_000)", QueryLimits(rows=7))
    assert (result.frame.height, result.more) == (7, True)
    assert not ask(store, "SELECT * FROM range(7)", QueryLimits(rows=7)).more


def test_every_type_can_be_shown(store: Store) -> None:
    query = """SELECT 1 AS a, 1.5 AS b, true AS c, 'x' AS d, date '2000-01-02' AS e, [1, 2] AS f,
        ['x'] AS g, map {'k': 1} AS h, {'k': 1} AS i, interval 1 day AS j, 'x'::blob AS k,
        uuid() AS l, 1::hugeint AS m, union_value(n := 1) AS n, '101'::bit AS o, [[1]] AS p,
        'infinity'::double AS q, NULL AS r, time '12:00' AS s, 2 AS a"""
    frame = ask(store, query).frame
    row = frame.row(0, named=True)
    assert (row["a"], row["a_2"], row["e"]) == (1, 2, date(2000, 1, 2))
    assert (row["f"], row["g"]) == ([1, 2], ["x"])
    assert "1" in row["h"]
    assert {frame.schema[name] for name in "hijknop"} == {pl.String()}


def test_hostile_names_of_columns_are_only_names(store: Store) -> None:
    frame = ask(store, """SELECT 1 AS "<img src=x onerror=alert(1)>" """).frame
    assert frame.columns[0] == "<img src=x onerror=alert(1)>"


# What is wrong is said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nope FROM movies", "nope"),
        ("SELECT * FROM nowhere", "nowhere"),
        ("SELECT ?", "parameters"),
        ("SELECT 1/0::INTEGER + 'x'", "x"),
        ("SELECT getenv('HOME')", "getenv"),
        ("SELECT * FROM '/etc/passwd'", "does not exist"),
        ("SELECT * FROM sys.path", "path"),
        ("SELECT * FROM os", "os"),
    ],
)
def test_what_duckdb_cannot_run(store: Store, query: str, said: str) -> None:
    # No function reads the environment, no name stands for a file or an object of Python's.
    with pytest.raises(QueryFailed, match=said):
        ask(store, query)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   -- nothing but a remark",
        "SELECT 1; SELECT 2",
        "SELECT 1; COPY movies TO 'x'",
        "CREATE TABLE t AS SELECT 1",
        "CREATE TEMP TABLE t AS SELECT 1",
        "CREATE TEMP MACRO f() AS 1",
        "INSERT INTO directors VALUES ('nm9', 'Me')",
        "UPDATE movies SET primaryTitle = 'x'",
        "DELETE FROM movies",
        "DROP TABLE movies",
        "ALTER TABLE movies ADD COLUMN x INTEGER",
        "TRUNCATE movies",
        "COPY movies TO 'out.csv'",
        "COPY (SELECT 1) TO 'out.parquet' (FORMAT parquet)",
        "COPY movies FROM 'in.csv'",
        "EXPORT DATABASE 'out'",
        "IMPORT DATABASE 'in'",
        "ATTACH 'other.duckdb'",
        "ATTACH ':memory:' AS scratch",
        "DETACH catalogue",
        "USE memory",
        "INSTALL httpfs",
        "LOAD httpfs",
        "FORCE INSTALL spatial FROM community",
        "PRAGMA database_list",
        "PRAGMA memory_limit = '100GB'",
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET VARIABLE x = 1",
        "RESET memory_limit",
        "CALL pragma_version()",
        "CHECKPOINT",
        "VACUUM",
        "BEGIN",
        "PREPARE x AS SELECT 1",
        "EXECUTE x",
        "CREATE SECRET (TYPE s3, KEY_ID 'x', SECRET 'y')",
    ],
)
def test_what_does_more_than_read_is_refused(store: Store, query: str) -> None:
    before = store.sql("SELECT count(*) AS films FROM movies").item()
    with pytest.raises(sandbox.Ended) as end:
        ask_here(store, query)
    assert end.value.outcome == "refused"
    assert store.sql("SELECT count(*) AS films FROM movies").item() == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM read_blob('{file}')",
        "SELECT * FROM read_json('{file}')",
        "SELECT * FROM read_parquet('{file}')",
        "SELECT * FROM sniff_csv('{file}')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM '{file}'",
        "FROM read_csv('{file}', header = false)",
        "EXPLAIN ANALYZE SELECT * FROM read_text('{file}')",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/out.csv'",
        "SELECT * FROM query('SELECT * FROM read_text(''{file}'')')",
        "SELECT * FROM read_duckdb('{file}')",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM duckdb_extensions()",
    ],
)
def test_no_file_is_read_or_written(store: Store, tmp_path: Path, query: str) -> None:
    file = tmp_path / "secret.csv"
    file.write_text(SECRET)
    with pytest.raises(sandbox.Ended) as end:
        ask_here(store, query.format(file=file, folder=tmp_path))
    assert end.value.outcome in ("refused", "failed")
    assert SECRET not in str(end.value)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


@pytest.mark.parametrize(
    "query",
    ["SELECT 1; SELECT 2", "COPY movies TO 'x.csv'", "SELECT * FROM read_text('pyproject.toml')"],
)
def test_refusals_come_out_of_the_process(store: Store, query: str) -> None:
    with pytest.raises(QueryRefused):
        ask(store, query)


def test_the_network_is_not_reached(store: Store) -> None:
    """A server of our own hears nothing."""
    heard: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def handle(self) -> None:
            heard.append(str(self.client_address))

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        for query in (
            f"SELECT * FROM read_csv('{address}/x.csv')",
            f"SELECT * FROM read_parquet('{address}/x.parquet')",
            f"SELECT * FROM '{address}/x.csv'",
        ):
            with pytest.raises((QueryRefused, QueryFailed)):
                ask(store, query)
        server.shutdown()
    assert heard == []


def test_the_environment_is_empty(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILMKIN_TEST_SECRET", SECRET)
    settings = ask(store, "SELECT name, value FROM duckdb_settings()").frame
    assert not any(SECRET in (value or "") for value in settings["value"])
    values = dict(settings.iter_rows())
    assert values["enable_external_access"] == "false"
    assert values["lock_configuration"] == "true"
    assert values["autoload_known_extensions"] == "false"
    assert values["temp_directory"] in ("", None)


# Limits


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM movies a, movies b, movies c, movies d, movies e",
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
        "SELECT sum(hash(i)) FROM range(1_000_000_000_000) t(i)",
    ],
)
def test_time_is_limited(store: Store, query: str) -> None:
    start = perf_counter()
    with pytest.raises(QueryStopped, match="longer than 1 seconds"):
        ask(store, query, SHORT)
    assert perf_counter() - start < PATIENCE


@pytest.mark.skipif(os.name != "posix", reason="memory of a process is limited on POSIX alone")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT length(repeat('a', 4_000_000_000))",
        "SELECT lpad('a', 2_000_000_000, 'b')",
        "SELECT list_sum(range(400_000_000))",
        "SELECT list_transform(range(30_000_000), lambda x: repeat('abc', 100))",
        "SELECT list(repeat(a.tconst, 1000)) FROM movies a, movies b, movies c",
        "SELECT a.tconst FROM movies a, movies b, movies c ORDER BY a.tconst || b.tconst",
    ],
)
def test_memory_is_limited(store: Store, query: str) -> None:
    """Some of these DuckDB can neither count nor interrupt: the process is what ends."""
    start = perf_counter()
    with pytest.raises(QueryStopped):
        ask(store, query, SHORT)
    assert perf_counter() - start < PATIENCE
    assert ask(store, "SELECT 1").frame.item() == 1


def test_large_rows_are_limited(store: Store) -> None:
    with pytest.raises(QueryStopped, match="fewer columns"):
        ask(store, "SELECT repeat('x', 1_000_000) FROM movies", QueryLimits(megabytes=2))


def test_a_book_is_no_query(store: Store) -> None:
    with pytest.raises(QueryRefused, match="characters"):
        ask(store, "SELECT 1" + " " * MAX_CHARACTERS)


def test_two_at_once(store: Store) -> None:
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda: results.append(ask(store, "SELECT 42").frame.item()))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert results == [42, 42]


@pytest.mark.parametrize("value", ["1", "true", "perhaps"])
def test_off_where_strangers_visit(
    store: Store, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("FILMKIN_HOSTED", value)
    with pytest.raises(QueryRefused, match="FILMKIN_HOSTED"):
        ask(store, "SELECT 1")
