"""Reads the rows of a table with a header: each is read whole, or refused with its line.

The separator is the one with which a record has most known column names, quotes considered. Quotes
within a cell are doubled (RFC 4180) or escaped by a backslash (Spark). In tables separated by tabs,
a quote that does not close is an ordinary character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from recsys.reading.cells import LookAhead, cells_of, readings
from recsys.reading.errors import Unreadable

SEPARATORS = ",;\t|"
MAX_REFUSED = 1_000
"""Refused rows; a file with more is refused as a whole."""

_LINES_BEFORE_HEADER = 30
_KEY = re.compile(r"(?:tt)?\d{4,}|\d{4}-\d\d?-\d\d?.*|https?://\S+", re.IGNORECASE)
"""A cell of a column of ids, years, dates or addresses: a line with one begins a row."""

_ESCAPED_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*\\"')

_OPEN = "a quote opens here and does not close"
_TWO_WAYS = "the quotes here can be read in two ways; double a quote within a text"
_REST = "it belongs to the previous row, whose quote does not close"

Score = Callable[[Sequence[str]], int]
"""Counts how many cells of a record are names of known columns."""


@dataclass(frozen=True)
class Row:
    """A row of the header's width; `line` is its first line."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Refused:
    """A row that can't be read with certainty."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Table:
    """The rows below a header. They can be read once.

    Attributes
    ----------
    header : list of str
    checks : mapping of int to pattern
        Patterns of filled cells, by position of the column. A row that is too wide is joined if
        the checks allow it in exactly one place, and refused otherwise.
    refused : list of Refused
        The refused rows so far.
    """

    def __init__(self, lines: LookAhead, separator: str, header: Sequence[str]) -> None:
        self._lines, self._separator = lines, separator
        self.header = list(header)
        self.checks: Mapping[int, re.Pattern[str]] = {}
        self.refused: list[Refused] = []

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are not empty.

        Raises
        ------
        Unreadable
            A line can't be decoded, or more than `MAX_REFUSED` rows are refused.
        """
        after_open = False
        while (line := self._lines.at(0)) is not None:
            number, text = line
            cells, taken = self._record(text, after_open)
            if isinstance(cells, str):
                after_open = cells in (_OPEN, _TWO_WAYS, _REST)
                self._refuse(Refused(number, cells))
            elif any(cell and not cell.isspace() for cell in cells):
                after_open = False
                yield Row(number, cells)
            self._lines.drop(taken)

    def _record(self, text: str, after_open: bool) -> tuple[Sequence[str] | str, int]:
        """The cells of the next row, or the reason to refuse it, and its number of lines."""
        width = len(self.header)
        if '"' not in text and "\\" not in text:
            found, taken = [text.split(self._separator)], 1
        else:
            exact, found = self._readings()
            if exact:
                cells, taken = exact[0]
                return (cells, taken) if not self._unsure(text, exact) else (_TWO_WAYS, 1)
            if not found:
                return _OPEN, 1
        if after_open and len(found[0]) < width and text.strip():
            return _REST, 1
        return self._fitted(found[0]), 1

    def _readings(self) -> tuple[list[tuple[list[str], int]], list[list[str]]]:
        """The readings of the next record with the header's width, and others of one line."""
        width, exact, others = len(self.header), [], []
        for cells, taken in readings(self._lines, self._separator):
            if len(cells) == width and not (taken > 1 and self._swallows(cells, taken)):
                exact.append((cells, taken))
                if "\\" not in "".join(cells):
                    break  # no other reading is possible
            elif taken == 1:
                others.append(cells)
        return exact, others

    def _unsure(self, text: str, exact: list[tuple[list[str], int]]) -> bool:
        """Whether a backslash before a quote may escape it, or end the text."""
        if len(exact) < 2:
            return False
        (first, _), (second, taken) = exact[:2]
        further = (self._lines.at(ahead) for ahead in range(1, taken))
        whole = "\n".join([text, *(line[1] for line in further if line)])
        return bool(_ESCAPED_QUOTE.search(whole)) and first != second != text.split(self._separator)

    def _swallows(self, cells: Sequence[str], taken: int) -> bool:
        """Whether a cell of several lines contains what look like rows."""
        keys = [place for place, cell in enumerate(cells) if _KEY.fullmatch(cell.strip())]
        for ahead in range(1, taken):
            line = self._lines.at(ahead)
            parts = line[1].split(self._separator) if line else []
            if len(parts) >= len(cells) and any(
                _KEY.fullmatch(parts[place].strip(' "')) for place in keys
            ):
                return True
        return False

    def _fitted(self, cells: list[str]) -> Sequence[str] | str:
        """Cells of the header's width, or the reason to refuse them."""
        width = len(self.header)
        if len(cells) <= width:
            return cells + [""] * (width - len(cells))
        if not any(cell.strip() for cell in cells[width:]):
            return cells[:width]
        joined = list(self._joined(cells))
        if len(joined) == 1:
            return joined[0]
        return (
            f"{len(cells)} cells under {width} columns; put a text with {self._named()} in quotes"
        )

    def _joined(self, cells: list[str]) -> Iterator[list[str]]:
        """Each way to join neighbouring cells that passes the checks."""
        surplus = len(cells) - len(self.header)
        if not self.checks:
            return
        for place in range(len(self.header)):
            if place in self.checks:
                continue
            whole = self._separator.join(cells[place : place + surplus + 1])
            row = [*cells[:place], whole, *cells[place + surplus + 1 :]]
            if all(
                not row[column].strip() or check.fullmatch(row[column].strip())
                for column, check in self.checks.items()
            ):
                yield row

    def _named(self) -> str:
        return {",": "commas", ";": "semicolons", "\t": "tabs"}.get(self._separator, "bars")

    def _refuse(self, row: Refused) -> None:
        self.refused.append(row)
        if len(self.refused) > MAX_REFUSED:
            first = self.refused[0]
            raise Unreadable(
                f"more than {MAX_REFUSED:,} rows can't be read, the first for this: {first.reason}",
                first.line,
            )


def table_of(lines: Iterable[tuple[int, str]] | LookAhead, score: Score) -> Table | None:
    """Return the table whose header has the highest score; None if no record has one.

    A header that is not the first record needs two known columns. If the result is None, no line
    of a `LookAhead` is consumed.
    """
    ahead = lines if isinstance(lines, LookAhead) else LookAhead(lines)
    separators = _told(ahead) or SEPARATORS
    best = (0, 0, "", [""])
    for separator in separators:
        for place, cells, taken in _first_records(ahead, separator):
            points = score(cells)
            if points > best[0] and (points > 1 or (not best[0] and _is_first(ahead, place))):
                best = (points, place + taken, separator, cells)
    points, end, separator, header = best
    if not points:
        return None
    ahead.drop(end)
    return Table(ahead, separator, [cell.strip() for cell in header])


def _told(ahead: LookAhead) -> str:
    """The separator that a first line of Excel such as `sep=;` states."""
    first = ahead.at(0)
    told = re.fullmatch(r'"?sep=(.)"?\s*', first[1]) if first else None
    if told is None:
        return ""
    ahead.drop(1)
    return told[1]


def _first_records(ahead: LookAhead, separator: str) -> Iterator[tuple[int, list[str], int]]:
    """Yield first line, cells and number of lines of the first records."""
    place = 0
    while place < _LINES_BEFORE_HEADER and (line := ahead.at(place)) is not None:
        cells, taken = cells_of(ahead, separator, place) or (line[1].split(separator), 1)
        yield place, cells, taken
        place += taken


def _is_first(ahead: LookAhead, place: int) -> bool:
    before = (ahead.at(number) for number in range(place))
    return not any(line and line[1].strip() for line in before)
