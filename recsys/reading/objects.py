"""JSON to records: an array, one value a line, or values one after the other, as a stream."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recsys.reading.errors import Unreadable

LONGEST_VALUE = 2_000_000
"""Characters of one film."""

_BETWEEN = re.compile(r"[\s,]*")
_LOOKS_LIKE_JSON = re.compile(r'\s*(?:\[\s*)?\{\s*(?:"|\})|\s*\[\s*\]\s*$')
_KINDS = ("movie", "show", "season", "episode", "person", "list")
_DECODER = json.JSONDecoder()


def is_json(beginning: str) -> bool:
    """Whether a text begins as an object or an array of objects; `[REC] (2007)` does not."""
    return bool(_LOOKS_LIKE_JSON.match(beginning))


def objects(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object with the line it begins on.

    Raises
    ------
    Unreadable
        It is no JSON, cut off, nested too deep, or holds something else than objects.
    """
    text, number, within, begun = "", 1, False, False
    for line_number, line in lines:
        if not text:
            number = line_number
        text += line + "\n"
        while text:
            rest = _BETWEEN.sub("", text, count=1)
            number += text[: len(text) - len(rest)].count("\n")
            text = rest
            if not begun and text.startswith("["):
                begun, within, text = True, True, text[1:]
                continue
            if within and text.startswith("]"):
                within, text = False, text[1:]
                begun = False  # an array may follow on the next line
                continue
            if not text:
                break
            found = _first(text, number)
            if found is None:
                break
            value, end = found
            begun = begun or not within
            yield number, value
            number += text[:end].count("\n")
            text = text[end:]
            begun = within
    if text or within:
        raise Unreadable("the JSON is cut off here", number)


def _first(text: str, number: int) -> tuple[dict[str, Any], int] | None:
    """The first value and where it ends; None while more of it is to come."""
    if not text.startswith("{"):
        raise Unreadable("this is no JSON object; give an array or one object a line", number)
    try:
        value, end = _DECODER.raw_decode(text)
    except RecursionError as error:
        raise Unreadable("this JSON is nested too deep", number) from error
    except json.JSONDecodeError as error:
        if error.pos < len(text.rstrip()) and not error.msg.startswith("Unterminated"):
            raise Unreadable(f"this is no JSON ({error.msg})", number + error.lineno - 1) from error
        if len(text) > LONGEST_VALUE:
            raise Unreadable("this value is too long for a film", number) from error
        return None
    return value, end


def record_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """An object with what it wraps laid open: Trakt's `{"rating": 9, "movie": {...}}`.

    `type` says what is wrapped, names in lower case, and the entries of `ids` stand among the
    others as `imdb id`, `tmdb id`, `trakt id`, `letterboxd id`.

    >>> record_of({"rating": 9, "movie": {"title": "Ran", "ids": {"imdb": "tt0089881"}}})
    {'type': 'movie', 'rating': 9, 'title': 'Ran', 'imdb id': 'tt0089881'}
    """
    kind = str(value.get("type") or "")
    if not isinstance(value.get(kind), Mapping):
        kind = next((name for name in _KINDS if isinstance(value.get(name), Mapping)), kind)
    inner = value.get(kind)
    wrapped = inner if isinstance(inner, Mapping) else {}
    outer = {name: cell for name, cell in value.items() if not isinstance(cell, Mapping)}
    found = ({"type": kind} if kind else {}) | outer | dict(wrapped)
    ids = found.pop("ids", None) or value.get("ids")
    if isinstance(ids, Mapping):
        found |= {f"{name} id": number for name, number in ids.items() if number is not None}
    if kind and wrapped:
        found["type"] = kind
        if "rating" in value:
            found["rating"] = value["rating"]  # the owner's, not the film's average
    return found
