"""Ranks over a grid of thresholds: which hold, and which hang on the sliders' position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.directors.rankings import Ranking
from recsys.directors.thresholds import SharedFilms, Thresholds
from recsys.util.numbers import votes_steps

STABLE_SHARE = 0.8
"""Share of the neighbouring grid points at which a rank that holds stays among those shown."""

STEP_TENTHS = 5
"""Half a point between the ratings of the grid."""

_MOST_STEPS = 9

Ranks = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Grid:
    """Thresholds that are tried; the current setting is one of the points.

    Attributes
    ----------
    tenths, votes : tuple of int
        Least rating in tenths and least votes, ascending.
    at : (int, int)
        Places of the current setting in the two.
    """

    tenths: tuple[int, ...]
    votes: tuple[int, ...]
    at: tuple[int, int]

    @property
    def around(self) -> tuple[slice, slice]:
        """The current setting with its neighbours: one step each way, as far as the grid goes."""
        rating, votes = (slice(max(0, place - 1), place + 2) for place in self.at)
        return rating, votes


def grid_around(films: SharedFilms, limits: Thresholds) -> Grid:
    """The grid for a setting.

    Ratings: 0, the setting, half a point below and above it, and the highest steps of half a
    point, counted from the setting, that some candidate reaches. Votes: 0, the setting, the steps
    of the votes slider below and above it, and the slider's steps that some candidate reaches,
    every second or third where they are many. Steps that all rated candidates reach ask for
    nothing and are left out, unless they are next to the setting.
    """
    tenths, votes = films.best()
    rating = limits.min_tenths
    steps = np.arange(rating % STEP_TENTHS, tenths.max(initial=0) + 1, STEP_TENTHS)
    ratings = {0, rating, *_asking(steps, tenths)[-(_MOST_STEPS - 1) :].tolist()}
    if rating:
        ratings |= {max(0, rating - STEP_TENTHS), min(100, rating + STEP_TENTHS)}
    ladder = votes_steps(10 * max(1, limits.min_votes, int(votes.max(initial=0))))
    reached = _asking(np.array(ladder), votes)
    # From the highest down, so that the step which fewest reach stays.
    least = {0, limits.min_votes, *reached[:: -max(1, -(-len(reached) // _MOST_STEPS))].tolist()}
    if limits.min_votes:
        least.add(max(step for step in ladder if step < limits.min_votes))
        least.add(min(step for step in ladder if step > limits.min_votes))
    tried, query = tuple(sorted(ratings)), tuple(sorted(least))
    return Grid(tried, query, (tried.index(rating), query.index(limits.min_votes)))


def ranks_over(ranking: Ranking, limits: Thresholds, grid: Grid) -> Ranks:
    """Rank of every candidate at every point, 0 where they do not pass.

    Shape (candidates, ratings, votes), candidates in the order of the ranking's frame. Scores are
    finished, so a rank is the number of those up to the candidate who pass.
    """
    films = ranking.films
    counted = films.counted(limits)
    candidate = films.candidate[counted]
    tenths, votes = films.tenths[counted], films.votes[counted]
    if limits.rule == "best_of_each":
        tenths, votes = _best(candidate, tenths, films.count), _best(candidate, votes, films.count)
        candidate = np.unique(candidate)
        tenths, votes = tenths[candidate], votes[candidate]
    # The last step that each reaches; 0 is the first of both, which an unrated film reaches, too.
    rating = np.searchsorted(grid.tenths, tenths, side="right") - 1
    voted = np.searchsorted(grid.votes, votes, side="right") - 1
    ranked = np.empty(films.count, dtype=np.int64)
    ranked[ranking.place] = np.arange(films.count)
    # Candidates last: the loops below and the sum then run over memory as it lies.
    passing = np.zeros((len(grid.tenths), len(grid.votes), films.count), dtype=bool)
    passing[rating, voted, ranked[candidate]] = True
    # Who reaches a step reaches all below it.
    for step in range(len(grid.tenths) - 1, 0, -1):
        passing[step - 1] |= passing[step]
    for step in range(len(grid.votes) - 1, 0, -1):
        passing[:, step - 1] |= passing[:, step]
    passing &= (films.films >= limits.min_films)[ranking.place]
    ranks = np.cumsum(passing, axis=2, dtype=np.int32) * passing
    return ranks.transpose(2, 0, 1)


def robustness(ranking: Ranking, limits: Thresholds, limit: int) -> pl.DataFrame:
    """How the ranks of the first `limit` that pass do over the grid around a setting.

    Columns: `id`, `name`, `rank` (at the setting), `share` (of all grid points at which they
    pass), `best`, `median` and `worst` rank at those, and `stable`: whether they are among the
    first `limit` at 80 % or more of the grid points next to the setting (one step each way, up to
    eight). Best rank first; empty where nobody passes.
    """
    grid = grid_around(ranking.films, limits)
    ranks = ranks_over(ranking, limits, grid)
    now = ranks[:, grid.at[0], grid.at[1]]
    shown = np.flatnonzero(now)[:limit]
    ranks = ranks[shown]
    near = ranks[:, grid.around[0], grid.around[1]]
    near = near.reshape(len(shown), near.shape[1] * near.shape[2])
    # The setting itself is among `near`, and there they are shown.
    among = ((near > 0) & (near <= limit)).sum(axis=1) - 1
    points = ranks.reshape(len(shown), len(grid.tenths) * len(grid.votes)).astype(np.float64)
    points[points == 0] = np.nan
    frame = ranking.frame[shown]
    if not len(shown):
        points = np.empty((0, 1))
    return pl.DataFrame(
        {
            "id": frame["id"],
            "name": frame["name"],
            "rank": now[shown],
            "share": np.isfinite(points).mean(axis=1),
            "best": np.nanmin(points, axis=1).astype(np.int32),
            "median": np.nanmedian(points, axis=1),
            "worst": np.nanmax(points, axis=1).astype(np.int32),
            "stable": among >= STABLE_SHARE * (near.shape[1] - 1),
        }
    )


def rank_grid(ranking: Ranking, limits: Thresholds, other: int) -> pl.DataFrame:
    """One director's rank at every point of the grid; `other` is the row of a director.

    Columns: `min_rating`, `min_votes`, `rank` (null where they do not pass), `is_current`. By
    rating, then votes. Empty where the director shares nobody.
    """
    place = ranking.co_credits.place_of(other)
    grid = grid_around(ranking.films, limits)
    row = np.flatnonzero(ranking.place == (-1 if place is None else place))
    ranks = ranks_over(ranking, limits, grid)[row].reshape(-1)
    points = [(rating, votes) for rating in grid.tenths for votes in grid.votes]
    current = (limits.min_tenths, limits.min_votes)
    frame = pl.DataFrame(
        {
            "min_rating": [rating / 10 for rating, _ in points],
            "min_votes": [votes for _, votes in points],
            "is_current": [point == current for point in points],
        }
    )
    rank = pl.Series("rank", ranks).replace(0, None)
    return frame.clear().with_columns(rank) if place is None else frame.with_columns(rank)


def _asking(steps: np.ndarray, reached: np.ndarray) -> np.ndarray:
    """The steps that some candidate reaches and some rated one does not."""
    rated = reached[reached > 0]
    return steps[(steps > rated.min()) & (steps <= rated.max())] if len(rated) else steps[:0]


def _best(candidate: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    best = np.zeros(count, dtype=values.dtype)
    np.maximum.at(best, candidate, values)
    return best
