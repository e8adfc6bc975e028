"""List and switch builds, and see the running build from other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import recsys
from recsys.errors import DamagedStore, InvalidArgument, SourceError, StoreBusy
from recsys.ingest.pipeline import build
from recsys.live import live
from recsys.settings import PROJECT
from recsys.sources.imdb.source import ImdbSource
from recsys.store import StoreFolder
from recsys.store.builds import builds, switch
from recsys.store.publish import current_id, new_build
from recsys.store.running import running_build, shared_progress
from tests.helpers import build_store, write_imdb

needs_locks = pytest.mark.skipif(os.name == "nt", reason="Windows has no shared file locks")

ONE = {"basics": [("tt1", "One")], "names": [("nm1", "Ann")], "crew": [("tt1", "nm1")]}
TWO = {**ONE, "basics": [("tt1", "One"), ("tt2", "Two")]}


@pytest.fixture
def store(tmp_path: Path) -> StoreFolder:
    """Two builds: one film, then two."""
    build_store(tmp_path, **ONE)
    return StoreFolder(build_store(tmp_path, **TWO))


def films(store: StoreFolder) -> int:
    with recsys.open_store(store.root) as opened:
        return opened.graph.movie_count


def test_builds_are_listed_the_newest_first(store: StoreFolder) -> None:
    newer, older = builds(store)
    assert (newer.is_live, older.is_live) == (True, False)
    assert newer.build_id == current_id(store)
    assert [b.manifest.tables["movies"] for b in (newer, older) if b.manifest] == [2, 1]
    assert newer.manifest is not None
    assert newer.manifest.source_names == ["imdb"]
    assert builds(StoreFolder(store.root / "elsewhere")) == []


def test_switching_makes_another_one_live_for_readers_that_follow(store: StoreFolder) -> None:
    newer, older = builds(store)
    with live(store.root).lease() as before:
        switch(store, older.build_id)
        assert films(store) == 1
        assert before.graph.movie_count == 2  # who reads goes on reading
    switch(store, newer.build_id)
    assert films(store) == 2
    live(store.root).close()


def test_what_can_not_be_switched_to(store: StoreFolder) -> None:
    """An unknown id, a path or a damaged build is refused, and the live build stays live."""
    newer, older = builds(store)
    for name in ("20000101-000000-00", "../builds", ""):
        with pytest.raises(InvalidArgument, match="choose"):
            switch(store, name)
    store.build(older.build_id).manifest.write_text("{}")
    with pytest.raises(DamagedStore):
        switch(store, older.build_id)
    assert builds(store)[1].damage
    assert current_id(store) == newer.build_id


def test_nobody_switches_while_a_build_runs(store: StoreFolder) -> None:
    """A build that ends removes older ones, which may include the one switched to."""
    _, older = builds(store)
    with pytest.raises(StoreBusy), new_build(store):
        switch(store, older.build_id)


def test_a_running_build_says_what_it_does(tmp_path: Path) -> None:
    """Other processes see each step, and nothing once the build has ended."""
    store, seen = StoreFolder(tmp_path / "store"), []

    def look(step: str) -> None:
        running = running_build(store)
        assert running is not None
        seen.append((step, running.step))
        assert running.started <= running.since <= datetime.now(UTC)
        assert datetime.now(UTC) - running.started < timedelta(minutes=5)

    assert running_build(store) is None
    build([ImdbSource(write_imdb(tmp_path / "imdb", **ONE))], store.root, progress=look)
    assert ("making tables", "making tables") in seen
    assert all(told == found for told, found in seen)
    assert running_build(store) is None
    assert not store.running.exists()


def test_a_failed_build_is_no_longer_running(tmp_path: Path) -> None:
    store = StoreFolder(tmp_path / "store")
    with pytest.raises(SourceError):
        build([ImdbSource(tmp_path / "nowhere")], store.root)
    assert not store.running.exists()


def test_half_a_word_is_no_fault(store: StoreFolder) -> None:
    """A reader of the unfinished file sees no build instead of an error."""
    with new_build(store) as work, shared_progress(store, lambda _: None):
        work.manifest.write_text("")
        for content in ("", "[]", '{"step": 1}', '{"step": "x", "started": "?", "since": "?"}'):
            store.running.write_text(content)
            assert running_build(store) is None


@needs_locks
def test_what_a_killed_build_left_behind_counts_for_nothing(store: StoreFolder) -> None:
    """A live build is seen by other processes; the lock of a killed one is gone."""
    code = (
        "import sys, pathlib\n"
        "from recsys.store import StoreFolder\n"
        "from recsys.store.publish import new_build\n"
        "from recsys.store.running import shared_progress\n"
        "store = StoreFolder(pathlib.Path(sys.argv[1]))\n"
        "with new_build(store), shared_progress(store, lambda _: None) as tell:\n"
        "    tell('reading films')\n"
        "    print('ready', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(store.root)]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        running = running_build(store)
        assert running is not None
        assert running.step == "reading films"
        with pytest.raises(StoreBusy):
            switch(store, builds(store)[1].build_id)
        child.kill()
    assert running_build(store) is None
    assert store.running.exists()
    assert len(builds(store)) == 2
