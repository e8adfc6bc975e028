"""Decodes bytes to numbered lines of text.

Supported are UTF-8 with or without a byte order mark, and UTF-16 and UTF-32 with one. A line that
is not UTF-8 is read as Windows-1252 if it looks like a Western European language and no earlier
line has UTF-8 letters; `Lines.note` says so. Everything else is refused: letters are not guessed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from recsys.reading.errors import Unreadable

MAX_LINE_BYTES = 2_000_000
"""Bytes in UTF-8; the longest synopses have about ten thousand."""

_PART = 500_000
"""Bytes of a long line of JSON that are read at once."""

MAX_EMPTY_LINES = 100_000
"""Empty lines in a row."""

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_REMEDY = "save the file as UTF-8 (in Excel: `CSV UTF-8`)"
_FOREIGN = re.compile(r"[^\x00-\x7f]{3}|[\x80-\x9f]")
"""Three letters beyond ASCII in a row are rare in Western European languages."""
_LETTERS_OF_ONE_CASE = re.compile(r"[a-zß-ÿ][À-ÖØ-Þ][a-zß-ÿ]")


class Lines:
    """The lines of a text, numbered from 1, without line ends. They can be read once."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._beyond_ascii = False
        self._western: list[int] = []

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Yield number and line; raise Unreadable for a line that is too long or not text."""
        for number, line in _split(_as_utf8(self._pieces)):
            yield number, self._decoded(number, line)

    @property
    def note(self) -> str:
        """How bytes that are not UTF-8 were decoded; empty if all were."""
        if not self._western:
            return ""
        count, first = len(self._western), f"line {self._western[0]}"
        lines = f"{first} is" if count == 1 else f"{count:,} lines (the first is {first}) are"
        return f"{lines} not UTF-8 and read as Windows-1252; if letters look wrong, {_REMEDY}"

    def _decoded(self, number: int, line: bytes) -> str:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            return self._as_western(number, line, error)
        self._beyond_ascii |= not line.isascii()
        if "\0" in text:
            raise Unreadable("it is not text; give a CSV, JSON or text file", number)
        return text

    def _as_western(self, number: int, line: bytes, error: UnicodeDecodeError) -> str:
        try:
            text = line.decode("cp1252")
        except UnicodeDecodeError:
            text = ""
        if not text or self._beyond_ascii or _unlikely(text):
            raise Unreadable(f"its encoding is unknown; {_REMEDY}", number) from error
        self._western.append(number)
        return text


def _unlikely(text: str) -> bool:
    return bool(_FOREIGN.search(text) or _LETTERS_OF_ONE_CASE.search(text) or "\0" in text)


def _as_utf8(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The text in UTF-8 without a byte order mark, converted if the mark says so."""
    pieces = iter(pieces)
    first = b""
    for piece in pieces:
        first += piece
        if len(first) >= 4:
            break
    mark = next((mark for mark in _MARKS if first.startswith(mark)), b"")
    encoding = _MARKS.get(mark, "utf-8")
    rest = chain([first[len(mark) :]], pieces)
    if encoding == "utf-8":
        yield from rest
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in rest:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise Unreadable(f"it begins as {encoding.upper()} and is damaged; {_REMEDY}") from error


def _split(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without their ends: `\\n`, `\\r\\n` or `\\r`.

    A long line of JSON, which may be a whole file, comes in parts of one number.
    """
    number, empty, pending = 0, 0, b""
    is_json: bool | None = None
    for piece in pieces:
        if is_json is None and not piece.isspace():
            is_json = piece.lstrip()[:1] in (b"[", b"{")
        lines = (pending + piece).splitlines(keepends=True)
        pending = b""
        if lines and (not lines[-1].endswith(b"\n")):  # unfinished, or `\r` before a `\n`
            pending = lines.pop()
        for line in lines:
            number += 1
            text = _bounded(line, number).rstrip(b"\r\n")
            empty = 0 if text else empty + 1
            if empty > MAX_EMPTY_LINES:
                raise Unreadable(f"more than {MAX_EMPTY_LINES:,} lines in a row are empty", number)
            yield number, text
        if is_json and len(pending) > _PART:
            end = max(pending.rfind(b" "), pending.rfind(b",")) + 1
            if end:
                yield number + 1, pending[:end]
                pending = pending[end:]
        _bounded(pending, number + 1)
    if pending:
        yield number + 1, pending.rstrip(b"\r\n")


def _bounded(line: bytes, number: int) -> bytes:
    if len(line) > MAX_LINE_BYTES:
        raise Unreadable(
            f"a line of more than {MAX_LINE_BYTES / 1e6:g} MB is too long for a row", number
        )
    return line
