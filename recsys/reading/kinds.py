"""What a row is about: a film, or a show, season, episode or person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, get_args

from recsys.reading.ids import is_person

Kind = Literal["film", "show", "season", "episode", "person", "game", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

COLUMNS = ("title type", "type", "media type", "titletype", "kind", "trakt type", "item type")
"""Columns that may say it, in one form."""

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
    """The kind that a record's columns say; None where they say none.

    >>> kind_of({"title type": "TV Mini Series"}), kind_of({"type": "watch"})
    ('show', None)
    >>> kind_of({"type": "tv", "season number": "1", "episode number": "3"})
    'episode'
    """
    if _filled(record, "episode number", "episode"):
        return "episode"
    if _filled(record, "season number", "season"):
        return "season"
    for column in COLUMNS:
        word = re.sub(r"[^a-z]", "", str(record.get(column) or "").lower())
        if word in _KIND_OF_WORD:
            return _KIND_OF_WORD[word]
    return "person" if is_person(record.get("const") or record.get("nconst")) else None


def _filled(record: Mapping[str, Any], *columns: str) -> bool:
    return any(str(record.get(column) or "").strip() not in ("", "0") for column in columns)
