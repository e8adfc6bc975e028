"""A list's entries to films of the catalogue: sure, doubtful or not found, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from recsys.lists.entries import Entry
from recsys.search import Titles
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.util.fold import fold

MOST_SEARCHED = 2_000
"""Titles that are not there as they stand and are looked for with typos; others are not found."""
MOST_CANDIDATES = 5

_MOST_FOUND = 30
_LIKE, _MUCH_LIKE = 75, 85
"""Scores of a title from which a film of nearly the same year, or of any near year, may be it."""
_NEXT_YEAR, _NEAR_YEARS = 1, 3
_BARE_YEAR = re.compile(r"^(?P<title>.*\S)\s+(?P<year>(?:18|19|20)\d\d)$")


@dataclass(frozen=True)
class Film:
    """A film of the catalogue, with enough to tell it from others of its title."""

    id: str
    title: str
    year: int | None
    directors: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.title} ({self.year or 'year unknown'})"


@dataclass(frozen=True)
class Match:
    """What became of one entry.

    Attributes
    ----------
    film : Film or None
        The film, where it is sure or was confirmed.
    candidates : tuple of Film
        The films it may be, likeliest first, where that is in doubt.
    """

    entry: Entry
    film: Film | None = None
    candidates: tuple[Film, ...] = ()

    @property
    def year_differs(self) -> bool:
        """Whether the film has another year than the list says."""
        return self.film is not None and self.entry.year not in (None, self.film.year)


@dataclass(frozen=True)
class Matched:
    """A list against the catalogue, in the order of the list."""

    matches: tuple[Match, ...]

    @cached_property
    def sure(self) -> list[Match]:
        """Entries whose film is known."""
        return [match for match in self.matches if match.film is not None]

    @cached_property
    def doubtful(self) -> list[Match]:
        """Entries that may be one of several films, or one of another title or year."""
        return [match for match in self.matches if match.film is None and match.candidates]

    @cached_property
    def unmatched(self) -> list[Match]:
        """Entries of which the catalogue has nothing like it."""
        return [match for match in self.matches if match.film is None and not match.candidates]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the sure films, each once."""
        return tuple(dict.fromkeys(match.film.id for match in self.sure if match.film))

    def of(self, entries: Iterable[Entry]) -> Matched:
        """The same for some of its entries, with the ratings that they carry."""
        known = {match.entry.key: match for match in self.matches}
        return Matched(tuple(replace(known[entry.key], entry=entry) for entry in entries))

    def confirmed(self, films: Mapping[tuple[str, int | None], str | None]) -> Matched:
        """The same after somebody chose among candidates: ids by `Entry.key`, None for no film.

        What is not chosen stays in doubt.
        """
        return Matched(tuple(_confirmed(match, films) for match in self.matches))

    def report(self) -> dict[str, Any]:
        """Numbers, and what is doubtful, not found or of another year, for programs."""
        return {
            "entries": len(self.matches),
            "matched": len(self.sure),
            "other_year": [
                _named(match.entry) | {"film": _described(match.film)}
                for match in self.sure
                if match.film is not None and match.year_differs
            ],
            "doubtful": [
                _named(match.entry)
                | {"candidates": [_described(film) for film in match.candidates]}
                for match in self.doubtful
            ],
            "unmatched": [_named(match.entry) for match in self.unmatched],
        }


def match(titles: Titles, graph: CreditGraph, entries: Iterable[Entry]) -> Matched:
    """Find the film of each entry.

    Sure are an id that the catalogue has; a title as it stands (case, accents and punctuation
    aside) with its year, if one film alone has both; a title that one film alone has, with a year
    one off or none. Doubtful are several such films, a title with typos, a year up to three off.
    At most `MOST_SEARCHED` titles are looked for with typos.
    """
    matcher = _Matcher(titles, graph)
    return Matched(tuple(matcher.match(entry) for entry in entries))


class _Matcher:
    def __init__(self, titles: Titles, graph: CreditGraph) -> None:
        self._titles, self._graph = titles, graph
        self._searches = 0

    def match(self, entry: Entry) -> Match:
        # An id may also stand where a title is expected.
        row = self._graph.movie_row(entry.id or entry.title)
        if row is not None:
            return Match(entry, self._films([row])[0])
        if entry.title and entry.year is None:
            return self._undated(entry)
        return self._dated(entry, entry.title, entry.year)

    def _undated(self, entry: Entry) -> Match:
        """A title alone; its last word may be a year, as in `Solaris 1972`."""
        rows = self._named(entry, entry.title)
        if not len(rows):
            dated = _BARE_YEAR.match(entry.title)
            if dated:
                return self._dated(entry, dated["title"], int(dated["year"]))
        return self._one_of(entry, rows) if len(rows) else self._like(entry, entry.title, None)

    def _dated(self, entry: Entry, title: str, year: int | None) -> Match:
        rows = self._named(entry, title)
        years = self._graph.movie_year[rows].astype(np.int64)
        same = rows[years == year]
        if len(same):
            # An alternative title counts less than one that a film goes by.
            return self._one_of(entry, self._going_by(same, entry, title) or same)
        if len(rows) == 1 and year and abs(int(years[0]) - year) <= _NEXT_YEAR:
            return self._one_of(entry, rows)
        return self._like(entry, title, year)

    def _named(self, entry: Entry, title: str) -> Ints:
        """Films of just this title; of an IMDb id unknown here, only films without one."""
        names = filter(None, (title, entry.original_title))
        found = [self._titles.named(name) for name in names]
        rows = np.unique(np.concatenate([np.empty(0, np.int32), *found])).astype(np.int32)
        return rows[[self._may_be(entry, int(row)) for row in rows]] if len(rows) else rows

    def _may_be(self, entry: Entry, row: int) -> bool:
        claimed = (entry.id or "").startswith("tt")
        return not (claimed and str(self._graph.movies["id"][row]).startswith("tt"))

    def _going_by(self, rows: Ints, entry: Entry, title: str) -> list[int]:
        """Those whose primary or original title it is."""
        wanted = {fold(title), fold(entry.original_title)}
        films = self._graph.movies[rows].select("title", "original_title").rows()
        named = [any(fold(name) in wanted for name in names if name) for names in films]
        return rows[named].tolist()

    def _one_of(self, entry: Entry, rows: Ints | Sequence[int]) -> Match:
        """Sure of one film, in doubt of several: the best known come first."""
        known = sorted(map(int, rows), key=lambda row: (-self._graph.movie_votes[row], row))
        films = self._films(known[:MOST_CANDIDATES])
        return Match(entry, films[0]) if len(rows) == 1 else Match(entry, None, films)

    def _like(self, entry: Entry, title: str, year: int | None) -> Match:
        """Films of a title like it, of nearly the same year where both are known."""
        if not title or self._searches >= MOST_SEARCHED:
            return Match(entry)
        self._searches += 1
        found = self._titles.search(title, _MOST_FOUND).select("id", "score", "year").rows()
        near = []
        for place, (film, score, theirs) in enumerate(found):
            apart = abs(theirs - year) if theirs and year else None
            least = _LIKE if apart is not None and apart <= _NEXT_YEAR else _MUCH_LIKE
            row = self._graph.movie_row(film)
            assert row is not None, "search finds films of the catalogue"
            if score >= least and (apart or 0) <= _NEAR_YEARS and self._may_be(entry, row):
                near.append((-score, apart or 0, place, row))
        return Match(entry, None, self._films([row for *_, row in sorted(near)[:MOST_CANDIDATES]]))

    def _films(self, rows: Sequence[int]) -> tuple[Film, ...]:
        graph, names = self._graph, self._graph.people["name"]
        films = []
        for row in rows:
            film, title, year = graph.movies.select("id", "title", "year").row(row)
            people = graph.director_persons[graph.movie_directors.of(row)]
            films.append(Film(film, title, year, tuple(names.gather(people).to_list())))
        return tuple(films)


def _confirmed(match: Match, films: Mapping[tuple[str, int | None], str | None]) -> Match:
    if match.film is not None or match.entry.key not in films:
        return match
    chosen = films[match.entry.key]
    film = next((film for film in match.candidates if film.id == chosen), None)
    return Match(match.entry, film)


def _named(entry: Entry) -> dict[str, Any]:
    return {"title": entry.title, "year": entry.year, "id": entry.id, "line": entry.line}


def _described(film: Film | None) -> dict[str, Any] | None:
    if film is None:
        return None
    return {"id": film.id, "title": film.title, "year": film.year}
