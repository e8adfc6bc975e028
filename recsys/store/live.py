"""The one holder of an open store in a process, shared by pages and HTTP API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from recsys.store.layout import StoreFolder
from recsys.store.opened import Store, open_store
from recsys.store.publish import current_id

CHECK_EVERY = 1.0
"""Seconds between looks at CURRENT."""


class _Held:
    """An open store and how many leases there are on it."""

    def __init__(self, store: Store) -> None:
        self.store, self.leases, self.retired = store, 0, False

    def close_if_unused(self) -> None:
        if self.retired and self.leases == 0:
            self.store.close()


class LiveStore:
    """Follows a store: opens the live build, and the next one when `CURRENT` changes.

    A build is closed when its last lease has ended.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self._folder = StoreFolder.at(path)
        self._held: _Held | None = None
        self._looked = 0.0
        self._lock = Lock()

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
                held.close_if_unused()

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
        newer = _Held(open_store(self._folder.root))
        self._retire()
        self._held = newer

    def _retire(self) -> None:
        if self._held is not None:
            self._held.retired = True
            self._held.close_if_unused()
            self._held = None


_live: dict[Path, LiveStore] = {}
_live_lock = Lock()


def live(path: Path | str | None = None) -> LiveStore:
    """This process's holder of the store at a path, by default of the one in the settings."""
    root = StoreFolder.at(path).root
    with _live_lock:
        return _live.setdefault(root, LiveStore(root))
