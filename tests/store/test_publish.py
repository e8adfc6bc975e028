"""Publishing is atomic, keeps two builds, and survives readers and killed builds."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import recsys
from recsys.errors import DamagedStore, NoStore, SourceError, StoreBusy
from recsys.ingest.pipeline import build
from recsys.settings import PROJECT
from recsys.sources.imdb.source import ImdbSource
from recsys.store import BuildFolder, StoreFolder
from recsys.store import publish as publishing
from recsys.store.check import check_build
from recsys.store.lease import Lease, is_leased
from recsys.store.publish import current_id, finished_builds, make_current, new_build
from tests.helpers import build_store, write_imdb

needs_locks = pytest.mark.skipif(os.name == "nt", reason="Windows has no shared file locks")


def sketch(work: BuildFolder, text: str = "") -> None:
    """The minimum of a build that publishing requires."""
    work.manifest.write_text(text)


def publish(store: StoreFolder, text: str = "") -> str:
    with new_build(store) as work:
        sketch(work, text)
    return current_id(store)


@contextmanager
def child(code: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A Python process that has printed `ready` and ends when its stdin is closed."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


HOLD_A_LEASE = """
import sys, recsys
with recsys.open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    sys.stdin.read()
"""

HOLD_THE_BUILD_LOCK = """
import sys
from recsys.store import StoreFolder
from recsys.store.publish import new_build
with new_build(StoreFolder.at(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_readers_never_see_a_store_without_a_build(tmp_path: Path) -> None:
    """`CURRENT` is replaced in one step: a reader at any moment opens the old or the new build."""
    store = build_store(tmp_path, basics=[("tt1", "One")], principals=[("tt1", "nm1")])
    done, failures, seen = threading.Event(), [], set()

    def read() -> None:
        while not done.wait(0.001):  # or a build in this process would hardly get its turn
            try:
                with recsys.open_store(store) as opened:
                    assert opened.titles.resolve("One") == "tt1"
                    assert opened.graph.people["id"].to_list() == ["nm1"]
                    seen.add(opened.manifest.build_id)
            except Exception as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(5):
            build([ImdbSource(tmp_path / "imdb")], store)
    finally:
        done.set()
        reader.join()
    assert failures == []
    assert len(seen) > 1


@pytest.mark.parametrize("left", [["lease"], ["lease", "manifest.json"], []])
def test_a_build_removed_while_it_is_opened_is_not_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: list[str]
) -> None:
    """If the build is removed between reading CURRENT and leasing it, opening retries."""
    store = StoreFolder.at(build_store(tmp_path, basics=[("tt1", "One")]))
    live = store.build(current_id(store))
    half_removed = store.build("20200101-000000-00")
    half_removed.root.mkdir()
    for name in left:
        shutil.copy(live.root / name, half_removed.root)
    answers = iter([half_removed.root.name])
    read_current = publishing.current_id
    monkeypatch.setattr(
        "recsys.catalog.current_id", lambda folder: next(answers, read_current(folder))
    )
    with recsys.open_store(store.root) as opened:
        assert opened.build == live


def test_nothing_is_published_before_the_block_ends(tmp_path: Path) -> None:
    """A reader must never find half a build, nor one without its lease file."""
    store = StoreFolder.at(tmp_path)
    with new_build(store) as work:
        sketch(work)
        assert finished_builds(store) == []
        with pytest.raises(NoStore):
            current_id(store)
    name = current_id(store)
    assert finished_builds(store) == [name]
    assert store.build(name).lease.is_file()
    assert not work.root.exists()


def test_ids_go_up_even_within_a_second(tmp_path: Path) -> None:
    """Builds are ordered by id, so an id must never repeat."""
    store = StoreFolder.at(tmp_path)
    names = [publish(store) for _ in range(12)]
    assert names == sorted(set(names))


def test_ids_go_up_when_the_clock_goes_back(tmp_path: Path) -> None:
    """The newest build has the largest id even if the clock was set back."""
    store = StoreFolder.at(tmp_path)
    ahead = store.build("29990101-000000-00")
    ahead.root.mkdir(parents=True)
    make_current(store, ahead.root.name)
    first, second = publish(store), publish(store)
    assert ahead.root.name < first < second
    assert finished_builds(store) == [first, second]


def test_the_last_two_builds_are_kept(tmp_path: Path) -> None:
    """The live build and the previous one are kept."""
    store = StoreFolder.at(tmp_path)
    names = [publish(store) for _ in range(5)]
    assert finished_builds(store) == names[-2:]
    assert current_id(store) == names[-1]
    assert publishing.KEPT_BUILDS == 2


@needs_locks
def test_a_leased_build_is_not_removed(tmp_path: Path) -> None:
    """A leased build is removed by a later build, after its readers have ended."""
    store = StoreFolder.at(tmp_path)
    first = publish(store)
    lease = Lease(store.build(first))
    later = [publish(store) for _ in range(3)]
    assert finished_builds(store) == [first, *later[-2:]]
    assert is_leased(store.build(first))
    lease.release()
    assert not is_leased(store.build(first))
    last = publish(store)
    assert finished_builds(store) == [later[-1], last]


@needs_locks
def test_two_leases_on_a_build_are_both_needed(tmp_path: Path) -> None:
    """A build stays leased until its last reader ends."""
    store = StoreFolder.at(tmp_path)
    folder = store.build(publish(store))
    one, other = Lease(folder), Lease(folder)
    one.release()
    assert is_leased(folder)
    other.release()
    assert not is_leased(folder)


@needs_locks
def test_a_killed_reader_lets_go_of_its_lease(tmp_path: Path) -> None:
    """A reader in another process keeps a build; killing the reader releases it."""
    store = StoreFolder.at(build_store(tmp_path, basics=[("tt1", "One")]))
    first = current_id(store)
    with child(HOLD_A_LEASE, store.root) as reader:
        publish(store)
        second = publish(store)
        assert finished_builds(store)[0] == first
        assert is_leased(store.build(first))
        reader.send_signal(signal.SIGKILL)
        reader.wait()
    assert not is_leased(store.build(first))
    third = publish(store)
    assert finished_builds(store) == [second, third]


def test_a_lease_on_a_removed_build_is_refused(tmp_path: Path) -> None:
    """Leasing a removed build raises an error."""
    store = StoreFolder.at(tmp_path)
    folder = store.build(publish(store))
    publish(store)
    publish(store)
    with pytest.raises(FileNotFoundError):
        Lease(folder)
    assert not is_leased(folder)


def test_another_build_at_the_same_time_is_refused(tmp_path: Path) -> None:
    """A second concurrent build is refused at once."""
    store = StoreFolder.at(build_store(tmp_path, basics=[("tt1", "One")]))
    before = current_id(store)
    with child(HOLD_THE_BUILD_LOCK, store.root) as builder:
        with pytest.raises(StoreBusy) as caught:
            build([ImdbSource(tmp_path / "imdb")], store.root)
        assert str(store.root) in str(caught.value)
        assert current_id(store) == before
        # Whoever builds is not disturbed: their unfinished folder stays.
        assert len(list(store.builds.iterdir())) == 2
        builder.send_signal(signal.SIGKILL)
        builder.wait()
        assert len(list(store.builds.iterdir())) == 2
    build([ImdbSource(tmp_path / "imdb")], store.root)
    assert sorted(path.name for path in store.builds.iterdir()) == [before, current_id(store)]


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """After any error the live build stays and the unfinished folder is removed."""
    store = StoreFolder.at(tmp_path)
    name = publish(store)

    def fail(error: BaseException) -> None:
        with new_build(store) as work:
            sketch(work)
            raise error

    for error in (LookupError("a defect"), KeyboardInterrupt(), SourceError(tmp_path, "bad")):
        with pytest.raises(type(error)):
            fail(error)
        assert [path.name for path in store.builds.iterdir()] == [name]
        assert current_id(store) == name
    assert publish(store) != name, "the lock is free again"


@pytest.mark.parametrize(
    "content",
    ["../../elsewhere", "/etc", "a/b", "..", ".", "", "\n", ".unfinished-20260101-000000-00"],
)
def test_current_with_anything_but_a_name_is_refused(tmp_path: Path, content: str) -> None:
    """A path would lead out of the store, a leading dot to an unfinished build."""
    store = StoreFolder.at(tmp_path)
    publish(store)
    store.current.write_text(content)
    with pytest.raises(DamagedStore) as caught:
        recsys.open_store(store.root)
    assert caught.value.file == store.current
    assert publish(store) == finished_builds(store)[-1], "the next build puts it right"


def test_current_on_windows_line_ends(tmp_path: Path) -> None:
    """CURRENT edited by hand on Windows."""
    store = StoreFolder.at(tmp_path)
    first, _ = publish(store), publish(store)
    store.current.write_bytes(f"{first}\r\n".encode())
    assert current_id(store) == first


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("kills", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_killed_builds_leave_the_live_build_alone(kills: int, tmp_path: Path) -> None:
    """After kill -9 at any time the old build stays live, and the next build cleans up."""
    store = StoreFolder.at(build_store(tmp_path, basics=[("tt1", "Old")]))
    people = range(1_500)
    bigger = write_imdb(
        tmp_path / "bigger",
        basics=[(f"tt{n:04}", f"Film number {n}") for n in people],
        crew=[(f"tt{n:04}", f"nm{n % 300:04}") for n in people],
        principals=[(f"tt{n:04}", f"nm{n:04}", "actor", [f"Role {n}"]) for n in people],
        names=[(f"nm{n:04}", f"Person number {n}") for n in people],
    )
    before, chance, reached = current_id(store), random.Random(2), 0
    command = [sys.executable, "-m", "recsys", "build", "--imdb", bigger, "--store", store.root]
    long = 60.0  # the first is left to end, and says how long a build is at work
    for _ in range(1 + kills):
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL) as process:
            # Imports take most of the run: a moment is counted from the first file written.
            while not list(store.builds.glob(".unfinished-*")) and process.poll() is None:
                _wait(process, 0.002)
            begun = time.monotonic()
            _wait(process, chance.uniform(0, long) if long < 60 else long)
            process.kill()
        if long == 60:
            long = time.monotonic() - begun
        assert process.returncode in (0, -signal.SIGKILL)
        if list(store.builds.glob(".unfinished-*")):
            reached += 1
            assert current_id(store) == before
        before = current_id(store)
        assert check_build(store.build(before)) == []
        recsys.open_store(store.root).close()
    assert reached >= kills / 4, "kills must hit a build at work"
    build([ImdbSource(tmp_path / "imdb")], store.root)
    assert list(store.builds.glob(".unfinished-*")) == []
    assert check_build(store.build(current_id(store))) == []


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return
