"""The text of one file to entries: Letterboxd's and IMDb's tables, others like them, or titles."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from recsys.errors import UnreadableList
from recsys.lists.entries import Entry
from recsys.util.values import imdb_id

MAX_FILMS = 50_000
"""Rows of a list."""
LONGEST_TITLE = 500
"""Characters; a longer line is no title."""

_COLUMNS: dict[str, tuple[str, ...]] = {
    "imdb": ("const", "imdbid", "imdb_id", "imdb id", "tconst"),
    "id": ("id",),
    "title": ("name", "title", "primarytitle", "primary title", "movie title", "film"),
    "original": ("original title", "original_title", "originaltitle"),
    "year": ("year", "startyear", "release year"),
    "of_ten": ("your rating", "you rated", "rating10"),
    "rating": ("rating",),
}
"""Columns by the names that exports give them, lower case."""

_FIRST_YEAR, _LAST_YEAR = 1870, 2100
_LIST_EXPORT = "letterboxd list export"
_BULLET = re.compile(r"^\s*[-*•–]\s+")
_NUMBER = re.compile(r"^\s*\d{1,5}[.)]\s+")
_YEAR_AT_END = re.compile(
    r"^(?P<title>.*\S)\s*(?:[(\[](?P<within>\d{4})[)\]]|,\s*(?P<after>\d{4}))\s*$"
)


def entries_of(text: str, name: str) -> tuple[Entry, ...]:
    """The films of a table with a header that names titles or ids, else one title a line.

    Raises
    ------
    UnreadableList
        A table without such a column, a line that is too long, too many rows, no film at all.
    """
    found = _table(text, name)
    entries = tuple(_lines(text, name) if found is None else found)
    if not entries:
        raise UnreadableList(name, "names no film")
    return entries


def _table(text: str, name: str) -> list[Entry] | None:
    """The rows of a table; None where the text is none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    exported = first.lower().startswith(_LIST_EXPORT)
    separator = "," if exported else _separator(first)
    if separator is None:
        cells = [cell.strip() for cell in first.split(",")]
        if name.lower().endswith((".csv", ".tsv")) and len(cells) > 2:
            raise UnreadableList(
                name, f"has no column of titles or IMDb ids among {', '.join(cells)[:200]}", 1
            )
        return None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns = _header(reader, exported)
        if columns is None:
            raise UnreadableList(name, "is a list export of Letterboxd without its films")
        rows = _bounded(reader, name)
        return _rated([(_entry(row, columns, line), row) for line, row in rows], columns)
    except csv.Error as error:
        raise UnreadableList(name, f"is no sound table ({error})", reader.line_num) from error


def _separator(header: str) -> str | None:
    """What parts the cells of a header that has a column of titles or ids."""
    for separator in ",;\t":
        cells = [cell.strip().strip('"') for cell in header.split(separator)]
        columns = _places(cells)
        alone = len(cells) == 1 and cells[0].lower() == "film"  # which is a film's title, too
        if columns.keys() & {"imdb", "title", "id"} and not alone:
            return separator
    return None


def _header(reader: Iterator[list[str]], exported: bool) -> dict[str, int] | None:
    """Place of each known column; in a list export, that of the second table, of the films."""
    for row in reader:
        columns = _places(row)
        if not exported and any(cell.strip() for cell in row):
            return columns
        if exported and "title" in columns and row[0].strip().lower() == "position":
            return columns
    return None


def _places(cells: Sequence[str]) -> dict[str, int]:
    known = {name: column for column, names in _COLUMNS.items() for name in names}
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = known.get(" ".join(cell.lower().split()))
        if column is not None:
            places.setdefault(column, place)
    return places


def _bounded(reader: Iterator[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, numbered by their line."""
    films = 0
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        films += 1
        if films > MAX_FILMS:
            raise _too_many(name)
        yield getattr(reader, "line_num", films), row


def _entry(row: Sequence[str], columns: dict[str, int], line: int) -> Entry:
    def cell(column: str) -> str:
        place = columns.get(column, len(row))
        return _plain(row[place][:LONGEST_TITLE]) if place < len(row) else ""

    given = imdb_id(cell("imdb")) or cell("id") or None
    return Entry(cell("title"), _year(cell("year")), given, None, cell("original"), line)


def _rated(found: list[tuple[Entry, list[str]]], columns: dict[str, int]) -> list[Entry]:
    """The entries with their ratings, of 10; `Rating` is of 5 unless one of them is above that."""
    place = columns.get("of_ten", columns.get("rating"))
    if place is None:
        return [entry for entry, _ in found]
    ratings = [_number(row[place]) if place < len(row) else None for _, row in found]
    of_five = "of_ten" not in columns and not any(rating > 5 for rating in ratings if rating)
    return [
        replace(entry, rating=rating * 2 if of_five and rating else rating)
        for (entry, _), rating in zip(found, ratings, strict=True)
    ]


def _number(text: str) -> float | None:
    """A rating, above 0 and up to 10."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 < number <= 10 else None


def _year(text: str) -> int | None:
    match = re.match(r"\d{4}(?!\d)", text)
    year = int(match[0]) if match else 0
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _lines(text: str, name: str) -> Iterator[Entry]:
    """One title or id a line; bullets go, and numbers where every line has one."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MAX_FILMS:
        raise _too_many(name)
    numbered = len(lines) > 1 and all(_NUMBER.match(line) for _, line in lines)
    for number, line in lines:
        if len(line) > LONGEST_TITLE:
            raise UnreadableList(name, f"{len(line):,} characters are no title of a film", number)
        bare = (_NUMBER if numbered else _BULLET).sub("", line)
        yield _titled(_plain(bare), number)


def _titled(text: str, line: int) -> Entry:
    given = re.fullmatch(r"tt\d{7,12}", text) or re.search(r"imdb\.com/title/(tt\d{7,12})", text)
    if given:
        return Entry("", None, given[given.lastindex or 0], line=line)
    dated = _YEAR_AT_END.match(text)
    year = _year(dated["within"] or dated["after"]) if dated else None
    return Entry(dated["title"] if dated and year else text, year, line=line)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _too_many(name: str) -> UnreadableList:
    return UnreadableList(name, f"has more than {MAX_FILMS:,} rows; give a shorter list")
