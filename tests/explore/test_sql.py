"""User SQL can read the catalogue; everything else is refused or stopped."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb
import polars as pl
import pytest

import recsys
from recsys.catalog import Store
from recsys.errors import QueryFailed, QueryRefused, QueryStopped
from recsys.explore import EXAMPLES, QueryLimits, QueryResult, sandbox
from recsys.explore.sql import MAX_CHARACTERS
from recsys.util.formats import to_csv
from tests.helpers import build_store

SHORT = QueryLimits(seconds=1.0)
SECRET = "you should not read this"
PATIENCE = 60
"""Seconds within which even a busy machine ends a query limited to one second."""


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


def run_in_process(store: Store, query: str) -> None:
    """Run a query without a separate process, to test many refused statements quickly."""
    catalogue = str(store.build.catalogue)
    limits = {"seconds": 5.0, "rows": 10, "memory_mb": 256, "megabytes": 1}
    sandbox.run({"catalogue": catalogue, "query": query, **limits})


def run(store: Store, query: str, limits: QueryLimits | None = None) -> QueryResult:
    return store.explore.sql(query, limits)


# Allowed queries


def test_reading_the_catalogue(store: Store) -> None:
    result = run(store, "SELECT tconst, averageRating FROM movies WHERE tconst = 'tt1'")
    assert result.frame.rows() == [("tt1", Decimal("7.1"))]
    assert not result.truncated
    assert result.seconds > 0


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
def test_read_statements(store: Store, query: str) -> None:
    assert run(store, query).frame.height


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.question)
def test_every_example_runs(store: Store, example: tuple[str, str]) -> None:
    assert run(store, example[1]).frame.width > 1


def test_an_empty_result_keeps_its_columns(store: Store) -> None:
    frame = run(store, "SELECT tconst, startYear FROM movies WHERE false").frame
    assert frame.is_empty()
    assert frame.columns == ["tconst", "startYear"]


def test_rows_are_limited(store: Store) -> None:
    result = run(store, "SELECT * FROM range(1_000_000_000_000)", QueryLimits(rows=7))
    assert (result.frame.height, result.truncated) == (7, True)
    assert not run(store, "SELECT * FROM range(7)", QueryLimits(rows=7)).truncated


def test_every_type_is_displayable(store: Store) -> None:
    query = """SELECT 1 AS a, 1.5 AS b, true AS c, 'x' AS d, date '2000-01-02' AS e, [1, 2] AS f,
        ['x'] AS g, map {'k': 1} AS h, {'k': 1} AS i, interval 1 day AS j, 'x'::blob AS k,
        uuid() AS l, 1::hugeint AS m, union_value(n := 1) AS n, '101'::bit AS o, [[1]] AS p,
        'infinity'::double AS q, NULL AS r, time '12:00' AS s, 2 AS a"""
    frame = run(store, query).frame
    row = frame.row(0, named=True)
    assert (row["a"], row["a_2"], row["e"]) == (1, 2, date(2000, 1, 2))
    assert (row["f"], row["g"]) == ([1, 2], ["x"])
    assert "1" in row["h"]
    assert {frame.schema[name] for name in "hijknop"} == {pl.String()}


def test_hostile_column_names(store: Store) -> None:
    frame = run(store, """SELECT 1 AS "<img src=x onerror=alert(1)>" """).frame
    assert frame.columns[0] == "<img src=x onerror=alert(1)>"


# Errors and refusals


@pytest.mark.parametrize(
    ("query", "message"),
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
def test_invalid_queries(store: Store, query: str, message: str) -> None:
    # No function reads the environment, and no name refers to a file or a Python object.
    with pytest.raises(QueryFailed, match=message):
        run(store, query)


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
def test_statements_that_write_are_refused(store: Store, query: str) -> None:
    before = store.sql("SELECT count(*) AS films FROM movies").item()
    with pytest.raises(sandbox.Ended) as end:
        run_in_process(store, query)
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
def test_file_access_is_refused(store: Store, tmp_path: Path, query: str) -> None:
    file = tmp_path / "secret.csv"
    file.write_text(SECRET)
    with pytest.raises(sandbox.Ended) as end:
        run_in_process(store, query.format(file=file, folder=tmp_path))
    assert end.value.outcome in ("refused", "failed")
    assert SECRET not in str(end.value)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


@pytest.mark.parametrize(
    "query",
    ["SELECT 1; SELECT 2", "COPY movies TO 'x.csv'", "SELECT * FROM read_text('pyproject.toml')"],
)
def test_the_process_reports_refusals(store: Store, query: str) -> None:
    with pytest.raises(QueryRefused):
        run(store, query)


def test_network_access_is_refused(store: Store) -> None:
    """A local server receives no connection."""
    connections: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def handle(self) -> None:
            connections.append(str(self.client_address))

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        for query in (
            f"SELECT * FROM read_csv('{address}/x.csv')",
            f"SELECT * FROM read_parquet('{address}/x.parquet')",
            f"SELECT * FROM '{address}/x.csv'",
        ):
            with pytest.raises((QueryRefused, QueryFailed)):
                run(store, query)
        server.shutdown()
    assert connections == []


def test_the_settings_of_the_sandbox(store: Store) -> None:
    """Read on a connection like the sandbox's, since a query may not list them."""
    with duckdb.connect(str(store.build.catalogue), True, sandbox.CONFIG) as con:
        for lock in sandbox.LOCKS:
            con.execute(lock)
        values = dict(con.execute("SELECT name, value FROM duckdb_settings()").fetchall())
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
    with pytest.raises(QueryStopped, match="longer than 1 seconds"):
        run(store, query, SHORT)


@pytest.mark.skipif(os.name != "posix", reason="process memory is limited on POSIX only")
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
    """DuckDB can't account for or interrupt some of these queries, so the process ends."""
    with pytest.raises(QueryStopped):
        run(store, query, SHORT)
    assert run(store, "SELECT 1").frame.item() == 1


def test_large_rows_are_limited(store: Store) -> None:
    with pytest.raises(QueryStopped, match="fewer columns"):
        run(store, "SELECT repeat('x', 1_000_000) FROM movies", QueryLimits(megabytes=2))


def test_query_length_is_limited(store: Store) -> None:
    with pytest.raises(QueryRefused, match="characters"):
        run(store, "SELECT 1" + " " * MAX_CHARACTERS)


def test_two_queries_at_once(store: Store) -> None:
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda: results.append(run(store, "SELECT 42").frame.item()))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert results == [42, 42]


@pytest.mark.parametrize("value", ["1", "true", "perhaps"])
def test_sql_is_off_when_hosted(store: Store, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FILMKIN_HOSTED", value)
    with pytest.raises(QueryRefused, match="FILMKIN_HOSTED"):
        run(store, "SELECT 1")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT 'infinity'::DATE AS v", "infinity"),
        ("SELECT '-infinity'::TIMESTAMP AS v", "-infinity"),
        ("SELECT 'infinity'::TIMESTAMPTZ AS v", "infinity"),
        ("SELECT '290000-01-01'::TIMESTAMP AS v", "290000-01-01T00:00:00.000000"),
        ("SELECT '12000-02-03'::DATE AS v", "12000-02-03"),
        ("SELECT ['infinity'::DATE] AS v", "[infinity]"),
        ("SELECT '24:00:00'::TIME AS v", "24:00:00"),
        ("SELECT DATE '2020-02-29' AS v", date(2020, 2, 29)),
    ],
)
def test_values_without_a_type_in_python_become_text(
    store: Store, query: str, shown: object
) -> None:
    assert run(store, query).frame["v"].to_list() == [shown]


def test_every_type_of_duckdb_can_be_shown(store: Store) -> None:
    frame = run(store, "FROM test_all_types()").frame
    assert frame.height == 3
    assert len(frame.rows()) == 3
    assert repr(frame)
    assert to_csv(frame)


@pytest.mark.parametrize(
    "query",
    [
        "FROM duckdb_settings()",
        "SELECT path FROM duckdb_databases()",
        "SELECT * FROM DuckDB_Databases",
        "FROM pragma_database_list()",
        "SELECT current_setting('home_directory')",
        "EXPLAIN SELECT current_setting('home_directory')",
        "FROM query('FROM duckdb_' || 'settings()')",
        "FROM \"query\" /* aside */ ('FROM duckdb_' || 'databases()')",
        "FROM query_table('duckdb_' || 'databases')",
    ],
)
def test_settings_and_paths_of_the_machine_are_not_listed(store: Store, query: str) -> None:
    with pytest.raises(QueryRefused, match="Settings and paths"):
        run(store, query)


def test_the_path_of_the_catalogue_is_unknown_to_its_process(store: Store) -> None:
    frame = run(store, "SHOW DATABASES").frame
    assert str(store.build.root) not in str(frame.rows())


def test_a_lone_surrogate_is_named(store: Store) -> None:
    with pytest.raises(QueryRefused, match="lone surrogate"):
        run(store, "SELECT '\ud800'")
