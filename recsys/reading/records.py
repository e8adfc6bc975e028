"""Reads a file to records, whatever its format: the common entry point of lists and texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from recsys.reading.cells import LookAhead
from recsys.reading.content import pieces
from recsys.reading.errors import Unreadable
from recsys.reading.lines import Lines
from recsys.reading.objects import is_json, objects, record_of
from recsys.reading.tables import Refused, Table, table_of

_MAX_BLANK_LINES = 100
"""Blank lines before the content."""
_SPACES = re.compile(r"[\s_]+")


@lru_cache(maxsize=4_096)
def column_name(text: object) -> str:
    """Return a column's name in lower case with single spaces.

    >>> column_name(" IMDb_ID ")
    'imdb id'
    """
    return _SPACES.sub(" ", str(text).strip().lower())


class Records:
    """The records of a table or of JSON, each with its line number. They can be read once.

    Attributes
    ----------
    columns : tuple of str
        Column names, see `column_name`. For JSON, the names met so far.
    lines : LookAhead or None
        The lines of a text that is neither JSON nor a table with a known header.
    """

    def __init__(
        self, source: bytes | Path, known: Callable[[Sequence[str]], int], max_bytes: int
    ) -> None:
        """Open a file and recognise its format.

        Parameters
        ----------
        source : bytes or Path
        known : callable
            Returns how many of the given column names are known; 0 if they can't be a header.
        max_bytes : int
            Maximum size of the unpacked text.

        Raises
        ------
        Unreadable
            The file can't be opened, is empty, or does not begin as text.
        """
        self._text = Lines(pieces(source, max_bytes))
        self._ahead = LookAhead(self._text)
        self._table: Table | None = None
        self._met: dict[str, None] = {}
        self.lines: LookAhead | None = None
        if not is_json(_beginning(self._ahead)):
            self._table = table_of(
                self._ahead, lambda cells: known([column_name(cell) for cell in cells])
            )
            if self._table is None:
                self.lines = self._ahead

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns; see the class."""
        if self._table is not None:
            return tuple(map(column_name, self._table.header))
        return tuple(self._met)

    @property
    def refused(self) -> list[Refused]:
        """The rows so far that could not be read."""
        return self._table.refused if self._table is not None else []

    @property
    def note(self) -> str:
        """How bytes that are not UTF-8 were decoded; complete once all records are read."""
        return self._text.note

    def check(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        """Set the pattern of filled cells by column, to join rows that are too wide.

        See `tables.Table.checks`.
        """
        if self._table is not None:
            self._table.checks = {
                place: patterns[name] for place, name in enumerate(self.columns) if name in patterns
            }

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield line numbers and cells by column name; of equal names the first counts."""
        if self._table is not None:
            names = self.columns[::-1]
            for row in self._table:
                yield row.line, dict(zip(names, row.cells[::-1], strict=True))
        elif self.lines is None:
            for line, value in objects(self._ahead):
                record = {column_name(name): cell for name, cell in record_of(value).items()}
                self._met.update(dict.fromkeys(record))
                yield line, record


def _beginning(ahead: LookAhead) -> str:
    """The first lines with content, joined; JSON may put its first bracket on a line alone."""
    for place in range(_MAX_BLANK_LINES):
        line = ahead.at(place)
        if line is None:
            break
        if line[1].strip():
            following = (ahead.at(place + further) for further in range(1, 6))
            return " ".join([line[1], *(found[1] for found in following if found)])
    raise Unreadable("the file is empty, or its beginning is")
