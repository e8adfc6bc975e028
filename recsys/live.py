"""`live()`: the open store of this process, shared by the pages and the HTTP API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Lock

from recsys.catalog import Store, open_fallback, open_store
from recsys.errors import DamagedStore
from recsys.settings import hosted
from recsys.store.layout import StoreFolder
from recsys.store.publish import current_id
from recsys.util.memory import give_back_memory

CHECK_INTERVAL = 1.0
"""Seconds between checks of CURRENT."""

CLOSE_TIMEOUT = 5.0
"""Seconds to wait for the readers of the old build before opening the next (`one_at_a_time`).

Afterwards both are open for a while, so that a stuck reader does not block the others.
"""


class _OpenBuild:
    """An open store and the number of its leases."""

    def __init__(self, store: Store) -> None:
        self.store, self.leases = store, 0


class LiveStore:
    """Keeps the live build of a store open, and switches when `CURRENT` changes.

    Every file of a build is verified before the build is served. While the build that `CURRENT`
    names is damaged, the newest sound one replaces it.

    A build is closed when its last lease ends. With `one_at_a_time`, the next build is opened only
    then and new leases wait, because two builds with their indexes may exceed the memory of a
    small host. That is the default where the app is hosted.
    """

    def __init__(self, path: Path | str | None = None, one_at_a_time: bool | None = None) -> None:
        self._folder = StoreFolder.at(path)
        self._one_at_a_time = hosted() if one_at_a_time is None else one_at_a_time
        self._current: _OpenBuild | None = None
        self._closing: set[_OpenBuild] = set()
        self._current_name = ""  # content of CURRENT when a build was last chosen
        self._damaged: set[str] = set()  # builds found damaged since then
        self._damage: DamagedStore | None = None
        self._checked = 0.0
        self._lock = Condition()  # guards all of the above
        self._opening = Lock()  # held while opening a build; never acquired within `_lock`

    @contextmanager
    def lease(self) -> Iterator[Store]:
        """The live store, for one request or one run of a page.

        If the block finds the build damaged, a sound one replaces it for later leases.

        Raises
        ------
        NoStore
        DamagedStore
            No build is sound.
        """
        build = self._acquire()
        try:
            try:
                yield build.store
            except Exception as error:
                build.store.blame_damage(error)
                raise
        except DamagedStore as error:
            self._replace_damaged(build, error)
            raise
        finally:
            with self._lock:
                build.leases -= 1
            self._close_if_unused(build)

    @property
    def damage(self) -> DamagedStore | None:
        """Why another build replaces the one that `CURRENT` names, or None if it is served."""
        return self._damage

    def close(self) -> None:
        """Close the build when its last lease ends; a later lease opens it again."""
        self._exchange(None, None)

    def _acquire(self) -> _OpenBuild:
        while True:
            with self._lock:
                current = self._current
                if current is not None and time.monotonic() - self._checked < CHECK_INTERVAL:
                    current.leases += 1
                    return current
            # One thread checks; the others keep using the open build if it may stay open.
            if self._opening.acquire(blocking=current is None or self._one_at_a_time):
                try:
                    self._follow()
                finally:
                    self._opening.release()
            with self._lock:
                if self._current is not None:
                    self._current.leases += 1
                    return self._current

    def _follow(self) -> None:
        name = self._read_current()
        if self._current is None or name != self._current_name:
            self._open(name)
        self._checked = time.monotonic()

    def _read_current(self) -> str:
        try:
            return current_id(self._folder)
        except DamagedStore:  # `_open` raises it or finds another build
            return ""

    def _open(self, name: str) -> None:
        if self._one_at_a_time:
            self._exchange(None, None)
            with self._lock:
                self._lock.wait_for(lambda: not self._closing, CLOSE_TIMEOUT)
        try:
            store, damage = open_store(self._folder.root, verify=True), None
        except DamagedStore as error:
            fallback = open_fallback(self._folder, {name})
            if fallback is None:
                raise
            store, damage = fallback, error
        self._damaged = set() if damage is None else {name}
        self._exchange(store, damage)
        self._current_name = name

    def _replace_damaged(self, build: _OpenBuild, error: DamagedStore) -> None:
        root = build.store.build.root
        with self._opening:
            if self._current is build and error.file.is_relative_to(root):
                self._damaged.add(root.name)
                fallback = open_fallback(self._folder, self._damaged)
                if fallback is not None:
                    self._exchange(fallback, error)

    def _exchange(self, store: Store | None, damage: DamagedStore | None) -> None:
        """Serve another build, or none."""
        with self._lock:
            previous, self._current = self._current, None if store is None else _OpenBuild(store)
            self._damage = damage
            if previous is not None:
                self._closing.add(previous)
        if previous is not None:
            self._close_if_unused(previous)

    def _close_if_unused(self, build: _OpenBuild) -> None:
        with self._lock:
            if build not in self._closing or build.leases:
                return
            build.leases = -1  # no other thread closes it
        # Outside the lock: closing an index that is still opening waits for it.
        build.store.close()
        give_back_memory()
        with self._lock:
            self._closing.remove(build)
            self._lock.notify_all()


_live: dict[Path, LiveStore] = {}
_live_lock = Lock()


def live(path: Path | str | None = None) -> LiveStore:
    """The process-wide `LiveStore` of a path, by default of the store in the settings."""
    root = StoreFolder.at(path).root
    with _live_lock:
        return _live.setdefault(root, LiveStore(root))
