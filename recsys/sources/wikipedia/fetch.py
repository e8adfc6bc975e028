"""Collecting from Wikipedia: which articles films have, then how those begin."""

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
from recsys.sources.wikipedia.known import Known
from recsys.sources.wikipedia.questions import (
    FILMS_AT_ONCE,
    Articles,
    Leads,
    check_language,
    continuation,
    in_batches,
)


@dataclass(frozen=True)
class FetchOptions:
    """What is collected.

    Attributes
    ----------
    languages : tuple of str
        Wikipedias to look into; a later one only for films that the earlier ones have no text of.
    limit : int, optional
        Ask about so many films at most, besides those that were asked about before.

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
    """IMDb ids of the films of a build that have no overview, those with the most votes first."""
    wanted = films.filter(pl.col("overview").is_null(), pl.col("id").str.contains(r"^tt\d+$"))
    by_votes = wanted.sort("votes", descending=True, nulls_last=True, maintain_order=True)
    return by_votes["id"].to_list()


@dataclass(frozen=True)
class FetchReport:
    """What is known of the films now, and how many requests this run made."""

    films: int
    texts: int
    without_article: int
    without_text: int
    requests: int


class Fetch:
    """One run. `tell` gets a line about films, rate, time left and waits."""

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
        """Collect what is not known yet of films, given by IMDb id, most wanted first.

        Raises
        ------
        FetchError
            Wikimedia refuses, or fails for longer than patience lasts.
        """
        known, languages = Known.of(self._cache), self._options.languages
        new = [film for film in films if not known.was_asked(film, languages)]
        left_out = set() if self._options.limit is None else set(new[self._options.limit :])
        chosen = [film for film in films if film not in left_out]
        self._ask_for_articles(known, [film for film in new if film not in left_out])
        for place, language in enumerate(languages, start=1):
            self._ask_for_leads(known, chosen, language, languages[:place])
        texts = sum(known.text(film, languages) is not None for film in chosen)
        without_article = sum(not known.articles(film, languages) for film in chosen)
        without_text = len(chosen) - texts - without_article
        return FetchReport(len(chosen), texts, without_article, without_text, self._client.asked)

    def _ask_for_articles(self, known: Known, films: Sequence[str]) -> None:
        started = self._clock.now()
        for start in range(0, len(films), FILMS_AT_ONCE):
            batch = tuple(films[start : start + FILMS_AT_ONCE])
            asked = Articles(batch, self._options.languages)
            answer = self._client.articles(asked)
            with _understanding():
                known.take_articles(asked, answer.json())
            self._cache.put(asked.name, answer)
            self._progress("articles of films", start + len(batch), len(films), started)

    def _ask_for_leads(
        self, known: Known, films: Sequence[str], language: str, languages: Sequence[str]
    ) -> None:
        unread = [article for film in films for article in known.unread(film, languages)]
        titles = list(dict.fromkeys(title for of, title in unread if of == language))
        started, done = self._clock.now(), 0
        for batch in in_batches(titles):
            self._ask_for_batch(known, Leads(language, batch))
            done += len(batch)
            self._progress(f"texts in {language}", done, len(titles), started)

    def _ask_for_batch(self, known: Known, asked: Leads) -> None:
        """One question, in as many answers as the wiki takes for it."""
        bodies: list[Any] = []
        more: dict[str, str] = {}
        for page in range(1, len(asked.titles) + 2):
            answer = self._client.leads(asked, more)
            bodies.append(answer.json())
            with _understanding():
                known.take_leads(asked, bodies)
                more = continuation(bodies[-1])
            self._cache.put(asked.name, answer, page=page)
            if not more:
                return
        raise FetchError(f"The Wikipedia in {asked.language} goes on without end; try again later.")

    def _progress(self, what: str, done: int, of: int, started: float) -> None:
        rate, left = speed(done, of, self._clock.now() - started)
        self._tell(f"{what}: {done:,} of {of:,}, {rate:,.0f}/s, {left}")


@contextmanager
def _understanding() -> Iterator[None]:
    """Reads an answer before it is stored, so that none is stored that can't be read."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FetchError(
            f"Wikimedia's answer has a form that Filmkin does not know ({error!r})."
        ) from error
