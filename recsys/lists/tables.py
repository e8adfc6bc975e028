"""Parses one list file: a table, JSON of Trakt, or plain titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from recsys.lists import columns
from recsys.lists.entries import Entry, PartReport
from recsys.reading.cells import LookAhead
from recsys.reading.errors import Unreadable
from recsys.reading.ids import imdb_id, imdb_id_within, named_in, tmdb_id
from recsys.reading.kinds import kind_of
from recsys.reading.ratings import Ratings, ratings, scale_of
from recsys.reading.records import Records
from recsys.reading.tables import Refused
from recsys.reading.titles import Titled, readings, year_of

MAX_FILMS = 50_000
"""Maximum rows of a list."""
MAX_TITLE_LENGTH = 500
"""Characters; a longer line is not a title."""

_NUMBER = re.compile(r"^\s*#?(\d{1,5})[.):]\s+")
_LIST_EXPORT = "letterboxd list export"
_SEPARATORS = re.compile(r"[,;\t|]")
_MAY_HAVE_ID = re.compile(r"tt\d|tmdb|\.\w+/", re.IGNORECASE)
_NUMBERED_SHARE = 0.5
"""Share of the lines that are numbered if the numbers are not part of the titles."""


def parse(source: bytes | Path, name: str, max_bytes: int) -> tuple[tuple[Entry, ...], PartReport]:
    """Parse a table or JSON with titles or ids, or else one title per line.

    Returns
    -------
    entries : tuple of Entry
        Empty if all rows are of shows, people or other things that are not films.
    report : PartReport

    Raises
    ------
    Unreadable
        The file can't be read, has no film, is a list of people, has none of the known columns, or
        is too long.
    """
    records = Records(source, columns.known, max_bytes)
    if records.lines is not None:
        entries = _of_text(records.lines, name)
        return entries, PartReport(note=records.note)
    if columns.are_of_people(records.columns):
        raise Unreadable("this is a list of people; give a list of films", 1)
    records.check(columns.CHECKS)
    return _of_records(records)


def why_empty(report: PartReport) -> str:
    """Explain why a file has no entries."""
    if report.refused:
        return f"no row can be read, the first one because of this: {report.refused[0]}"
    if report.aside:
        kinds = ", ".join(f"{count:,} of kind {kind}" for kind, count in report.aside.items())
        return f"it has no film, only rows of other kinds ({kinds})"
    return "it has no film"


def _of_records(records: Records) -> tuple[tuple[Entry, ...], PartReport]:
    rows: list[tuple[int, dict[str, Any]]] = []
    aside: Counter[str] = Counter()
    refused: list[Refused] = []
    for line, record in records:
        kind = kind_of(record)
        length = len(columns.cell(record, "title"))
        if kind not in (None, "film"):
            aside[str(kind)] += 1
        elif length > MAX_TITLE_LENGTH:
            refused.append(Refused(line, _too_long(length)))
        else:
            rows.append((line, record))
        if len(rows) > MAX_FILMS:
            raise _too_many()
    rated = _ratings(records.columns, [record for _, record in rows])
    unread = frozenset(rated.unread)
    entries = (
        _entry(line, record, rating, position in unread)
        for position, ((line, record), rating) in enumerate(zip(rows, rated.values, strict=True))
    )
    report = PartReport(
        dict(aside), (*records.refused, *refused), rated.scale, len(unread), records.note
    )
    if aside.keys() == {"person"} and not rows:
        raise Unreadable("this is a list of people; give a list of films")
    return tuple(entry for entry in entries if entry), report


def _ratings(names: tuple[str, ...], records: list[dict[str, Any]]) -> Ratings:
    column = columns.column_of(names, "rating")
    if column is None:
        return Ratings((None,) * len(records), "", ())
    cells = [record.get(column) for record in records]
    return ratings(["" if cell is None else str(cell) for cell in cells], column, scale_of(names))


def _entry(
    line: int, record: Mapping[str, Any], rating: float | None, unread: bool
) -> Entry | None:
    """Convert a row; None if it has neither a title nor an id."""
    title = columns.cell(record, "title")
    original = columns.cell(record, "original")[:MAX_TITLE_LENGTH]
    address = columns.cell(record, "address")
    plain = columns.cell(record, "id")
    found = (
        imdb_id(columns.cell(record, "imdb"))
        or imdb_id(plain, bare=False)
        or imdb_id(address, bare=False)
    )
    number = plain if found is None and plain.isdecimal() else None
    if found is None and number is None:
        found = plain or None  # an id of the catalogue
    tmdb = _tmdb(columns.cell(record, "tmdb"), address)
    year = year_of(columns.cell(record, "year")) or year_of(columns.cell(record, "date"))
    if not title and (named := named_in(address)):
        title, year = named.title, named.year or year
    if not title and original:
        title, original = original, ""
    if not title and found is None and tmdb is None:
        return None
    meant = next(with_year(readings(title), year), Titled(title, year))
    return Entry(meant.title, meant.year, found, rating, original, tmdb, number, unread, line)


def _tmdb(cell: str, address: str) -> int | None:
    return int(cell) if cell.isdecimal() and len(cell) < 10 else tmdb_id(cell) or tmdb_id(address)


def with_year(titles: Iterable[Titled], year: int | None) -> Iterator[Titled]:
    """Add a row's year to the readings of its title.

    A different year in brackets may be part of the title, so the title is tried with it first.
    """
    for titled in titles:
        if year is None or titled.year == year:
            yield titled
        elif titled.year is None:
            yield Titled(titled.title, year)
        elif titled.year_known:
            yield Titled(f"{titled.title} ({titled.year})", year)
            yield Titled(titled.title, year)


def _of_text(lines: LookAhead, name: str) -> tuple[Entry, ...]:
    """Parse one title or id per line, without numbers if the lines are numbered."""
    given: list[tuple[int, str]] = []
    for number, line in lines:
        if not line.strip():
            continue
        if len(line) > MAX_TITLE_LENGTH:
            raise Unreadable(_too_long(len(line)), number)
        given.append((number, line))
        if len(given) > MAX_FILMS:
            raise _too_many()
    first_number, first = given[0]
    if first.lower().startswith(_LIST_EXPORT):
        raise Unreadable("it is a Letterboxd list export without films")
    if name.lower().endswith((".csv", ".tsv")) and len(_SEPARATORS.split(first)) > 2:
        raise Unreadable(
            f"there is no column of titles or IMDb ids among {first[:200]}", first_number
        )
    numbered = _is_numbered([line for _, line in given])
    return tuple(
        _title_entry(_NUMBER.sub("", line) if numbered else line, number) for number, line in given
    )


def _is_numbered(lines: list[str]) -> bool:
    """Whether all lines have a number, or most of them, counting up or down by one."""
    numbers = [int(match[1]) for line in lines if (match := _NUMBER.match(line))]
    if len(numbers) < 2 or len(numbers) < len(lines) * _NUMBERED_SHARE:
        return False
    steps = {after - before for before, after in pairwise(numbers)}
    return len(numbers) == len(lines) or steps in ({1}, {-1})


def _title_entry(text: str, line: int) -> Entry:
    text = " ".join(text.split())
    if _MAY_HAVE_ID.search(text):
        found = imdb_id(text, bare=False) or imdb_id_within(text)
        if found:
            return Entry("", None, found, line=line)
        tmdb = tmdb_id(text)
        if named := named_in(text):
            return Entry(named.title, named.year, tmdb=tmdb, line=line)
        if tmdb is not None:
            return Entry("", tmdb=tmdb, line=line)
    meant = next(readings(text), Titled(text))
    return Entry(meant.title, meant.year, line=line)


def _too_long(length: int) -> str:
    return f"{length:,} characters are too many for a title"


def _too_many() -> Unreadable:
    return Unreadable(f"it has more than {MAX_FILMS:,} rows; give a shorter list")
