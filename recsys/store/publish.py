"""Publish builds: written to a temporary folder, then made live in one atomic step."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from recsys.errors import DamagedStore, NoStore, StoreBusy
from recsys.store.failures import own_error, told
from recsys.store.layout import BuildFolder, StoreFolder
from recsys.store.lease import end_leasing

KEPT_BUILDS = 2
_UNFINISHED = ".unfinished-"
_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]{2,20}")


@contextmanager
def new_build(store: StoreFolder, build_id: str | None = None) -> Iterator[BuildFolder]:
    """A folder to build in; published when the block ends, removed when it raises.

    Only one build runs at a time. Remains of killed builds are removed first. A build made
    elsewhere keeps its `build_id`; others get one that sorts after all existing ids.

    Raises
    ------
    StoreBusy
        Another process is building in this store.
    StoreUnwritable
        The disk is full or read-only, or refuses to write for another reason.
    OutOfResources
    """
    with builder_lock(store), told(store.root):
        _remove_unfinished(store)
        build_id = build_id or _new_id(store)
        work = BuildFolder(store.builds / f"{_UNFINISHED}{build_id}")
        try:
            # Inside the block, so that an interruption right after it removes the folder.
            work.root.mkdir()
            yield work
            _publish(store, work, build_id)
        except BaseException as error:
            shutil.rmtree(work.root, ignore_errors=True)
            own = own_error(error, store.root) if isinstance(error, Exception) else None
            if own is not None and own is not error:
                raise own from error
            raise
        _remove_old(store, build_id)


@contextmanager
def builder_lock(store: StoreFolder) -> Iterator[None]:
    """Exclusive right to add, remove or switch builds of a store until the block ends.

    Raises
    ------
    StoreBusy
        Another process holds the lock.
    StoreUnwritable
        The disk is full or read-only, or refuses to write for another reason.
    OutOfResources
    """
    lock = FileLock(store.build_lock)
    try:
        store.builds.mkdir(parents=True, exist_ok=True)
        # Longer than `running_build` holds the lock to probe it.
        lock.acquire(timeout=0.2, poll_interval=0.02)
    except Timeout as error:
        raise StoreBusy(store.root) from error
    except OSError as error:
        raise own_error(error, store.root) or error from error
    try:
        yield
    finally:
        lock.release()


def current_id(store: StoreFolder) -> str:
    """Id of the live build.

    Raises
    ------
    NoStore
        The store has no build.
    DamagedStore
        `CURRENT` does not hold a build id.
    """
    try:
        name = store.current.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoStore(store.root) from error
    except UnicodeDecodeError as error:
        raise DamagedStore(store.current, "it names no build") from error
    # A name with a path would lead out of the store, one with a dot to an unfinished build.
    if not name or name != Path(name).name or name.startswith("."):
        raise DamagedStore(store.current, "it names no build")
    return name


def has_build(store: StoreFolder) -> bool:
    """Whether a build has been published here, even if `CURRENT` is damaged now."""
    try:
        current_id(store)
    except NoStore:
        return False
    except DamagedStore:
        return True
    return True


def finished_builds(store: StoreFolder) -> list[str]:
    """Ids of the finished builds, oldest first."""
    if not store.builds.is_dir():
        return []
    names = (path.name for path in store.builds.iterdir() if path.is_dir())
    return sorted(name for name in names if not name.startswith(_UNFINISHED))


def is_build_id(name: str) -> bool:
    """Whether a text has the form of a build id."""
    return _ID.fullmatch(name) is not None


def build_id_of(work: BuildFolder) -> str:
    """Id of a build, finished or not."""
    return work.root.name.removeprefix(_UNFINISHED)


def make_current(store: StoreFolder, build_id: str) -> None:
    """Point `CURRENT` at a finished build, in one atomic step."""
    aside = store.root / "CURRENT.new"
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(build_id + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(aside, store.current)
    _sync_folder(store.root)


def _publish(store: StoreFolder, work: BuildFolder, build_id: str) -> None:
    work.lease.touch()
    for path in work.root.rglob("*"):
        if path.is_file():
            _sync_file(path)
    for folder in (work.root, *(path for path in work.root.rglob("*") if path.is_dir())):
        _sync_folder(folder)
    finished = store.build(build_id)
    replaced = store.builds / f"{_UNFINISHED}replaced-{build_id}"
    if finished.root.exists():  # a damaged build, sent once more
        os.rename(finished.root, replaced)
    os.rename(work.root, finished.root)
    _sync_folder(store.builds)
    make_current(store, build_id)
    shutil.rmtree(replaced, ignore_errors=True)


def _new_id(store: StoreFolder) -> str:
    """An id that sorts after all existing ids, even if the clock went back."""
    first = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-00")
    last = max(filter(_ID.fullmatch, finished_builds(store)), default="")
    if last < first:
        return first
    moment, _, number = last.rpartition("-")
    return f"{moment}-{int(number) + 1:02}"


def _remove_unfinished(store: StoreFolder) -> None:
    for path in store.builds.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(path)


def _remove_old(store: StoreFolder, live: str) -> None:
    """Remove all but the last `KEPT_BUILDS` builds; a leased one stays until a later build."""
    older = [name for name in finished_builds(store) if name != live]
    for name in older[: len(older) - (KEPT_BUILDS - 1)]:
        build = store.build(name)
        if end_leasing(build):
            shutil.rmtree(build.root)


def _sync_file(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _sync_folder(path: Path) -> None:
    if os.name == "nt":  # Windows can't open a folder for this
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
