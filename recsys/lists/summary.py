"""One line that says what became of the rows of a list."""

from __future__ import annotations

from collections.abc import Mapping

from recsys.lists.entries import UserList
from recsys.lists.matching import MatchedList

_PLURALS = {
    "film": "films",
    "row": "rows",
    "rating": "ratings",
    "title": "titles",
    "show": "shows",
    "season": "seasons",
    "episode": "episodes",
    "person": "people",
    "game": "games",
    "other": "other rows",
}


def summary(read: UserList, matched: MatchedList, *parts: str) -> str:
    """Summarise the given parts of a list (default: all) and their matches in one line.

    The counts add up to the number of rows: distinct films found, rows of the same film again,
    rows left aside, rows that can't be read, films to confirm and films not found.
    """
    report = read.report(*parts)
    listed = sum(len(read.parts[part]) for part in parts or read.parts)
    films, to_confirm = len(matched.ids), len(matched.doubtful)
    not_found = len(matched.unmatched)
    again = listed - films - to_confirm - not_found
    rows = listed + sum(report.aside.values()) + len(report.refused)
    counts = [
        _count(films, "film"),
        f"{again:,} listed again" if again else "",
        *_aside(report.aside),
        f"{_count(len(report.refused), 'row')} not readable" if report.refused else "",
        f"{to_confirm:,} to confirm" if to_confirm else "",
        f"{not_found:,} not found" if not_found else "",
    ]
    notes = [
        _scale(report.scale),
        f"{_count(report.unread_ratings, 'rating')} can't be read" if report.unread_ratings else "",
        f"{_count(matched.unsearched, 'title')} not searched for typos"
        if matched.unsearched
        else "",
    ]
    line = f"{_count(rows, 'row')}: {', '.join(filter(None, counts))}"
    return "; ".join([line, *filter(None, notes)])


def _aside(aside: Mapping[str, int]) -> list[str]:
    return [f"{_count(count, kind)} left aside" for kind, count in aside.items()]


def _scale(scale: str) -> str:
    if not scale:
        return ""
    return "ratings read as written" if scale == "as written" else f"ratings read as {scale}"


def _count(count: int, noun: str) -> str:
    """A number with its noun.

    >>> _count(1, "person"), _count(1_200, "person"), _count(2, "other")
    ('1 person', '1,200 people', '2 other rows')
    """
    singular = "other row" if noun == "other" else noun
    return f"{count:,} {singular if count == 1 else _PLURALS.get(noun, noun)}"
