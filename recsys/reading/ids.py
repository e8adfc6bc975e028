"""Ids of films and people as people write them: alone, with a prefix, or in an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

_PREFIX = r"(?:imdb\s*[:/]+\s*)?"
_IMDB = re.compile(rf"{_PREFIX}tt(\d{{1,12}})", re.IGNORECASE)
_IMDB_ADDRESS = re.compile(
    r"(?:^|/|\bimdb\.com\S*?[/=])title/tt(\d{7,12})\b|/tt(\d{7,12})\b", re.IGNORECASE
)
_IMDB_IN_TEXT = re.compile(r"(?<![\w/.])(?:imdb:)?tt(\d{7,12})(?![\w-])", re.IGNORECASE)
_DIGITS = re.compile(r"(\d{1,12})(?:\.0+)?")
_PERSON = re.compile(rf"(?:{_PREFIX}|(?:\S*/)?name/)nm(\d{{1,12}})(?![\w-])", re.IGNORECASE)
_TMDB = re.compile(
    r"(?:\bthemoviedb\.org/movie/|\btmdb\.org/movie/|^tmdb\s*:\s*)(\d{1,9})", re.IGNORECASE
)
_SLUG = re.compile(
    r"\b(?:letterboxd\.com/(?:[\w-]+/)?film/|trakt\.tv/movies/|themoviedb\.org/movie/\d+-)"
    r"([^/?#\s]+)",
    re.IGNORECASE,
)
_SLUG_YEAR = re.compile(r"^(?P<title>.+)-(?P<year>(?:18|19|20)\d\d)(?:-\d)?$")


@dataclass(frozen=True)
class NamedFilm:
    """A film as the end of an address names it, such as `heat-1995`."""

    title: str
    year: int | None


def imdb_id(value: Any, bare: bool = True) -> str | None:
    """Return IMDb's id of a film: `tt` and at least seven digits.

    Parameters
    ----------
    value : any
        A cell, or what somebody typed.
    bare : bool
        Whether digits alone are an id without its letters, as in a column of IMDb's ids.

    >>> imdb_id(114709), imdb_id("TT0113277"), imdb_id("imdb:tt0113277"), imdb_id("56801.0")
    ('tt0114709', 'tt0113277', 'tt0113277', 'tt0056801')
    >>> imdb_id("https://m.imdb.com/title/tt0062622/?ref_=x"), imdb_id("949", bare=False)
    ('tt0062622', None)
    """
    text = str(value).strip() if value else ""
    found = _IMDB.fullmatch(text) or _IMDB_ADDRESS.search(text)
    if found is None and bare:
        found = _DIGITS.fullmatch(text)
    digits = next(filter(None, found.groups()), "") if found else ""
    return f"tt{digits:0>7}" if digits else None


def imdb_id_within(text: str) -> str | None:
    """Return the id in a line of text, such as `Heat tt0113277`.

    >>> imdb_id_within("Heat (1995) https://www.imdb.com/title/tt0113277/")
    'tt0113277'
    """
    found = _IMDB_ADDRESS.search(text) or _IMDB_IN_TEXT.search(text)
    return f"tt{next(filter(None, found.groups()))}" if found else None


def person_id(value: Any) -> str | None:
    """Return IMDb's id of a person: `nm` and at least seven digits.

    >>> person_id("NM0000134"), person_id("https://www.imdb.com/name/nm0000134/"), person_id("Nm")
    ('nm0000134', 'nm0000134', None)
    """
    found = _PERSON.match(str(value or "").strip())
    return f"nm{found[1]:0>7}" if found else None


def tmdb_id(value: Any) -> int | None:
    """Return TMDB's number of a film, from an address or after `tmdb:`.

    >>> tmdb_id("https://www.themoviedb.org/movie/949-heat"), tmdb_id("949")
    (949, None)
    """
    found = _TMDB.search(str(value or "").strip())
    return int(found[1]) if found else None


def named_in(address: str) -> NamedFilm | None:
    """Return the title in an address of Letterboxd, Trakt or TMDB, and the year if it has one.

    The title has lost its accents and punctuation, so it has to be looked up.

    >>> named_in("https://letterboxd.com/film/heat-1995/")
    NamedFilm(title='heat', year=1995)
    >>> named_in("https://boxd.it/2a1m") is None
    True
    """
    found = _SLUG.search(address)
    if found is None:
        return None
    slug = unquote(found[1]).lower()
    dated = _SLUG_YEAR.match(slug)
    title, year = (dated["title"], int(dated["year"])) if dated else (slug, None)
    return NamedFilm(title.replace("-", " "), year)
