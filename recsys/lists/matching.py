"""Matches list entries to films of the catalogue; each is sure, doubtful or unmatched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from recsys.lists.entries import Entry
from recsys.lists.finding import Finder, Found
from recsys.search import Titles
from recsys.store.graph import CreditGraph


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
    searched : bool
        False if there was no exact match, and the limit of searches with typos was reached.
    """

    entry: Entry
    film: Film | None = None
    candidates: tuple[Film, ...] = ()
    searched: bool = True

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
    def unsearched(self) -> int:
        """Number of titles that were not searched for typos."""
        return sum(not match.searched for match in self.matches)

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
            "unsearched": self.unsearched,
        }


def match(titles: Titles, graph: CreditGraph, entries: Iterable[Entry]) -> MatchedList:
    """Match each entry to a film.

    A match is sure for a known id, for an exact title and year of a single film, and for an exact
    title of a single film if the entry's year is missing or one off. Exact titles ignore case,
    accents and punctuation; a film's own titles count before its titles in other countries. A
    title is tried in every way that it may be meant (see `recsys.reading.titles.readings`). A match
    is doubtful if several films qualify, the title has typos, or the year is up to three off. At
    most `finding.MAX_FUZZY_SEARCHES` titles are searched with typos.
    """
    given = tuple(entries)
    found = Finder(titles, graph).find(given)
    films = _films(graph, sorted({row for outcome in found for row in outcome.rows}))
    return MatchedList(
        tuple(_match(entry, outcome, films) for entry, outcome in zip(given, found, strict=True))
    )


def _match(entry: Entry, found: Found, films: Mapping[int, Film]) -> Match:
    candidates = tuple(films[row] for row in found.rows)
    if found.sure:
        return Match(entry, candidates[0])
    return Match(entry, None, candidates, found.searched)


def _films(graph: CreditGraph, rows: list[int]) -> dict[int, Film]:
    """The films of distinct rows, by row."""
    if not rows:
        return {}
    sources, directors = graph.movie_directors.edges(np.array(rows, np.int32))
    people = graph.director_persons[graph.movie_directors.targets[directors]]
    names: list[list[str]] = [[] for _ in rows]
    for source, name in zip(sources.tolist(), graph.people["name"].gather(people), strict=True):
        names[source].append(name)
    facts = graph.movies[rows].select("id", "title", "year").rows()
    return {
        row: Film(film, title, year, tuple(directed))
        for row, (film, title, year), directed in zip(rows, facts, names, strict=True)
    }


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
