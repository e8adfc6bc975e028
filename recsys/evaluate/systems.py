"""The rankings of films that the likeness tables compare, and their scores of all films."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recsys import movies
from recsys.catalog import Store
from recsys.movies import RankingWeights
from recsys.scoring.era import era_similarity
from recsys.scoring.popularity import popularity
from recsys.scoring.ratings import bayesian_rating, mean_rating

TEXT, FAME = "plot text alone", "year + known + rated"
"""Names of the two rankings that every other is compared with."""

PRESETS: dict[str, RankingWeights] = {
    "default" if not number else name: RankingWeights.preset(name)
    for number, name in enumerate(movies.PRESETS)
}
"""Rankings by name; each has a row in every table. The first is the default of the pages."""

_KNOWN, _RATED, _PRIOR_VOTES = 1.0, 0.8, 50
"""Weights of the ranking by year and fame, which stay as they are when the default changes."""


@dataclass(frozen=True)
class Scored:
    """The scores of all films for one seed, by every ranking.

    Attributes
    ----------
    scores : float array, shape (rankings, films)
        -inf for the seed.
    fame : float array, shape (rankings, films)
        The part of each score that is the same for every seed: known and rated.
    text : float array, shape (films,)
        Cosine of the texts; 0 without one.
    terms : dict of float arrays, shape (films,)
        Unweighted terms.
    """

    seed: int
    scores: np.ndarray
    fame: np.ndarray
    text: np.ndarray
    terms: dict[str, np.ndarray]


class Systems:
    """All compared rankings over one build: text alone, year and fame, then the presets."""

    def __init__(self, store: Store) -> None:
        graph, assert_vectors = store.graph, store.vectors
        assert assert_vectors is not None, "evaluate checks for texts"
        self._store, self._vectors = store, assert_vectors
        self._films = np.arange(graph.movie_count)
        self._presets = PRESETS
        votes, tenths = graph.movie_votes, graph.movie_rating_tenths
        mean = mean_rating(tenths, votes)
        rated = bayesian_rating(tenths * votes, votes, mean, _PRIOR_VOTES)
        self._fame = _KNOWN * popularity(votes, votes.max(initial=0)) + _RATED * rated

    @property
    def meanings(self) -> dict[str, str]:
        """The name of each ranking and what it is, in the order of the rows of `score`."""
        return {
            TEXT: "cosine of the plot texts, as in FlixRec (2022)",
            FAME: "close in year, many votes, high rating; nothing about the film itself",
            **dict.fromkeys(self._presets, "all terms"),
        }

    def score(self, seed: int) -> Scored:
        """Score all films for a seed, which must have a text."""
        terms = self._store.movies.term_values(seed, self._films)
        # Taken from the vectors themselves, so that this row stays FlixRec's whatever `text` is.
        text, row = np.zeros(len(self._films)), self._vectors.row_of(seed)
        assert row is not None, "seeds have texts"
        text[self._vectors.movies] = self._vectors.matrix @ np.asarray(self._vectors.matrix[row])
        year = self._store.graph.movie_year
        names = list(terms)
        values = np.stack([terms[name] for name in names])
        weights = np.array([[_weight(preset, name) for name in names]
                            for preset in self._presets.values()])  # fmt: skip
        is_fame = np.array([name in ("known", "rated") for name in names])
        scores = np.concatenate(
            [[text, era_similarity(year, float(year[seed])) + self._fame], weights @ values]
        )
        # Rounding keeps equal films in the order of their rows, as in `movies.ranking`.
        scores = np.round(scores, 12)
        scores[:, seed] = -np.inf
        fame = np.concatenate(
            [[np.zeros(len(text)), self._fame], weights[:, is_fame] @ values[is_fame]]
        )
        return Scored(seed, scores, fame, text, terms)


def best(scores: np.ndarray, count: int) -> np.ndarray:
    """Return the indices of the highest scores, best first, ties by index; -inf is left out."""
    if len(scores) > count:
        limit = np.partition(scores, len(scores) - count)[len(scores) - count]
        chosen = np.flatnonzero((scores >= limit) & (scores > -np.inf))
    else:
        chosen = np.flatnonzero(scores > -np.inf)
    return np.asarray(chosen[np.argsort(-scores[chosen], kind="stable")][:count])


def _weight(weights: RankingWeights, name: str) -> float:
    return float(getattr(weights, name))
