"""A list of films in any form to what it names: the reading half of `recsys.lists`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recsys.reading import columns
from recsys.reading.cells import LookAhead
from recsys.reading.errors import Unreadable
from recsys.reading.ids import imdb_id, imdb_id_within, named_in, tmdb_id
from recsys.reading.kinds import kind_of
from recsys.reading.ratings import Ratings, ratings, scale_of
from recsys.reading.records import Records
from recsys.reading.tables import Refused
from recsys.reading.titles import Titled, readings, year_of

MOST_BYTES = 20_000_000
MOST_FILMS = 50_000
LONGEST_TITLE = 500

_NUMBER = re.compile(r"^\s*#?(\d{1,5})[.):]\s+")
_SEPARATORS = re.compile(r"[,;\t|]")


@dataclass(frozen=True)
class Listed:
    """A film as a list names it.

    Attributes
    ----------
    text : str
        The title as it is written; empty where only an id is given.
    row_year : int or None
        From a column of years or dates.
    id : str or None
        IMDb's id, or the catalogue's own.
    number : str or None
        From a column `id`: IMDb's id without letters, or TMDB's. It counts where the titles agree.
    rating : float or None
        0 to 10.
    """

    line: int
    text: str = ""
    row_year: int | None = None
    original_title: str = ""
    id: str | None = None
    number: str | None = None
    tmdb: int | None = None
    rating: float | None = None

    @property
    def readings(self) -> Iterator[Titled]:
        """What its title may mean, likeliest first; worked out as it is asked for."""
        return _with_year(readings(self.text), self.row_year)

    @property
    def first(self) -> Titled:
        """The likeliest meaning; of an empty title where only an id is given."""
        return next(self.readings, Titled(self.text, self.row_year))


@dataclass(frozen=True)
class ReadList:
    """What one file says.

    Attributes
    ----------
    aside : mapping of str to int
        Rows that are no films, by kind: `show`, `season`, `episode`, `person`, ...
    refused : tuple of Refused
        Rows that can't be read.
    scale : str
        How ratings were taken; see `ratings.Ratings`.
    unread_ratings : int
        Filled cells of the rating column that can't be read.
    note : str
        How the letters were read, where that is not certain.
    """

    films: tuple[Listed, ...]
    aside: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    scale: str = ""
    unread_ratings: int = 0
    note: str = ""


def read(source: bytes | Path, name: str = "") -> ReadList:
    """Read a table, Trakt's JSON, or one title a line.

    Raises
    ------
    Unreadable
        It can't be read, names no film, is a list of people, or is a table of unknown columns.
    """
    records = Records(source, columns.known, MOST_BYTES)
    if records.lines is not None:
        found = _of_text(records.lines, name)
        return ReadList(found, note=records.note)
    records.check(columns.CHECKS)
    return _of_records(records)


def _of_records(records: Records) -> ReadList:
    if columns.of_people(records.columns):
        raise Unreadable("this is a list of people; give one of films", 1)
    rows: list[tuple[int, dict[str, Any]]] = []
    aside: Counter[str] = Counter()
    for line, record in records:
        kind = kind_of(record)
        if kind not in (None, "film"):
            aside[str(kind)] += 1
            continue
        rows.append((line, record))
        if len(rows) > MOST_FILMS:
            raise Unreadable(f"it has more than {MOST_FILMS:,} rows; give a shorter list")
    own = columns.column_of(records.columns, "rating") or ""
    said = [str(record.get(own, "") or "") for _, record in rows]
    rated = (
        ratings(said, own, scale_of(records.columns))
        if own
        else Ratings((None,) * len(rows), "", ())
    )
    films = [
        film
        for (line, record), rating in zip(rows, rated.values, strict=True)
        if (film := _listed(line, record, rating))
    ]
    if not films:
        raise Unreadable(_why_none(aside, records.refused))
    return ReadList(
        tuple(films), dict(aside), tuple(records.refused), rated.scale, len(rated.unread),
        records.note,
    )  # fmt: skip


def _listed(line: int, record: Mapping[str, Any], rating: float | None) -> Listed | None:
    text = columns.cell(record, "title")[:LONGEST_TITLE]
    address = columns.cell(record, "address")
    given, plain = columns.cell(record, "imdb"), columns.cell(record, "id")
    found = imdb_id(given) or imdb_id(plain, bare=False) or imdb_id(address, bare=False)
    number = plain if found is None and plain.isdigit() else None
    if found is None and plain and number is None:
        found = plain  # an id of the catalogue's own
    said = columns.cell(record, "tmdb")
    tmdb = int(said) if said.isdigit() and len(said) < 10 else tmdb_id(said) or tmdb_id(address)
    year = year_of(columns.cell(record, "year")) or year_of(columns.cell(record, "date"))
    if not text and (slug := named_in(address)):
        text, year = slug.title, slug.year or year
    if not text and found is None and tmdb is None:
        return None
    original = columns.cell(record, "original")
    return Listed(line, text, year, original, found, number, tmdb, rating)


def _with_year(meant: Iterable[Titled], year: int | None) -> Iterator[Titled]:
    """Titles with the year of their row, which one in their brackets does not replace."""
    for title in meant:
        if year is None or title.year == year:
            yield title
        elif title.year is None:
            yield Titled(title.title, year)
        elif title.year_known:
            yield Titled(f"{title.title} ({title.year})", year)
            yield Titled(title.title, year)


def _why_none(aside: Mapping[str, int], refused: list[Refused]) -> str:
    if refused:
        return f"no row could be read; {refused[0]}"
    if aside:
        told = ", ".join(f"{count:,} {kind}s" for kind, count in aside.items())
        return f"it names no film, only {told}"
    return "it names no film"


def _of_text(lines: LookAhead, name: str) -> tuple[Listed, ...]:
    """One title or id a line; numbers go where they count up."""
    given = []
    for number, line in lines:
        if not line.strip():
            continue
        if len(line) > LONGEST_TITLE:
            raise Unreadable(f"{len(line):,} characters are no title of a film", number)
        given.append((number, line))
        if len(given) > MOST_FILMS:
            raise Unreadable(f"it has more than {MOST_FILMS:,} rows; give a shorter list")
    first = given[0][1]
    if name.lower().endswith((".csv", ".tsv")) and len(_SEPARATORS.split(first)) > 2:
        raise Unreadable(f"no column of titles or IMDb ids among {first[:200]}", given[0][0])
    numbers = [int(found[1]) for _, line in given if (found := _NUMBER.match(line))]
    counts_up = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return tuple(
        _titled(number, _NUMBER.sub("", line) if counts_up else line) for number, line in given
    )


def _titled(number: int, line: str) -> Listed:
    found = imdb_id(line, bare=False) or imdb_id_within(line)
    if found:
        return Listed(number, id=found)
    if slug := named_in(line):
        return Listed(number, slug.title, slug.year)
    if (tmdb := tmdb_id(line)) is not None:
        return Listed(number, tmdb=tmdb)
    return Listed(number, " ".join(line.split()))
