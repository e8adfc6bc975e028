"""The data model of a film list: entries in one or more parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import Literal, get_args

from recsys.errors import InvalidArgument
from recsys.reading.tables import Refused
from recsys.util.fold import fold

Use = Literal["exclude", "only", "seeds"]
"""Exclude the listed films; recommend only listed films; use the liked films as seeds."""

USES: tuple[Use, ...] = get_args(Use)

_PARTS: dict[Use, tuple[str, ...]] = {
    "exclude": ("watched", "history", "ratings", "diary", "likes"),
    "only": ("watchlist",),
    "seeds": ("ratings", "likes", "watched", "history"),
}
"""The parts of an export for each use: all of them for `exclude`, else the first present."""


@dataclass(frozen=True)
class Entry:
    """A film as a list names it.

    Attributes
    ----------
    title, original_title : str
        Empty if the list has none. The title may still have a moved article, a second name in
        brackets or a year without brackets; see `recsys.reading.titles.readings`.
    year : int or None
    id : str or None
        An IMDb id, or an id of the catalogue.
    rating : float or None
        The user's rating, from 0 to 10.
    tmdb : int or None
        TMDB's number.
    number : str or None
        The digits of a column `id`, IMDb's or TMDB's. They count only if the titles agree.
    unread_rating : bool
        Whether the list has a rating that can't be read.
    line : int
        Line number in its file.
    """

    title: str
    year: int | None = None
    id: str | None = None
    rating: float | None = None
    original_title: str = ""
    tmdb: int | None = None
    number: str | None = None
    unread_rating: bool = False
    line: int = field(default=0, compare=False)

    @property
    def key(self) -> tuple[str, int | None]:
        """A key shared by entries that name a film in the same way."""
        if self.id:
            return self.id, None
        if not self.title and self.tmdb is not None:
            return f"tmdb:{self.tmdb}", None
        return fold(self.title) or self.title, self.year

    def __str__(self) -> str:
        tmdb = f"TMDB {self.tmdb}" if self.tmdb is not None else ""
        name = self.title or self.id or tmdb or "no title"
        return f"{name} ({self.year})" if self.year else name


@dataclass(frozen=True)
class PartReport:
    """What was read besides films.

    Attributes
    ----------
    aside : mapping of str to int
        Rows that are not films, by kind: `show`, `season`, `episode`, `person`, `game`, `other`.
    refused : tuple of Refused
        Rows that can't be read.
    scale : str
        How ratings were read, such as `stars of 5`; see `recsys.reading.ratings.Ratings`.
    unread_ratings : int
        Number of filled rating cells that can't be read.
    note : str
        How text that is not UTF-8 was decoded.
    """

    aside: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    scale: str = ""
    unread_ratings: int = 0
    note: str = ""


@dataclass(frozen=True)
class UserList:
    """A film list as read from one or more files.

    Attributes
    ----------
    name : str
        File name.
    parts : mapping of str to tuple of Entry
        One part for a table or text file; one part per list file of an archive: `watched`,
        `ratings`, `watchlist`, `diary`, `likes`, `lists/NAME`, or the file's own name.
    skipped : tuple of str
        For each unreadable list file of an archive, the reason.
    reports : mapping of str to PartReport
        By part, what was read besides films.
    """

    name: str
    parts: Mapping[str, tuple[Entry, ...]]
    skipped: tuple[str, ...] = ()
    reports: Mapping[str, PartReport] = field(default_factory=dict)

    def entries(self, *parts: str) -> tuple[Entry, ...]:
        """Return the distinct entries of the given parts (default: all); a later rating wins."""
        return merged(entry for part in parts or self.parts for entry in self.parts[part])

    def report(self, *parts: str) -> PartReport:
        """Return the reports of the given parts (default: all) as one."""
        reports = [self.reports[part] for part in parts or self.parts if part in self.reports]
        aside = sum((Counter(report.aside) for report in reports), Counter[str]())
        return PartReport(
            dict(aside),
            tuple(row for report in reports for row in report.refused),
            " and ".join(dict.fromkeys(report.scale for report in reports if report.scale)),
            sum(report.unread_ratings for report in reports),
            "; ".join(dict.fromkeys(report.note for report in reports if report.note)),
        )

    def for_use(self, use: Use) -> tuple[Entry, ...]:
        """Return the entries for a use.

        Raises
        ------
        InvalidArgument
            The archive has no part for this use.
        """
        return self.entries(*self.parts_for(use))

    def parts_for(self, use: Use) -> tuple[str, ...]:
        """Return the names of the parts for a use; see `for_use`."""
        if len(self.parts) == 1:
            return tuple(self.parts)
        matching = tuple(part for part in _PARTS[use] if part in self.parts)
        if not matching:
            raise InvalidArgument(
                f"{self.name} has the lists {', '.join(self.parts)}, but none of "
                f"{', '.join(_PARTS[use])}; give the list file itself."
            )
        return matching if use == "exclude" else matching[:1]


def combine(lists: Sequence[UserList]) -> UserList:
    """Combine several lists into one; parts with the same name get a number."""
    parts: dict[str, tuple[Entry, ...]] = {}
    reports: dict[str, PartReport] = {}
    for user_list in lists:
        for part, entries in user_list.parts.items():
            name = next(name for name in _numbered(part) if name not in parts)
            parts[name] = entries
            reports[name] = user_list.reports.get(part, PartReport())
    skipped = tuple(reason for user_list in lists for reason in user_list.skipped)
    return UserList(", ".join(user_list.name for user_list in lists), parts, skipped, reports)


def _numbered(part: str) -> Iterator[str]:
    return chain([part], (f"{part} {number}" for number in count(2)))


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Merge entries with the same key.

    The last rating is kept, and the entry moves to its place: the same film may have entries with
    other keys, of which the last rating must win too. Otherwise the first position is kept.
    """
    by_key: dict[tuple[str, int | None], Entry] = {}
    for entry in entries:
        first = by_key.setdefault(entry.key, entry)
        if first is not entry and entry.rating is not None:
            del by_key[entry.key]
            by_key[entry.key] = replace(first, rating=entry.rating, unread_rating=False)
    return tuple(by_key.values())
