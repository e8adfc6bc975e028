"""Runs a user's read-only SQL over the catalogue within limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import polars as pl
import pyarrow as pa

from recsys.errors import QueryFailed, QueryRefused, QueryStopped
from recsys.explore import sandbox
from recsys.settings import hosted
from recsys.util.plain_path import readable_database

MAX_CHARACTERS = 20_000

_ERRORS = {"refused": QueryRefused, "failed": QueryFailed, "stopped": QueryStopped}

_GRACE = 3.0
"""Extra seconds for the process to start and stop before it is killed."""


@dataclass(frozen=True)
class QueryLimits:
    """Resource limits of a query.

    Attributes
    ----------
    seconds : float
        Run time; a query that can't be interrupted is killed with its process shortly after.
    rows : int
        Maximum rows of the result; a longer result is truncated.
    memory_mb : int
        DuckDB's memory. On systems that can limit a process (Linux), all other memory that a query
        uses is limited as well.
    megabytes : int
        Maximum size of the result.
    """

    seconds: float = 10.0
    rows: int = 1_000
    memory_mb: int = 512
    megabytes: int = 16


@dataclass(frozen=True)
class QueryResult:
    """A result's first rows, whether it was truncated, and its run time including start-up."""

    frame: pl.DataFrame
    truncated: bool
    seconds: float


def run_query(catalogue: Path, query: str, limits: QueryLimits | None = None) -> QueryResult:
    """Run one read-only statement over a catalogue in a sandbox process.

    The statement has no access to other files, the network, extensions or the environment, and
    can't write or change settings. SQL is for local use: it is refused if FILMKIN_HOSTED is set.

    Raises
    ------
    QueryRefused, QueryFailed, QueryStopped
    """
    if hosted():
        raise QueryRefused("SQL is for local use and disabled while FILMKIN_HOSTED is set.")
    if len(query) > MAX_CHARACTERS:
        raise QueryRefused(
            f"The query has {len(query):,} characters; the maximum is {MAX_CHARACTERS:,}."
        )
    try:
        query.encode()
    except UnicodeEncodeError as error:
        raise QueryRefused(
            f"The query has half a character at {error.start + 1:,} (a lone surrogate); remove it."
        ) from error
    limits = limits or QueryLimits()
    start = perf_counter()
    code, output = _run_sandbox(catalogue, query, limits)
    seconds = perf_counter() - start
    if code == 0:
        table = pa.ipc.open_stream(output).read_all()
        truncated = table.schema.metadata[b"truncated"] == b"1"
        return QueryResult(_frame(table.replace_schema_metadata()), truncated, seconds)
    if code == 1 and output:
        end = json.loads(output)
        raise _ERRORS[end["outcome"]](end["message"])
    raise QueryStopped("The query's process ended without a result, possibly for lack of memory.")


def _frame(table: pa.Table) -> pl.DataFrame:
    """Return a frame whose values can all be shown.

    Polars panics on some values, which is a `BaseException` that no handler of errors stops.
    """
    try:
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame), "an Arrow table becomes a frame"
        frame.rows()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise QueryFailed(
            f"A value of the result can't be shown ({error}); cast its column to VARCHAR."
        ) from error
    return frame


def _run_sandbox(catalogue: Path, query: str, limits: QueryLimits) -> tuple[int, bytes]:
    """Return the sandbox's exit code and output."""
    with readable_database(catalogue) as path:
        return _run_process(path, query, limits)


def _run_process(catalogue: Path, query: str, limits: QueryLimits) -> tuple[int, bytes]:
    request = {
        "catalogue": catalogue.name,
        "query": query,
        "seconds": limits.seconds,
        "rows": limits.rows,
        "memory_mb": limits.memory_mb,
        "megabytes": limits.megabytes,
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the query is passed on standard input
            [sys.executable, "-I", sandbox.__file__],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=catalogue.absolute().parent,  # DuckDB knows no more than the name of the file
            env={} if os.name == "posix" else None,  # Windows needs one to start a process
            timeout=limits.seconds + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise QueryStopped(f"The query took longer than {limits.seconds:g} seconds.") from error
    return done.returncode, done.stdout
