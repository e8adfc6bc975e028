"""Splits a record of a table into cells, in every way that its quotes can be read."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator

MAX_LINES = 500
"""Lines of one record; a quote that is open for longer is taken as never closed."""
_MAX_RECORD_LENGTH = 200_000

_DOUBLED = re.compile(r'"((?:[^"]++|"")*+)" *')
_ESCAPED = re.compile(r'"((?:[^"\\]++|\\.|"")*+)" *', re.DOTALL)
_BACKSLASHED = re.compile(r'\\(["\\])')


class LookAhead:
    """Numbered lines that can be looked at before they are consumed."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        self._lines = iter(lines)
        self._held: deque[tuple[int, str]] = deque()

    def at(self, place: int) -> tuple[int, str] | None:
        """Return the number and text of a line ahead, 0 for the next one; None past the end."""
        while len(self._held) <= place:
            line = next(self._lines, None)
            if line is None:
                return None
            self._held.append(line)
        return self._held[place]

    def drop(self, count: int) -> None:
        """Consume lines that have been looked at."""
        for _ in range(count):
            self._held.popleft()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while (line := self.at(0)) is not None:
            self.drop(1)
            yield line


def readings(ahead: LookAhead, separator: str) -> Iterator[tuple[list[str], int]]:
    """Yield the cells of the next record and its number of lines, likeliest reading first.

    The readings are: doubled quotes; quotes escaped by a backslash; spaces before the opening
    quote; and, for tables separated by tabs, no quoting at all.
    """
    line = ahead.at(0)
    text = line[1] if line else ""
    doubled = _record(ahead, separator, 0, _DOUBLED, skips_blanks=False)
    if doubled:
        yield doubled
    if doubled is None or _holds_backslash(ahead, doubled[1]):
        escaped = _record(ahead, separator, 0, _ESCAPED, skips_blanks=False)
        if escaped:
            yield escaped
    spaced = _record(ahead, separator, 0, _DOUBLED, skips_blanks=True)
    if spaced:
        yield spaced
    if separator == "\t":
        yield text.split(separator), 1


def _holds_backslash(ahead: LookAhead, count: int) -> bool:
    return any((line := ahead.at(place)) and "\\" in line[1] for place in range(count))


def cells_of(ahead: LookAhead, separator: str, place: int) -> tuple[list[str], int] | None:
    """Return the cells of a record with doubled quotes, and its lines; None if one stays open."""
    return _record(ahead, separator, place, _DOUBLED, skips_blanks=True)


def _record(
    ahead: LookAhead, separator: str, place: int, pattern: re.Pattern[str], skips_blanks: bool
) -> tuple[list[str], int] | None:
    """Cells and number of lines; None if a quote stays open or closes within a cell."""
    line = ahead.at(place)
    last = text = line[1] if line else ""
    for taken in range(1, MAX_LINES + 1):
        if taken == 1 or '"' in last:  # no other line closes a quote
            cells = _parsed(text, separator, pattern, skips_blanks)
            if cells is None:
                return None
            if cells:
                return cells, taken
        line = ahead.at(place + taken)
        if line is None or len(text) > _MAX_RECORD_LENGTH:
            return None
        last = line[1]
        text = f"{text}\n{last}"
    return None


def _parsed(
    text: str, separator: str, pattern: re.Pattern[str], skips_blanks: bool
) -> list[str] | None:
    """The cells; empty while a quote is open; None if one closes within a cell."""
    cells, start = [], 0
    while True:
        begin = start
        if skips_blanks:
            while text.startswith(" ", begin):
                begin += 1
        if text.startswith('"', begin):
            quoted = pattern.match(text, begin)
            if quoted is None:
                return []
            end = quoted.end()
            if end < len(text) and text[end] != separator:
                return None
            cells.append(_unquoted(quoted[1], pattern))
        else:
            end = _unquoted_end(text, start, separator, pattern)
            cells.append(_plain(text[start:end], separator, pattern))
        if end >= len(text):
            return cells
        start = end + 1


def _unquoted(text: str, pattern: re.Pattern[str]) -> str:
    text = text.replace('""', '"')
    return _BACKSLASHED.sub(r"\1", text) if pattern is _ESCAPED else text


def _unquoted_end(text: str, start: int, separator: str, pattern: re.Pattern[str]) -> int:
    end = text.find(separator, start)
    while pattern is _ESCAPED and end > 0 and text[end - 1] == "\\":
        end = text.find(separator, end + 1)
    return len(text) if end < 0 else end


def _plain(text: str, separator: str, pattern: re.Pattern[str]) -> str:
    if pattern is not _ESCAPED:
        return text
    return _BACKSLASHED.sub(r"\1", text.replace(f"\\{separator}", separator))
