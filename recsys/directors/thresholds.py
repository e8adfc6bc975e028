"""Which of the scored directors are shown: thresholds act on the finished scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from recsys.directors.co_credits import CoCredits
from recsys.errors import BelowThresholds, InvalidArgument
from recsys.store.graph import CreditGraph

ThresholdRule = Literal["best_of_each", "one_film"]
THRESHOLD_RULES: tuple[ThresholdRule, ...] = ("best_of_each", "one_film")


@dataclass(frozen=True)
class Thresholds:
    """What a director must reach with the films that share a person (bounds inclusive).

    Attributes
    ----------
    min_rating : float
        Best rating of those films, 0 to 10, compared in tenths; 0 asks for nothing.
    min_votes : int
        Best vote count of those films; 0 asks for nothing.
    rule : str
        `best_of_each`: the two may be reached by two films, as in the original; `one_film`: one
        film reaches both.
    min_films : int
        Films directed in the whole catalogue.
    years : (int, int) or None
        Only films first shown in these years count for the two above, and a director needs one.
        Scores do not change.
    """

    min_rating: float = 0.0
    min_votes: int = 0
    rule: ThresholdRule = "best_of_each"
    min_films: int = 1
    years: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.min_rating <= 10:
            raise InvalidArgument(f"min_rating is {self.min_rating}, it goes from 0 to 10.")
        if self.min_votes < 0:
            raise InvalidArgument(f"min_votes is {self.min_votes}, it can't be below 0.")
        if self.rule not in THRESHOLD_RULES:
            raise InvalidArgument(
                f"threshold_rule is {self.rule!r}, choose from {', '.join(THRESHOLD_RULES)}."
            )
        if self.min_films < 1:
            raise InvalidArgument(f"min_films is {self.min_films}, it can't be below 1.")
        if self.years is not None and self.years[0] > self.years[1]:
            raise InvalidArgument(f"years go from {self.years[0]} to {self.years[1]}: swap them.")

    @property
    def min_tenths(self) -> int:
        """The rating in tenths; 7.1 and 7.10000001 are the same threshold."""
        return round(self.min_rating * 10)


class SharedFilms:
    """The films of the candidates that share a person, as arrays the thresholds run on."""

    def __init__(self, graph: CreditGraph, co_credits: CoCredits) -> None:
        self.candidate = co_credits.edge_candidate
        self.tenths = graph.movie_rating_tenths[co_credits.edge_movie]
        self.votes = graph.movie_votes[co_credits.edge_movie]
        self.year = graph.movie_year[co_credits.edge_movie]
        self.films = graph.films_directed[co_credits.directors]
        self.count = len(co_credits.directors)

    def best(self) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int32]]:
        """Best rating (tenths) and votes of each candidate, 0 where no film is rated."""
        tenths = np.zeros(self.count, dtype=np.int16)
        votes = np.zeros(self.count, dtype=np.int32)
        np.maximum.at(tenths, self.candidate, self.tenths)
        np.maximum.at(votes, self.candidate, self.votes)
        return tenths, votes

    def passing(self, limits: Thresholds) -> npt.NDArray[np.bool_]:
        """Which candidates pass, by place."""
        counted = self.counted(limits)
        passing = self._present(counted) & (self.films >= limits.min_films)
        rated = self.tenths >= limits.min_tenths
        voted = self.votes >= limits.min_votes
        if limits.rule == "one_film":
            return passing & self._present(counted & rated & voted)
        return passing & self._present(counted & rated) & self._present(counted & voted)

    def counted(self, limits: Thresholds) -> npt.NDArray[np.bool_]:
        """Which films count at all."""
        if limits.years is None:
            return np.ones(len(self.candidate), dtype=bool)
        first, last = limits.years
        return (self.year >= first) & (self.year <= last) & (self.year > 0)

    def explain_none(self, limits: Thresholds) -> BelowThresholds:
        """Why nobody passes, and the nearest thresholds that let one through."""
        eligible = self._present(self.counted(limits)) & (self.films >= limits.min_films)
        counted = self.counted(limits) & eligible[self.candidate]
        enough_votes = self.votes >= limits.min_votes
        enough_rating = self.tenths >= limits.min_tenths
        if limits.rule == "one_film":
            with_votes, with_rating = counted & enough_votes, counted & enough_rating
        else:
            with_votes = counted & self._present(counted & enough_votes)[self.candidate]
            with_rating = counted & self._present(counted & enough_rating)[self.candidate]
        rating = self.tenths[with_votes].max() / 10 if with_votes.any() else None
        votes = int(self.votes[with_rating].max()) if with_rating.any() else None
        return BelowThresholds(self.count, limits.min_rating, limits.min_votes, rating, votes)

    def _present(self, films: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which candidates have at least one of the chosen films."""
        present = np.zeros(self.count, dtype=bool)
        present[self.candidate[films]] = True
        return present
