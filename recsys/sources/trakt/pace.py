"""How fast Trakt is asked, and how long a wait may get."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

REQUESTS, PERIOD = 500, 300.0
"""What is assumed until the server says more: documented are 1,000 in 5 minutes, seen were 500."""

BLOCKED = 300.0
"""Seconds that everything stays blocked after the limit was passed, where no answer says so."""

FIRST_BACKOFF, LONGEST_BACKOFF = 1.0, 120.0


@dataclass(frozen=True)
class Clock:
    """Time as the collector sees it; tests hand in one that does not wait."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Pace:
    """A token bucket: a tenth of the allowance at once, the rest spread over the period."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._set(REQUESTS, PERIOD)
        self._tokens, self._filled = self._most, clock.now()

    def _set(self, requests: float, period: float) -> None:
        self._most = max(requests / 10, 1.0)
        self._rate = 0.9 * requests / period

    def take(self) -> float:
        """Take a token; returns the seconds to wait before it may be used."""
        now = self._clock.now()
        self._tokens = min(self._most, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        self._tokens -= 1
        return max(-self._tokens / self._rate, 0.0)

    def learn(self, header: str | None) -> None:
        """Take over what an `X-Ratelimit` header says; what can't be read changes nothing."""
        try:
            said = json.loads(header or "")
            requests, period = float(said["limit"]), float(said["period"])
            remaining = float(said.get("remaining", requests))
        except (ValueError, TypeError, KeyError, AttributeError):
            return
        if requests > 0 and period > 0:
            self._set(requests, period)
            self._tokens = min(self._tokens, remaining)


def backoff(failures: int) -> float:
    """Seconds before the next try: doubled each time, half of it at random."""
    longest = min(FIRST_BACKOFF * 2.0 ** min(failures - 1, 20), LONGEST_BACKOFF)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads tries, guards nothing


def retry_after(header: str | None) -> float | None:
    """Seconds that a `Retry-After` header asks for, given as a number or as a date."""
    if not header:
        return None
    try:
        return max(float(header), 0.0)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
