"""Thresholds: which of the scored directors are shown. They act on finished scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from recsys.directors.co_credits import CoCredits
from recsys.errors import BelowThresholds, InvalidArgument
from recsys.store.graph import CreditGraph

Number = TypeVar("Number", bound=np.number)
ThresholdRule = Literal["best_of_each", "one_film"]
THRESHOLD_RULES: tuple[ThresholdRule, ...] = ("best_of_each", "one_film")


@dataclass(frozen=True)
class Thresholds:
    """Minimums for a candidate's shared films: those with a person the query shares.

    All bounds are inclusive.

    Attributes
    ----------
    min_rating : float
        Minimum for the highest rating of a shared film, 0 to 10, compared in tenths. 0 means no
        minimum.
    min_votes : int
        Minimum for the highest vote count of a shared film. 0 means no minimum.
    rule : str
        `best_of_each`: two different films may reach the two minimums, as in the 2019
        recommender; `one_film`: one film must reach both.
    min_films : int
        Minimum number of films directed in the whole catalogue.
    years : (int, int) or None
        First and last release year of the shared films that count; a candidate needs at least
        one. Scores do not change.
    """

    min_rating: float = 0.0
    min_votes: int = 0
    rule: ThresholdRule = "best_of_each"
    min_films: int = 1
    years: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.min_rating <= 10:
            raise InvalidArgument(f"min_rating is {self.min_rating}, it must be from 0 to 10.")
        if self.min_votes < 0:
            raise InvalidArgument(f"min_votes is {self.min_votes}, it must be at least 0.")
        if self.rule not in THRESHOLD_RULES:
            raise InvalidArgument(
                f"threshold_rule is {self.rule!r}, choose from {', '.join(THRESHOLD_RULES)}."
            )
        if self.min_films < 1:
            raise InvalidArgument(f"min_films is {self.min_films}, it must be at least 1.")
        if self.years is not None and self.years[0] > self.years[1]:
            raise InvalidArgument(f"years are {self.years[0]} to {self.years[1]}; swap them.")

    @property
    def min_tenths(self) -> int:
        """`min_rating` in tenths; 7.1 and 7.10000001 are the same threshold."""
        return round(self.min_rating * 10)


class SharedFilms:
    """The films of the candidates with a shared person, as arrays that thresholds run on.

    Attributes
    ----------
    candidate, tenths, votes, year : int arrays, shape (edges,)
        Candidate (index into `CoCredits.directors`), rating in tenths, votes and year of each
        pair of candidate and film; 0 where a value is unknown.
    films_directed : int array, shape (candidates,)
        Films that each candidate directed in the whole catalogue.
    count : int
        Number of candidates.
    """

    def __init__(self, graph: CreditGraph, co_credits: CoCredits) -> None:
        self.candidate = co_credits.edge_candidate
        self.tenths = graph.movie_rating_tenths[co_credits.edge_movie]
        self.votes = graph.movie_votes[co_credits.edge_movie]
        self.year = graph.movie_year[co_credits.edge_movie]
        self.films_directed = graph.films_directed[co_credits.directors]
        self.count = len(co_credits.directors)

    def best(self) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int32]]:
        """Highest rating (tenths) and vote count of each candidate; 0 if no film is rated."""
        return (
            max_by_candidate(self.candidate, self.tenths, self.count),
            max_by_candidate(self.candidate, self.votes, self.count),
        )

    def passing(self, thresholds: Thresholds) -> npt.NDArray[np.bool_]:
        """Mask of the candidates that pass, shape (candidates,)."""
        counted = self.counted(thresholds)
        passing = self._has_any(counted) & (self.films_directed >= thresholds.min_films)
        rated = self.tenths >= thresholds.min_tenths
        voted = self.votes >= thresholds.min_votes
        if thresholds.rule == "one_film":
            return passing & self._has_any(counted & rated & voted)
        return passing & self._has_any(counted & rated) & self._has_any(counted & voted)

    def counted(self, thresholds: Thresholds) -> npt.NDArray[np.bool_]:
        """Mask of the films within the years of the thresholds, shape (edges,)."""
        if thresholds.years is None:
            return np.ones(len(self.candidate), dtype=bool)
        first, last = thresholds.years
        return (self.year >= first) & (self.year <= last) & (self.year > 0)

    def below_thresholds(self, thresholds: Thresholds) -> BelowThresholds:
        """The error for thresholds nobody passes, with the nearest ones that somebody does."""
        counted = self.counted(thresholds)
        eligible = self._has_any(counted) & (self.films_directed >= thresholds.min_films)
        counted &= eligible[self.candidate]
        enough_votes = self.votes >= thresholds.min_votes
        enough_rating = self.tenths >= thresholds.min_tenths
        if thresholds.rule == "one_film":
            with_votes, with_rating = counted & enough_votes, counted & enough_rating
        else:
            with_votes = counted & self._has_any(counted & enough_votes)[self.candidate]
            with_rating = counted & self._has_any(counted & enough_rating)[self.candidate]
        rating = self.tenths[with_votes].max() / 10 if with_votes.any() else None
        votes = int(self.votes[with_rating].max()) if with_rating.any() else None
        return BelowThresholds(
            self.count, thresholds.min_rating, thresholds.min_votes, rating, votes
        )

    def _has_any(self, films: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Mask of the candidates with at least one of the films in a mask."""
        has_any = np.zeros(self.count, dtype=bool)
        has_any[self.candidate[films]] = True
        return has_any


def max_by_candidate(
    candidate: np.ndarray, values: npt.NDArray[Number], count: int
) -> npt.NDArray[Number]:
    """Highest value of each candidate, 0 where there is none; shape (count,)."""
    highest = np.zeros(count, dtype=values.dtype)
    np.maximum.at(highest, candidate, values)
    return highest
