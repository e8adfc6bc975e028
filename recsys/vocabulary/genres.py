"""IMDb's genres, and how the genres of other sources map to them."""

from __future__ import annotations

import re

GENRES: tuple[str, ...] = (
    "Action", "Adult", "Adventure", "Animation", "Biography", "Comedy", "Crime", "Documentary",
    "Drama", "Family", "Fantasy", "Film-Noir", "Game-Show", "History", "Horror", "Music",
    "Musical", "Mystery", "News", "Reality-TV", "Romance", "Sci-Fi", "Short", "Sport",
    "Talk-Show", "Thriller", "War", "Western",
)  # fmt: skip

ALIASES: dict[str, str] = {
    "sciencefiction": "Sci-Fi",
    "anime": "Animation",
    "donghua": "Animation",
    "children": "Family",
    "kids": "Family",
    "historical": "History",
    "sports": "Sport",
    "sportingevent": "Sport",
    "suspense": "Thriller",
    "reality": "Reality-TV",
    "noir": "Film-Noir",
    "biopic": "Biography",
}
"""Genres of Trakt, TMDB and MovieLens (lower-case letters only) to IMDb's."""

NOT_GENRES = frozenset({"tvmovie", "foreign", "none", "nogenreslisted", "na"})
"""Labels that some sources list as genres but that name none."""

_JOINTS = re.compile(r"\s*(?:[/&|,;+]|\band\b)\s*", re.IGNORECASE)
_CANONICAL = {"".join(filter(str.isalpha, name)).lower(): name for name in GENRES} | ALIASES


def canonical(word: str) -> str | None:
    """IMDb's name of a genre; None for a label that is not a genre; unknown genres are kept.

    >>> canonical("science-fiction"), canonical("TV Movie"), canonical("Wuxia")
    ('Sci-Fi', None, 'Wuxia')
    """
    letters = "".join(filter(str.isalpha, word)).lower()
    if not letters or letters in NOT_GENRES:
        return None
    return _CANONICAL.get(letters, word.strip())


def genres_of(label: str) -> list[str]:
    """IMDb's names of the genres that a label names; several if it joins them.

    >>> genres_of("Action & Adventure"), genres_of("drama / romance"), genres_of("Rock and Roll")
    (['Action', 'Adventure'], ['Drama', 'Romance'], ['Rock and Roll'])
    """
    parts = _JOINTS.split(label)
    if len(parts) > 1 and any(canonical(part) in GENRES for part in parts):
        names = map(canonical, parts)
    else:
        names = map(canonical, [label])
    return [name for name in names if name]
