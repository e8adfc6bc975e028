"""What a list did, in one line."""

from __future__ import annotations

from collections.abc import Mapping

_MANY = {"show": "shows", "season": "seasons", "episode": "episodes", "person": "people",
         "game": "games", "other": "others"}  # fmt: skip


def summary(
    films: int,
    to_confirm: int,
    not_found: int,
    aside: Mapping[str, int] | None = None,
    unread: int = 0,
    again: int = 0,
    scale: str = "",
    unread_ratings: int = 0,
) -> str:
    """One line that accounts for every row.

    Parameters
    ----------
    films, to_confirm, not_found : int
        Rows whose film is sure, in doubt, or not in the catalogue.
    aside : mapping of str to int
        Rows that are no films, by kind.
    unread, again : int
        Rows refused, and rows that name a film once more.
    scale : str
        How the ratings were read; empty where the list has none.
    unread_ratings : int

    >>> summary(380, 6, 5, {"show": 21}, scale="stars of 5")
    '412 rows: 380 films, 21 shows left aside, 6 to confirm, 5 not found; \
ratings read as stars of 5'
    """
    aside = aside or {}
    rows = films + to_confirm + not_found + unread + again + sum(aside.values())
    left = [_counted(count, kind, _MANY.get(kind, kind)) for kind, count in aside.items()]
    parts = [
        _counted(films, "film", "films"),
        f"{again:,} listed again" if again else "",
        *(f"{words} left aside" for words in left),
        f"{unread:,} not readable" if unread else "",
        f"{to_confirm:,} to confirm" if to_confirm else "",
        f"{not_found:,} not found" if not_found else "",
    ]
    said = f"{_counted(rows, 'row', 'rows')}: {', '.join(filter(None, parts))}"
    if scale:
        said += f"; ratings read as {scale}" if scale != "as written" else "; ratings as written"
    if unread_ratings:
        said += f"; {_counted(unread_ratings, 'rating', 'ratings')} can't be read"
    return said


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
