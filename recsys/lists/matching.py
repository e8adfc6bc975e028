"""Matches list entries to films of the catalogue; each is sure, doubtful or unmatched."""

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

MAX_FUZZY_SEARCHES = 2_000
"""Titles without an exact match that are searched with typos; further ones stay unmatched."""
MAX_CANDIDATES = 5

_SEARCH_LIMIT = 30
_MIN_SCORE_SAME_YEAR, _MIN_SCORE = 75, 85
"""Minimum title score of a candidate at most one year off, and of any other candidate."""
_MAX_SAME_YEAR_GAP, _MAX_YEAR_GAP = 1, 3
_BARE_YEAR = re.compile(r"^(?P<title>.*\S)\s+(?P<year>(?:18|19|20)\d\d)$")


@dataclass(frozen=True)
class Film:
    """A film of the catalogue, with the facts that distinguish films of one title."""

    id: str
    title: str
    year: int | None
    directors: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.title} ({self.year or 'year unknown'})"


@dataclass(frozen=True)
class Match:
    """The outcome of matching one entry.

    Attributes
    ----------
    film : Film or None
        The film, if the match is sure or confirmed.
    candidates : tuple of Film
        For a doubtful match, the possible films, most likely first.
    """

    entry: Entry
    film: Film | None = None
    candidates: tuple[Film, ...] = ()

    @property
    def year_differs(self) -> bool:
        """Whether the film's year differs from the entry's."""
        return self.film is not None and self.entry.year not in (None, self.film.year)


@dataclass(frozen=True)
class MatchedList:
    """The matches of a list, in list order."""

    matches: tuple[Match, ...]

    @cached_property
    def sure(self) -> list[Match]:
        """Matches with a film."""
        return [match for match in self.matches if match.film is not None]

    @cached_property
    def doubtful(self) -> list[Match]:
        """Matches with candidates but no film."""
        return [match for match in self.matches if match.film is None and match.candidates]

    @cached_property
    def unmatched(self) -> list[Match]:
        """Matches with neither a film nor candidates."""
        return [match for match in self.matches if match.film is None and not match.candidates]

    @property
    def ids(self) -> tuple[str, ...]:
        """The distinct ids of the sure films."""
        return tuple(dict.fromkeys(match.film.id for match in self.sure if match.film))

    def of(self, entries: Iterable[Entry]) -> MatchedList:
        """Return the matches of a subset of entries, with those entries' ratings."""
        by_key = {match.entry.key: match for match in self.matches}
        return MatchedList(tuple(replace(by_key[entry.key], entry=entry) for entry in entries))

    def confirmed(self, films: Mapping[tuple[str, int | None], str | None]) -> MatchedList:
        """Return the matches after the user chose films for doubtful entries.

        `films` maps `Entry.key` to an id, or to None for no film. Other doubtful entries stay
        doubtful.
        """
        return MatchedList(tuple(_confirmed(match, films) for match in self.matches))

    def report(self) -> dict[str, Any]:
        """Return the counts and the doubtful, unmatched and other-year entries, ready for JSON."""
        return {
            "entries": len(self.matches),
            "matched": len(self.sure),
            "other_year": [
                _entry_record(match.entry) | {"film": _film_record(match.film)}
                for match in self.sure
                if match.film is not None and match.year_differs
            ],
            "doubtful": [
                _entry_record(match.entry)
                | {"candidates": [_film_record(film) for film in match.candidates]}
                for match in self.doubtful
            ],
            "unmatched": [_entry_record(match.entry) for match in self.unmatched],
        }


def match(titles: Titles, graph: CreditGraph, entries: Iterable[Entry]) -> MatchedList:
    """Match each entry to a film.

    A match is sure for a known id, for an exact title and year of a single film, and for an exact
    title of a single film if the entry's year is missing or one off. Exact titles ignore case,
    accents and punctuation. A match is doubtful if several films qualify, the title has typos, or
    the year is up to three off. At most `MAX_FUZZY_SEARCHES` titles are searched with typos.
    """
    matcher = _Matcher(titles, graph)
    return MatchedList(tuple(matcher.match(entry) for entry in entries))


class _Matcher:
    def __init__(self, titles: Titles, graph: CreditGraph) -> None:
        self._titles, self._graph = titles, graph
        self._searches = 0

    def match(self, entry: Entry) -> Match:
        # The title column may contain an id.
        row = self._graph.movie_row(entry.id or entry.title)
        if row is not None:
            return Match(entry, self._films([row])[0])
        if entry.title and entry.year is None:
            return self._undated(entry)
        return self._dated(entry, entry.title, entry.year)

    def _undated(self, entry: Entry) -> Match:
        """Match an entry without a year; its title may end with one, as in `Solaris 1972`."""
        rows = self._with_title(entry, entry.title)
        if not len(rows):
            dated = _BARE_YEAR.match(entry.title)
            if dated:
                return self._dated(entry, dated["title"], int(dated["year"]))
        return self._one_of(entry, rows) if len(rows) else self._fuzzy(entry, entry.title, None)

    def _dated(self, entry: Entry, title: str, year: int | None) -> Match:
        rows = self._with_title(entry, title)
        years = self._graph.movie_year[rows].astype(np.int64)
        same = rows[years == year]
        if len(same):
            # Prefer films with this primary or original title to those with it as an alternative.
            return self._one_of(entry, self._with_main_title(same, entry, title) or same)
        if len(rows) == 1 and year and abs(int(years[0]) - year) <= _MAX_SAME_YEAR_GAP:
            return self._one_of(entry, rows)
        return self._fuzzy(entry, title, year)

    def _with_title(self, entry: Entry, title: str) -> Ints:
        """Return the films with exactly this title that the entry's id does not rule out."""
        names = filter(None, (title, entry.original_title))
        parts = [self._titles.with_title(name) for name in names]
        rows = np.unique(np.concatenate([np.empty(0, np.int32), *parts])).astype(np.int32)
        return rows[[self._may_be(entry, int(row)) for row in rows]] if len(rows) else rows

    def _may_be(self, entry: Entry, row: int) -> bool:
        """Return False if both have IMDb ids; they differ, as no film has the entry's id."""
        has_imdb_id = (entry.id or "").startswith("tt")
        return not (has_imdb_id and str(self._graph.movies["id"][row]).startswith("tt"))

    def _with_main_title(self, rows: Ints, entry: Entry, title: str) -> list[int]:
        """Return the films whose primary or original title it is."""
        wanted = {fold(title), fold(entry.original_title)}
        films = self._graph.movies[rows].select("title", "original_title").rows()
        mask = [any(fold(name) in wanted for name in names if name) for names in films]
        named: list[int] = rows[mask].tolist()
        return named

    def _one_of(self, entry: Entry, rows: Ints | Sequence[int]) -> Match:
        """Return a sure match for one film, a doubtful one for several, most voted first."""
        most_voted = sorted(map(int, rows), key=lambda row: (-self._graph.movie_votes[row], row))
        films = self._films(most_voted[:MAX_CANDIDATES])
        return Match(entry, films[0]) if len(rows) == 1 else Match(entry, None, films)

    def _fuzzy(self, entry: Entry, title: str, year: int | None) -> Match:
        """Return candidates with a similar title and, if both years are known, a close year."""
        if not title or self._searches >= MAX_FUZZY_SEARCHES:
            return Match(entry)
        self._searches += 1
        results = self._titles.search(title, _SEARCH_LIMIT).select("id", "score", "year").rows()
        candidates = []
        for position, (film, score, film_year) in enumerate(results):
            gap = abs(film_year - year) if film_year and year else None
            same_year = gap is not None and gap <= _MAX_SAME_YEAR_GAP
            min_score = _MIN_SCORE_SAME_YEAR if same_year else _MIN_SCORE
            row = self._graph.movie_row(film)
            assert row is not None, "search returns films of the catalogue"
            if score >= min_score and (gap or 0) <= _MAX_YEAR_GAP and self._may_be(entry, row):
                candidates.append((-score, gap or 0, position, row))
        best = [row for *_, row in sorted(candidates)[:MAX_CANDIDATES]]
        return Match(entry, None, self._films(best))

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


def _entry_record(entry: Entry) -> dict[str, Any]:
    return {"title": entry.title, "year": entry.year, "id": entry.id, "line": entry.line}


def _film_record(film: Film | None) -> dict[str, Any] | None:
    if film is None:
        return None
    return {"id": film.id, "title": film.title, "year": film.year}
