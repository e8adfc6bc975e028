"""Fetch a list of the API page by page until all promised items have arrived."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from recsys.errors import FetchError
from recsys.sources.http.cache import Cache, StoredResponse
from recsys.sources.http.client import Response
from recsys.sources.trakt.client import Client

PAGE_SIZE = 250
"""Requested page size; the API never sends more, and may send less."""

SWEEPS = 3
"""Passes over a list before it is given up as incomplete."""


@dataclass(frozen=True)
class Listing:
    """A list of films (`kind` "movie") or shows ("show"): path and parameters.

    `edition` is increased to fetch a finished list again, such as updates.
    """

    path: str
    params: tuple[tuple[str, str], ...]
    kind: str
    year: int | None = None
    edition: int = 0

    @property
    def name(self) -> str:
        """Name of its pages in the cache."""
        edition = f"#{self.edition}" if self.edition else ""
        return f"{self.path}?{urlencode(self.params)}{edition}"


@dataclass(frozen=True)
class Page:
    """A page of a list that promises `promised` items; `items` of them are on this page."""

    number: int
    size: int
    ids: frozenset[str]
    items: int
    promised: int
    end: int

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def expected(self) -> int:
        """Number of items that the page should have."""
        return max(min(self.size, self.promised - self.start), 0)


def film_of(item: Any, kind: str) -> dict[str, Any] | None:
    """The film or show of an item or of a search result that wraps it, or None."""
    if not isinstance(item, dict):
        return None
    wrapped = item.get(kind)
    if isinstance(wrapped, dict):
        return wrapped
    return item if isinstance(item.get("ids"), dict) else None


def identity(film: dict[str, Any]) -> str:
    """A film's unique key: Trakt's number, or all its fields as JSON."""
    ids = film.get("ids")
    number = ids.get("trakt") if isinstance(ids, dict) else None
    return str(number) if number is not None else json.dumps(film, sort_keys=True)


def read_page(listing: Listing, response: Response, size: int, number: int) -> Page:
    """Parse a page from the body and headers of a response.

    Raises
    ------
    FetchError
        The response is not a list, does not state its length, or ignores the requested year.
    """
    items = response.json()
    if response.status == 404 or not isinstance(items, list):
        raise FetchError(f"Trakt has no list at {listing.name}.", response.status)
    headers = {
        name: _number(response, name) for name in ("limit", "page", "page-count", "item-count")
    }
    promised, size = headers["item-count"], headers["limit"] or size
    number = headers["page"] or number
    if promised is None:
        raise FetchError(f"Trakt does not say how many items {listing.name} has.", response.status)
    films = [film for item in items if (film := film_of(item, listing.kind))]
    _check_year(listing, films)
    end = max(promised, ((headers["page-count"] or 0) - 1) * size + 1) if promised else 0
    return Page(number, size, frozenset(map(identity, films)), len(items), promised, end)


def _number(response: Response, name: str) -> int | None:
    text = response.headers.get(f"x-pagination-{name}", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _check_year(listing: Listing, films: list[dict[str, Any]]) -> None:
    years = [film.get("year") for film in films]
    others = sum(year is not None and str(year) != str(listing.year) for year in years)
    if listing.year is not None and others * 2 > len(films):
        raise FetchError(
            f"Trakt ignored the filter by year: of {len(films)} films for {listing.year}, {others} "
            "are of other years. Its search has ignored filters before; try `--list popular`."
        )


class Collection:
    """A list being fetched; `on_page` is called with every page that arrives."""

    def __init__(
        self,
        listing: Listing,
        client: Client,
        cache: Cache,
        on_page: Callable[[Page], None] = lambda _page: None,
    ) -> None:
        self.listing, self._client, self._cache, self._on_page = listing, client, cache, on_page
        self._pages: dict[int, list[Page]] = {}
        self.promised: int | None = None
        for stored in cache.responses(listing.name):
            self._add_page(stored.sweep, self._page_of(stored))

    @property
    def ids(self) -> set[str]:
        """Keys of the films that have arrived."""
        return set().union(*(page.ids for pages in self._pages.values() for page in pages))

    def size(self) -> int:
        """Number of items the list promises; fetches the first page if none has arrived."""
        if self.promised is None:
            self._fetch_page(0, PAGE_SIZE, 1)
        assert self.promised is not None, "a page states the length of its list"
        return self.promised

    def collect(self, max_films: int | None = None) -> set[str]:
        """Fetch the whole list or its first `max_films` films, and return their keys.

        Raises
        ------
        FetchError
            Fewer films arrived than promised; names the incomplete pages.
        """
        if self._cache.finished(self.listing.name) is not None:
            return self.ids
        first = max(self._pages, default=0)
        for sweep in range(first, first + SWEEPS):
            if self._cover(sweep, max_films):
                return self.ids
            if len(self.ids) >= self.size():
                self._cache.finish(self.listing.name, len(self.ids))
                return self.ids
        raise FetchError(self._shortfall())

    def _cover(self, sweep: int, max_films: int | None) -> bool:
        """Fetch the missing pages of a pass; True if `max_films` ended it early."""
        requested: set[tuple[int, int]] = set()
        while True:
            pages = self._pages.get(sweep, [])
            size = min((page.size for page in pages), default=PAGE_SIZE)
            gap = _first_gap(pages)
            if max_films is not None and len(self.ids) >= max_films:
                return True
            if gap is None:
                return False
            page = (size, gap // size + 1)
            if page in requested:
                raise FetchError(
                    f"Trakt does not send page {page[1]} of {self.listing.name}, but another one "
                    "instead."
                )
            requested.add(page)
            self._fetch_page(sweep, *page)

    def refresh(self) -> int:
        """Fetch the first page again, for the number of items it promises now."""
        self._fetch_page(max(self._pages, default=0) + 1, PAGE_SIZE, 1)
        return self.size()

    def _fetch_page(self, sweep: int, size: int, number: int) -> None:
        def check(response: Response) -> str | None:
            page = read_page(self.listing, response, size, number)
            if page.items >= page.expected:
                return None
            return f"{page.items} items on a page that should hold {page.expected}"

        params = dict(self.listing.params) | {"page": str(number), "limit": str(size)}
        response = self._client.get(self.listing.path, params, check)
        page = read_page(self.listing, response, size, number)
        self._cache.put(self.listing.name, response, sweep, page.size, page.number)
        self._add_page(sweep, page)
        self._on_page(page)

    def _page_of(self, stored: StoredResponse) -> Page:
        return read_page(self.listing, stored.response, stored.size, stored.page)

    def _add_page(self, sweep: int, page: Page) -> None:
        self._pages.setdefault(sweep, []).append(page)
        self.promised = page.promised

    def _shortfall(self) -> str:
        short = {page.number for page in self._all() if page.items < page.expected}
        repeated = {page.number for page in self._all() if len(page.ids) < page.items}
        repeated |= _overlapping(self._pages[max(self._pages)])
        named = [
            f"pages {_listed(numbers)} {fault}"
            for numbers, fault in (
                (short, "are incomplete"),
                (repeated - short, "repeat other pages"),
            )
            if numbers
        ]
        return (
            f"{self.listing.name} promises {self.promised:,} items, {len(self.ids):,} arrived in "
            f"{SWEEPS} passes: {'; '.join(named) or 'every page is complete'}. What arrived is "
            "kept; the same command tries again."
        )

    def _all(self) -> list[Page]:
        return [page for pages in self._pages.values() for page in pages]


def _first_gap(pages: Iterable[Page]) -> int | None:
    """Index of the first item that no page covers, or None if they cover the list."""
    covered, end, any_page = 0, 0, False
    for page in pages:
        any_page, end = True, page.end
    if not any_page:
        return 0
    for page in sorted(pages, key=lambda page: page.start):
        if page.start > covered:
            break
        covered = max(covered, page.start + page.size)
    return covered if covered < end else None


def _overlapping(pages: list[Page]) -> set[int]:
    seen: set[str] = set()
    numbers = set()
    for page in sorted(pages, key=lambda page: page.start):
        if seen & page.ids:
            numbers.add(page.number)
        seen |= page.ids
    return numbers


def _listed(numbers: set[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
