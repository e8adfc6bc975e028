"""The process in which a reader's SQL runs: it can read one file, and ends with the query.

It is started by `sql.run_query` as a script of its own, so that whatever a query does to its
memory or its time ends with this process, and so that it starts fast: it imports nothing of
Filmkin. The request comes as JSON on the standard input; the answer goes to the standard output,
as an Arrow stream (exit code 0) or as JSON that names the outcome (exit code 1).
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

import duckdb
import pyarrow as pa
from pyarrow import types

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "threads": "2",
}
"""No extensions, no Python objects by name, no file to spill into."""

LOCKS = ("SET enable_external_access = false", "SET lock_configuration = true")
"""After opening: no file and no network but the catalogue, and no way to change that."""

READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}

OVERHEAD_MB = 1_536
"""Address space of the libraries and the threads, beside what DuckDB may use."""


class Ended(Exception):
    """The query ends without a result; `outcome` is refused, failed or stopped."""

    def __init__(self, outcome: str, message: str) -> None:
        self.outcome = outcome
        super().__init__(message)


def main() -> int:
    """Answer one request."""
    request = json.load(sys.stdin)
    try:
        _limit_memory(request["memory_mb"])
        table, more = answer(request)
    except Ended as end:
        told = json.dumps({"outcome": end.outcome, "message": str(end)})
        sys.stdout.buffer.write(told.encode())
        return 1
    schema = table.schema.with_metadata({"more": str(int(more))})
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
        stream.write_table(table.replace_schema_metadata(schema.metadata))
    return 0


def _limit_memory(megabytes: int) -> None:
    """DuckDB's own limit does not hold for every text and list: the system's does, where it can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    space = (megabytes + OVERHEAD_MB) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(request: dict[str, Any]) -> tuple[pa.Table, bool]:
    """The first rows of the result, and whether there are more; raises Ended."""
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
        raise Ended("stopped", f"It took longer than {request['seconds']:g} seconds.") from error
    except (duckdb.OutOfMemoryException, MemoryError, pa.ArrowMemoryError) as error:
        raise Ended("stopped", f"It needs more than {memory} of memory.") from error
    except duckdb.PermissionException as error:
        raise Ended("refused", "Files and the network can't be reached from here.") from error
    except duckdb.Error as error:
        raise Ended("failed", str(error)) from error
    finally:
        timer.cancel()
        timer.join()
        con.close()


def _check_statement(con: duckdb.DuckDBPyConnection, query: str) -> None:
    """One statement, and one that reads."""
    statements = con.extract_statements(query)
    if len(statements) != 1:
        raise Ended("refused", f"Give one statement; here are {len(statements)}.")
    kind = statements[0].type
    if kind not in READING:
        raise Ended("refused", f"Only queries that read are run, no {kind.name}.")


def _read(
    con: duckdb.DuckDBPyConnection, query: str, rows: int, megabytes: int
) -> tuple[pa.Table, bool]:
    reader = con.sql(query).to_arrow_reader(rows + 1)
    batches: list[pa.RecordBatch] = []
    found = size = 0
    for batch in reader:
        batches.append(batch)
        found += batch.num_rows
        size += batch.nbytes
        if size > megabytes * 2**20:
            raise Ended("stopped", f"Its rows are larger than {megabytes} MB: name fewer columns.")
        if found > rows:
            break
    table = pa.Table.from_batches(batches, reader.schema).slice(0, rows)
    columns = [_shown(column) for column in table.columns]
    return pa.table(columns, names=_once(table.schema.names)), found > rows


def _shown(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """A column of a type that any table can show; maps, unions and the like become texts."""
    kind = column.type.value_type if types.is_list(column.type) else column.type
    plain = (
        types.is_integer, types.is_floating, types.is_boolean, types.is_string, types.is_decimal,
        types.is_date, types.is_timestamp,
    )  # fmt: skip
    if any(is_of(kind) for is_of in plain):
        return column
    texts = [None if value is None else str(value) for value in column.to_pylist()]
    return pa.array(texts, pa.string())


def _once(names: list[str]) -> list[str]:
    """Names of columns, a repeated one with a number: `id`, `id_2`."""
    found: list[str] = []
    for name in names:
        number, fresh = 1, name
        while fresh in found:
            number += 1
            fresh = f"{name}_{number}"
        found.append(fresh)
    return found


if __name__ == "__main__":
    code = main()
    sys.stdout.buffer.flush()
    os._exit(code)  # nothing is left to tidy up, and an unfinished result would take its time
