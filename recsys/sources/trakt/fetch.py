"""Fetch from Trakt: lists year by year, then translations and people film by film."""

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
MAX_LIST = 10_000
"""A longer list is fetched in parts. The API's real limit is not known."""

RATING_PARTS = ("0-40", "40-55", "55-65", "65-75", "75-100")
"""Filters that split a year. They overlap, so that no rating falls between two parts."""

OLDEST_UPDATES = timedelta(days=30)
LISTS = ("search", "popular")


@dataclass(frozen=True)
class FetchOptions:
    """Which films to fetch.

    Attributes
    ----------
    kinds : str
        `movies` or `shows`.
    years : (int, int)
        First and last year, inclusive.
    languages : tuple of str
        Original languages, two letters each; empty for all.
    translations : tuple of str
        Languages of the titles, overviews and taglines to fetch film by film.
    people : bool
        Whether to fetch cast and crew, film by film.
    since : date, optional
        Fetch only films changed since then, instead of the years.
    limit : int, optional
        Maximum number of films.
    list : str
        `search`, or `popular`, another list with the same filters.

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
    max_list: int = MAX_LIST

    def __post_init__(self) -> None:
        first, last = self.years
        if not 1850 <= first <= last <= 2200:
            raise InvalidArgument(f"years are {first}-{last}; give them as 1990-1999.")
        for language in (*self.languages, *self.translations):
            if not re.fullmatch(r"[a-z]{2}", language):
                raise InvalidArgument(
                    f"{language!r} is not a two-letter language code, such as en or fr."
                )
        if self.limit is not None and self.limit < 1:
            raise InvalidArgument("limit is the number of films, 1 or more.")
        age = timedelta() if self.since is None else datetime.now(UTC).date() - self.since
        if not timedelta(days=-1) < age <= OLDEST_UPDATES:
            raise InvalidArgument(
                f"since is {self.since}; Trakt lists only changes of the last "
                f"{OLDEST_UPDATES.days} days. For older ones, fetch into an empty folder."
            )


@dataclass
class FetchReport:
    """Result of a run; `films` counts the requested films in the cache."""

    films: int = 0
    requests: int = 0
    film_requests: int = 0


class Fetch:
    """One run. `tell` receives lines about pages, films, rate, time left and waits."""

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
        self._fetched_now, self._pages, self._promised = 0, 0, 0

    def run(self) -> FetchReport:
        """Fetch everything that the options request and the cache lacks.

        Raises
        ------
        FetchError
            Trakt refuses, keeps failing until patience runs out, or sends less than it promised.
        """
        options = self._options
        if options.since is not None:
            updates = self._collection(self._updates())
            self._promised = updates.size()
            self._add(updates.collect(options.limit))
        else:
            self._years()
        report = FetchReport(films=len(self._ids))
        if options.people or options.translations:
            report.film_requests = self._film_by_film()
        report.requests = self._client.request_count
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
        """The list of changes; a finished one is requested again under a new edition.

        Languages and years are part of the name, so that the build knows which films to include.
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
        self._promised = whole.size()
        self._add(whole.ids)
        for year in range(first, last + 1):
            left = None
            if self._options.limit is not None:
                left = self._options.limit - len(self._ids)
                if left <= 0:
                    return
            self._add(self._year(year, left))
        if len(self._ids) < self._promised and len(self._ids) < whole.refresh():
            raise FetchError(
                f"The years {first} to {last} add up to {len(self._ids):,} films; Trakt promises "
                f"{whole.size():,}. What arrived is kept."
            )

    def _year(self, year: int, max_films: int | None) -> set[str]:
        collection = self._collection(self._listing(str(year), year))
        whole = collection.size()
        if whole <= self._options.max_list:
            return collection.collect(max_films)
        ids = collection.ids
        for ratings in RATING_PARTS:
            if max_films is not None and len(ids) >= max_films:
                return ids
            ids |= self._collection(self._listing(str(year), year, ratings)).collect(max_films)
        if len(ids) < whole:
            raise FetchError(
                f"{year} has {whole:,} films, but its parts by rating have {len(ids):,}: the API "
                "filters some films out. What arrived is kept."
            )
        return ids

    # Film by film

    def _film_by_film(self) -> int:
        fetched = self._cache.names(f"{self._options.kinds}/*/*")
        paths = {
            key: [p for p in self._paths(key, film) if not _is_fresh(fetched.get(p), film)]
            for key, film in FilmReader(self._cache, self._options.kinds)
            if key in self._ids and key.isdigit()
        }
        missing = [path for film_paths in paths.values() for path in film_paths]
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
        self._promised = max(self._promised, page.promised)
        missing = max(self._promised - len(self._ids), 0)
        spent = self._clock.now() - self._started
        rate, left = speed(self._fetched_now, self._fetched_now + missing, spent)
        self._tell(
            f"{self._pages:,} pages, {len(self._ids):,} of {self._promised:,} "
            f"{self._options.kinds}, {rate:,.0f}/s, {left}"
        )


def _is_fresh(fetched: float | None, film: dict[str, Any]) -> bool:
    """Whether a response is no older than the film's last change."""
    if fetched is None:
        return False
    try:
        changed = datetime.fromisoformat(str(film.get("updated_at"))).timestamp()
    except ValueError:
        return True
    return fetched >= changed
