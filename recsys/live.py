"""The one holder of an open store in a process, shared by pages and HTTP API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Lock

from recsys.catalog import Store, open_other, open_store
from recsys.errors import DamagedStore
from recsys.settings import hosted
from recsys.store.layout import StoreFolder
from recsys.store.publish import current_id
from recsys.util.memory import give_back_memory

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

    Every file of a build is read before it is served. While the build that `CURRENT` names is
    damaged, the newest other one that is whole stands in for it.

    A build is closed when its last lease has ended. With `one_at_a_time` the next is opened only
    then, and who asks meanwhile waits: two builds with their indexes are more than a small host
    holds. By default so where the app is hosted.
    """

    def __init__(self, path: Path | str | None = None, one_at_a_time: bool | None = None) -> None:
        self._folder = StoreFolder.at(path)
        self._one_at_a_time = hosted() if one_at_a_time is None else one_at_a_time
        self._held: _Held | None = None
        self._leaving: set[_Held] = set()
        self._followed = ""  # what CURRENT named when a build was last chosen
        self._damaged: set[str] = set()  # builds found damaged since then
        self._damage: DamagedStore | None = None
        self._looked = 0.0
        self._lock = Condition()  # of all the above
        self._choosing = Lock()  # held, never within the other, by the one who opens a build

    @contextmanager
    def lease(self) -> Iterator[Store]:
        """The live store for the length of a request or a run.

        A build found damaged in the block gives way to another, if one is whole.

        Raises
        ------
        NoStore
        DamagedStore
            And no other build is whole.
        """
        held = self._acquire()
        try:
            yield held.store
        except DamagedStore as error:
            self._give_way(held, error)
            raise
        finally:
            with self._lock:
                held.leases -= 1
            self._close_if_unused(held)

    @property
    def damage(self) -> DamagedStore | None:
        """Why another build stands in for the one that `CURRENT` names; None if none does."""
        return self._damage

    def close(self) -> None:
        """Close the build as soon as nobody leases it; a later lease opens anew."""
        self._exchange(None, None)

    def _acquire(self) -> _Held:
        while True:
            with self._lock:
                held = self._held
                if held is not None and time.monotonic() - self._looked < CHECK_EVERY:
                    held.leases += 1
                    return held
            # One looks; the others go on with the build that is open, if that may stay open.
            if self._choosing.acquire(blocking=held is None or self._one_at_a_time):
                try:
                    self._follow()
                finally:
                    self._choosing.release()
            with self._lock:
                if self._held is not None:
                    self._held.leases += 1
                    return self._held

    def _follow(self) -> None:
        name = self._named()
        if self._held is None or name != self._followed:
            self._open(name)
        self._looked = time.monotonic()

    def _named(self) -> str:
        try:
            return current_id(self._folder)
        except DamagedStore:  # opening says so, or finds another build
            return ""

    def _open(self, name: str) -> None:
        if self._one_at_a_time:
            self._exchange(None, None)
            with self._lock:
                self._lock.wait_for(lambda: not self._leaving, LET_GO)
        try:
            store, damage = open_store(self._folder.root, verify=True), None
        except DamagedStore as error:
            other = open_other(self._folder, {name})
            if other is None:
                raise
            store, damage = other, error
        self._damaged = set() if damage is None else {name}
        self._exchange(store, damage)
        self._followed = name

    def _give_way(self, held: _Held, error: DamagedStore) -> None:
        build = held.store.build.root
        with self._choosing:
            if self._held is held and error.file.is_relative_to(build):
                self._damaged.add(build.name)
                other = open_other(self._folder, self._damaged)
                if other is not None:
                    self._exchange(other, error)

    def _exchange(self, store: Store | None, damage: DamagedStore | None) -> None:
        """Serve another build, or none."""
        with self._lock:
            before, self._held = self._held, None if store is None else _Held(store)
            self._damage = damage
            if before is not None:
                self._leaving.add(before)
        if before is not None:
            self._close_if_unused(before)

    def _close_if_unused(self, held: _Held) -> None:
        with self._lock:
            if held not in self._leaving or held.leases:
                return
            held.leases = -1  # whoever comes next finds it taken care of
        # Outside the lock: closing an index that is still being opened waits for that.
        held.store.close()
        give_back_memory()
        with self._lock:
            self._leaving.remove(held)
            self._lock.notify_all()


_live: dict[Path, LiveStore] = {}
_live_lock = Lock()


def live(path: Path | str | None = None) -> LiveStore:
    """This process's holder of the store at a path, by default of the one in the settings."""
    root = StoreFolder.at(path).root
    with _live_lock:
        return _live.setdefault(root, LiveStore(root))
