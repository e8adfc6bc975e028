"""Ids of films as people write them: bare, with a prefix, or within an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

_IMDB = re.compile(r"(?:imdb\s*[:/]+\s*)?tt(\d{1,12})", re.IGNORECASE)
_IMDB_WITHIN = re.compile(r"(?:^|/|\bimdb\.com\S*?[/=])title/tt(\d{7,12})\b|/tt(\d{7,12})\b", re.I)
_IMDB_IN_TEXT = re.compile(r"(?<![\w/.])(?:imdb:)?tt(\d{7,12})(?![\w-])", re.IGNORECASE)
_BARE = re.compile(r"(\d{1,12})(?:\.0+)?")
_PERSON = re.compile(r"(?:imdb\s*[:/]+\s*|\S*/name/)?nm\d{7,12}\b", re.IGNORECASE)
_TMDB = re.compile(
    r"(?:\bthemoviedb\.org/movie/|\btmdb\.org/movie/|^tmdb\s*:\s*)(\d{1,9})", re.IGNORECASE
)
_SLUG = re.compile(
    r"\b(?:letterboxd\.com/(?:[\w-]+/)?film|trakt\.tv/movies)/([^/?#\s]+)", re.IGNORECASE
)
_SLUG_YEAR = re.compile(r"^(?P<title>.+)-(?P<year>(?:18|19|20)\d\d)(?:-\d)?$")


@dataclass(frozen=True)
class Named:
    """A film as the end of an address names it, such as `heat-1995`."""

    title: str
    year: int | None


def imdb_id(value: Any, bare: bool = True) -> str | None:
    """IMDb's id of a film: `tt` and at least seven digits.

    Parameters
    ----------
    value : any
        A cell, or what somebody typed.
    bare : bool
        Whether a number alone is an id that lost its letters, as in a column of IMDb's ids.

    >>> imdb_id(114709), imdb_id("TT0113277"), imdb_id("imdb:tt0113277"), imdb_id("56801.0")
    ('tt0114709', 'tt0113277', 'tt0113277', 'tt0056801')
    >>> imdb_id("https://m.imdb.com/title/tt0062622/?ref_=x"), imdb_id("949", bare=False)
    ('tt0062622', None)
    """
    text = str(value).strip() if value else ""
    found = _IMDB.fullmatch(text) or _IMDB_WITHIN.search(text)
    if found is None and bare:
        found = _BARE.fullmatch(text)
    digits = next(filter(None, found.groups()), "") if found else ""
    return f"tt{digits:0>7}" if digits else None


def imdb_id_within(text: str) -> str | None:
    """The id in a line of text, such as `Heat tt0113277`.

    >>> imdb_id_within("Heat (1995) https://www.imdb.com/title/tt0113277/")
    'tt0113277'
    """
    found = _IMDB_WITHIN.search(text) or _IMDB_IN_TEXT.search(text)
    return f"tt{next(filter(None, found.groups()))}" if found else None


def tmdb_id(value: Any) -> int | None:
    """TMDB's number of a film in an address or after `tmdb:`.

    >>> tmdb_id("https://www.themoviedb.org/movie/949-heat"), tmdb_id("949")
    (949, None)
    """
    found = _TMDB.search(str(value or "").strip())
    return int(found[1]) if found else None


def is_person(value: Any) -> bool:
    """Whether a cell holds IMDb's id of a person, `nm0000134`, alone or in an address."""
    return bool(_PERSON.match(str(value or "").strip()))


def named_in(address: str) -> Named | None:
    """The title in an address of Letterboxd or Trakt, and the year where it has one.

    It is a title with its accents and punctuation gone, so it is looked for, not trusted.

    >>> named_in("https://letterboxd.com/film/heat-1995/")
    Named(title='heat', year=1995)
    >>> named_in("https://boxd.it/2a1m") is None
    True
    """
    found = _SLUG.search(address)
    if found is None:
        return None
    slug = unquote(found[1]).lower()
    dated = _SLUG_YEAR.match(slug)
    title, year = (dated["title"], int(dated["year"])) if dated else (slug, None)
    return Named(title.replace("-", " "), year)
