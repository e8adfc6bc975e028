"""Queries to Wikidata and Wikipedia, and the parsing of their responses.

Responses are cached under the name of their query. The name encodes the whole query, so the cache
also records what was queried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from recsys.errors import InvalidArgument
from recsys.util import values

FILM_BATCH = 150
LEAD_BATCH = 20
"""Maximum number of leads (`exintro`) in one response."""
MAX_TITLE_LENGTH = 5_000
"""Maximum length of the URL-encoded titles of one query; servers reject URLs over 8,000."""

ARTICLES, LEADS = "articles", "leads"

# P345 is the IMDb id. SPARQL has no parameters; `ArticleQuery` lets only ids and codes through.
_QUERY = """SELECT ?imdb ?item ?site ?title WHERE {{
  VALUES ?imdb {{ {films} }}
  ?item wdt:P345 ?imdb .
  ?article schema:about ?item ; schema:isPartOf ?site ; schema:name ?title .
  FILTER(?site IN ({sites}))
}}"""

_EXTRACTS = {
    "action": "query",
    "prop": "extracts|info|pageprops",
    "exintro": "1",
    "explaintext": "1",
    "exlimit": "max",
    "inprop": "url",
    "ppprop": "disambiguation",
    "redirects": "1",
    "maxlag": "5",
    "format": "json",
    "formatversion": "2",
}


def check_language(code: str) -> None:
    """Check that a text has the form of a Wikipedia's language code: `en`, `simple`, `zh-min-nan`.

    Raises
    ------
    InvalidArgument
        The code has another form.
    """
    if not re.fullmatch(r"[a-z]{2,12}(-[a-z]{2,12}){0,3}", code):
        raise InvalidArgument(
            f"{code!r} is not the language code of a Wikipedia, such as en or fr."
        )


@dataclass(frozen=True)
class ArticleQuery:
    """Query to Wikidata for the articles of films in some languages.

    Raises
    ------
    InvalidArgument
        A film is not an IMDb id, or a language is not a language code.
    """

    films: tuple[str, ...]
    languages: tuple[str, ...]

    def __post_init__(self) -> None:
        for film in self.films:
            if not re.fullmatch(r"tt\d+", film):
                raise InvalidArgument(f"{film!r} is not an IMDb id of a film.")
        for language in self.languages:
            check_language(language)

    @property
    def name(self) -> str:
        fields = {"films": " ".join(self.films), "languages": " ".join(self.languages)}
        return f"{ARTICLES}?{urlencode(fields)}"

    @property
    def params(self) -> dict[str, str]:
        films = " ".join(f'"{film}"' for film in self.films)
        sites = ", ".join(f"<{_site(language)}>" for language in self.languages)
        return {"query": _QUERY.format(films=films, sites=sites), "format": "json"}


@dataclass(frozen=True)
class LeadQuery:
    """Query to the Wikipedia of a language for the leads of articles, by title."""

    language: str
    titles: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{LEADS}?{urlencode({'language': self.language, 'titles': '|'.join(self.titles)})}"

    @property
    def params(self) -> dict[str, str]:
        return _EXTRACTS | {"titles": "|".join(self.titles)}


def parse_name(name: str) -> ArticleQuery | LeadQuery:
    """The query with this name."""
    parts = urlsplit(name)
    fields = {key: value for key, [value] in parse_qs(parts.query).items()}
    if parts.path == ARTICLES:
        return ArticleQuery(tuple(fields["films"].split()), tuple(fields["languages"].split()))
    return LeadQuery(fields["language"], tuple(fields["titles"].split("|")))


def in_batches(titles: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Split titles into batches that fit in one query."""
    batch: list[str] = []
    length = 0
    for title in titles:
        own = len(quote(title)) + 3
        if batch and (len(batch) == LEAD_BATCH or length + own > MAX_TITLE_LENGTH):
            yield tuple(batch)
            batch, length = [], 0
        batch.append(title)
        length += own
    if batch:
        yield tuple(batch)


@dataclass(frozen=True)
class Lead:
    """The text of an article before its first heading, and the address of the article."""

    text: str
    url: str


def read_articles(query: ArticleQuery, body: Any) -> dict[tuple[str, str], list[str]]:
    """Titles of articles, by film and language.

    If several Wikidata items have the film's id, the article of the oldest item comes first.
    """
    numbered: dict[tuple[str, str], list[tuple[int, str]]] = {}
    language_of = {_site(language): language for language in query.languages}
    for row in body["results"]["bindings"]:
        film, item, site, title = (row[name]["value"] for name in ("imdb", "item", "site", "title"))
        number = int(item.rpartition("Q")[2])
        numbered.setdefault((film, language_of[site]), []).append((number, title))
    return {key: [title for _, title in sorted(set(items))] for key, items in numbered.items()}


def read_leads(query: LeadQuery, bodies: Sequence[Any]) -> dict[str, Lead | None]:
    """Leads by requested title; None if there is no text about the film.

    A response may come in several parts: the first has the addresses of all articles, each has
    some of the texts. Titles whose text has not arrived yet are left out.
    """
    pages: dict[str, dict[str, Any]] = {}
    renamed: dict[str, str] = {}
    redirected: dict[str, Any] = {}
    for body in bodies:
        result = body.get("query", {})
        for page in result.get("pages", []):
            pages.setdefault(page["title"], {}).update(page)
        renamed |= {change["from"]: change["to"] for change in result.get("normalized", [])}
        redirected |= {change["from"]: change for change in result.get("redirects", [])}
    complete = bool(bodies) and not continuation(bodies[-1])
    leads: dict[str, Lead | None] = {}
    for title in query.titles:
        target, whole = _follow(renamed.get(title, title), redirected)
        page = pages.get(target, {})
        if complete or "extract" in page or page.get("missing") or page.get("invalid"):
            leads[title] = _lead(page) if whole else None
    return leads


def continuation(body: Any) -> dict[str, str]:
    """Parameters that request the rest of a response; empty if it is complete."""
    return {name: str(value) for name, value in body.get("continue", {}).items()}


def _follow(title: str, redirected: Mapping[str, Any]) -> tuple[str, bool]:
    """Target of redirects, and whether it is a whole article: a section has another subject."""
    whole = True
    for _ in range(len(redirected)):
        redirect = redirected.get(title)
        if redirect is None:
            break
        title, whole = redirect["to"], whole and not redirect.get("tofragment")
    return title, whole


def _lead(page: Mapping[str, Any]) -> Lead | None:
    if "disambiguation" in page.get("pageprops", {}):
        return None
    text, url = (
        values.clean_text(page.get("extract")),
        page.get("canonicalurl") or page.get("fullurl"),
    )
    return Lead(text, str(url)) if text and url else None


def _site(language: str) -> str:
    return f"https://{language}.wikipedia.org/"
