"""What stands in a cell of somebody's file, to a value; what can't be understood is None."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from typing import Any

UNKNOWN = frozenset({"\\n", "nan", "n/a", "<na>"})
"""How files write that they don't know, lower case."""

TMDB_POSTERS = "https://image.tmdb.org/t/p/w500"


def imdb_id(value: Any) -> str | None:
    """`tt` and at least seven digits; a bare number is one without its letters.

    >>> imdb_id(114709), imdb_id("https://www.imdb.com/title/tt0114709/?ref_=x")
    ('tt0114709', 'tt0114709')
    """
    text = str(value).strip() if value else ""
    match = re.fullmatch(r"(?:tt)?(\d{1,12})(?:\.0)?", text) or re.search(r"/tt(\d{7,12})\b", text)
    return f"tt{match[1]:0>7}" if match else None


def words(value: Any) -> str | None:
    """A text with its white space evened out."""
    text = " ".join(str(value).split()) if value else ""
    if text.lower() in UNKNOWN:
        return None
    # JSON can escape half a character, which no UTF-8 can hold.
    return text.encode("utf-8", "replace").decode("utf-8") or None


def whole(value: Any) -> int | None:
    """A whole number; commas may part its thousands."""
    match = re.match(r"\s*(\d+)", str(value).replace(",", "")) if value is not None else None
    return int(match[1]) if match and len(match[1]) < 10 else None


def minutes(value: Any) -> int | None:
    """`118`, `118.0`, `118 min`, `1h 58m`; anything else (`2 Seasons`) is not known, nor is 0."""
    match = re.fullmatch(
        r"\s*(?:(\d)\s*h(?:rs?|ours?)?\b\.?\s*)?(?:(\d{1,9})(?:\.\d*)?\s*(?:m|mins?\.?|minutes)?)?\s*",
        str(value),
    )
    return (60 * int(match[1] or 0) + int(match[2] or 0)) or None if match else None


def names(value: Any) -> list[str] | None:
    """Words of a list, of a list of objects with a name, or of a text that holds either."""
    return _listed(value, lambda item: item.get("name"))


def codes(value: Any) -> list[str] | None:
    """The same, where objects may also hold a code of a country or language."""
    return _listed(
        value, lambda item: item.get("iso_3166_1") or item.get("iso_639_1") or item.get("name")
    )


def _listed(value: Any, pick: Callable[[dict[str, Any]], Any]) -> list[str] | None:
    if not value:
        return None
    if isinstance(value, str):
        value = _parsed(value) or re.split(r"\s*[|,;]\s*", value.strip())
    if not isinstance(value, list):
        value = [value]
    picked = (pick(item) if isinstance(item, dict) else item for item in value)
    return [text for word in picked if (text := words(word))] or None


def _parsed(text: str) -> Any:
    """The list that a text writes out, as JSON or as Python; None if it writes none."""
    if not text.lstrip().startswith("["):
        return None
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return None


def poster(value: Any) -> str | None:
    """An address; TMDB's exports give only its end."""
    text = words(value)
    return TMDB_POSTERS + text if text and re.match(r"/\w", text) else text
