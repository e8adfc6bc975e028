"""Ranking: weights terms, combines seeds, and diversifies results on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recsys.movies.weights import SEED_INDEPENDENT, TERMS, RankingWeights
from recsys.store.arrays import Ints

NEAREST_SHARE = 0.5
"""Share of the nearest seed in a score; the rest is the mean over all seeds."""

DISLIKED_SHARE = 0.5
"""Share of its similarity to the nearest disliked film that a film loses."""

FIRST_FILMS = 5
"""Up to so many seeds, each is the nearest of one of as many first films."""


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
    per_seed: Sequence[dict[str, np.ndarray]],
    weights: RankingWeights,
    seed_weights: np.ndarray | None = None,
    per_disliked: Sequence[dict[str, np.ndarray]] = (),
) -> Ranked:
    """Order films by score, ties by id.

    score(m) = f(m) + (mean_s p_s(m) + max_s p_s(m)) / 2 - max_d p_d(m) / 2, where f sums the
    weighted terms of the film alone, p_s those that compare it with seed s, and p_d those that
    compare it with disliked film d. `seed_weights` makes the mean weighted. The mean alone finds
    films that resemble all seeds a little and none of them much.
    """
    share = np.ones(len(per_seed)) if seed_weights is None else seed_weights
    share = share / share.sum()
    empty = np.zeros(len(movies))
    similarity = _similarity(per_seed, weights, empty)
    nearest = similarity.argmax(axis=0)
    worst = _similarity(per_disliked, weights, empty).argmax(axis=0) if per_disliked else None
    every = np.arange(len(movies))
    terms = {}
    for name in TERMS:
        weight = getattr(weights, name)
        values = np.stack([found.get(name, empty) for found in per_seed])
        if name in SEED_INDEPENDENT:
            terms[name] = weight * values[0]
            continue
        value = (1 - NEAREST_SHARE) * (share @ values) + NEAREST_SHARE * values[nearest, every]
        if worst is not None:
            disliked = np.stack([found.get(name, empty) for found in per_disliked])
            value = value - DISLIKED_SHARE * disliked[worst, every]
        terms[name] = weight * value
    score = np.sum(list(terms.values()), axis=0)
    # Rounding keeps equal films in id order, whatever the order of summation.
    order = np.lexsort((movies, -np.round(score, 12)))
    return Ranked(movies, score, terms, nearest).select(order)


def _similarity(
    per_film: Sequence[dict[str, np.ndarray]], weights: RankingWeights, empty: np.ndarray
) -> np.ndarray:
    """Sum the weighted terms that compare two films, shape (seeds, films)."""
    compared = [name for name in TERMS if name not in SEED_INDEPENDENT and getattr(weights, name)]
    return np.stack(
        [
            np.sum([getattr(weights, name) * values.get(name, empty) for name in compared], axis=0)
            + empty
            for values in per_film
        ]
    )


def each_seed_early(ranked: Ranked, seeds: int) -> Ranked:
    """Move the best film of each of up to five seeds among the first five.

    Those five and the others keep their order. A seed that is nearest to no film has none.
    """
    if not 1 < seeds <= FIRST_FILMS:
        return ranked
    bests = np.unique([np.flatnonzero(ranked.seed == seed)[0] for seed in np.unique(ranked.seed)])
    positions = np.arange(len(ranked.movies))
    others = np.setdiff1d(positions, bests)
    first = np.sort(np.concatenate([bests, others[: FIRST_FILMS - len(bests)]]))
    order = np.concatenate([first, np.setdiff1d(positions, first)])
    return ranked.select(order.astype(np.int64))


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
