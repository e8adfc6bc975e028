"""`live()`: one instance per process, which follows the store and closes no build in use."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from recsys.errors import DamagedStore, NoStore
from recsys.ingest.pipeline import build
from recsys.live import LiveStore, live
from recsys.sources.imdb.source import ImdbSource
from recsys.store import BuildFolder, StoreFolder
from recsys.store.lease import is_leased
from recsys.store.publish import current_id, finished_builds
from tests.helpers import build_store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="is_leased needs POSIX file locks")


@pytest.fixture(autouse=True)
def _look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check CURRENT at every lease instead of once a second."""
    # Not by its dotted name: in the package `live` is the function.
    monkeypatch.setattr(import_module("recsys.live"), "CHECK_INTERVAL", 0.0)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one film, and its source files."""
    folder = tmp_path_factory.mktemp("built")
    build_store(folder, basics=[("tt1", "One")], principals=[("tt1", "nm1")])
    return folder


@pytest.fixture
def store(built: Path, tmp_path: Path) -> StoreFolder:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return StoreFolder.at(tmp_path / "store")


def publish(store: StoreFolder) -> str:
    return build([ImdbSource(store.root.parent / "imdb")], store.root)


def test_one_holder_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and HTTP API must share one open store, however they write its path."""
    one = live(tmp_path / "store")
    assert live(str(tmp_path / "other" / ".." / "store")) is one
    assert live(tmp_path / "other") is not one
    monkeypatch.setenv("FILMKIN_STORE", str(tmp_path / "store"))
    assert live() is one


def test_threads_that_ask_at_once_get_the_same_holder(tmp_path: Path) -> None:
    """Concurrent first calls get the same instance."""
    barrier, found = threading.Barrier(8), []

    def ask() -> None:
        barrier.wait()
        found.append(live(tmp_path / "store"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(holder) for holder in found}) == 1


def test_no_store_before_the_first_build(tmp_path: Path) -> None:
    """The app starts before anything is built, and picks the first build up without a restart."""
    holder = LiveStore(tmp_path / "store")
    with pytest.raises(NoStore), holder.lease():
        pass
    build_store(tmp_path, basics=[("tt1", "One")])
    with holder.lease() as opened:
        assert opened.titles.resolve("One") == "tt1"


def test_leases_share_one_open_store(store: StoreFolder) -> None:
    """Leases share one open store."""
    holder = LiveStore(store.root)
    with holder.lease() as first, holder.lease() as second:
        assert first is second
    with holder.lease() as third:
        assert third is first


def test_a_new_build_is_picked_up_and_the_old_closed_with_its_last_lease(
    store: StoreFolder,
) -> None:
    """A request keeps its build, which is closed when its last lease ends."""
    holder = LiveStore(store.root)
    old = store.build(current_id(store))
    with holder.lease() as first:
        with holder.lease():
            new = store.build(publish(store))
            with holder.lease() as later:
                assert first.build == old
                assert later.build == new
                assert is_leased(old)
        assert is_leased(old), "one lease is still there"
        assert first.people.resolve("nm1") == "nm1"
    assert not is_leased(old)
    assert is_leased(new), "the live build stays open between requests"


def test_an_idle_old_build_is_closed_when_the_new_one_is_opened(store: StoreFolder) -> None:
    """An idle old build is closed when the new one is opened."""
    holder = LiveStore(store.root)
    old = store.build(current_id(store))
    with holder.lease():
        pass
    assert is_leased(old)
    publish(store)
    with holder.lease():
        assert not is_leased(old)


def test_on_a_small_host_the_next_build_waits_for_the_readers_of_the_old(
    store: StoreFolder,
) -> None:
    """With one build at a time, new leases wait for the readers of the old one."""
    holder = LiveStore(store.root, one_at_a_time=True)
    old = store.build(current_id(store))
    reading, done, seen = threading.Event(), threading.Event(), []

    def read_slowly() -> None:
        with holder.lease() as opened:
            reading.set()
            done.wait()
            assert opened.people.resolve("nm1") == "nm1"

    one_by_one = threading.Lock()  # two that look whether it is leased see each other's lock

    def ask() -> None:
        with holder.lease() as opened, one_by_one:
            seen.append((opened.build, is_leased(old)))

    threads = [threading.Thread(target=read_slowly, daemon=True)]
    threads[0].start()
    reading.wait()
    new = store.build(publish(store))
    threads += [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads[1:]:
        thread.start()
    threads[1].join(0.2)
    assert seen == [], "they wait"
    assert not is_leased(new), "and the new build is not open yet"
    done.set()
    for thread in threads:
        thread.join()
    assert seen == [(new, False)] * 3


def test_on_a_small_host_a_reader_that_stays_does_not_stop_the_others(
    store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that never ends blocks the others only for `CLOSE_TIMEOUT`."""
    monkeypatch.setattr(import_module("recsys.live"), "CLOSE_TIMEOUT", 0.05)
    holder = LiveStore(store.root, one_at_a_time=True)
    with holder.lease() as first:
        new = store.build(publish(store))
        with holder.lease() as later:
            assert later.build == new
            assert is_leased(first.build)
    assert not is_leased(first.build)


def test_a_hosted_app_holds_one_build_at_a_time(
    store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`FILMKIN_HOSTED` implies one build at a time."""
    monkeypatch.setattr(import_module("recsys.live"), "CLOSE_TIMEOUT", 0.05)
    opened_beside = []
    for word in ("0", "1"):
        monkeypatch.setenv("FILMKIN_HOSTED", word)
        holder = LiveStore(store.root)
        with holder.lease():
            pass
        old = store.build(current_id(store))
        publish(store)
        open_store = import_module("recsys.live").open_store

        def noting(path: Path, verify: bool, old=old, open_store=open_store):
            opened_beside.append(is_leased(old))
            return open_store(path, verify)

        with monkeypatch.context() as patched:
            patched.setattr(import_module("recsys.live"), "open_store", noting)
            with holder.lease():
                pass
        holder.close()
    assert opened_beside == [True, False]


def test_an_error_inside_a_lease_ends_it(store: StoreFolder) -> None:
    """An error inside a lease ends the lease."""
    holder = LiveStore(store.root)
    old = store.build(current_id(store))

    def fail() -> None:
        with holder.lease():
            publish(store)
            with holder.lease():
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not is_leased(old)


def test_closing_waits_for_the_last_lease(store: StoreFolder) -> None:
    """Closing waits for the last lease."""
    holder = LiveStore(store.root)
    build_folder = store.build(current_id(store))
    with holder.lease():
        holder.close()
        assert is_leased(build_folder)
    assert not is_leased(build_folder)
    with holder.lease() as opened:
        assert opened.titles.resolve("One") == "tt1"


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


DAMAGE: dict[str, Callable[[BuildFolder], Path]] = {
    "manifest": lambda build: build.manifest,
    "graph": lambda build: build.graph / "movie_people_targets.npy",
    "people": lambda build: build.graph / "people.arrow",
    "search": lambda build: build.search / "titles" / "rows.npy",
    "catalogue": lambda build: build.catalogue,
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("running", [True, False], ids=["running", "starting"])
def test_an_older_build_stands_in_for_a_damaged_one(
    store: StoreFolder, name: str, running: bool
) -> None:
    """If the new build is damaged, the older one answers and `damage` says why."""
    holder = LiveStore(store.root)
    old = store.build(current_id(store))
    if running:
        with holder.lease():
            assert holder.damage is None
    new = store.build(publish(store))
    flip_a_byte(DAMAGE[name](new))
    for _ in range(2):
        with holder.lease() as opened:
            assert opened.build == old
            assert opened.titles.resolve("One") == "tt1"
            assert holder.damage is not None
            assert holder.damage.file == DAMAGE[name](new)
            assert "build again" in str(holder.damage)
    publish(store)
    with holder.lease() as opened:
        assert opened.build.root.name == current_id(store)
        assert holder.damage is None


def test_damage_met_by_a_request(store: StoreFolder) -> None:
    """If files vanish, one request fails and the next one gets the older build."""
    holder = LiveStore(store.root)
    old, new = store.build(current_id(store)), store.build(publish(store))
    with holder.lease() as opened:
        assert opened.build == new
    shutil.rmtree(new.root)
    with pytest.raises(DamagedStore) as caught, holder.lease() as opened:
        opened.titles.search("one")
    assert holder.damage is caught.value
    with holder.lease() as opened:
        assert opened.build == old
        assert opened.titles.resolve("One") == "tt1"


def test_damage_with_nothing_to_fall_back_on(store: StoreFolder) -> None:
    """If the only build is damaged, its sound parts still answer in a running app."""
    holder = LiveStore(store.root)
    only = store.build(current_id(store))
    with holder.lease():
        pass
    (only.search / "titles" / "rows.npy").unlink()
    for _ in range(2):
        with pytest.raises(DamagedStore), holder.lease() as opened:
            opened.titles.search("one")
        assert holder.damage is None
    with holder.lease() as opened:
        assert opened.people.resolve("nm1") == "nm1"
    holder.close()
    with pytest.raises(DamagedStore) as caught, holder.lease():
        pass
    assert caught.value.file == only.search / "titles" / "rows.npy"


def test_a_damaged_older_build_does_not_stand_in(store: StoreFolder) -> None:
    """A damaged older build is not served as a replacement."""
    old, new = store.build(current_id(store)), store.build(publish(store))
    flip_a_byte(old.catalogue)
    flip_a_byte(new.catalogue)
    with pytest.raises(DamagedStore) as caught, LiveStore(store.root).lease():
        pass
    assert caught.value.file == new.catalogue


@pytest.mark.parametrize("content", ["", "../..", "\n"])
def test_current_that_names_nothing(store: StoreFolder, content: str) -> None:
    """If CURRENT is damaged, the newest sound build answers."""
    holder = LiveStore(store.root)
    newest = publish(store)
    store.current.write_text(content)
    for _ in range(2):
        with holder.lease() as opened:
            assert opened.build.root.name == newest
        assert holder.damage is not None
        assert holder.damage.file == store.current


def test_many_threads_lease_while_builds_are_published(store: StoreFolder) -> None:
    """Concurrent leases during publishing get sound stores, and none stays open."""
    holder = LiveStore(store.root)
    done, failures, seen = threading.Event(), [], set()

    def ask() -> None:
        while not done.is_set():
            try:
                with holder.lease() as opened:
                    assert is_leased(opened.build)
                    assert opened.sql("SELECT tconst FROM movies").rows() == [("tt1",)]
                    assert opened.people.search("nm1")["id"].to_list() == ["nm1"]
                    seen.add(opened.build.root.name)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(4):
            publish(store)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(seen) > 1
    with holder.lease():
        pass
    leased = [name for name in finished_builds(store) if is_leased(store.build(name))]
    assert leased == [current_id(store)]
