"""Processes that build until they are killed, at a random time or before a file operation."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import numpy as np

from recsys.store import BuildFolder
from tests.movies.worlds import Film, build_films

OPERATIONS = {
    "open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.scandir",
    "shutil.copyfile", "shutil.copytree", "shutil.rmtree",
}  # fmt: skip
"""Audit events of Python's own file operations; DuckDB's and Chroma's raise none."""

FILMS = 40
UPDATE = 1
"""Number of a build whose vectors differ in one film from those of build 0."""

# One server imports what is needed; a builder is then there within milliseconds.
forkserver = get_context("forkserver")
forkserver.set_forkserver_preload(["tests.store.killing", "recsys.ingest.pipeline", "chromadb"])


def films(number: int) -> list[Film]:
    """The films of a build: a different set every third time, otherwise one changed film."""
    random = np.random.default_rng(number // 3)
    return [
        Film(
            f"tt{n:07}",
            random.normal(size=6).tolist(),
            title=f"Film {number if n == 0 else n}",
            directors=[f"nm{n % 5:07}"],
            credits=[(f"nm{10 + n % 7:07}", "actor")],
        )
        for n in range(FILMS)
    ]


def builder(store: Path, first: int, strike_at: int | None = None) -> ForkServerProcess:
    """Start a process that builds repeatedly.

    With `strike_at` it kills itself before that file operation in the store, counted from 1.
    """
    process = forkserver.Process(target=_build, args=(store, first, strike_at), daemon=True)
    process.start()
    return process


def operations(store: Path) -> int:
    """Number of file operations in a build that updates one build and removes another."""
    process = forkserver.Process(target=_count, args=(store,))
    process.start()
    process.join()
    return int((store.parent / "operations").read_text())


def stage(build: BuildFolder) -> str:
    """The last part that an unfinished build has started."""
    parts = ("manifest.json", "chroma", "chroma-anew", "vectors", "search", "graph")
    return next((part for part in parts if (build.root / part).exists()), "catalogue")


def _build(store: Path, first: int, strike_at: int | None) -> None:
    if strike_at is not None:
        _watch(store, lambda count: count == strike_at and os.kill(os.getpid(), signal.SIGKILL))
    number = first
    while True:
        build_films(store, films(number))
        number += 1


def _count(store: Path) -> None:
    for number in (UPDATE, 0):
        build_films(store, films(number))
    counted: list[int] = []
    _watch(store, counted.append)
    build_films(store, films(UPDATE))
    (store.parent / "operations").write_text(str(len(counted)))


def _watch(store: Path, note: Callable[[int], Any]) -> None:
    count, inside = 0, str(store)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if event in OPERATIONS and any(
            str(argument).startswith(inside)
            for argument in arguments
            if isinstance(argument, str | os.PathLike)
        ):
            count += 1
            note(count)

    sys.addaudithook(hook)
