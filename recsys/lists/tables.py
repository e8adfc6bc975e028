"""Parses the text of one list file: a Letterboxd, IMDb or similar table, or plain titles."""

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
"""Maximum rows of a list."""
MAX_TITLE_LENGTH = 500
"""Characters; a longer line is not a title."""

_COLUMNS: dict[str, tuple[str, ...]] = {
    "imdb": ("const", "imdbid", "imdb_id", "imdb id", "tconst"),
    "id": ("id",),
    "title": ("name", "title", "primarytitle", "primary title", "movie title", "film"),
    "original": ("original title", "original_title", "originaltitle"),
    "year": ("year", "startyear", "release year"),
    "of_ten": ("your rating", "you rated", "rating10"),
    "rating": ("rating",),
}
"""Column names in known exports, in lower case."""

_FIRST_YEAR, _LAST_YEAR = 1870, 2100
_LIST_EXPORT = "letterboxd list export"
_BULLET = re.compile(r"^\s*[-*•–]\s+")
_NUMBER = re.compile(r"^\s*\d{1,5}[.)]\s+")
_YEAR_AT_END = re.compile(
    r"^(?P<title>.*\S)\s*(?:[(\[](?P<within>\d{4})[)\]]|,\s*(?P<after>\d{4}))\s*$"
)


def entries_of(text: str, name: str) -> tuple[Entry, ...]:
    """Parse a table whose header has a title or id column, or else one title per line.

    Raises
    ------
    UnreadableList
        The table has no such column, a line is too long, or there are too many films or none.
    """
    rows = _table(text, name)
    entries = tuple(_lines(text, name) if rows is None else rows)
    if not entries:
        raise UnreadableList(name, "contains no film")
    return entries


def _table(text: str, name: str) -> list[Entry] | None:
    """Return the entries of a table; None if the text is not a table."""
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
            raise UnreadableList(name, "is a Letterboxd list export without films")
        rows = _numbered_rows(reader, name)
        return _with_ratings([(_entry(row, columns, line), row) for line, row in rows], columns)
    except csv.Error as error:
        raise UnreadableList(name, f"is not a valid table ({error})", reader.line_num) from error


def _separator(header: str) -> str | None:
    """Return the separator of a header with a title or id column; None without one."""
    for separator in ",;\t":
        cells = [cell.strip().strip('"') for cell in header.split(separator)]
        columns = _column_indices(cells)
        only_film = len(cells) == 1 and cells[0].lower() == "film"  # also the title of a film
        if columns.keys() & {"imdb", "title", "id"} and not only_film:
            return separator
    return None


def _header(reader: Iterator[list[str]], exported: bool) -> dict[str, int] | None:
    """Return the index of each known column; a list export has its films in a second table."""
    for row in reader:
        columns = _column_indices(row)
        if not exported and any(cell.strip() for cell in row):
            return columns
        if exported and "title" in columns and row[0].strip().lower() == "position":
            return columns
    return None


def _column_indices(cells: Sequence[str]) -> dict[str, int]:
    column_of = {name: column for column, names in _COLUMNS.items() for name in names}
    indices: dict[str, int] = {}
    for index, cell in enumerate(cells):
        column = column_of.get(" ".join(cell.lower().split()))
        if column is not None:
            indices.setdefault(column, index)
    return indices


def _numbered_rows(reader: Iterator[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield non-empty rows with their line numbers, up to `MAX_FILMS`."""
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
        index = columns.get(column, len(row))
        return _single_spaced(row[index][:MAX_TITLE_LENGTH]) if index < len(row) else ""

    film_id = imdb_id(cell("imdb")) or cell("id") or None
    return Entry(cell("title"), _year(cell("year")), film_id, None, cell("original"), line)


def _with_ratings(rows: list[tuple[Entry, list[str]]], columns: dict[str, int]) -> list[Entry]:
    """Add ratings out of 10; a `Rating` column is out of 5 unless a value exceeds 5."""
    index = columns.get("of_ten", columns.get("rating"))
    if index is None:
        return [entry for entry, _ in rows]
    ratings = [_rating(row[index]) if index < len(row) else None for _, row in rows]
    of_five = "of_ten" not in columns and not any(rating > 5 for rating in ratings if rating)
    return [
        replace(entry, rating=rating * 2 if of_five and rating else rating)
        for (entry, _), rating in zip(rows, ratings, strict=True)
    ]


def _rating(text: str) -> float | None:
    """Parse a rating above 0 and up to 10; None for anything else."""
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
    """Yield one title or id per line, without bullets; numbers go if every line has one."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MAX_FILMS:
        raise _too_many(name)
    numbered = len(lines) > 1 and all(_NUMBER.match(line) for _, line in lines)
    for number, line in lines:
        if len(line) > MAX_TITLE_LENGTH:
            raise UnreadableList(
                name, f"has {len(line):,} characters, too many for a title", number
            )
        title = (_NUMBER if numbered else _BULLET).sub("", line)
        yield _title_entry(_single_spaced(title), number)


def _title_entry(text: str, line: int) -> Entry:
    film_id = re.fullmatch(r"tt\d{7,12}", text) or re.search(r"imdb\.com/title/(tt\d{7,12})", text)
    if film_id:
        return Entry("", None, film_id[film_id.lastindex or 0], line=line)
    dated = _YEAR_AT_END.match(text)
    year = _year(dated["within"] or dated["after"]) if dated else None
    return Entry(dated["title"] if dated and year else text, year, line=line)


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _too_many(name: str) -> UnreadableList:
    return UnreadableList(name, f"has more than {MAX_FILMS:,} rows; give a shorter list")
