"""Ranking: weights terms, averages over seeds, and diversifies results on request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recsys.movies.weights import TERMS, RankingWeights
from recsys.store.arrays import Ints


@dataclass(frozen=True)
class Ranked:
    """A ranking of films, best first.

    Attributes
    ----------
    movies : int32 array, shape (films,)
    score : float64 array, shape (films,)
        Sum over the terms.
    terms : dict of float64 arrays, shape (films,)
        Weighted; each term's contribution to the score.
    seed : int array, shape (films,)
        Index of the most similar seed.
    """

    movies: Ints
    score: np.ndarray
    terms: dict[str, np.ndarray]
    seed: np.ndarray

    def select(self, order: np.ndarray) -> Ranked:
        """Return the films at the given positions, in that order."""
        terms = {name: values[order] for name, values in self.terms.items()}
        return Ranked(self.movies[order], self.score[order], terms, self.seed[order])


def rank(
    movies: Ints,
    per_seed: list[dict[str, np.ndarray]],
    weights: RankingWeights,
    seed_weights: np.ndarray | None = None,
) -> Ranked:
    """Order films by score, ties by id.

    score(m) = Σ_t w_t · mean over seeds of t(seed, m). With several seeds, a film similar to all of
    them beats a film as similar to only one. `seed_weights` makes the mean weighted.
    """
    share = np.ones(len(per_seed)) if seed_weights is None else seed_weights
    share = share / share.sum()
    weight_of = vars(weights)
    empty = np.zeros(len(movies))
    totals = np.zeros((len(per_seed), len(movies)))
    terms = {}
    for name in TERMS:
        weighted = np.stack([weight_of[name] * values.get(name, empty) for values in per_seed])
        totals += weighted
        terms[name] = share @ weighted
    score = np.sum(list(terms.values()), axis=0)
    # Rounding keeps equal films in id order, whatever the order of summation.
    order = np.lexsort((movies, -np.round(score, 12)))
    return Ranked(movies, score, terms, totals.argmax(axis=0)).select(order)


def diversify(ranked: Ranked, similarity: np.ndarray, count: int, diversity: float) -> Ranked:
    """Diversify a ranking by maximal marginal relevance (Carbonell and Goldstein 1998).

    Each step selects the film with the highest (1 - d) · score / top score - d · similarity to the
    most similar film selected so far; d = 0 keeps the order, d = 1 uses the similarity alone.

    Parameters
    ----------
    similarity : float array, shape (films, films)
        Pairwise similarity of the films in `ranked`, in its order.
    """
    top = max(float(ranked.score[0]), 1e-12)
    relevance = (1 - diversity) * ranked.score / top
    nearest = np.full(len(relevance), -np.inf)
    selected: list[int] = []
    for _ in range(min(count, len(relevance))):
        penalty = np.where(np.isneginf(nearest), 0.0, nearest)
        value = relevance - diversity * penalty
        value[selected] = -np.inf
        best = int(value.argmax())
        selected.append(best)
        nearest = np.maximum(nearest, similarity[best])
    return ranked.select(np.array(selected, dtype=np.int64))
