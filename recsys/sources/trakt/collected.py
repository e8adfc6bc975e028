"""Read films and shows from the cached responses; the newest response wins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from recsys.sources.http.cache import Cache
from recsys.sources.trakt.pages import film_of, identity

KINDS: dict[str, str] = {"movies": "movie", "shows": "show"}
"""Plural in commands and paths to singular in responses."""


def list_patterns(kinds: str) -> tuple[str, ...]:
    """GLOB patterns of the names of lists of films or shows."""
    return (f"search/{KINDS[kinds]}*", f"{kinds}/popular*", f"{kinds}/updates/*")


class FilmReader:
    """Iterates over cached films or shows, oldest response first, and counts skipped items.

    A film occurs once per response, so the last record is the newest. Updates list every changed
    film of the world; included are films seen before and films of the requested languages and
    years.
    """

    def __init__(self, cache: Cache, kinds: str) -> None:
        self._cache, self._kinds = cache, kinds
        self.seen: set[str] = set()
        self.items = self.repeated = self.not_requested = 0

    def __iter__(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name in _names(self._cache, self._kinds):
            filters = _filters(name) if "/updates/" in name else None
            for stored in self._cache.responses(name):
                for item in stored.json() or []:
                    self.items += 1
                    film = film_of(item, KINDS[self._kinds])
                    key = identity(film) if film else ""
                    if film is None or not self._includes(key, film, filters):
                        self.not_requested += 1
                        continue
                    self.repeated += key in self.seen
                    self.seen.add(key)
                    yield key, film

    def _includes(
        self, key: str, film: dict[str, Any], filters: dict[str, list[str]] | None
    ) -> bool:
        return filters is None or key in self.seen or _matches(film, filters)


def _names(cache: Cache, kinds: str) -> list[str]:
    times: dict[str, float] = {}
    for pattern in list_patterns(kinds):
        times |= cache.names(pattern)
    return sorted(times, key=lambda name: times[name])


def _filters(name: str) -> dict[str, list[str]]:
    return {key: values[0].split(",") for key, values in parse_qs(urlsplit(name).query).items()}


def _matches(film: dict[str, Any], filters: dict[str, list[str]]) -> bool:
    languages, years = filters.get("languages"), filters.get("years")
    if languages and film.get("language") not in languages:
        return False
    if years:
        first, _, last = years[0].partition("-")
        year = str(film.get("year"))
        return year.isdigit() and int(first) <= int(year) <= int(last or first)
    return True


def by_film(cache: Cache, pattern: str) -> Iterator[tuple[str, str, Any]]:
    """Responses about single films, as (film id, rest of the name, body)."""
    for name in cache.names(pattern):
        _, number, *rest = name.split("/")
        for stored in cache.responses(name):
            yield number, "/".join(rest), stored.json()
