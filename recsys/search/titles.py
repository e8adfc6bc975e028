"""Finding films by what someone types, and turning a text into a film's id."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from recsys.errors import Ambiguous, Candidate, UnknownId
from recsys.search.index import FuzzyIndex
from recsys.search.names import MAX_CANDIDATES, check_limit, same_name
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph

_TRAILING_YEAR = re.compile(r"^(?P<title>.*\S)\s*[(\[]?\b(?P<year>(?:18|19|20)\d\d)\b[)\]]?\s*$")
_ENOUGH = 100
_OF_ONE_TITLE = 1_000  # more films than share any title, so that none of a year is missed


class Titles:
    """Films of one build by title: primary, original and alternative ones."""

    def __init__(self, graph: CreditGraph, folder: Path) -> None:
        self._graph, self._folder = graph, folder

    @cached_property
    def _index(self) -> FuzzyIndex:
        return FuzzyIndex(self._folder)

    @cached_property
    def _popularity(self) -> np.ndarray:
        return self._graph.movie_votes.astype(np.int64)

    def search(self, query: str, limit: int = 10) -> pl.DataFrame:
        """Films whose title is like the query, best first; a year at its end counts.

        Typos, accents, case, punctuation, word order and leading articles do not matter; films of
        equal score come in the order of their votes. A text without a letter finds nothing.

        Columns: `id`, `title`, `year`, `score` (0 to 100), `matched` (the title that matched, as
        written), `type`, `directors` (names), `countries`, `rating`, `votes`.

        Raises
        ------
        InvalidArgument
            `limit` is outside 1 to 1,000.
        """
        check_limit(limit)
        found = self._index.search(query, limit, self._popularity)
        with_year = _TRAILING_YEAR.match(query)
        if with_year:
            found = pl.concat([self._of_year(with_year["title"], int(with_year["year"])), found])
            found = found.unique("row", keep="first", maintain_order=True)
            found = found.sort("score", descending=True, maintain_order=True)
        return self._described(found.head(limit))

    def resolve(self, text_or_id: str) -> str:
        """The id of the film that a text names exactly, or the id itself.

        Raises
        ------
        UnknownId
            No film has that id or title; `near` holds the nearest.
        Ambiguous
            Several films have that title (and year, if the text ends with one).
        """
        text = text_or_id.strip()
        if self._graph.movie_row(text) is not None:
            return text
        found = self.search(text, limit=_ENOUGH)
        named = [row for row in found.to_dicts() if _names(text, row)]
        if not named:
            near = [candidate(row) for row in found.head(5).to_dicts()]
            raise UnknownId(text, "film", near)
        if len(named) > 1:
            raise Ambiguous(text, "film", [candidate(row) for row in named[:MAX_CANDIDATES]])
        return str(named[0]["id"])

    def named(self, title: str) -> Ints:
        """Rows of the films that have just this title, primary, original or alternative.

        Case, accents, punctuation and spaces do not matter; a year is part of a title here.
        """
        return self._index.equal(title)

    def _of_year(self, title: str, year: int) -> pl.DataFrame:
        found = self._index.search(title, _OF_ONE_TITLE, self._popularity)
        return found.filter(self._graph.movie_year[found["row"].to_numpy()] == year)

    def _described(self, found: pl.DataFrame) -> pl.DataFrame:
        graph, rows = self._graph, found["row"].to_numpy()
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
            found["score"],
            found["matched"],
            "type",
            pl.Series("directors", directors, dtype=pl.List(pl.String)),
            "countries",
            "rating",
            "votes",
        )


def _names(text: str, row: dict[str, object]) -> bool:
    """Whether a text is a film's title, alone or followed by its year."""
    title = str(row["matched"])
    if same_name(text, title):
        return True
    with_year = _TRAILING_YEAR.match(text)
    return bool(
        with_year and row["year"] == int(with_year["year"]) and same_name(with_year["title"], title)
    )


def candidate(row: dict[str, object]) -> Candidate:
    """A row of `search` as somebody may choose it, with what tells those of one title apart."""
    directors = row["directors"]
    assert isinstance(directors, list), "a list of names"
    parts = [str(row["year"] or "year unknown"), *directors[:2]]
    return Candidate(str(row["id"]), str(row["title"]), ", ".join(parts))
