"""Many concurrent readers: equal results, new builds picked up, no leaks."""

from __future__ import annotations

import gc
import os
import random
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import pytest

import recsys
from recsys.catalog import Store
from recsys.ingest.pipeline import build, build_demo
from recsys.live import LiveStore
from recsys.sources.imdb.source import ImdbSource
from recsys.store import StoreFolder
from recsys.store.publish import current_id
from tests.helpers import build_store
from tests.movies.worlds import build_films
from tests.store.killing import films, forkserver
from tests.store.questions import questions, same

linux = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="counts through /proc")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("load")
    build_demo(folder)
    with recsys.open_store(folder) as store:
        yield store


def ask_from_many_threads(store: Store, threads: int, seconds: float) -> Counter[str]:
    """Run random queries until the time is up, each at least once; count unequal results."""
    store.movies.warm_up()
    assert store._index is not None
    store._index.wait()
    asked = questions(store)
    expected = {name: ask(store) for name, ask in asked.items()}
    wrong, done = Counter[str](), Counter[str]()
    start, until = threading.Barrier(threads), time.monotonic() + seconds

    def work(number: int) -> None:
        names = list(asked)
        random.Random(number).shuffle(names)
        start.wait()
        while True:
            for name in names:
                try:
                    if not same(asked[name](store), expected[name]):
                        wrong[name] += 1
                except Exception as error:
                    wrong[f"{name}: {error!r}"] += 1
                done[name] += 1
                if time.monotonic() > until and done.total() >= threads * len(names) / 4:
                    return

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert done.keys() == asked.keys()
    return wrong


def test_fifty_threads(demo: Store) -> None:
    """Fifty threads over one store get the same results as one."""
    assert not ask_from_many_threads(demo, 50, 2)


@pytest.mark.slow
def test_fifty_threads_for_a_minute(demo: Store) -> None:
    """The same for longer; memory does not grow after the first quarter."""
    assert not ask_from_many_threads(demo, 50, 15)
    before = memory()
    assert not ask_from_many_threads(demo, 50, 45)
    assert memory() < before * 1.1


@contextmanager
def load(holder: LiveStore, ask: Callable[[Store], object]) -> Iterator[Counter[str]]:
    """Four threads that lease and query; counts results by build, and errors."""
    seen, done = Counter[str](), threading.Event()

    def work() -> None:
        while not done.wait(0.001):  # or the build would hardly get its turn
            try:
                with holder.lease() as store:
                    ask(store)
                    seen[store.build.root.name] += 1
            except Exception as error:
                seen[repr(error)] += 1

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    try:
        yield seen
    finally:
        done.set()
        for worker in workers:
            worker.join()


def test_a_new_build_under_load(tmp_path: Path) -> None:
    """Readers switch to each new build, and no request fails."""
    store = StoreFolder.at(tmp_path / "store")
    builds = [build_films(store.root, films(0))]
    holder = LiveStore(store.root)
    with load(holder, lambda opened: opened.movies.similar("tt0000003", 5)) as seen:
        for number in (1, 2, 3):
            builds.append(build_films(store.root, films(number)))
            deadline = time.monotonic() + 60  # ends a test that would hang
            while not seen[builds[-1]]:
                assert time.monotonic() < deadline
                time.sleep(0.01)
    holder.close()
    assert seen.keys() <= set(builds), seen


def memory() -> int:
    """Resident bytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_closed_store_lets_go_of_all_at_once(demo: Store) -> None:
    """Closing frees a store without waiting for the cycle collector."""
    gc.collect()
    gc.disable()
    try:
        with recsys.open_store(demo.build.root.parent.parent) as store:
            for ask in questions(store).values():
                ask(store)
            assert store._index is not None
            store._index.wait()
        held = [store.graph, store.vectors, store._index, store.directors, store.movies]
        held = [weakref.ref(each) for each in (*held, store.titles, store.people)]
        del store, ask
        assert [each() for each in held if each() is not None] == []
    finally:
        gc.enable()


def publish_many(
    count: int, publish: Callable[[], str], root: Path, ask: Callable[[Store], object]
) -> None:
    """Publish many builds; open files and memory must not grow after the first third."""
    holder, counts = LiveStore(root), []
    for _ in range(count):
        name = publish()
        with holder.lease() as opened:
            assert opened.build.root.name == name
            ask(opened)
        counts.append((len(os.listdir("/proc/self/fd")), memory()))
    holder.close()
    (files, bytes_), (files_after, bytes_after) = counts[count // 3], counts[-1]
    assert files_after <= files + 2
    assert bytes_after < bytes_ * 1.1


@linux
@pytest.mark.parametrize("count", [12, pytest.param(50, marks=pytest.mark.slow)])
def test_many_publishes(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed build releases its files and memory."""
    monkeypatch.setattr(import_module("recsys.live"), "CHECK_INTERVAL", 0.0)
    root = build_store(tmp_path, basics=[("tt1", "One")], principals=[("tt1", "nm1")])

    def ask(opened: Store) -> None:
        assert opened.titles.resolve("One") == "tt1"
        assert opened.people.search("nm1").height == 1
        assert opened.sql("SELECT count(*) FROM movies").item() == 1

    publish_many(count, lambda: build([ImdbSource(tmp_path / "imdb")], root), root, ask)


@linux
@pytest.mark.slow
def test_fifty_publishes_with_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with vectors and a Chroma collection, opened each time."""
    monkeypatch.setattr(import_module("recsys.live"), "CHECK_INTERVAL", 0.0)
    root, numbers = tmp_path / "store", iter(range(100))

    def ask(opened: Store) -> None:
        assert opened.movies.similar("tt0000003", 5, franchises="keep").height == 5
        assert opened._index is not None
        opened._index.wait()

    publish_many(50, lambda: build_films(root, films(next(numbers))), root, ask)


def read_on(store: Path, seen: SimpleQueue[str]) -> None:
    """A process that queries and prints each build it serves, until the third."""
    holder, names, until = LiveStore(store), set[str](), time.monotonic() + 60
    while time.monotonic() < until and len(names) < 3:
        with holder.lease() as opened:
            assert opened.movies.similar("tt0000003", 5, franchises="keep").height == 5
            assert holder.damage is None
            name = opened.build.root.name
        if name not in names:
            names.add(name)
            seen.put(name)
    holder.close()


def test_several_processes_over_one_store(tmp_path: Path) -> None:
    """Three reader processes follow two new builds without an error."""
    store = StoreFolder.at(tmp_path / "store")
    builds = [build_films(store.root, films(0))]
    told = [forkserver.SimpleQueue() for _ in range(3)]
    readers = [forkserver.Process(target=read_on, args=(store.root, seen)) for seen in told]
    for reader in readers:
        reader.start()
    for number in (1, 2, 3):
        for seen in told:  # the next build comes when all of them serve this one
            assert seen.get() == builds[-1]
        if number < 3:
            builds.append(build_films(store.root, films(number)))
    for reader, seen in zip(readers, told, strict=True):
        reader.join(90)
        assert reader.exitcode == 0
        assert seen.empty()
    assert current_id(store) == builds[-1]
