"""Collecting from Trakt: the lists year by year, then what is asked film by film."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from recsys.errors import FetchError, InvalidArgument
from recsys.sources.http.cache import Cache
from recsys.sources.http.pace import Clock, speed
from recsys.sources.trakt.client import Client
from recsys.sources.trakt.collected import KINDS, FilmReader
from recsys.sources.trakt.pages import Collection, Listing, Page

FIRST_YEAR = 1900
DEEPEST = 10_000
"""A list longer than this is asked for in parts. How deep the API really serves is not known."""

RATING_PARTS = ("0-40", "40-55", "55-65", "65-75", "75-100")
"""Filters that cut a year into parts. They overlap, so that no decimal falls between two."""

OLDEST_UPDATES = timedelta(days=30)
LISTS = ("search", "popular")


@dataclass(frozen=True)
class FetchOptions:
    """What is collected.

    Attributes
    ----------
    kinds : str
        `movies` or `shows`.
    years : (int, int)
        First and last year, inclusive.
    languages : tuple of str
        Languages of the originals, two letters each; empty for all.
    translations : tuple of str
        Languages whose titles, overviews and taglines are asked for, film by film.
    people : bool
        Whether cast and crew are asked for, film by film.
    since : date, optional
        Only what changed since then, instead of the years.
    limit : int, optional
        Stop after so many films.
    list : str
        `search` as the original collector did, or `popular`, another list with the same filters.

    Raises
    ------
    InvalidArgument
        A value outside its range.
    """

    kinds: str = "movies"
    years: tuple[int, int] = field(default_factory=lambda: (FIRST_YEAR, date.today().year))
    languages: tuple[str, ...] = ("en",)
    translations: tuple[str, ...] = ()
    people: bool = False
    since: date | None = None
    limit: int | None = None
    list: str = "search"
    deepest: int = DEEPEST

    def __post_init__(self) -> None:
        first, last = self.years
        if not 1850 <= first <= last <= 2200:
            raise InvalidArgument(f"years are {first}-{last}; give them as 1990-1999.")
        for language in (*self.languages, *self.translations):
            if not re.fullmatch(r"[a-z]{2}", language):
                raise InvalidArgument(f"{language!r} is no language of two letters, as en or fr.")
        if self.limit is not None and self.limit < 1:
            raise InvalidArgument("limit is the number of films, 1 or more.")
        age = timedelta() if self.since is None else datetime.now(UTC).date() - self.since
        if not timedelta(days=-1) < age <= OLDEST_UPDATES:
            raise InvalidArgument(
                f"since is {self.since}; Trakt tells what changed in the last "
                f"{OLDEST_UPDATES.days} days. For more, fetch into an empty folder."
            )


@dataclass
class FetchReport:
    """What a run did; `films` counts all that the cache holds of what was asked for."""

    films: int = 0
    requests: int = 0
    asked_about_films: int = 0


class Fetch:
    """One run. `tell` gets a line about pages, films, rate, time left and waits."""

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
        self._started = self._clock.now()
        self._ids: set[str] = set()
        self._fetched_now, self._pages, self._whole = 0, 0, 0

    def run(self) -> FetchReport:
        """Collect everything that the options ask for and the cache does not hold yet.

        Raises
        ------
        FetchError
            Trakt refuses, fails for longer than patience lasts, or gives less than it promises.
        """
        options = self._options
        if options.since is not None:
            updates = self._collection(self._updates())
            self._whole = updates.first()
            self._add(updates.collect(options.limit))
        else:
            self._years()
        report = FetchReport(films=len(self._ids))
        if options.people or options.translations:
            report.asked_about_films = self._film_by_film()
        report.requests = self._client.asked
        return report

    # Lists

    def _listing(self, years: str, year: int | None = None, ratings: str = "") -> Listing:
        kind = KINDS[self._options.kinds]
        params = [("query", "")] if self._options.list == "search" else []
        params += [("years", years), ("extended", "full")]
        if self._options.languages:
            params.append(("languages", ",".join(self._options.languages)))
        if ratings:
            params.append(("ratings", ratings))
        searched = self._options.list == "search"
        path = f"search/{kind}" if searched else f"{self._options.kinds}/popular"
        return Listing(path, tuple(params), kind, year)

    def _updates(self) -> Listing:
        """The list of what changed; a finished one is asked for anew.

        Languages and years go along so that the build knows which films were meant.
        """
        path = f"{self._options.kinds}/updates/{self._options.since}T00:00:00Z"
        first, last = self._options.years
        params = [("extended", "full"), ("years", f"{first}-{last}")]
        if self._options.languages:
            params.append(("languages", ",".join(self._options.languages)))
        kind, edition = KINDS[self._options.kinds], 0
        while True:
            listing = Listing(path, tuple(params), kind, edition=edition)
            if self._cache.finished(listing.name) is None:
                return listing
            edition += 1

    def _collection(self, listing: Listing) -> Collection:
        return Collection(listing, self._client, self._cache, self._page_arrived)

    def _years(self) -> None:
        first, last = self._options.years
        whole = self._collection(self._listing(f"{first}-{last}"))
        self._whole = whole.first()
        self._add(whole.ids)
        for year in range(first, last + 1):
            left = None
            if self._options.limit is not None:
                left = self._options.limit - len(self._ids)
                if left <= 0:
                    return
            self._add(self._year(year, left))
        if len(self._ids) < self._whole and len(self._ids) < whole.refresh():
            raise FetchError(
                f"The years {first} to {last} add up to {len(self._ids):,}, together they should "
                f"have {whole.first():,}. What arrived is kept."
            )

    def _year(self, year: int, at_most: int | None) -> set[str]:
        collection = self._collection(self._listing(str(year), year))
        whole = collection.first()
        if whole <= self._options.deepest:
            return collection.collect(at_most)
        found = collection.ids
        for ratings in RATING_PARTS:
            if at_most is not None and len(found) >= at_most:
                return found
            found |= self._collection(self._listing(str(year), year, ratings)).collect(at_most)
        if len(found) < whole:
            raise FetchError(
                f"{year} has {whole:,} films, its parts by rating only {len(found):,}: the API "
                "leaves films out of that filter. What arrived is kept."
            )
        return found

    # Film by film

    def _film_by_film(self) -> int:
        known = self._cache.names(f"{self._options.kinds}/*/*")
        paths = {
            key: [p for p in self._paths(key, film) if not _fresh(known.get(p), film)]
            for key, film in FilmReader(self._cache, self._options.kinds)
            if key in self._ids and key.isdigit()
        }
        missing = [path for of_film in paths.values() for path in of_film]
        started = self._clock.now()
        for done, path in enumerate(missing, start=1):
            params = {"extended": "full"} if path.endswith("/people") else {}
            self._cache.put(path, self._client.get(path, params))
            rate, left = speed(done, len(missing), self._clock.now() - started)
            self._tell(f"{path}: {done:,} of {len(missing):,}, {rate:.1f}/s, {left}")
        return len(missing)

    def _paths(self, key: str, film: dict[str, Any]) -> Iterator[str]:
        if self._options.people:
            yield f"{self._options.kinds}/{key}/people"
        available = film.get("available_translations")
        for language in self._options.translations:
            if not isinstance(available, list) or language in available:
                yield f"{self._options.kinds}/{key}/translations/{language}"

    # Progress

    def _add(self, ids: set[str]) -> None:
        self._ids |= ids

    def _page_arrived(self, page: Page) -> None:
        self._pages += 1
        self._fetched_now += page.items
        self._ids |= page.ids
        self._whole = max(self._whole, page.promised)
        missing = max(self._whole - len(self._ids), 0)
        spent = self._clock.now() - self._started
        rate, left = speed(self._fetched_now, self._fetched_now + missing, spent)
        self._tell(
            f"{self._pages:,} pages, {len(self._ids):,} of {self._whole:,} "
            f"{self._options.kinds}, {rate:,.0f}/s, {left}"
        )


def _fresh(fetched: float | None, film: dict[str, Any]) -> bool:
    """Whether what was fetched is no older than the film's last change."""
    if fetched is None:
        return False
    try:
        changed = datetime.fromisoformat(str(film.get("updated_at"))).timestamp()
    except ValueError:
        return True
    return fetched >= changed
