"""A reader's own SQL over the catalogue: it reads, and nothing else, within limits."""

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

MAX_CHARACTERS = 20_000

_ENDS = {"refused": QueryRefused, "failed": QueryFailed, "stopped": QueryStopped}

_GRACE = 3.0
"""Seconds for the process to start and to end by itself before it is killed."""


@dataclass(frozen=True)
class QueryLimits:
    """What a query may use.

    Attributes
    ----------
    seconds : float
        Time to run; a query that can't be interrupted is killed with its process a little later.
    rows : int
        Rows that are read; the result says whether there are more.
    memory_mb : int
        Memory of DuckDB. Where the system limits the memory of a process (on Linux), everything
        else that a query could fill is limited, too.
    megabytes : int
        Size of the rows that are read.
    """

    seconds: float = 10.0
    rows: int = 1_000
    memory_mb: int = 512
    megabytes: int = 16


@dataclass(frozen=True)
class QueryResult:
    """A result: its first rows, whether there are more, and the seconds it took, start included."""

    frame: pl.DataFrame
    more: bool
    seconds: float


def run_query(catalogue: Path, query: str, limits: QueryLimits | None = None) -> QueryResult:
    """Run one reading statement over a catalogue, in a process of its own.

    The statement can reach no other file, no network, no extension and no environment, and it
    can't write or change a setting. It runs nowhere but on the reader's own machine: where
    FILMKIN_HOSTED is set, it is refused.

    Raises
    ------
    QueryRefused, QueryFailed, QueryStopped
    """
    if hosted():
        raise QueryRefused("SQL is for local use: it is off where FILMKIN_HOSTED is set.")
    if len(query) > MAX_CHARACTERS:
        raise QueryRefused(f"It has {len(query):,} characters, {MAX_CHARACTERS:,} are read.")
    limits = limits or QueryLimits()
    start = perf_counter()
    code, answer = _in_a_process(catalogue, query, limits)
    seconds = perf_counter() - start
    if code == 0:
        table = pa.ipc.open_stream(answer).read_all()
        more = table.schema.metadata[b"more"] == b"1"
        frame = pl.from_arrow(table.replace_schema_metadata())
        assert isinstance(frame, pl.DataFrame), "a table becomes a frame"
        return QueryResult(frame, more, seconds)
    if code == 1 and answer:
        end = json.loads(answer)
        raise _ENDS[end["outcome"]](end["message"])
    raise QueryStopped("Its process ended without an answer, for lack of memory perhaps.")


def _in_a_process(catalogue: Path, query: str, limits: QueryLimits) -> tuple[int, bytes]:
    """Exit code and answer of the sandbox."""
    request = {
        "catalogue": str(catalogue.resolve()),
        "query": query,
        "seconds": limits.seconds,
        "rows": limits.rows,
        "memory_mb": limits.memory_mb,
        "megabytes": limits.megabytes,
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the query goes in by its input
            [sys.executable, "-I", sandbox.__file__],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={} if os.name == "posix" else None,  # Windows starts no process without one
            timeout=limits.seconds + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise QueryStopped(f"It took longer than {limits.seconds:g} seconds.") from error
    return done.returncode, done.stdout
