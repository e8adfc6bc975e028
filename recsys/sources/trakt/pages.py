"""A list of the API, page by page, until every item it promises has arrived."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from recsys.errors import FetchError
from recsys.sources.http.cache import Cache, Stored
from recsys.sources.http.client import Answer
from recsys.sources.trakt.client import Client

PAGE_SIZE = 250
"""What is asked for; the API never gives more, and may give less."""

SWEEPS = 3
"""So often a list is gone through before it is given up as incomplete."""


@dataclass(frozen=True)
class Listing:
    """A list of films (`kind` "movie") or shows ("show"): a path and what is asked of it.

    `edition` counts up where a finished list is asked for anew, as updates are.
    """

    path: str
    params: tuple[tuple[str, str], ...]
    kind: str
    year: int | None = None
    edition: int = 0

    @property
    def name(self) -> str:
        """What its pages are stored under."""
        edition = f"#{self.edition}" if self.edition else ""
        return f"{self.path}?{urlencode(self.params)}{edition}"


@dataclass(frozen=True)
class Page:
    """What a page covers: items `start` to `stop` of a list that says it has `promised`."""

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
        """Items that should stand on it."""
        return max(min(self.size, self.promised - self.start), 0)


def film_of(item: Any, kind: str) -> dict[str, Any] | None:
    """The film or show of an item, which a search result wraps; None if it is neither."""
    if not isinstance(item, dict):
        return None
    wrapped = item.get(kind)
    if isinstance(wrapped, dict):
        return wrapped
    return item if isinstance(item.get("ids"), dict) else None


def identity(film: dict[str, Any]) -> str:
    """What tells two films apart: Trakt's number, or all that is known."""
    ids = film.get("ids")
    number = ids.get("trakt") if isinstance(ids, dict) else None
    return str(number) if number is not None else json.dumps(film, sort_keys=True)


def read_page(listing: Listing, answer: Answer, size: int, number: int) -> Page:
    """A page as its body and the server's own headers describe it.

    Raises
    ------
    FetchError
        It is no list, does not say how long the list is, or ignores the year asked for.
    """
    items = answer.json()
    if answer.status == 404 or not isinstance(items, list):
        raise FetchError(f"Trakt has no list at {listing.name}.", answer.status)
    said = {name: _number(answer, name) for name in ("limit", "page", "page-count", "item-count")}
    promised, size = said["item-count"], said["limit"] or size
    number = said["page"] or number
    if promised is None:
        raise FetchError(f"Trakt does not say how many items {listing.name} has.", answer.status)
    films = [film for item in items if (film := film_of(item, listing.kind))]
    _check_year(listing, films)
    end = max(promised, ((said["page-count"] or 0) - 1) * size + 1) if promised else 0
    return Page(number, size, frozenset(map(identity, films)), len(items), promised, end)


def _number(answer: Answer, name: str) -> int | None:
    text = answer.headers.get(f"x-pagination-{name}", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _check_year(listing: Listing, films: list[dict[str, Any]]) -> None:
    years = [film.get("year") for film in films]
    others = sum(year is not None and str(year) != str(listing.year) for year in years)
    if listing.year is not None and others * 2 > len(films):
        raise FetchError(
            f"Trakt did not heed the filter by year: asked for {listing.year}, {others} of "
            f"{len(films)} came from other years. Its search has been changed to ignore filters "
            "before; try `--list popular`."
        )


class Collection:
    """One list being collected; `on_page` is told of every page that arrives."""

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
        for stored in cache.answers(listing.name):
            self._take(stored.sweep, self._page_of(stored))

    @property
    def ids(self) -> set[str]:
        """Every film that has arrived."""
        return set().union(*(page.ids for pages in self._pages.values() for page in pages))

    def first(self) -> int:
        """Items that the list promises; asks for its first page if nothing has arrived yet."""
        if self.promised is None:
            self._ask(0, PAGE_SIZE, 1)
        assert self.promised is not None, "a page says how long its list is"
        return self.promised

    def collect(self, at_most: int | None = None) -> set[str]:
        """Everything the list has, or its first `at_most`; returns what tells the films apart.

        Raises
        ------
        FetchError
            Fewer films arrived than promised; names the pages that came short.
        """
        if self._cache.finished(self.listing.name) is not None:
            return self.ids
        begun = max(self._pages, default=0)
        for sweep in range(begun, begun + SWEEPS):
            if self._cover(sweep, at_most):
                return self.ids
            if len(self.ids) >= self.first():
                self._cache.finish(self.listing.name, len(self.ids))
                return self.ids
        raise FetchError(self._shortfall())

    def _cover(self, sweep: int, at_most: int | None) -> bool:
        """Ask for every page of a sweep that is missing; True if `at_most` ended it early."""
        asked: set[tuple[int, int]] = set()
        while True:
            pages = self._pages.get(sweep, [])
            size = min((page.size for page in pages), default=PAGE_SIZE)
            gap = _first_gap(pages)
            if at_most is not None and len(self.ids) >= at_most:
                return True
            if gap is None:
                return False
            wanted = (size, gap // size + 1)
            if wanted in asked:
                raise FetchError(
                    f"Trakt does not serve page {wanted[1]} of {self.listing.name}: it answers "
                    "with another one."
                )
            asked.add(wanted)
            self._ask(sweep, *wanted)

    def refresh(self) -> int:
        """Ask again how many items the list promises."""
        self._ask(max(self._pages, default=0) + 1, PAGE_SIZE, 1)
        return self.first()

    def _ask(self, sweep: int, size: int, number: int) -> None:
        def complain(answer: Answer) -> str | None:
            page = read_page(self.listing, answer, size, number)
            if page.items >= page.expected:
                return None
            return f"{page.items} items on a page that should hold {page.expected}"

        params = dict(self.listing.params) | {"page": str(number), "limit": str(size)}
        answer = self._client.get(self.listing.path, params, complain)
        page = read_page(self.listing, answer, size, number)
        self._cache.put(self.listing.name, answer, sweep, page.size, page.number)
        self._take(sweep, page)
        self._on_page(page)

    def _page_of(self, stored: Stored) -> Page:
        return read_page(self.listing, stored.answer, stored.size, stored.page)

    def _take(self, sweep: int, page: Page) -> None:
        self._pages.setdefault(sweep, []).append(page)
        self.promised = page.promised

    def _shortfall(self) -> str:
        short = {page.number for page in self._all() if page.items < page.expected}
        repeats = {page.number for page in self._all() if len(page.ids) < page.items}
        repeats |= _overlapping(self._pages[max(self._pages)])
        named = [
            f"pages {_listed(numbers)} {what}"
            for numbers, what in ((short, "came short"), (repeats - short, "repeat other pages"))
            if numbers
        ]
        return (
            f"{self.listing.name} promises {self.promised:,} items, {len(self.ids):,} arrived in "
            f"{SWEEPS} rounds: {'; '.join(named) or 'no page is to blame'}. What arrived is kept; "
            "the same command asks again."
        )

    def _all(self) -> list[Page]:
        return [page for pages in self._pages.values() for page in pages]


def _first_gap(pages: Iterable[Page]) -> int | None:
    """The first item that no page covers; None if they cover the list."""
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
