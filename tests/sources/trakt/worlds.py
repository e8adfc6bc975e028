"""Films as Trakt sends them: generated ones with everything that has ever gone wrong, real ones."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

from tests.helpers import SHARED_DATA
from tests.sources.trakt.server import Film

REAL_FILMS = SHARED_DATA / "films10k" / "trakt-search.jsonl.gz"
RECORDED = SHARED_DATA / "trakt-recorded"

ODD: tuple[dict[str, Any], ...] = (
    {"runtime": "90"},
    {"runtime": None, "votes": None, "rating": None, "comment_count": None},
    {"title": "Stephen \"Dr\" Love's 'last'\tact\nof two"},
    {"title": "🎬 שלום " + "x" * 5_000},
    {"overview": None, "tagline": ""},
    {"genres": None, "country": None, "released": None},
    {"ids": {"imdb": None}},
    {"an_unknown_new_field": {"nested": [1, None]}},
    {"images": {"poster": []}, "certification": None},
    {"overview": "half \ud83d a character", "tagline": "line one\r\nline two"},
)


def film(number: int, year: int, **fields: Any) -> Film:
    """A film with every field that Trakt gives."""
    ids = {"trakt": number, "slug": f"film-{number}", "imdb": f"tt{number:07}", "tmdb": number * 2}
    own = fields.pop("ids", {})
    return {
        "title": f"Film {number}",
        "year": year,
        "ids": ids | own,
        "tagline": f"Tagline {number}.",
        "overview": f"What happens in film {number}.",
        "released": f"{year}-02-03",
        "runtime": 60 + number % 90,
        "country": "us",
        "status": "released",
        "rating": 1 + number % 87 / 9.7,
        "votes": number % 4_000,
        "comment_count": number % 7,
        "updated_at": "2026-05-24T08:31:59.000Z",
        "language": "en",
        "genres": ["drama", "science-fiction"],
        "subgenres": ["anti-hero"],
        "certification": "R",
        "images": {"poster": [f"media.example/posters/{number}.jpg.webp"]},
    } | fields


def generated(count: int = 900, years: tuple[int, int] = (1990, 1991)) -> list[Film]:
    """Films of a few years, among them every odd one."""
    rng = random.Random(7)
    films = [
        film(100 + n, rng.randint(*years), **(ODD[n // 10] if n % 10 == 0 and n // 10 < 10 else {}))
        for n in range(count)
    ]
    rng.shuffle(films)
    return films


def real() -> list[Film]:
    """The 10,855 real films, in the order of the file."""
    with gzip.open(REAL_FILMS, "rt", encoding="utf-8") as stream:
        return [json.loads(line)["movie"] for line in stream]


def recorded() -> dict[str, dict[str, Any]]:
    """The recorded exchanges by file name."""
    paths = sorted(Path(RECORDED).glob("*.json"))
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in paths}
