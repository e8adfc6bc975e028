"""Search for films by title, and resolve a title or id to a film's id."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.errors import Ambiguous, Candidate, UnknownId
from recsys.reading.ids import named_in
from recsys.search.film_ids import FilmIds
from recsys.search.index import FuzzyIndex
from recsys.search.names import MAX_CANDIDATES, check_limit, same_name
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph

_TRAILING_YEAR = re.compile(r"^(?P<title>.*\S)\s*[(\[]?\b(?P<year>(?:18|19|20)\d\d)\b[)\]]?\s*$")
_RESOLVE_LIMIT = 100
_MAX_NAMESAKES = 1_000  # more than share any title, so that no film of a given year is missed


class Titles:
    """Search over the primary, original and alternative film titles of one build."""

    def __init__(self, graph: CreditGraph, folder: Path, catalogue: Path | None = None) -> None:
        self._graph, self._folder = graph, folder
        self.ids = FilmIds(graph, catalogue)

    @cached_property
    def _index(self) -> FuzzyIndex:
        return FuzzyIndex(self._folder)

    @cached_property
    def _popularity(self) -> np.ndarray:
        return self._graph.movie_votes.astype(np.int64)

    def search(self, query: str, limit: int = 10) -> pl.DataFrame:
        """Return the films whose titles match a query, best first.

        The search tolerates typos, ignores accents, case, punctuation, word order and leading
        articles, and uses a year at the end of the query. Ties are broken by votes. A query
        without a letter or digit returns no films.

        Columns: `id`, `title`, `year`, `score` (0 to 100), `matched` (the matching title, as
        written), `type`, `directors` (names), `countries`, `rating`, `votes`.

        Raises
        ------
        InvalidArgument
            `limit` is outside 1 to 1,000.
        """
        check_limit(limit)
        matches = self._index.search(query, limit, self._popularity)
        with_year = _TRAILING_YEAR.match(query)
        if with_year:
            matches = pl.concat(
                [self._released_in(with_year["title"], int(with_year["year"])), matches]
            )
            matches = matches.unique("row", keep="first", maintain_order=True)
            matches = matches.sort("score", descending=True, maintain_order=True)
        return self._as_frame(matches.head(limit))

    def resolve(self, text_or_id: str) -> str:
        """Return the id of the film with this exact title or id, or of an address that names it.

        Ids and addresses are those of `FilmIds.row_of`; addresses of Letterboxd and Trakt are
        looked up by the title and year that they contain.

        Raises
        ------
        UnknownId
            No film has that id or title; `near` holds the closest matches.
        Ambiguous
            Several films have that title, and year if the text ends with one.
        """
        text = text_or_id.strip()
        row = self.ids.row_of(text)
        if row is not None:
            return str(self._graph.movies["id"][row])
        if address := named_in(text):
            text = f"{address.title} ({address.year})" if address.year else address.title
        matches = self.search(text, limit=_RESOLVE_LIMIT)
        named = [row for row in matches.to_dicts() if _matches_title(text, row)]
        if not named:
            near = [candidate(row) for row in matches.head(5).to_dicts()]
            raise UnknownId(text, "film", near)
        if len(named) > 1:
            raise Ambiguous(text, "film", [candidate(row) for row in named[:MAX_CANDIDATES]])
        return str(named[0]["id"])

    def with_title(self, title: str) -> Ints:
        """Return the rows of films with exactly this primary, original or alternative title.

        Case, accents, punctuation and spaces are ignored. A trailing year counts as part of the
        title.
        """
        return self._index.equal(title)

    def closest(self, title: str, limit: int) -> tuple[Ints, npt.NDArray[np.float64]]:
        """Return the rows of films with the most similar titles, and scores from 0 to 100."""
        return self._index.closest(title, limit)

    def _released_in(self, title: str, year: int) -> pl.DataFrame:
        matches = self._index.search(title, _MAX_NAMESAKES, self._popularity)
        return matches.filter(self._graph.movie_year[matches["row"].to_numpy()] == year)

    def _as_frame(self, matches: pl.DataFrame) -> pl.DataFrame:
        graph, rows = self._graph, matches["row"].to_numpy()
        names = graph.people["name"]
        directors = [
            names[graph.director_persons[graph.movie_directors.of(int(row))]].to_list()
            for row in rows
        ]
        films = graph.movies[rows]
        return films.select(
            "id",
            "title",
            "year",
            matches["score"],
            matches["matched"],
            "type",
            pl.Series("directors", directors, dtype=pl.List(pl.String)),
            "countries",
            "rating",
            "votes",
        )


def _matches_title(text: str, row: dict[str, object]) -> bool:
    """Return whether a text is a film's title, optionally followed by its year."""
    title = str(row["matched"])
    if same_name(text, title):
        return True
    with_year = _TRAILING_YEAR.match(text)
    return bool(
        with_year and row["year"] == int(with_year["year"]) and same_name(with_year["title"], title)
    )


def candidate(row: dict[str, object]) -> Candidate:
    """Convert a row of `search` to a candidate; its detail distinguishes films of one title."""
    directors = row["directors"]
    assert isinstance(directors, list), "a list of names"
    parts = [str(row["year"] or "year unknown"), *directors[:2]]
    return Candidate(str(row["id"]), str(row["title"]), ", ".join(parts))
