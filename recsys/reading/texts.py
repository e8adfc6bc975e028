"""Converts records of text files to the fields of films."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from recsys.reading.ids import imdb_id
from recsys.reading.prose import is_placeholder, prose, unmarked
from recsys.util import values
from recsys.vocabulary.places import country_code, language_code

NAMES: dict[str, tuple[str, ...]] = {
    "tconst": (
        "tconst", "imdb id", "imdbid", "imdb", "imdb title id", "const", "titleid",
        "movie imdb link", "imdb url", "url",
    ),
    "overview": ("overview", "plot", "description", "summary", "synopsis"),
    "tagline": ("tagline",),
    "genres": ("genres", "genre"),
    "keywords": ("keywords", "plot keywords"),
    "runtime": ("runtime", "runtime minutes", "duration"),
    "countries": ("country", "countries", "production countries", "origin country"),
    "languages": ("language", "languages", "original language", "spoken languages"),
    "poster": ("poster", "poster url", "poster path"),
    "votes": ("votes", "vote count", "num votes"),
}  # fmt: skip
"""Column names of each field (see `column_name`); the first filled one is read."""

_CHECKS = {
    "tconst": re.compile(r"\s*(?:imdb:)?(?:tt)?\d+(?:\.0)?\s*|https?://\S+", re.IGNORECASE),
    "runtime": re.compile(r"[\d.:]+\s*(?:h.*|m.*)?", re.IGNORECASE),
    "votes": re.compile(r"[\d.,]+"),
    "poster": re.compile(r"/\w\S*|https?://\S+|N/A", re.IGNORECASE),
}


def known(cells: Sequence[str], names: Mapping[str, Sequence[str]] = NAMES) -> int:
    """Return how many fields the cells of a header name; 0 if none may have ids.

    >>> known(["imdb id", "overview"]), known(["overview", "genres"])
    (2, 0)
    """
    fields = {field for field, columns in names.items() if not set(columns).isdisjoint(cells)}
    return len(fields) if "tconst" in fields else 0


def checks(names: Mapping[str, Sequence[str]] = NAMES) -> dict[str, re.Pattern[str]]:
    """Return patterns of filled cells by column, which tell where a row is too wide."""
    return {column: _CHECKS[field] for field in _CHECKS for column in names[field]}


def fields_of(
    record: Mapping[str, Any], names: Mapping[str, Sequence[str]] = NAMES
) -> dict[str, Any]:
    """Return the fields of a film; None for those that the record lacks."""

    def given(field: str) -> Any:
        return next((record[name] for name in names[field] if _given(record.get(name))), None)

    return {
        "tconst": imdb_id(given("tconst")),
        "overview": _told(given("overview")),
        "tagline": _told(given("tagline")),
        "genres": _listed(given("genres"), values.names),
        "keywords": _listed(given("keywords"), values.names),
        "runtime": values.minutes(given("runtime")),
        "countries": _codes(given("countries"), country_code),
        "languages": _codes(given("languages"), language_code),
        "poster": values.poster(given("poster")),
        "votes": values.integer(given("votes")),
    }


def _told(value: Any) -> str | None:
    text = values.clean_text(value)
    return prose(text) if text else None


def _listed(value: Any, read: Callable[[Any], list[str] | None]) -> list[str] | None:
    """Words of a list; entities are undone first, whose `;` would part it."""
    words = read(html.unescape(value) if isinstance(value, str) else value)
    return [unmarked(word) for word in words or [] if not is_placeholder(word)] or None


def _codes(value: Any, code_of: Callable[[str], str | None]) -> list[str] | None:
    words = _listed(value, values.codes) or []
    return list(dict.fromkeys(code for word in words if (code := code_of(word)))) or None


def _given(value: Any) -> bool:
    return bool(value) and value == value  # NaN is not itself
