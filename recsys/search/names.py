"""What the search of films and that of people have in common."""

from __future__ import annotations

from pathlib import Path

from recsys.errors import DamagedStore, InvalidArgument
from recsys.search.index import FuzzyIndex
from recsys.search.normalise import fold
from recsys.store.arrays import UNREADABLE

MAX_RESULTS = 1_000
MAX_CANDIDATES = 10
"""Films or people named in an `Ambiguous` error."""


def open_index(folder: Path) -> FuzzyIndex:
    """The index in a folder of a build.

    Raises
    ------
    DamagedStore
        A file of it is missing or is not what it should be.
    """
    try:
        return FuzzyIndex(folder)
    except FileNotFoundError as error:
        raise DamagedStore(Path(error.filename or folder), "the file is missing") from error
    except UNREADABLE as error:
        raise DamagedStore(folder, f"not a search index ({error})") from error


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
