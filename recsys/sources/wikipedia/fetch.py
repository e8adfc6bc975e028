"""Fetch from Wikipedia: first the articles of films, then their leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl

from recsys.errors import FetchError, InvalidArgument
from recsys.sources.http.cache import Cache
from recsys.sources.http.pace import Clock, speed
from recsys.sources.wikipedia.client import Client
from recsys.sources.wikipedia.collected import Collected
from recsys.sources.wikipedia.queries import (
    FILM_BATCH,
    ArticleQuery,
    LeadQuery,
    check_language,
    continuation,
    in_batches,
)


@dataclass(frozen=True)
class FetchOptions:
    """Which texts to fetch.

    Attributes
    ----------
    languages : tuple of str
        Wikipedias to query; a later one only for films without a text in earlier ones.
    limit : int, optional
        Maximum number of films to query, besides those queried before.

    Raises
    ------
    InvalidArgument
        A value outside its range.
    """

    languages: tuple[str, ...] = ("en",)
    limit: int | None = None

    def __post_init__(self) -> None:
        if not self.languages:
            raise InvalidArgument("languages is empty; leave it out for English.")
        for language in self.languages:
            check_language(language)
        if self.limit is not None and self.limit < 1:
            raise InvalidArgument("limit is the number of films, 1 or more.")


def without_overview(films: pl.DataFrame) -> list[str]:
    """IMDb ids of a build's films that have no overview, most voted first."""
    missing = films.filter(pl.col("overview").is_null(), pl.col("id").str.contains(r"^tt\d+$"))
    by_votes = missing.sort("votes", descending=True, nulls_last=True, maintain_order=True)
    return by_votes["id"].to_list()


@dataclass(frozen=True)
class FetchReport:
    """Films and texts in the cache after a run, and the number of its requests."""

    films: int
    texts: int
    without_article: int
    without_text: int
    requests: int


class Fetch:
    """One run. `tell` receives lines about films, rate, time left and waits."""

    def __init__(
        self,
        client: Client,
        cache: Cache,
        options: FetchOptions,
        tell: Callable[[str], None] = lambda _: None,
        clock: Clock | None = None,
    ) -> None:
        self._client, self._cache, self._options, self._tell = client, cache, options, tell
        self._clock = clock or Clock()

    def run(self, films: Sequence[str]) -> FetchReport:
        """Fetch what is missing of films, given by IMDb id, most important first.

        Raises
        ------
        FetchError
            Wikimedia refuses or keeps failing until patience runs out.
        """
        collected, languages = Collected.of(self._cache), self._options.languages
        new = [film for film in films if not collected.was_queried(film, languages)]
        excluded = set() if self._options.limit is None else set(new[self._options.limit :])
        chosen = [film for film in films if film not in excluded]
        self._fetch_articles(collected, [film for film in new if film not in excluded])
        for count, language in enumerate(languages, start=1):
            self._fetch_leads(collected, chosen, language, languages[:count])
        texts = sum(collected.text(film, languages) is not None for film in chosen)
        without_article = sum(not collected.articles(film, languages) for film in chosen)
        without_text = len(chosen) - texts - without_article
        return FetchReport(
            len(chosen), texts, without_article, without_text, self._client.request_count
        )

    def _fetch_articles(self, collected: Collected, films: Sequence[str]) -> None:
        started = self._clock.now()
        for start in range(0, len(films), FILM_BATCH):
            batch = tuple(films[start : start + FILM_BATCH])
            query = ArticleQuery(batch, self._options.languages)
            response = self._client.articles(query)
            with _unknown_format_errors():
                collected.add_articles(query, response.json())
            self._cache.put(query.name, response)
            self._progress("articles of films", start + len(batch), len(films), started)

    def _fetch_leads(
        self, collected: Collected, films: Sequence[str], language: str, languages: Sequence[str]
    ) -> None:
        unread = [article for film in films for article in collected.unread(film, languages)]
        titles = list(dict.fromkeys(title for code, title in unread if code == language))
        started, done = self._clock.now(), 0
        for batch in in_batches(titles):
            self._fetch_lead_batch(collected, LeadQuery(language, batch))
            done += len(batch)
            self._progress(f"texts in {language}", done, len(titles), started)

    def _fetch_lead_batch(self, collected: Collected, query: LeadQuery) -> None:
        """Send one query and its continuations until the response is complete."""
        bodies: list[Any] = []
        more: dict[str, str] = {}
        for page in range(1, len(query.titles) + 2):
            response = self._client.leads(query, more)
            bodies.append(response.json())
            with _unknown_format_errors():
                collected.add_leads(query, bodies)
                more = continuation(bodies[-1])
            self._cache.put(query.name, response, page=page)
            if not more:
                return
        raise FetchError(
            f"The response of the {query.language} Wikipedia does not end; try again later."
        )

    def _progress(self, label: str, done: int, total: int, started: float) -> None:
        rate, left = speed(done, total, self._clock.now() - started)
        self._tell(f"{label}: {done:,} of {total:,}, {rate:,.0f}/s, {left}")


@contextmanager
def _unknown_format_errors() -> Iterator[None]:
    """Turn parsing errors into FetchError, so that no unreadable response is cached."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FetchError(f"Wikimedia's response has an unknown format ({error!r}).") from error
