"""What the search of films and that of people have in common."""

from __future__ import annotations

from recsys.errors import InvalidArgument
from recsys.util.fold import fold

MAX_RESULTS = 1_000
MAX_CANDIDATES = 10
"""Films or people named in an `Ambiguous` error."""


def check_limit(limit: int) -> None:
    """Refuse a number of results outside 1 to `MAX_RESULTS`."""
    if not 1 <= limit <= MAX_RESULTS:
        raise InvalidArgument(f"limit is {limit}, it goes from 1 to {MAX_RESULTS:,}.")


def same_name(one: str, other: str) -> bool:
    """Whether two texts are the same words, in any order, accents and case aside.

    >>> same_name("Wong Kar-wai", "kar wai WONG")
    True
    """
    return sorted(fold(one).split()) == sorted(fold(other).split())
