"""What the stored answers say: one record a film or show, the newest answer wins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from recsys.sources.http.cache import Cache
from recsys.sources.trakt.pages import film_of, identity

KINDS: dict[str, str] = {"movies": "movie", "shows": "show"}
"""Word of the command line and of paths, to the word within answers."""


def list_patterns(kinds: str) -> tuple[str, ...]:
    """Names of the lists that films or shows come from, as GLOB patterns."""
    return (f"search/{KINDS[kinds]}*", f"{kinds}/popular*", f"{kinds}/updates/*")


class FilmReader:
    """Every film or show that was collected, oldest answer first; counts what it passes over.

    A film comes as often as it was answered, so whoever collects them keeps the last. Updates
    name every film of the world that changed; taken are those already known, and those of the
    languages and years that were asked for.
    """

    def __init__(self, cache: Cache, kinds: str) -> None:
        self._cache, self._kinds = cache, kinds
        self.seen: set[str] = set()
        self.items = self.repeated = self.not_asked_for = 0

    def __iter__(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name in _names(self._cache, self._kinds):
            asked = _asked(name) if "/updates/" in name else None
            for stored in self._cache.answers(name):
                for item in stored.json() or []:
                    self.items += 1
                    film = film_of(item, KINDS[self._kinds])
                    key = identity(film) if film else ""
                    if film is None or not self._takes(key, film, asked):
                        self.not_asked_for += 1
                        continue
                    self.repeated += key in self.seen
                    self.seen.add(key)
                    yield key, film

    def _takes(self, key: str, film: dict[str, Any], asked: dict[str, list[str]] | None) -> bool:
        return asked is None or key in self.seen or _wanted(film, asked)


def _names(cache: Cache, kinds: str) -> list[str]:
    times: dict[str, float] = {}
    for pattern in list_patterns(kinds):
        times |= cache.names(pattern)
    return sorted(times, key=lambda name: times[name])


def _asked(name: str) -> dict[str, list[str]]:
    return {key: values[0].split(",") for key, values in parse_qs(urlsplit(name).query).items()}


def _wanted(film: dict[str, Any], asked: dict[str, list[str]]) -> bool:
    languages, years = asked.get("languages"), asked.get("years")
    if languages and film.get("language") not in languages:
        return False
    if years:
        first, _, last = years[0].partition("-")
        year = str(film.get("year"))
        return year.isdigit() and int(first) <= int(year) <= int(last or first)
    return True


def by_film(cache: Cache, pattern: str) -> Iterator[tuple[str, str, Any]]:
    """What single films were asked about: film id, the rest of the name, body of the answer."""
    for name in cache.names(pattern):
        _, number, *rest = name.split("/")
        for stored in cache.answers(name):
            yield number, "/".join(rest), stored.json()
