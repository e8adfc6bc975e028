"""Robustness: which ranks are stable and which are sensitive to the thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.directors.score_cache import Ranking
from recsys.directors.thresholds import SharedFilms, Thresholds, max_by_candidate
from recsys.util.numbers import votes_steps

STABLE_SHARE = 0.8
"""Share of the neighbouring grid points at which a stable director stays among those shown."""

STEP_TENTHS = 5
"""Step between the grid's ratings: half a point."""

_MAX_STEPS = 9

Ranks = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Grid:
    """Thresholds to try; the current thresholds are one of the points.

    Attributes
    ----------
    tenths, votes : tuple of int
        Minimum ratings in tenths and minimum votes, ascending.
    current : (int, int)
        Indices of the current thresholds in the two.
    """

    tenths: tuple[int, ...]
    votes: tuple[int, ...]
    current: tuple[int, int]

    @property
    def neighbourhood(self) -> tuple[slice, slice]:
        """The current point and its neighbours, one step each way within the grid."""
        rating, votes = (slice(max(0, index - 1), index + 2) for index in self.current)
        return rating, votes


def grid_around(films: SharedFilms, thresholds: Thresholds) -> Grid:
    """The grid around the current thresholds.

    Ratings: 0, the current rating, half a point below and above it, and the highest half-point
    steps, counted from the current rating, that some candidate reaches. Votes: 0, the current
    votes, the slider's steps below and above them, and the slider's steps that some candidate
    reaches, thinned out if there are many. Steps that every rated candidate reaches exclude
    nobody; they are left out unless they are next to the current thresholds.
    """
    tenths, votes = films.best()
    rating = thresholds.min_tenths
    steps = np.arange(rating % STEP_TENTHS, tenths.max(initial=0) + 1, STEP_TENTHS)
    min_tenths = {0, rating, *_excluding_steps(steps, tenths)[-(_MAX_STEPS - 1) :].tolist()}
    if rating:
        min_tenths |= {max(0, rating - STEP_TENTHS), min(100, rating + STEP_TENTHS)}
    slider = votes_steps(10 * max(1, thresholds.min_votes, int(votes.max(initial=0))))
    reached = _excluding_steps(np.array(slider), votes)
    # Thinned out from the highest down, so that the step fewest candidates reach stays.
    thinned = reached[:: -max(1, -(-len(reached) // _MAX_STEPS))].tolist()
    min_votes = {0, thresholds.min_votes, *thinned}
    if thresholds.min_votes:
        min_votes.add(max(step for step in slider if step < thresholds.min_votes))
        min_votes.add(min(step for step in slider if step > thresholds.min_votes))
    ratings, vote_counts = tuple(sorted(min_tenths)), tuple(sorted(min_votes))
    current = ratings.index(rating), vote_counts.index(thresholds.min_votes)
    return Grid(ratings, vote_counts, current)


def ranks_over(ranking: Ranking, thresholds: Thresholds, grid: Grid) -> Ranks:
    """Rank of every candidate at every grid point, 0 where the candidate does not pass.

    Shape (candidates, ratings, votes), candidates in the order of the ranking's frame. Scores do
    not depend on thresholds, so a rank is the number of passing candidates up to this one.
    """
    films = ranking.shared_films
    counted = films.counted(thresholds)
    candidate = films.candidate[counted]
    tenths, votes = films.tenths[counted], films.votes[counted]
    if thresholds.rule == "best_of_each":
        tenths = max_by_candidate(candidate, tenths, films.count)
        votes = max_by_candidate(candidate, votes, films.count)
        candidate = np.unique(candidate)
        tenths, votes = tenths[candidate], votes[candidate]
    # The last step that each reaches; both scales start at 0, which an unrated film reaches too.
    rating_step = np.searchsorted(grid.tenths, tenths, side="right") - 1
    votes_step = np.searchsorted(grid.votes, votes, side="right") - 1
    row_of_candidate = np.empty(films.count, dtype=np.int64)
    row_of_candidate[ranking.order] = np.arange(films.count)
    # Candidates are the last axis, so that the loops and the sum run over contiguous memory.
    passing = np.zeros((len(grid.tenths), len(grid.votes), films.count), dtype=bool)
    passing[rating_step, votes_step, row_of_candidate[candidate]] = True
    # A candidate that reaches a step reaches all lower ones.
    for step in range(len(grid.tenths) - 1, 0, -1):
        passing[step - 1] |= passing[step]
    for step in range(len(grid.votes) - 1, 0, -1):
        passing[:, step - 1] |= passing[:, step]
    passing &= (films.films_directed >= thresholds.min_films)[ranking.order]
    ranks = np.cumsum(passing, axis=2, dtype=np.int32) * passing
    return ranks.transpose(2, 0, 1)


def robustness(ranking: Ranking, thresholds: Thresholds, limit: int) -> pl.DataFrame:
    """Ranks of the first `limit` passing directors over the grid around the thresholds.

    Columns: `id`, `name`, `rank` (at the current thresholds), `share` (of the grid points at
    which they pass), `best`, `median` and `worst` rank at those points, and `stable`: whether
    they are among the first `limit` at 80 % or more of the neighbouring grid points (one step
    each way, up to eight). Best rank first; empty if nobody passes.
    """
    grid = grid_around(ranking.shared_films, thresholds)
    ranks = ranks_over(ranking, thresholds, grid)
    current = ranks[:, grid.current[0], grid.current[1]]
    shown = np.flatnonzero(current)[:limit]
    ranks = ranks[shown]
    near = ranks[:, grid.neighbourhood[0], grid.neighbourhood[1]]
    near = near.reshape(len(shown), near.shape[1] * near.shape[2])
    # The neighbourhood includes the current point, at which they are all shown.
    times_shown = ((near > 0) & (near <= limit)).sum(axis=1) - 1
    points = ranks.reshape(len(shown), len(grid.tenths) * len(grid.votes)).astype(np.float64)
    points[points == 0] = np.nan
    frame = ranking.frame[shown]
    if not len(shown):
        points = np.empty((0, 1))
    return pl.DataFrame(
        {
            "id": frame["id"],
            "name": frame["name"],
            "rank": current[shown],
            "share": np.isfinite(points).mean(axis=1),
            "best": np.nanmin(points, axis=1).astype(np.int32),
            "median": np.nanmedian(points, axis=1),
            "worst": np.nanmax(points, axis=1).astype(np.int32),
            "stable": times_shown >= STABLE_SHARE * (near.shape[1] - 1),
        }
    )


def rank_grid(ranking: Ranking, thresholds: Thresholds, other: int) -> pl.DataFrame:
    """Rank of one director, given by row, at every grid point.

    Columns: `min_rating`, `min_votes`, `rank` (null where they do not pass), `is_current`. By
    rating, then votes. Empty if the director shares nobody.
    """
    index = ranking.co_credits.index_of(other)
    grid = grid_around(ranking.shared_films, thresholds)
    row = np.flatnonzero(ranking.order == (-1 if index is None else index))
    ranks = ranks_over(ranking, thresholds, grid)[row].reshape(-1)
    points = [(rating, votes) for rating in grid.tenths for votes in grid.votes]
    current = (thresholds.min_tenths, thresholds.min_votes)
    frame = pl.DataFrame(
        {
            "min_rating": [rating / 10 for rating, _ in points],
            "min_votes": [votes for _, votes in points],
            "is_current": [point == current for point in points],
        }
    )
    rank = pl.Series("rank", ranks).replace(0, None)
    return frame.clear().with_columns(rank) if index is None else frame.with_columns(rank)


def _excluding_steps(steps: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The steps that some candidate reaches and some rated candidate does not."""
    rated = values[values > 0]
    return steps[(steps > rated.min()) & (steps <= rated.max())] if len(rated) else steps[:0]
