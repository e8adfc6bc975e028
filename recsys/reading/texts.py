"""A record of a file of texts to the fields of a film: the reading half of overviews."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from recsys.reading.ids import imdb_id
from recsys.reading.prose import is_placeholder, prose, unmarked
from recsys.util import values  # in the repository these functions stand beside it
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
"""Columns of each field as `column_name` writes them; the first that is filled is read."""

_COLUMN = {name: field for field, names in NAMES.items() for name in names}
_PARTS = re.compile(r"\s*(?:/|&|\band\b)\s*")


def known(cells: Sequence[str]) -> int:
    """How many cells name a field; 0 where none may hold ids.

    >>> known(["imdb id", "overview"]), known(["overview", "genres"])
    (2, 0)
    """
    fields = {_COLUMN[cell] for cell in cells if cell in _COLUMN}
    return len(fields) if "tconst" in fields else 0


def fields_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a film; None where a record says nothing."""

    def given(field: str) -> Any:
        return next((record[name] for name in NAMES[field] if _given(record.get(name))), None)

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


def genre_parts(word: str, is_genre: Callable[[str], bool]) -> list[str]:
    """The genres that one label joins; a label that is itself a genre stays.

    >>> genre_parts("Action & Adventure", {"Action", "Adventure"}.__contains__)
    ['Action', 'Adventure']
    """
    return [word] if is_genre(word) else [part for part in _PARTS.split(word) if part]


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
