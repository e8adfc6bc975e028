"""The sandbox process that runs one SQL query of a user and can read one file only.

`sql.run_query` starts it as a separate script, so that ending the process frees all memory and
time a query uses. It imports nothing of Filmkin, so it starts fast. The request arrives as JSON on
standard input. The response goes to standard output, as an Arrow stream (exit code 0) or as JSON
with the outcome (exit code 1).
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import types

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "threads": "2",
    "home_directory": "",
    "secret_directory": "",
    "extension_directory": "",
}
"""No extensions, no Python objects by name, no temporary files, no paths."""

_ASIDE = r"(\s|/\*.*?\*/|--[^\n]*\n)*"
ABOUT_THE_MACHINE = re.compile(
    r"\b(duckdb_(settings|databases|secrets|extensions|logs?|log_contexts|temporary_files|memory)"
    r"|pragma_(database_list|database_size|platform|user_agent)|pg_settings|pg_database"
    r"|current_setting|which_secret|json_execute_serialized_sql|json_serialize_plan)\b"
    rf"|\bquery(_table)?\"?{_ASIDE}\(",
    re.IGNORECASE | re.DOTALL,
)
"""What lists settings and paths of the machine, and functions that run a text as a query."""

LOCKS = ("SET enable_external_access = false", "SET lock_configuration = true")
"""Run after opening: allow no other file and no network, and lock that configuration."""

READ_STATEMENTS = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}

OVERHEAD_MB = 1_536
"""Address space for libraries and threads, in addition to DuckDB's memory."""


class Ended(Exception):
    """The query ended without a result; `outcome` is refused, failed or stopped."""

    def __init__(self, outcome: str, message: str) -> None:
        self.outcome = outcome
        super().__init__(message)


def main() -> int:
    """Read one request, write its response and return the exit code."""
    request = json.load(sys.stdin)
    try:
        _limit_memory(request["memory_mb"])
        table, truncated = run(request)
    except Ended as end:
        response = json.dumps({"outcome": end.outcome, "message": str(end)})
        sys.stdout.buffer.write(response.encode())
        return 1
    schema = table.schema.with_metadata({"truncated": str(int(truncated))})
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
        stream.write_table(table.replace_schema_metadata(schema.metadata))
    return 0


def _limit_memory(megabytes: int) -> None:
    """Limit the process's memory, since DuckDB's own limit does not cover all texts and lists."""
    try:
        import resource
    except ImportError:  # Windows
        return
    space = (megabytes + OVERHEAD_MB) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(request: dict[str, Any]) -> tuple[pa.Table, bool]:
    """Return the first rows of the result and whether it was truncated; may raise Ended."""
    memory = f"{request['memory_mb']}MB"
    config = CONFIG | {"memory_limit": memory}
    con = duckdb.connect(request["catalogue"], read_only=True, config=config)
    for lock in LOCKS:
        con.execute(lock)
    timer = threading.Timer(request["seconds"], con.interrupt)
    timer.start()
    try:
        _check_statement(con, request["query"])
        return _read(con, request["query"], request["rows"], request["megabytes"])
    except duckdb.InterruptException as error:
        raise Ended(
            "stopped", f"The query took longer than {request['seconds']:g} seconds."
        ) from error
    except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError) as error:
        raise Ended("stopped", f"The query needs more than {memory} of memory.") from error
    except duckdb.PermissionException as error:
        raise Ended("refused", "A query can't access files or the network.") from error
    except duckdb.Error as error:
        raise Ended("failed", str(error)) from error
    finally:
        timer.cancel()
        timer.join()
        con.close()


def _check_statement(con: duckdb.DuckDBPyConnection, query: str) -> None:
    """Raise Ended unless the query is a single read-only statement."""
    if about := ABOUT_THE_MACHINE.search(query):
        raise Ended(
            "refused", f"Settings and paths of this machine are not listed ({about[0][:40]})."
        )
    statements = con.extract_statements(query)
    if len(statements) != 1:
        raise Ended("refused", f"Give one statement, not {len(statements)}.")
    kind = statements[0].type
    if kind not in READ_STATEMENTS:
        raise Ended("refused", f"Only read-only queries are allowed, not {kind.name}.")


def _read(
    con: duckdb.DuckDBPyConnection, query: str, rows: int, megabytes: int
) -> tuple[pa.Table, bool]:
    reader = _as_text_where_needed(con.sql(query)).to_arrow_reader(rows + 1)
    batches: list[pa.RecordBatch] = []
    count = size = 0
    for batch in reader:
        batches.append(batch)
        count += batch.num_rows
        size += batch.nbytes
        if size > megabytes * 2**20:
            raise Ended(
                "stopped", f"The rows are larger than {megabytes} MB; select fewer columns."
            )
        if count > rows:
            break
    table = pa.Table.from_batches(batches, reader.schema).slice(0, rows)
    columns = [_displayable(column) for column in table.columns]
    return pa.table(columns, names=_unique(table.schema.names)), count > rows


_KEPT = re.compile(
    r"(BOOLEAN|U?(TINYINT|SMALLINT|INTEGER|BIGINT)|HUGEINT|FLOAT|DOUBLE|VARCHAR|DECIMAL\(\d+,\d+\))"
    r"(\[\])?|DATE|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE"
)
"""DuckDB's types that any table can show; times are checked value by value."""


def _as_text_where_needed(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Let DuckDB itself write values of other types as texts."""
    kept = [_KEPT.fullmatch(str(kind)) is not None for kind in relation.types]
    if all(kept):
        return relation
    names = ['"' + name.replace('"', '""') + '"' for name in _unique(relation.columns)]
    columns = [
        f"#{place} AS {name}" if is_kept else f"CAST(#{place} AS VARCHAR) AS {name}"
        for place, (is_kept, name) in enumerate(zip(kept, names, strict=True), start=1)
    ]
    return relation.project(", ".join(columns))


def _displayable(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """Convert a column to a type that any table can show; other values become texts."""
    kind = column.type.value_type if types.is_list(column.type) else column.type
    if types.is_date(kind) or types.is_timestamp(kind):
        return _times(column)
    simple = (
        types.is_integer, types.is_floating, types.is_boolean, types.is_string, types.is_decimal,
    )  # fmt: skip
    if any(is_of(kind) for is_of in simple):
        return column
    texts = [None if value is None else str(value) for value in column.to_pylist()]
    return pa.array(texts, pa.string())


def _times(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """Return dates or times as they are, or as texts if Python has no type for one of them."""
    unit: Any = "D" if types.is_date(column.type) else column.type.unit
    plain = column.cast(pa.int32() if unit == "D" else pa.int64())
    values = [None if value is None else np.datetime64(value, unit) for value in plain.to_pylist()]
    if all(value is None or _FIRST <= value <= _LAST for value in values):
        return column
    highest = np.iinfo(np.int32 if unit == "D" else np.int64).max
    endless = {highest: "infinity", -highest: "-infinity"}
    texts = [
        None if value is None else endless.get(value, str(np.datetime64(value, unit)))
        for value in plain.to_pylist()
    ]
    return pa.array(texts, pa.string())


_FIRST, _LAST = np.datetime64("0001-01-02"), np.datetime64("9999-12-30")
"""Within Python's dates, a day away from their ends in any time zone."""


def _unique(names: list[str]) -> list[str]:
    """Number repeated column names, as in `id`, `id_2`."""
    unique: list[str] = []
    for name in names:
        number, candidate = 1, name
        while candidate in unique:
            number += 1
            candidate = f"{name}_{number}"
        unique.append(candidate)
    return unique


if __name__ == "__main__":
    code = main()
    sys.stdout.buffer.flush()
    os._exit(code)  # skip clean-up, which an unfinished result would delay
