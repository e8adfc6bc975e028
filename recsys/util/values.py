"""Parsing cells of user-supplied files into values; None if a cell can't be parsed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from typing import Any

UNKNOWN = frozenset({"\\n", "nan", "n/a", "<na>"})
"""Spellings of an unknown value, lower case."""

TMDB_POSTERS = "https://image.tmdb.org/t/p/w500"


def imdb_id(value: Any) -> str | None:
    """An IMDb id, `tt` and at least seven digits, from an id, a number or a URL.

    >>> imdb_id(114709), imdb_id("https://www.imdb.com/title/tt0114709/?ref_=x")
    ('tt0114709', 'tt0114709')
    """
    text = str(value).strip() if value else ""
    match = re.fullmatch(r"(?:tt)?(\d{1,12})(?:\.0)?", text) or re.search(r"/tt(\d{7,12})\b", text)
    return f"tt{match[1]:0>7}" if match else None


def clean_text(value: Any) -> str | None:
    """The text with runs of white space replaced by single spaces; None if empty or unknown."""
    text = " ".join(str(value).split()) if value else ""
    if text.lower() in UNKNOWN:
        return None
    # JSON can contain an escaped lone surrogate, which UTF-8 can't encode.
    return text.encode("utf-8", "replace").decode("utf-8") or None


def integer(value: Any) -> int | None:
    """The leading integer of a cell, with or without commas as thousands separators."""
    match = re.match(r"\s*(\d+)", str(value).replace(",", "")) if value is not None else None
    return int(match[1]) if match and len(match[1]) < 10 else None


def minutes(value: Any) -> int | None:
    """Minutes from `118`, `118.0`, `118 min` or `1h 58m`; None for 0 and anything else."""
    match = re.fullmatch(
        r"\s*(?:(\d)\s*h(?:rs?|ours?)?\b\.?\s*)?(?:(\d{1,9})(?:\.\d*)?\s*(?:m|mins?\.?|minutes)?)?\s*",
        str(value),
    )
    return (60 * int(match[1] or 0) + int(match[2] or 0)) or None if match else None


def names(value: Any) -> list[str] | None:
    """Names from a list of texts, a list of objects with a `name`, or a text with either.

    >>> names({"keywords": [{"name": "heist"}]})
    ['heist']
    """
    return _texts(value, lambda item: item.get("name"))


def codes(value: Any) -> list[str] | None:
    """Country or language codes; as `names`, and objects may have an ISO code instead."""
    return _texts(
        value, lambda item: item.get("iso_3166_1") or item.get("iso_639_1") or item.get("name")
    )


def _texts(value: Any, pick: Callable[[dict[str, Any]], Any]) -> list[str] | None:
    if not value:
        return None
    if isinstance(value, str):
        value = _parse_list(value) or re.split(r"\s*[|,;]\s*", value.strip())
    if isinstance(value, dict):
        # TMDB's details wrap their list: {"keywords": {"keywords": [{"name": ...}]}}.
        value = next((inner for inner in value.values() if isinstance(inner, list)), value)
    if not isinstance(value, list):
        value = [value]
    picked = (pick(item) if isinstance(item, dict) else item for item in value)
    return [text for word in picked if (text := clean_text(word))] or None


def _parse_list(text: str) -> Any:
    """The list that a text contains as JSON or a Python literal; None if it contains none."""
    if not text.lstrip().startswith("["):
        return None
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return None


def poster(value: Any) -> str | None:
    """The URL of a poster; TMDB's exports give only its path."""
    text = clean_text(value)
    return TMDB_POSTERS + text if text and re.match(r"/\w", text) else text
