"""The data model of a film list: entries in one or more parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import Literal, get_args

from recsys.errors import InvalidArgument
from recsys.util.fold import fold

Use = Literal["exclude", "only", "seeds"]
"""Exclude the listed films; recommend only listed films; use the liked films as seeds."""

USES: tuple[Use, ...] = get_args(Use)

_PARTS: dict[Use, tuple[str, ...]] = {
    "exclude": ("watched", "ratings", "diary", "likes"),
    "only": ("watchlist",),
    "seeds": ("ratings", "likes", "watched"),
}
"""The parts of an export for each use: all of them for `exclude`, else the first present."""


@dataclass(frozen=True)
class Entry:
    """A film as a list names it.

    Attributes
    ----------
    title, original_title : str
        Empty if the list has none.
    year : int or None
    id : str or None
        An IMDb id, or an id of the catalogue.
    rating : float or None
        The user's rating, above 0 and up to 10.
    line : int
        Line number in its file.
    """

    title: str
    year: int | None = None
    id: str | None = None
    rating: float | None = None
    original_title: str = ""
    line: int = field(default=0, compare=False)

    @property
    def key(self) -> tuple[str, int | None]:
        """A key shared by entries that name a film in the same way."""
        return (self.id, None) if self.id else (fold(self.title) or self.title, self.year)

    def __str__(self) -> str:
        name = self.title or self.id or "no title"
        return f"{name} ({self.year})" if self.year else name


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
    """

    name: str
    parts: Mapping[str, tuple[Entry, ...]]
    skipped: tuple[str, ...] = ()

    def entries(self, *parts: str) -> tuple[Entry, ...]:
        """Return the distinct entries of the given parts (default: all); a later rating wins."""
        return merged(entry for part in parts or self.parts for entry in self.parts[part])

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
    for user_list in lists:
        for part, entries in user_list.parts.items():
            names = chain([part], (f"{part} {number}" for number in count(2)))
            parts[next(name for name in names if name not in parts)] = entries
    skipped = tuple(reason for user_list in lists for reason in user_list.skipped)
    return UserList(", ".join(user_list.name for user_list in lists), parts, skipped)


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Merge entries with the same key, keeping the first position and the last rating."""
    by_key: dict[tuple[str, int | None], Entry] = {}
    for entry in entries:
        first = by_key.setdefault(entry.key, entry)
        if entry.rating is not None:
            by_key[entry.key] = replace(first, rating=entry.rating)
    return tuple(by_key.values())
