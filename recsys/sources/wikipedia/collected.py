"""Index of the cached responses: which films were queried, and which have a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from recsys.sources.http.cache import Cache
from recsys.sources.wikipedia.queries import (
    ARTICLES,
    LEADS,
    ArticleQuery,
    Lead,
    LeadQuery,
    parse_name,
    read_articles,
    read_leads,
)

Article = tuple[str, str]
"""Language and title."""


class Collected:
    """Articles of the films queried so far; their texts stay on disk.

    Attributes
    ----------
    languages : list of str
        Languages of the queries, in order of first use.
    """

    def __init__(self) -> None:
        self.languages: list[str] = []
        self._queried: dict[str, set[str]] = {}
        self._articles: dict[tuple[str, str], list[str]] = {}
        self._has_text: dict[Article, bool] = {}

    @classmethod
    def of(cls, cache: Cache) -> Collected:
        """Index all responses of a cache."""
        collected = cls()
        for name in cache.names(f"{ARTICLES}*"):
            for stored in cache.responses(name):
                collected.add_articles(_articles(name), stored.json())
        for query, bodies in stored_leads(cache):
            collected.add_leads(query, bodies)
        return collected

    def add_articles(self, query: ArticleQuery, body: Any) -> None:
        """Add the articles of films; films without an article are recorded too."""
        self._articles |= read_articles(query, body)
        self.languages += [code for code in query.languages if code not in self.languages]
        for film in query.films:
            self._queried.setdefault(film, set()).update(query.languages)

    def add_leads(self, query: LeadQuery, bodies: Sequence[Any]) -> None:
        """Record which articles have a text."""
        for title, lead in read_leads(query, bodies).items():
            self._has_text[query.language, title] = lead is not None

    @property
    def films(self) -> list[str]:
        """Films queried so far, in order."""
        return list(self._queried)

    def was_queried(self, film: str, languages: Iterable[str]) -> bool:
        """Whether the articles of a film in these languages were queried."""
        return self._queried.get(film, set()).issuperset(languages)

    def articles(self, film: str, languages: Iterable[str]) -> list[Article]:
        """A film's articles, in the order of the languages."""
        return [
            (language, title)
            for language in languages
            for title in self._articles.get((film, language), [])
        ]

    def is_read(self, article: Article) -> bool:
        """Whether the text of an article was queried."""
        return article in self._has_text

    def text(self, film: str, languages: Sequence[str]) -> Article | None:
        """The first of a film's articles that has a text, or None."""
        articles = self.articles(film, languages)
        return next((article for article in articles if self._has_text.get(article)), None)

    def unread(self, film: str, languages: Sequence[str]) -> list[Article]:
        """A film's articles whose texts were not queried, up to the first that has a text."""
        unread = []
        for article in self.articles(film, languages):
            if self._has_text.get(article):
                break
            if not self.is_read(article):
                unread.append(article)
        return unread


def stored_leads(cache: Cache) -> Iterator[tuple[LeadQuery, list[Any]]]:
    """Cached lead queries, each with the bodies of its one or more responses."""
    for name in cache.names(f"{LEADS}*"):
        query = parse_name(name)
        assert isinstance(query, LeadQuery), "stored under the name of such a query"
        yield query, [stored.json() for stored in cache.responses(name)]


def texts(cache: Cache) -> Iterator[tuple[Article, Lead]]:
    """All cached texts."""
    for query, bodies in stored_leads(cache):
        for title, lead in read_leads(query, bodies).items():
            if lead is not None:
                yield (query.language, title), lead


def _articles(name: str) -> ArticleQuery:
    query = parse_name(name)
    assert isinstance(query, ArticleQuery), "stored under the name of such a query"
    return query
