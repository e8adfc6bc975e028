"""What the stored answers tell: which films were asked about, and which have a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from recsys.sources.http.cache import Cache
from recsys.sources.wikipedia.questions import (
    ARTICLES,
    LEADS,
    Articles,
    Lead,
    Leads,
    question_of,
    read_articles,
    read_leads,
)

Article = tuple[str, str]
"""Language and title."""


class Known:
    """What is known of films by now; texts themselves stay on disk.

    Attributes
    ----------
    languages : list of str
        Languages that articles were asked for in, in the order in which they first were.
    """

    def __init__(self) -> None:
        self.languages: list[str] = []
        self._asked: dict[str, set[str]] = {}
        self._articles: dict[tuple[str, str], list[str]] = {}
        self._has_text: dict[Article, bool] = {}

    @classmethod
    def of(cls, cache: Cache) -> Known:
        """Everything that a cache tells."""
        known = cls()
        for name in cache.names(f"{ARTICLES}*"):
            for stored in cache.answers(name):
                known.take_articles(_articles(name), stored.json())
        for asked, bodies in stored_leads(cache):
            known.take_leads(asked, bodies)
        return known

    def take_articles(self, asked: Articles, body: Any) -> None:
        """Learn which articles films have; those without one are remembered, too."""
        self._articles |= read_articles(asked, body)
        self.languages += [code for code in asked.languages if code not in self.languages]
        for film in asked.films:
            self._asked.setdefault(film, set()).update(asked.languages)

    def take_leads(self, asked: Leads, bodies: Sequence[Any]) -> None:
        """Learn which articles have a text."""
        for title, lead in read_leads(asked, bodies).items():
            self._has_text[asked.language, title] = lead is not None

    @property
    def films(self) -> list[str]:
        """Films that were asked about, in the order in which they were."""
        return list(self._asked)

    def was_asked(self, film: str, languages: Iterable[str]) -> bool:
        """Whether it is known which articles a film has in these languages."""
        return self._asked.get(film, set()).issuperset(languages)

    def articles(self, film: str, languages: Iterable[str]) -> list[Article]:
        """A film's articles, best first: in the order of languages."""
        return [
            (language, title)
            for language in languages
            for title in self._articles.get((film, language), [])
        ]

    def is_read(self, article: Article) -> bool:
        """Whether it is known if an article has a text."""
        return article in self._has_text

    def text(self, film: str, languages: Sequence[str]) -> Article | None:
        """The first of a film's articles that has a text."""
        articles = self.articles(film, languages)
        return next((article for article in articles if self._has_text.get(article)), None)

    def unread(self, film: str, languages: Sequence[str]) -> list[Article]:
        """Articles of a film whose texts were not asked for, up to the first that has one."""
        unread = []
        for article in self.articles(film, languages):
            if self._has_text.get(article):
                break
            if not self.is_read(article):
                unread.append(article)
        return unread


def stored_leads(cache: Cache) -> Iterator[tuple[Leads, list[Any]]]:
    """What the Wikipedias were asked, with the one or several answers to each question."""
    for name in cache.names(f"{LEADS}*"):
        asked = question_of(name)
        assert isinstance(asked, Leads), "stored under the name of such a question"
        yield asked, [stored.json() for stored in cache.answers(name)]


def texts(cache: Cache) -> Iterator[tuple[Article, Lead]]:
    """Every text that was stored."""
    for asked, bodies in stored_leads(cache):
        for title, lead in read_leads(asked, bodies).items():
            if lead is not None:
                yield (asked.language, title), lead


def _articles(name: str) -> Articles:
    asked = question_of(name)
    assert isinstance(asked, Articles), "stored under the name of such a question"
    return asked
