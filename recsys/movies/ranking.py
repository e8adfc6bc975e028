"""Terms to a ranking: weighed, joined over several seeds, and spread out if asked to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recsys.movies.weights import TERMS, RankingWeights
from recsys.store.arrays import Ints


@dataclass(frozen=True)
class Ranked:
    """Films in the order in which they are shown.

    Attributes
    ----------
    movies : int32 array, shape (films,)
    score : float64 array, shape (films,)
        Sum over the terms.
    terms : dict of float64 arrays, shape (films,)
        Weighed; what each term gave to the score.
    seed : int array, shape (films,)
        Place of the nearest seed.
    """

    movies: Ints
    score: np.ndarray
    terms: dict[str, np.ndarray]
    seed: np.ndarray

    def take(self, order: np.ndarray) -> Ranked:
        """The same for chosen places, in their order."""
        terms = {name: values[order] for name, values in self.terms.items()}
        return Ranked(self.movies[order], self.score[order], terms, self.seed[order])


def rank(
    movies: Ints,
    per_seed: list[dict[str, np.ndarray]],
    weights: RankingWeights,
    seed_weights: np.ndarray | None = None,
) -> Ranked:
    """Order films by score, ties by id.

    score(m) = Σ_t w_t · mean over seeds of t(seed, m): with several seeds a film that fits all of
    them beats one that fits one as well. `seed_weights` makes that a weighted mean.
    """
    share = np.ones(len(per_seed)) if seed_weights is None else seed_weights
    share = share / share.sum()
    weighed = vars(weights)
    empty = np.zeros(len(movies))
    totals = np.zeros((len(per_seed), len(movies)))
    terms = {}
    for name in TERMS:
        values = np.stack([weighed[name] * found.get(name, empty) for found in per_seed])
        totals += values
        terms[name] = share @ values
    score = np.sum(list(terms.values()), axis=0)
    # Rounded, so that equal films stay in the order of their ids whatever the order of sums.
    order = np.lexsort((movies, -np.round(score, 12)))
    return Ranked(movies, score, terms, totals.argmax(axis=0)).take(order)


def spread(ranked: Ranked, similarity: np.ndarray, count: int, diversity: float) -> Ranked:
    """Choose films one by one by maximal marginal relevance (Carbonell and Goldstein 1998).

    Each next film has the highest (1 - d) · score / highest score - d · similarity to the most like
    one chosen so far; d = 0 keeps the order, d = 1 looks at the similarity alone.

    Parameters
    ----------
    similarity : float array, shape (films, films)
        Cosine of the films of `ranked`, in its order.
    """
    top = max(float(ranked.score[0]), 1e-12)
    relevance = (1 - diversity) * ranked.score / top
    nearest = np.full(len(relevance), -np.inf)
    chosen: list[int] = []
    for _ in range(min(count, len(relevance))):
        penalty = np.where(np.isneginf(nearest), 0.0, nearest)
        value = relevance - diversity * penalty
        value[chosen] = -np.inf
        best = int(value.argmax())
        chosen.append(best)
        nearest = np.maximum(nearest, similarity[best])
    return ranked.take(np.array(chosen, dtype=np.int64))
