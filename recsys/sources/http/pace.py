"""Rate limiting, backoff and waiting times."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_BACKOFF, LONGEST_BACKOFF = 1.0, 120.0


@dataclass(frozen=True)
class Clock:
    """A replaceable clock; tests use one that does not wait."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Pace:
    """A token bucket for `requests` per `period` seconds.

    Up to a tenth of the requests may come in a burst; the rest are spread over the period.
    """

    def __init__(self, clock: Clock, requests: float, period: float) -> None:
        self._clock = clock
        self._set_limit(requests, period)
        self._tokens, self._filled = self._capacity, clock.now()

    def _set_limit(self, requests: float, period: float) -> None:
        self._capacity = max(requests / 10, 1.0)
        self._rate = 0.9 * requests / period

    def change(self, requests: float, period: float, remaining: float) -> None:
        """Set a new limit, of which `remaining` requests are left."""
        self._set_limit(requests, period)
        self._tokens = min(self._tokens, remaining)

    def reserve(self) -> float:
        """Take a token and return the seconds to wait before using it."""
        now = self._clock.now()
        self._tokens = min(self._capacity, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
        self._tokens -= 1
        return max(-self._tokens / self._rate, 0.0)


def backoff(failures: int) -> float:
    """Seconds before the next try: exponential, with up to half removed at random."""
    longest = min(FIRST_BACKOFF * 2.0 ** min(failures - 1, 20), LONGEST_BACKOFF)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads tries, not for security


def retry_after(header: str | None) -> float | None:
    """Seconds that a `Retry-After` header asks to wait, given as a number or a date."""
    if not header:
        return None
    try:
        seconds = float(header)
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


def speed(done: int, total: int, seconds: float) -> tuple[float, str]:
    """Items per second, and the time left in words."""
    rate = done / seconds if seconds > 0 else 0.0
    if not rate:
        return rate, "time left unknown"
    minutes = max(total - done, 0) / rate / 60
    return rate, f"{minutes / 60:.1f} h left" if minutes > 90 else f"{minutes:.0f} min left"
