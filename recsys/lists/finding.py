"""Finds the films that entries may name: by id, by exact title, then with typos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.lists.entries import Entry
from recsys.lists.tables import with_year
from recsys.reading.ids import imdb_id
from recsys.reading.titles import Titled, readings
from recsys.search import Titles
from recsys.search.spelling import spelling_key
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.util.fold import fold

MAX_FUZZY_SEARCHES = 2_000
"""Titles without an exact match that are searched with typos; further ones stay unmatched."""
MAX_CANDIDATES = 5

_MAX_READINGS = 8
"""Ways to read a title that are tried; titles of many brackets have more."""
_SEARCH_LIMIT = 30
_MIN_SCORE_SAME_YEAR, _MIN_SCORE = 75, 85
"""Minimum title score of a candidate at most one year off, and of any other candidate."""
_MAX_SAME_YEAR_GAP, _MAX_YEAR_GAP = 1, 3


@dataclass(frozen=True)
class Found:
    """The rows of the films that an entry may name, most likely first.

    Attributes
    ----------
    rows : tuple of int
        At most `MAX_CANDIDATES`; exactly one if it is sure.
    sure : bool
    searched : bool
        False if the entry would have been searched with typos, beyond the limit.
    """

    rows: tuple[int, ...] = ()
    sure: bool = False
    searched: bool = True


class Finder:
    """Finds the films of one list; counts its searches with typos."""

    def __init__(self, titles: Titles, graph: CreditGraph) -> None:
        self._titles, self._graph = titles, graph
        self._exact: dict[str, list[int]] = {}
        self._searches = 0

    def find(self, entries: Sequence[Entry]) -> list[Found]:
        """Return what each entry names."""
        rows = self._rows_of_ids(entries)
        return [self._find(entry, rows) for entry in entries]

    def _find(self, entry: Entry, rows_of_ids: dict[str, int]) -> Found:
        for film in _ids(entry):
            if film in rows_of_ids:
                return Found((rows_of_ids[film],), sure=True)
        if entry.tmdb is not None and not _has_imdb_id(entry):
            row = self._titles.ids.row_of_tmdb(entry.tmdb)
            if row is not None:
                return Found((row,), sure=True)
        readings_of = list(_readings(entry))
        return (
            self._by_number(entry, readings_of, rows_of_ids)
            or self._by_title(entry, readings_of)
            or self._fuzzy(entry, readings_of)
        )

    # Ids

    def _rows_of_ids(self, entries: Iterable[Entry]) -> dict[str, int]:
        """Return the rows of all ids of a list that the catalogue has, in one join."""
        wanted = {film for entry in entries for film in (*_ids(entry), *_ids_of_number(entry))}
        ids = self._graph.movies.select("id").with_row_index("row")
        known = ids.join(pl.DataFrame({"id": sorted(wanted)}, {"id": pl.String}), on="id")
        return dict(known.select("id", "row").rows())

    def _by_number(
        self, entry: Entry, titles: Iterable[Titled], rows_of_ids: dict[str, int]
    ) -> Found | None:
        """A film by a number that may be IMDb's or TMDB's, if it has the entry's title."""
        if entry.number is None:
            return None
        numbered = {rows_of_ids.get(film) for film in _ids_of_number(entry)}
        if len(entry.number) < 10:
            numbered.add(self._titles.ids.row_of_tmdb(int(entry.number)))
        for titled in titles:
            for row in self._with_title(titled.title):
                if row in numbered:
                    return Found((row,), sure=True)
        return None

    # Exact titles

    def _by_title(self, entry: Entry, titles: Iterable[Titled]) -> Found | None:
        """The first reading with films of its year, else one with a film a year off."""
        one_off = None
        for titled in titles:
            rows = self._possible(entry, titled)
            if not rows:
                continue
            if titled.year is None:
                return self._undated(titled, rows)
            same = [row for row in rows if self._graph.movie_year[row] == titled.year]
            if same:
                return self._dated(entry, titled, same, rows)
            if len(rows) == 1 and one_off is None and self._gap(rows[0], titled.year) == 1:
                one_off = Found((rows[0],), sure=True)
        return one_off

    def _undated(self, titled: Titled, rows: list[int]) -> Found:
        """Of films with a title, those that have it as their own."""
        own = self._own(rows, titled.title)
        if own:
            return self._one_of(own)
        found = self._one_of(rows)
        if found.sure and self._lacks_subtitle(rows[0], titled.title):
            return Found(found.rows)
        return found

    def _dated(self, entry: Entry, titled: Titled, same: list[int], rows: list[int]) -> Found:
        """Of films with a title and year, those that have it as their own.

        A title in other countries is doubtful if it is the own title of a film of another year.
        """
        names = [titled.title, entry.original_title]
        own = self._own(same, *names)
        if own:
            return self._one_of(own)
        owners = self._own(rows, *names)
        return self._one_of(same + owners) if owners else self._one_of(same)

    def _possible(self, entry: Entry, titled: Titled) -> list[int]:
        """Return the films with exactly this title that the entry's id does not rule out."""
        rows = self._with_title(titled.title)
        if entry.original_title:
            rows = sorted({*rows, *self._with_title(entry.original_title)})
        return [row for row in rows if self._may_be(entry, row)]

    def _with_title(self, title: str) -> list[int]:
        if title not in self._exact:
            self._exact[title] = self._titles.with_title(title).tolist()
        return self._exact[title]

    def _may_be(self, entry: Entry, row: int) -> bool:
        """Return False if both have IMDb ids; they differ, as no film has the entry's id."""
        return not (_has_imdb_id(entry) and str(self._film_ids[row]).startswith("tt"))

    def _own(self, rows: Iterable[int], *names: str) -> list[int]:
        """Return the films whose primary or original title is one of the names."""
        wanted = {fold(name) for name in names if name}
        return [row for row in rows if not wanted.isdisjoint(self._own_titles(row))]

    def _own_titles(self, row: int) -> set[str]:
        return {fold(titles[row]) for titles in self._title_columns if titles[row]}

    def _lacks_subtitle(self, row: int, title: str) -> bool:
        start = f"{fold(title)} "
        return any(own.startswith(start) for own in self._own_titles(row))

    def _one_of(self, rows: Sequence[int]) -> Found:
        """Return a sure film, or several that are doubtful, most voted first."""
        if len(rows) == 1:
            return Found((rows[0],), sure=True)
        most_voted = sorted(rows, key=lambda row: (-self._graph.movie_votes[row], row))
        return Found(tuple(most_voted[:MAX_CANDIDATES]))

    def _gap(self, row: int, year: int) -> int | None:
        """Years between a film and a year; None if the film's is unknown."""
        film_year = int(self._graph.movie_year[row])
        return abs(film_year - year) if film_year else None

    # Typos

    def _fuzzy(self, entry: Entry, titles: Sequence[Titled]) -> Found:
        """Return films with a similar title and, if both years are known, a close year."""
        for titled in _most_different(titles):
            if self._searches >= MAX_FUZZY_SEARCHES:
                return Found(searched=False)
            self._searches += 1
            rows, scores = self._titles.closest(titled.title, _SEARCH_LIMIT)
            spelled = self._spelled(entry, titled, rows.tolist())
            if len(spelled) == 1:
                return Found((spelled[0],), sure=True)
            similar = self._similar(entry, titled, rows, scores)
            if similar:
                return Found(similar)
        return Found()

    def _spelled(self, entry: Entry, titled: Titled, rows: Sequence[int]) -> list[int]:
        """The films of the year whose own title differs in numerals or abbreviations only."""
        key = spelling_key(fold(titled.title))
        return [
            row
            for row in rows
            if titled.year
            and self._graph.movie_year[row] == titled.year
            and self._may_be(entry, row)
            and key in map(spelling_key, self._own_titles(row))
        ]

    def _similar(
        self, entry: Entry, titled: Titled, rows: Ints, scores: npt.NDArray[np.float64]
    ) -> tuple[int, ...]:
        candidates = []
        for position, (row, score) in enumerate(zip(rows.tolist(), scores.tolist(), strict=True)):
            gap = self._gap(row, titled.year) if titled.year else None
            same_year = gap is not None and gap <= _MAX_SAME_YEAR_GAP
            min_score = _MIN_SCORE_SAME_YEAR if same_year else _MIN_SCORE
            if score >= min_score and (gap or 0) <= _MAX_YEAR_GAP and self._may_be(entry, row):
                candidates.append((-score, gap or 0, -self._graph.movie_votes[row], position, row))
        return tuple(row for *_, row in sorted(candidates)[:MAX_CANDIDATES])

    @cached_property
    def _film_ids(self) -> pl.Series:
        return self._graph.movies["id"]

    @cached_property
    def _title_columns(self) -> tuple[pl.Series, pl.Series]:
        return self._graph.movies["title"], self._graph.movies["original_title"]


def _ids(entry: Entry) -> list[str]:
    """The ids that an entry gives; the title may be an id too."""
    text = entry.id or entry.title
    written = imdb_id(text, bare=False)
    return [text, written] if written and written != text else [text]


def _ids_of_number(entry: Entry) -> list[str]:
    return [f"tt{entry.number:0>7}"] if entry.number else []


def _has_imdb_id(entry: Entry) -> bool:
    return (entry.id or "").startswith("tt")


def _readings(entry: Entry) -> Iterator[Titled]:
    """The first ways to read the entry's title, with its year."""
    seen = set()
    for titled in with_year(readings(entry.title), entry.year):
        if titled not in seen:
            seen.add(titled)
            yield titled
        if len(seen) >= _MAX_READINGS:
            return


def _most_different(titles: Sequence[Titled]) -> list[Titled]:
    """The first reading, and the first one without the year at its end.

    Other readings move an article or drop a name in brackets, which a search tolerates.
    """
    return [*titles[:1], *[titled for titled in titles if not titled.year_known][:1]]
