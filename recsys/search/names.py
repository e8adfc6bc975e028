"""Helpers shared by film search and people search."""

from __future__ import annotations

from recsys.errors import InvalidArgument
from recsys.util.fold import fold

MAX_RESULTS = 1_000
MIN_SCORE = 50.0
"""Weaker matches have hardly a letter in common with the query and are left out."""
MAX_CANDIDATES = 10
"""Candidates listed in an `Ambiguous` error."""


def check_limit(limit: int) -> None:
    """Raise InvalidArgument unless `limit` is 1 to `MAX_RESULTS`."""
    if not 1 <= limit <= MAX_RESULTS:
        raise InvalidArgument(f"limit is {limit}; it must be from 1 to {MAX_RESULTS:,}.")


def same_name(first: str, second: str) -> bool:
    """Return whether two texts have the same words, ignoring order, accents and case.

    >>> same_name("Wong Kar-wai", "kar wai WONG")
    True
    """
    return sorted(fold(first).split()) == sorted(fold(second).split())
