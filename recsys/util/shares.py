"""Limits how much of the process one client takes at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Condition


class Shares:
    """Lets each client do `limit` things at once; further ones wait, others do not notice."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._running: Counter[Hashable] = Counter()
        self._changed = Condition()

    @contextmanager
    def of(self, client: Hashable, seconds: float) -> Iterator[bool]:
        """Wait at most `seconds` for a place; False if there was none."""
        with self._changed:
            has_place = self._changed.wait_for(
                lambda: self._running[client] < self._limit, timeout=seconds
            )
            if has_place:
                self._running[client] += 1
        try:
            yield has_place
        finally:
            if has_place:
                self._leave(client)

    def _leave(self, client: Hashable) -> None:
        with self._changed:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]
            self._changed.notify_all()
