"""kill -9 at any time during a build: the live build answers, and nothing is left behind."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import recsys
from recsys.live import LiveStore
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.publish import current_id, finished_builds
from tests.movies.worlds import build_films
from tests.store.killing import UPDATE, builder, films, operations, stage

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")

EVERYTHING = {"CURRENT", "build.lock", "builds", "cache"}


@contextmanager
def reader(store: Path) -> Iterator[Counter[str]]:
    """A thread that queries the live store continuously; counts results and errors."""
    holder, done, seen = LiveStore(store), threading.Event(), Counter[str]()

    def ask() -> None:
        while not done.wait(0.01):
            try:
                with holder.lease() as opened:
                    assert opened.people.resolve("nm0000001") == "nm0000001"
                    assert opened.movies.similar("tt0000003", 5, franchises="keep").height == 5
                    assert holder.damage is None
                seen["answers"] += 1
            except Exception as error:
                seen[repr(error)] += 1

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()
        holder.close()


def survives(store: StoreFolder) -> None:
    """The live build is sound and answers when opened again."""
    assert check_build(store.build(current_id(store))) == []
    with recsys.open_store(store.root) as opened:
        assert opened.directors.recommend("nm0000001").height > 0


def nothing_is_left(store: StoreFolder) -> None:
    """After one complete build the store holds the last two builds and no remains."""
    build_films(store.root, films(0))
    survives(store)
    assert len(finished_builds(store)) == 2
    assert len(list(store.builds.iterdir())) == 2
    assert {path.name for path in store.root.iterdir()} <= EVERYTHING


def kill_at_random(store: StoreFolder, kills: int, seed: int) -> Counter[str]:
    """Kill builders at random times and file operations; return how far each had come."""
    chance, reached = random.Random(seed), Counter[str]()
    build_films(store.root, films(0))
    total = operations(store.root)
    with reader(store.root) as seen:
        for kill in range(kills):
            if kill % 2:
                process = builder(store.root, kill)
                while not list(store.builds.glob(".unfinished-*")) and process.is_alive():
                    time.sleep(0.001)
                process.join(chance.uniform(0, 0.8))
                process.kill()
            else:
                process = builder(store.root, UPDATE, chance.randint(1, total))
            process.join(60)
            # A fast machine may have ended before the moment came; never before an operation.
            assert process.exitcode in (-signal.SIGKILL, *([0] if kill % 2 else []))
            unfinished = list(store.builds.glob(".unfinished-*"))
            reached[stage(store.build(unfinished[0].name)) if unfinished else "published"] += 1
            survives(store)
    assert seen.pop("answers") > kills
    assert not seen, seen
    nothing_is_left(store)
    return reached


def test_six_kills(tmp_path: Path) -> None:
    """Half of the kills hit a file operation, half a random time."""
    reached = kill_at_random(StoreFolder.at(tmp_path / "store"), 6, seed=1)
    # How many stages that are depends on the machine, but not all kills meet the same one.
    assert len(reached) > 1, reached


@pytest.mark.slow
def test_a_hundred_kills(tmp_path: Path) -> None:
    """The same with more of everything."""
    reached = kill_at_random(StoreFolder.at(tmp_path / "store"), 100, seed=2)
    assert len(reached) > 3, reached


@pytest.mark.parametrize("step", [18, pytest.param(4, marks=pytest.mark.slow)])
def test_every_step_of_publishing(step: int, tmp_path: Path) -> None:
    """The last file operations one by one: from the manifest to the removal of the old build."""
    store = StoreFolder.at(tmp_path / "store")
    build_films(store.root, films(0))
    last = operations(store.root)
    before = current_id(store)
    for back in range(0, 60, step):
        process = builder(store.root, UPDATE, last - back)
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        survives(store)
    assert current_id(store) > before
    nothing_is_left(store)
