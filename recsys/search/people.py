"""Search for people by name, and resolve a name or id to a person's id."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from recsys.errors import Ambiguous, Candidate, UnknownId
from recsys.reading.ids import person_id
from recsys.search.index import FuzzyIndex
from recsys.search.names import MAX_CANDIDATES, MIN_SCORE, check_limit, same_name
from recsys.store.graph import CreditGraph

_KNOWN_FOR_COUNT = 3
_RESOLVE_LIMIT = 100


class People:
    """Search over the people of one build."""

    def __init__(self, graph: CreditGraph, folder: Path) -> None:
        self._graph, self._folder = graph, folder

    @cached_property
    def _index(self) -> FuzzyIndex:
        return FuzzyIndex(self._folder)

    @cached_property
    def _directing_first(self) -> np.ndarray:
        """Popularity that ranks every director above everyone else."""
        popularity = np.array(self._graph.person_votes)
        popularity[self._graph.director_persons] += int(popularity.max(initial=0)) + 1
        return popularity

    def search(self, query: str, limit: int = 10, directors_first: bool = False) -> pl.DataFrame:
        """Return the people whose names match a query, best first.

        The search tolerates typos and ignores accents, case, punctuation and word order. Ties are
        broken by the votes on a person's films; `directors_first` puts directors before others.

        Columns: `id`, `name`, `score` (50 to 100), `birth_year`, `death_year`, `directed` and
        `credited` (film counts), `known_for` (up to three titles, those with the most votes).

        Raises
        ------
        InvalidArgument
            `limit` is outside 1 to 1,000.
        """
        check_limit(limit)
        popularity = self._directing_first if directors_first else self._graph.person_votes
        matches = self._index.search(query, limit, popularity)
        matches = matches.filter(pl.col("score") >= MIN_SCORE)
        graph, rows = self._graph, matches["row"].to_numpy()
        films = [self._films(int(row)) for row in rows]
        return graph.people[rows].select(
            "id",
            "name",
            matches["score"],
            "birth_year",
            "death_year",
            pl.Series("directed", [self._directed(int(row)) for row in rows], dtype=pl.Int64),
            pl.Series("credited", [len(rows) for rows in films], dtype=pl.Int64),
            pl.Series(
                "known_for", [self._known_for(rows) for rows in films], dtype=pl.List(pl.String)
            ),
        )

    def resolve(self, text_or_id: str, directors_first: bool = False) -> str:
        """Return the id of the person with this exact name or id.

        IMDb's ids may have a prefix (`imdb:nm0000134`), capitals, or be in an address of IMDb.
        With `directors_first`, directors take precedence over namesakes who directed nothing.

        Raises
        ------
        UnknownId
            No person has that id or name; `near` holds the closest matches.
        Ambiguous
            Several people have that name.
        """
        text = text_or_id.strip()
        for known in (text, person_id(text)):
            if known and self._graph.person_row(known) is not None:
                return known
        matches = self.search(text, _RESOLVE_LIMIT, directors_first).to_dicts()
        named = [row for row in matches if same_name(text, row["name"])]
        if directors_first and any(row["directed"] for row in named):
            named = [row for row in named if row["directed"]]
        if not named:
            raise UnknownId(text, "person", [candidate(row) for row in matches[:5]])
        if len(named) > 1:
            raise Ambiguous(text, "person", [candidate(row) for row in named[:MAX_CANDIDATES]])
        return str(named[0]["id"])

    def _directed(self, person: int) -> int:
        director = self._graph.director_row(person)
        return 0 if director is None else int(self._graph.films_directed[director])

    def _films(self, person: int) -> np.ndarray:
        """Return the rows of the films a person directed or is credited on."""
        director = self._graph.director_row(person)
        credited = self._graph.person_movies.of(person)
        if director is None:
            return credited
        return np.union1d(credited, self._graph.director_movies.of(director))

    def _known_for(self, films: np.ndarray) -> list[str]:
        order = np.argsort(-self._graph.movie_votes[films], kind="stable")
        most_voted = films[order[:_KNOWN_FOR_COUNT]]
        return self._graph.movies["title"][most_voted].to_list()


def lifespan(birth_year: int | None, death_year: int | None) -> str:
    """Format the years of birth and death; empty if both are unknown.

    >>> lifespan(1899, 1980), lifespan(1942, None)
    ('1899–1980', 'born 1942')
    """
    if birth_year and death_year:
        return f"{birth_year}–{death_year}"
    if birth_year:
        return f"born {birth_year}"
    return f"died {death_year}" if death_year else ""


def candidate(row: dict[str, object]) -> Candidate:
    """Convert a row of `search` to a candidate; its detail distinguishes namesakes."""
    known_for = row["known_for"]
    assert isinstance(known_for, list), "a list of titles"
    birth, death = row["birth_year"], row["death_year"]
    assert birth is None or isinstance(birth, int)
    assert death is None or isinstance(death, int)
    parts = [lifespan(birth, death), *known_for]
    return Candidate(str(row["id"]), str(row["name"]), ", ".join(part for part in parts if part))
