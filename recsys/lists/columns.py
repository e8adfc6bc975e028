"""The columns of film lists, by the names that tools and people use (see `column_name`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

NAMES: dict[str, tuple[str, ...]] = {
    "imdb": (
        "const", "imdb id", "imdbid", "tconst", "imdb", "imdb title id", "imdb url", "imdb link",
        "movie imdb link",
    ),
    "tmdb": ("tmdb id", "tmdbid", "tmdb"),
    "id": ("id",),
    "address": ("url", "uri", "link", "letterboxd uri", "letterboxduri", "letterboxd url"),
    "title": (
        "name", "title", "primarytitle", "primary title", "movie title", "movie name", "movie",
        "film", "film title", "film name", "series title", "titolo", "titel", "titre", "título",
        "titulo", "tytuł", "标题",
    ),
    "original": ("original title", "originaltitle"),
    "year": ("year", "startyear", "start year", "release year", "year released", "released year",
             "film year", "anno", "jahr", "année", "año", "ano", "rok"),
    "date": ("release date", "releasedate", "release date (month/day/year)", "released",
             "上映日期"),
    "rating": (
        "your rating", "you rated", "rating10", "user rating", "my rating", "your score",
        "user score", "my score", "personal rating", "rating", "score", "stars", "rated",
        "rating (5)", "rating (10)", "rating/5", "rating/10", "rating (out of 5)",
        "rating (out of 10)", "rating (out of 100)", "grade",
        "la tua valutazione", "deine bewertung", "ihre bewertung", "votre note", "ta note",
        "votre évaluation", "tu calificación", "tu valoración", "tu puntuación", "sua avaliação",
        "sua classificação", "twoja ocena", "个人评分", "我的评分",
    ),
}  # fmt: skip
"""Of several present names the first counts: a user's own rating before an average."""

_COLUMN = {name: column for column, names in NAMES.items() for name in names}
_OF_A_FILM = {"imdb", "tmdb", "id", "address", "title"}
_NOT_ALONE = {"film", "movie", "id", "link", "rated", "score", "stars", "grade"}
"""Also titles of films: as the only cell of a line they are not a header."""
_OF_PEOPLE = {"known for", "birth date", "birthdate", "nconst"}

CHECKS: dict[str, re.Pattern[str]] = {
    name: pattern
    for column, pattern in {
        "imdb": re.compile(r"(?:\S*tt)?\d{1,12}(?:\.0)?/?\S*", re.IGNORECASE),
        "tmdb": re.compile(r"\d{1,9}"),
        "year": re.compile(r"\(?\d{4}(?:\.0)?\)?[–-]?(?:\d{4})?"),
        "date": re.compile(r"[\d./-]{4,10}(?:T\S*)?"),
        "address": re.compile(r"https?://\S+"),
        "rating": re.compile(r"[\d.,/%½★⭐☆ ]{1,8}"),
    }.items()
    for name in NAMES[column]
}
"""Patterns of filled cells; see `tables.Table.checks`."""


def known(cells: Sequence[str]) -> int:
    """Return how many columns the cells name; 0 if none of them identifies a film.

    >>> known(["name", "year", "x"]), known(["year", "rating"]), known(["film"])
    (2, 0, 0)
    """
    columns = {_COLUMN[cell] for cell in cells if cell in _COLUMN}
    if {"tags", "description"}.issubset(cells):
        return 0  # the name of a Letterboxd list, above the table of its films
    if not columns & _OF_A_FILM or (len(cells) == 1 and cells[0] in _NOT_ALONE):
        return 0
    return len(columns)


def are_of_people(columns: Sequence[str]) -> bool:
    """Return whether the columns are those of a list of people."""
    return bool(_OF_PEOPLE.intersection(columns)) and "title" not in columns


def cell(record: Mapping[str, Any], column: str) -> str:
    """Return the first filled cell of a column, on one line; empty if there is none.

    >>> cell({"title": " Heat ", "name": ""}, "title")
    'Heat'
    """
    for name in NAMES[column]:
        value = record.get(name)
        if value is not None and not isinstance(value, dict | list) and str(value).strip():
            return " ".join(str(value).split())
    return ""


def column_of(columns: Sequence[str], column: str) -> str | None:
    """Return the name that a table uses for a column, or None."""
    return next((name for name in NAMES[column] if name in columns), None)
