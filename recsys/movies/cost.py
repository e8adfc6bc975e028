"""The cost of a query for similar films, known before any work begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock

from recsys.errors import InvalidArgument

MAX_COST = 50_000
"""Films ranked per query film, summed: about a second of work on one core."""

QUICK_COST = 600
"""Up to this cost a query takes some 30 ms and need not wait behind longer ones."""

DIVERSITY_POOL = 5
"""Films ranked per film returned when results are diversified."""

_BASE = 20
"""Every query film costs as much as this many results, however few are wanted."""


def query_cost(seeds: int, k: int, diversity: float) -> int:
    """Return query films · results, five times as many if the results are diversified.

    >>> query_cost(1, 20, 0.0), query_cost(100, 500, 1.0)
    (20, 250000)
    """
    return seeds * max(k, _BASE) * (DIVERSITY_POOL if diversity else 1)


def check_cost(seeds: int, k: int, diversity: float) -> None:
    """Raise InvalidArgument if a query would hold up the others for too long."""
    if query_cost(seeds, k, diversity) <= MAX_COST:
        return
    per_film = DIVERSITY_POOL if diversity else 1
    remedies = [f"k to {MAX_COST // (seeds * per_film)}", f"films to {MAX_COST // (k * per_film)}"]
    listed = " or the number of ".join(remedies)
    without = ", or ask without diversity" if query_cost(seeds, k, 0.0) <= MAX_COST else ""
    raise InvalidArgument(
        f"{seeds} query films, k = {k} and diversity = {diversity:g} are too much at once: lower "
        f"{listed}{without}."
    )


@contextmanager
def turn_by_cost(seeds: int, k: int, diversity: float) -> Iterator[None]:
    """Wait for the other long queries of this process; quick ones do not wait."""
    is_quick = query_cost(seeds, k, diversity) <= QUICK_COST
    with nullcontext() if is_quick else _long:
        yield


_long = Lock()
