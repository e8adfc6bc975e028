"""Guard rails: what a ranking recommends, whatever people say about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from recsys.catalog import Store
from recsys.evaluate.systems import Scored, best

SHOWN = 10
"""Results looked at for each seed."""

MAX_SEEDS, MIN_VOTES = 300, 50
"""Number of seeds, drawn at random among the films with a text and this many votes."""

NEAR_YEARS = 2
MAX_GENRE = 0.5
TEXT_QUANTILE = 0.95
"""A result is unlinked if it is below both and shares nobody and no franchise."""

FAME_DEPTH = 50
_POOL = 300
"""Films ranked before franchises are grouped."""
_SEED = 20_260_102


@dataclass(frozen=True)
class Guards:
    """Guard rails of one ranking, over the first ten results of each seed as a page shows them.

    Attributes
    ----------
    near_years : float or None
        Share of results within two years of the seed; None if no years are known.
    unlinked : float
        Share of results without a link: nobody in common, not of one franchise, genre cosine below
        0.5, and the text not among the 5 % most similar to the seed's.
    most_shown : float
        Share of seeds for which the most shown film is a result.
    most_shown_film : str
        Its title.
    median_votes : float
        Median votes of the results.
    distinct : int
        Number of different films among the results.
    fame : float
        How much of the order among a seed's first 50 is known + rated: the standard deviation of
        their weighted sum over that of the score; median over the seeds.
    """

    near_years: float | None
    unlinked: float
    most_shown: float
    most_shown_film: str
    median_votes: float
    distinct: int
    fame: float


def guard_seeds(store: Store) -> np.ndarray:
    """Return the rows of the guard rails' seeds, ascending; fewer if the catalogue has fewer."""
    assert store.vectors is not None, "evaluate checks for texts"
    films = store.vectors.movies
    known = films[store.graph.movie_votes[films] >= MIN_VOTES]
    rng = np.random.default_rng(_SEED)
    chosen = rng.choice(known, min(MAX_SEEDS, len(known)), replace=False)
    return np.sort(chosen).astype(np.int64)


class GuardRails:
    """Collects the results of each ranking, seed by seed."""

    def __init__(self, store: Store, seeds: np.ndarray, systems: int) -> None:
        self._graph, self.seeds = store.graph, seeds
        self._is_seed = set(seeds.tolist())
        self._shown: list[list[np.ndarray]] = [[] for _ in range(systems)]
        self._near: list[list[np.ndarray]] = [[] for _ in range(systems)]
        self._unlinked: list[list[np.ndarray]] = [[] for _ in range(systems)]
        self._fame: list[list[float]] = [[] for _ in range(systems)]

    def add(self, scored: Scored) -> None:
        """Take the scores of one seed, if it is one of the guard rails'."""
        if scored.seed not in self._is_seed:
            return
        linked = _is_linked(scored)
        year = self._graph.movie_year.astype(np.int64)
        for system, scores in enumerate(scored.scores):
            pool = best(scores, _POOL)
            first = self._graph.franchises.first_indices(pool.astype(np.int32))[:SHOWN]
            shown = pool[first]
            self._shown[system].append(shown)
            self._unlinked[system].append(~linked[shown])
            if year[scored.seed]:
                years = year[shown][year[shown] > 0]
                self._near[system].append(np.abs(years - year[scored.seed]) <= NEAR_YEARS)
            self._fame[system].append(_fame_share(scores, scored.fame[system], pool))

    def figures(self) -> list[dict[str, Any]]:
        """Return the `Guards` of each ranking as dicts; empty without seeds."""
        if not len(self.seeds):
            return []
        return [asdict(self._guards(system)) for system in range(len(self._shown))]

    def _guards(self, system: int) -> Guards:
        shown = np.concatenate(self._shown[system])
        films, counts = np.unique(shown, return_counts=True)
        most = int(counts.argmax())
        near = np.concatenate([np.empty(0, bool), *self._near[system]])
        return Guards(
            near_years=float(near.mean()) if len(near) else None,
            unlinked=float(np.concatenate(self._unlinked[system]).mean()),
            most_shown=int(counts[most]) / len(self.seeds),
            most_shown_film=str(self._graph.movies["title"][int(films[most])]),
            median_votes=float(np.median(self._graph.movie_votes[shown])),
            distinct=len(films),
            fame=float(np.median(self._fame[system])),
        )


def _is_linked(scored: Scored) -> np.ndarray:
    """Return which films have a link to the seed, shape (films,)."""
    terms = scored.terms
    return np.asarray(
        (terms["people"] > 0)
        | (terms["director"] > 0)
        | (terms["franchise"] > 0)
        | (terms["genre"] >= MAX_GENRE)
        | (scored.text >= np.quantile(scored.text, TEXT_QUANTILE))
    )


def _fame_share(scores: np.ndarray, fame: np.ndarray, ranked: np.ndarray) -> float:
    """Return std(fame) / std(score) over the first `FAME_DEPTH` of `ranked`; 0 if all are equal."""
    first = ranked[:FAME_DEPTH]
    spread = float(scores[first].std()) if len(first) else 0.0
    return float(fame[first].std()) / spread if spread > 1e-9 else 0.0
