"""The one holder of an open store in a process, shared by pages and HTTP API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Lock

from recsys.settings import hosted
from recsys.store.layout import StoreFolder
from recsys.store.opened import Store, open_store
from recsys.store.publish import current_id

CHECK_EVERY = 1.0
"""Seconds between looks at CURRENT."""

LET_GO = 5.0
"""Seconds that the next build waits for the readers of the one before, where one is open at a time.

Then both are open for a while: a reader that never ends must not stop the others.
"""


class _Held:
    """An open store and how many leases there are on it."""

    def __init__(self, store: Store) -> None:
        self.store, self.leases = store, 0


class LiveStore:
    """Follows a store: opens the live build, and the next one when `CURRENT` changes.

    A build is closed when its last lease has ended. With `one_at_a_time` the next is opened only
    then, and who asks meanwhile waits: two builds with their indexes are more than a small host
    holds. By default so where the app is hosted.
    """

    def __init__(self, path: Path | str | None = None, one_at_a_time: bool | None = None) -> None:
        self._folder = StoreFolder.at(path)
        self._one_at_a_time = hosted() if one_at_a_time is None else one_at_a_time
        self._held: _Held | None = None
        self._leaving: set[_Held] = set()
        self._looked = 0.0
        self._lock = Condition()

    @contextmanager
    def lease(self) -> Iterator[Store]:
        """The live store for the length of a request or a run.

        Raises
        ------
        NoStore, DamagedStore
        """
        held = self._acquire()
        try:
            yield held.store
        finally:
            with self._lock:
                held.leases -= 1
                self._close_if_unused(held)

    def close(self) -> None:
        """Close the build as soon as nobody leases it; a later lease opens anew."""
        with self._lock:
            self._retire()

    def _acquire(self) -> _Held:
        with self._lock:
            now = time.monotonic()
            if self._held is None or now - self._looked >= CHECK_EVERY:
                self._follow()
                self._looked = now
            assert self._held is not None, "following opens a store or raises"
            self._held.leases += 1
            return self._held

    def _follow(self) -> None:
        build_id = current_id(self._folder)
        if self._held is not None and self._held.store.build.root.name == build_id:
            return
        if self._one_at_a_time:
            self._retire()
            self._lock.wait_for(lambda: not self._leaving, LET_GO)
            if self._held is not None:  # somebody else who waited was faster
                return
        newer = _Held(open_store(self._folder.root))
        self._retire()
        self._held = newer

    def _retire(self) -> None:
        if self._held is not None:
            self._leaving.add(self._held)
            self._close_if_unused(self._held)
            self._held = None

    def _close_if_unused(self, held: _Held) -> None:
        if held in self._leaving and held.leases == 0:
            self._leaving.remove(held)
            held.store.close()
            self._lock.notify_all()


_live: dict[Path, LiveStore] = {}
_live_lock = Lock()


def live(path: Path | str | None = None) -> LiveStore:
    """This process's holder of the store at a path, by default of the one in the settings."""
    root = StoreFolder.at(path).root
    with _live_lock:
        return _live.setdefault(root, LiveStore(root))
