"""What Wikidata and Wikipedia are asked, and what their answers say.

A question has a name that holds all of it; answers are stored under that name, so the store of
answers tells what was asked as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from recsys.errors import InvalidArgument
from recsys.util import values

FILMS_AT_ONCE = 150
LEADS_AT_ONCE = 20
"""The most that `exintro` gives in one answer."""
LONGEST_TITLES = 5_000
"""Characters of the titles of one question as an address writes them; servers stop at 8,000."""

ARTICLES, LEADS = "articles", "leads"

# P345 is the IMDb id. SPARQL has no parameters; `Articles` lets only ids and codes through.
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
    """Let through what can be a Wikipedia's code: `en`, `simple`, `zh-min-nan`.

    Raises
    ------
    InvalidArgument
        Something else.
    """
    if not re.fullmatch(r"[a-z]{2,12}(-[a-z]{2,12}){0,3}", code):
        raise InvalidArgument(f"{code!r} is no language of a Wikipedia, as en or fr.")


@dataclass(frozen=True)
class Articles:
    """Which articles these films have in these languages; asked of Wikidata.

    Raises
    ------
    InvalidArgument
        Something else than IMDb's ids of films, or languages.
    """

    films: tuple[str, ...]
    languages: tuple[str, ...]

    def __post_init__(self) -> None:
        for film in self.films:
            if not re.fullmatch(r"tt\d+", film):
                raise InvalidArgument(f"{film!r} is no IMDb id of a film.")
        for language in self.languages:
            check_language(language)

    @property
    def name(self) -> str:
        asked = {"films": " ".join(self.films), "languages": " ".join(self.languages)}
        return f"{ARTICLES}?{urlencode(asked)}"

    @property
    def params(self) -> dict[str, str]:
        films = " ".join(f'"{film}"' for film in self.films)
        sites = ", ".join(f"<{_site(language)}>" for language in self.languages)
        return {"query": _QUERY.format(films=films, sites=sites), "format": "json"}


@dataclass(frozen=True)
class Leads:
    """How the articles of these titles begin; asked of the Wikipedia in that language."""

    language: str
    titles: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{LEADS}?{urlencode({'language': self.language, 'titles': '|'.join(self.titles)})}"

    @property
    def params(self) -> dict[str, str]:
        return _EXTRACTS | {"titles": "|".join(self.titles)}


def question_of(name: str) -> Articles | Leads:
    """The question that has this name."""
    parts = urlsplit(name)
    said = {key: value for key, [value] in parse_qs(parts.query).items()}
    if parts.path == ARTICLES:
        return Articles(tuple(said["films"].split()), tuple(said["languages"].split()))
    return Leads(said["language"], tuple(said["titles"].split("|")))


def in_batches(titles: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Titles in so many at once as one question may hold."""
    batch: list[str] = []
    length = 0
    for title in titles:
        own = len(quote(title)) + 3
        if batch and (len(batch) == LEADS_AT_ONCE or length + own > LONGEST_TITLES):
            yield tuple(batch)
            batch, length = [], 0
        batch.append(title)
        length += own
    if batch:
        yield tuple(batch)


@dataclass(frozen=True)
class Lead:
    """The text before the first heading of an article, and the address of the article."""

    text: str
    url: str


def read_articles(asked: Articles, body: Any) -> dict[tuple[str, str], list[str]]:
    """Film and language to titles of articles.

    Where several items of Wikidata claim a film, the article of the oldest item comes first.
    """
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    language_of = {_site(language): language for language in asked.languages}
    for row in body["results"]["bindings"]:
        film, item, site, title = (row[name]["value"] for name in ("imdb", "item", "site", "title"))
        number = int(item.rpartition("Q")[2])
        found.setdefault((film, language_of[site]), []).append((number, title))
    return {key: [title for _, title in sorted(set(items))] for key, items in found.items()}


def read_leads(asked: Leads, bodies: Sequence[Any]) -> dict[str, Lead | None]:
    """Title asked for to lead, None where there is no text that is about the film.

    An answer may come in several: the first holds the addresses of all articles, each of them
    some of the texts. Titles whose text is still to come are left out.
    """
    pages: dict[str, dict[str, Any]] = {}
    renamed: dict[str, str] = {}
    redirected: dict[str, Any] = {}
    for body in bodies:
        query = body.get("query", {})
        for page in query.get("pages", []):
            pages.setdefault(page["title"], {}).update(page)
        renamed |= {each["from"]: each["to"] for each in query.get("normalized", [])}
        redirected |= {each["from"]: each for each in query.get("redirects", [])}
    complete = bool(bodies) and not continuation(bodies[-1])
    found: dict[str, Lead | None] = {}
    for title in asked.titles:
        target, whole = _follow(renamed.get(title, title), redirected)
        page = pages.get(target, {})
        if complete or "extract" in page or page.get("missing") or page.get("invalid"):
            found[title] = _lead(page) if whole else None
    return found


def continuation(body: Any) -> dict[str, str]:
    """What to ask with to get the rest of an answer; empty where it is whole."""
    return {name: str(value) for name, value in body.get("continue", {}).items()}


def _follow(title: str, redirected: Mapping[str, Any]) -> tuple[str, bool]:
    """Where redirects lead, and whether to a whole article: a section is about something else."""
    whole = True
    for _ in range(len(redirected)):
        step = redirected.get(title)
        if step is None:
            break
        title, whole = step["to"], whole and not step.get("tofragment")
    return title, whole


def _lead(page: Mapping[str, Any]) -> Lead | None:
    if "disambiguation" in page.get("pageprops", {}):
        return None
    text, url = values.words(page.get("extract")), page.get("canonicalurl") or page.get("fullurl")
    return Lead(text, str(url)) if text and url else None


def _site(language: str) -> str:
    return f"https://{language}.wikipedia.org/"
