"""The kind of a row: film, show, season, episode, person, ..."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, get_args

from recsys.reading.ids import person_id

Kind = Literal["film", "show", "season", "episode", "person", "game", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

COLUMNS = ("title type", "type", "media type", "titletype", "kind", "trakt type", "item type")
"""Columns that may state the kind, see `column_name`."""

_WORDS_OF: dict[Kind, str] = {
    "film": "movie movies film films feature featurefilm tvmovie tvmoviefilm tvspecial short "
    "tvshort video documentary movieshort shortfilm fernsehfilm",
    "show": "tv show shows tvshow tvshows series tvseries tvminiseries miniseries serie anime "
    "podcastseries serial",
    "season": "season seasons",
    "episode": "episode episodes tvepisode podcastepisode tvpilot",
    "person": "person people actor actress director name",
    "game": "game videogame",
    "other": "musicvideo list",
}
_KIND_OF_WORD = {word: kind for kind, words in _WORDS_OF.items() for word in words.split()}


def kind_of(record: Mapping[str, Any]) -> Kind | None:
    """Return the kind that a record's columns state; None if they state none.

    >>> kind_of({"title type": "TV Mini Series"}), kind_of({"type": "watch"})
    ('show', None)
    >>> kind_of({"type": "tv", "season number": "1", "episode number": "3"})
    'episode'
    """
    words = (re.sub(r"[^a-z]", "", str(record.get(column) or "").lower()) for column in COLUMNS)
    kind = next((_KIND_OF_WORD[word] for word in words if word in _KIND_OF_WORD), None)
    if kind not in (None, "show"):
        return kind
    if _filled(record, "episode number", "episode"):
        return "episode"
    if _filled(record, "season number", "season"):
        return "season"
    return kind or ("person" if person_id(record.get("const") or record.get("nconst")) else None)


def _filled(record: Mapping[str, Any], *columns: str) -> bool:
    return any(str(record.get(column) or "").strip() not in ("", "0") for column in columns)
