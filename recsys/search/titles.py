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
from recsys.reading.titles import readings
from recsys.search.film_ids import FilmIds
from recsys.search.index import FuzzyIndex
from recsys.search.names import MAX_CANDIDATES, MIN_SCORE, check_limit
from recsys.search.naming import TitledFilm, named_by
from recsys.search.spelling import spelling_key
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.util.fold import fold

_TRAILING_YEAR = re.compile(r"^(?P<title>.*\S)\s*[(\[]?\b(?P<year>(?:18|19|20)\d\d)\b[)\]]?\s*$")
_RESOLVE_LIMIT = 100
_EXTRA = 40  # further matches, so that films of a foreign title do not displace films of their own
_OTHER_YEAR = 20.0  # points deducted if a query ends with another year than the film's
_MIN_SAME_SPELLING = 40.0  # no spelling of a title looks less alike
_SAME_SPELLING = 99.0
"""The score of a title that differs from the query in numerals or abbreviations only."""
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
        articles, and uses a year at the end of the query. Ties are broken by whether the title is
        the film's own, then by votes. A query without a letter, digit or symbol returns no films.

        Columns: `id`, `title`, `year`, `score` (50 to 100), `matched` (the matching title, as
        written), `type`, `directors` (names), `countries`, `rating`, `votes`.

        Raises
        ------
        InvalidArgument
            `limit` is outside 1 to 1,000.
        """
        check_limit(limit)
        matches = self._index.search(query, limit + _EXTRA, self._popularity)
        with_year = _TRAILING_YEAR.match(query)
        if with_year:
            undated = self._undated(with_year["title"], int(with_year["year"]))
            matches = pl.concat([undated, matches]).sort(
                "score", descending=True, maintain_order=True
            )
            matches = matches.unique("row", keep="first", maintain_order=True)
        matches = self._ranked(matches, query).filter(pl.col("score") >= MIN_SCORE)
        return self._as_frame(matches.head(limit))

    def resolve(self, text_or_id: str) -> str:
        """Return the id of the film with this title or id, or of an address that names it.

        Ids and addresses are those of `FilmIds.row_of`; addresses of Letterboxd and Trakt are
        looked up by the title and year that they contain. The nearest spelling of a title wins,
        and a film's own title goes before another film's foreign one.

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
        named = named_by(text, films := self._titled(text))
        for meant in () if named else readings(text):  # `Heat (a.k.a. ...)` may be too long a query
            if named := named_by(text, self._titled(meant.title)):
                break
        if not named:
            raise UnknownId(text, "film", [candidate(film.row) for film in films[:5]])
        if len(named) > 1:
            candidates = [candidate(film.row) for film in named[:MAX_CANDIDATES]]
            raise Ambiguous(text, "film", candidates)
        return str(named[0].row["id"])

    def with_title(self, title: str) -> Ints:
        """Return the rows of films with exactly this primary, original or alternative title.

        Case, accents, punctuation and spaces are ignored. A trailing year counts as part of the
        title.
        """
        return self._index.equal(title)

    def closest(self, title: str, limit: int) -> tuple[Ints, npt.NDArray[np.float64]]:
        """Return the rows of films with the most similar titles, and scores from 0 to 100."""
        return self._index.closest(title, limit)

    def _titled(self, query: str) -> list[TitledFilm]:
        """The films that match a query, with their own titles."""
        originals = self._graph.movies["original_title"]
        films = []
        for row in self.search(query, _RESOLVE_LIMIT).to_dicts():
            place = self._graph.movie_row(row["id"])
            assert place is not None, "a row of the graph"
            own = tuple(title for title in (row["title"], originals[place]) if title)
            films.append(TitledFilm(row, row["matched"], own, row["year"]))
        return films

    def _ranked(self, matches: pl.DataFrame, query: str) -> pl.DataFrame:
        """Sort matches by score; at equal scores a film's own title goes before a foreign one."""
        titles = self._graph.movies[matches["row"].to_numpy()].select("title", "original_title")
        matched = matches["matched"]
        key = spelling_key(fold(query))
        scores = [
            _SAME_SPELLING
            if _MIN_SAME_SPELLING <= score < _SAME_SPELLING and spelling_key(fold(title)) == key
            else score
            for score, title in zip(matches["score"], matched, strict=True)
        ]
        return (
            matches.with_columns(
                pl.Series("score", scores, dtype=pl.Float64),
                ((matched == titles["title"]) | (matched == titles["original_title"]))
                .fill_null(value=False)
                .alias("own"),
            )
            .sort("score", "own", descending=True, maintain_order=True)
            .drop("own")
        )

    def _undated(self, title: str, year: int) -> pl.DataFrame:
        """Matches of a title without its year; films of other years have lower scores."""
        matches = self._index.search(title, _MAX_NAMESAKES, self._popularity)
        other_year = self._graph.movie_year[matches["row"].to_numpy()] != year
        return matches.with_columns(pl.col("score") - pl.Series(other_year * _OTHER_YEAR))

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


def candidate(row: dict[str, object]) -> Candidate:
    """Convert a row of `search` to a candidate; its detail distinguishes films of one title."""
    directors = row["directors"]
    assert isinstance(directors, list), "a list of names"
    parts = [str(row["year"] or "year unknown"), *directors[:2]]
    return Candidate(str(row["id"]), str(row["title"]), ", ".join(parts))
