"""Streams records from JSON: an array, one object per line, or objects one after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recsys.reading.errors import Unreadable

MAX_OBJECT_LENGTH = 2_000_000
"""Characters of one object."""

_BETWEEN = re.compile(r"[\s,]*")
_LOOKS_LIKE_JSON = re.compile(r'\s*(?:\[\s*)?\{\s*(?:"|\})|\s*\[\s*\]\s*$')
_KINDS = ("movie", "show", "season", "episode", "person", "list")
_IDS = ("ids", "external_ids")
_DECODER = json.JSONDecoder()


def is_json(beginning: str) -> bool:
    """Whether a text begins as an object or an array of objects; `[REC] (2007)` does not."""
    return bool(_LOOKS_LIKE_JSON.match(beginning))


def objects(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each object with the number of the line where it begins.

    Parameters
    ----------
    lines : iterable of (int, str)
        Numbered lines. A long line may come in several parts with one number.

    Raises
    ------
    Unreadable
        It is not JSON, truncated, nested too deeply, or contains something other than objects.
    """
    stream = _Stream()
    for number, line in lines:
        stream.add(number, line)
        if stream.is_worth_parsing:
            yield from stream.parse()
    yield from stream.parse()
    stream.check_end()


class _Stream:
    """JSON text that arrives line by line."""

    def __init__(self) -> None:
        self._text, self._start = "", 0
        self._line = self._last_line = 1
        self._in_array = False
        self._parse_from = 0

    @property
    def is_worth_parsing(self) -> bool:
        """Whether enough text came since an object was incomplete, so that parsing is linear."""
        return len(self._text) - self._start >= self._parse_from

    def add(self, number: int, line: str) -> None:
        if self._start == len(self._text):
            self._text, self._line = line, number
        else:
            separator = "" if number == self._last_line else "\n" * (number - self._last_line)
            self._text = f"{self._text[self._start :]}{separator}{line}"
        self._start, self._last_line = 0, number

    def parse(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the complete objects."""
        self._parse_from = 0
        while True:
            self._skip_to(_BETWEEN.match(self._text, self._start).end())  # type: ignore[union-attr]
            character = self._text[self._start : self._start + 1]
            if not character:
                return
            if character == ("]" if self._in_array else "["):
                self._in_array = not self._in_array
                self._start += 1
                continue
            found = self._first()
            if found is None:
                self._parse_from = (len(self._text) - self._start) * 3 // 2
                return
            value, end = found
            line = self._line
            self._skip_to(end)
            yield line, value

    def check_end(self) -> None:
        """Raise Unreadable if an object or array is incomplete."""
        if self._start < len(self._text) or self._in_array:
            raise Unreadable("not JSON (truncated here)", self._line)

    def _skip_to(self, end: int) -> None:
        self._line += self._text.count("\n", self._start, end)
        self._start = end

    def _first(self) -> tuple[dict[str, Any], int] | None:
        """Return the next object and its end, or None while it is incomplete."""
        if self._text[self._start] != "{":
            raise Unreadable("not a JSON object; give an array or one object a line", self._line)
        try:
            return _DECODER.raw_decode(self._text, self._start)
        except RecursionError as error:
            raise Unreadable("not JSON (nested too deeply)", self._line) from error
        except json.JSONDecodeError as error:
            length = len(self._text.rstrip())
            if error.pos < length and not error.msg.startswith("Unterminated"):
                line = self._line + self._text.count("\n", self._start, error.pos)
                raise Unreadable(f"not JSON ({error.msg})", line) from error
            if length - self._start > MAX_OBJECT_LENGTH:
                raise Unreadable("this JSON object is too long for a film", self._line) from error
            return None
        except ValueError as error:  # a number with thousands of digits
            raise Unreadable(f"not JSON ({error})", self._line) from error


def record_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a flat record of an object, unwrapped if it is Trakt's `{"movie": {...}}`.

    `type` says what was wrapped, and the entries of `ids` appear as `imdb id`, `tmdb id`,
    `trakt id` and so on. A list that is wrapped once more, as TMDB's keywords, is unwrapped.

    >>> record_of({"rating": 9, "movie": {"title": "Ran", "ids": {"imdb": "tt0089881"}}})
    {'type': 'movie', 'rating': 9, 'title': 'Ran', 'imdb id': 'tt0089881'}
    >>> record_of({"keywords": {"keywords": [{"name": "heist"}]}})
    {'keywords': [{'name': 'heist'}]}
    """
    kind = str(value.get("type") or "")
    if not isinstance(value.get(kind), Mapping):
        kind = next((name for name in _KINDS if isinstance(value.get(name), Mapping)), kind)
    inner = value.get(kind)
    wrapped = inner if isinstance(inner, Mapping) else {}
    record = ({"type": kind} if kind else {}) | _unwrapped(value) | _unwrapped(wrapped)
    for ids in (source.get(name) for source in (value, wrapped) for name in _IDS):
        if isinstance(ids, Mapping):
            record |= {
                name if "id" in name else f"{name} id": number
                for name, number in ids.items()
                if number is not None
            }
    if kind and wrapped:
        record["type"] = kind
        if "rating" in value:
            record["rating"] = value["rating"]  # the owner's, not the film's average
    return record


def _unwrapped(value: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of an object without those that `record_of` unwraps itself."""
    cells = {}
    for name, cell in value.items():
        if isinstance(cell, Mapping):
            if name in _KINDS or name in _IDS:
                continue
            lists = [inner for inner in cell.values() if isinstance(inner, list)]
            cell = lists[0] if len(lists) == 1 else cell
        cells[name] = cell
    return cells
