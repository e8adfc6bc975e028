"""What a list says: films as it names them, in one part or in several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import Literal, get_args

from recsys.errors import InvalidArgument
from recsys.util.fold import fold

Use = Literal["exclude", "only", "seeds"]
"""Leave the films out; recommend only from them; look for what is like those that are liked."""

USES: tuple[Use, ...] = get_args(Use)

_PARTS: dict[Use, tuple[str, ...]] = {
    "exclude": ("watched", "ratings", "diary", "likes"),
    "only": ("watchlist",),
    "seeds": ("ratings", "likes", "watched"),
}
"""The parts of an export that a use is about: all of them to leave out, else the first it has."""


@dataclass(frozen=True)
class Entry:
    """A film as a list names it.

    Attributes
    ----------
    title, original_title : str
        Empty where the list gives none.
    year : int or None
    id : str or None
        IMDb's id, or the catalogue's own.
    rating : float or None
        The user's own, above 0 and up to 10.
    line : int
        Where it stands in its file.
    """

    title: str
    year: int | None = None
    id: str | None = None
    rating: float | None = None
    original_title: str = ""
    line: int = field(default=0, compare=False)

    @property
    def key(self) -> tuple[str, int | None]:
        """The same for entries that name the same film the same way."""
        return (self.id, None) if self.id else (fold(self.title) or self.title, self.year)

    def __str__(self) -> str:
        name = self.title or self.id or "no title"
        return f"{name} ({self.year})" if self.year else name


@dataclass(frozen=True)
class UserList:
    """A list as it was read.

    Attributes
    ----------
    name : str
        Of the file.
    parts : mapping of str to tuple of Entry
        One for a table or a text; for an archive one a file in it: `watched`, `ratings`,
        `watchlist`, `diary`, `likes`, `lists/NAME`, or the file's own name.
    left_aside : tuple of str
        Why files of an archive that may be lists were not read.
    """

    name: str
    parts: Mapping[str, tuple[Entry, ...]]
    left_aside: tuple[str, ...] = ()

    def entries(self, *parts: str) -> tuple[Entry, ...]:
        """The films of some parts, of all by default, each once; a later rating wins."""
        return merged(entry for part in parts or self.parts for entry in self.parts[part])

    def for_use(self, use: Use) -> tuple[Entry, ...]:
        """The films that a use is about.

        Raises
        ------
        InvalidArgument
            It is an archive without a part for this use.
        """
        return self.entries(*self.parts_for(use))

    def parts_for(self, use: Use) -> tuple[str, ...]:
        """The parts that a use is about; see `for_use`."""
        if len(self.parts) == 1:
            return tuple(self.parts)
        meant = tuple(part for part in _PARTS[use] if part in self.parts)
        if not meant:
            raise InvalidArgument(
                f"{self.name} holds {', '.join(self.parts)}, and none of "
                f"{', '.join(_PARTS[use])}: give the file that is meant."
            )
        return meant if use == "exclude" else meant[:1]


def joined(lists: Sequence[UserList]) -> UserList:
    """Several lists as one, each part as it was; a part of a name already there gets a number."""
    parts: dict[str, tuple[Entry, ...]] = {}
    for read in lists:
        for part, entries in read.parts.items():
            names = chain([part], (f"{part} {number}" for number in count(2)))
            parts[next(name for name in names if name not in parts)] = entries
    aside = tuple(reason for read in lists for reason in read.left_aside)
    return UserList(", ".join(read.name for read in lists), parts, aside)


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries of one key as one, where the first stood, with the last rating."""
    found: dict[tuple[str, int | None], Entry] = {}
    for entry in entries:
        first = found.setdefault(entry.key, entry)
        if entry.rating is not None:
            found[entry.key] = replace(first, rating=entry.rating)
    return tuple(found.values())
