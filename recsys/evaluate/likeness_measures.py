"""Measures of rankings against truths, filled seed by seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recsys.evaluate.estimates import Estimate, Resampler, ordered_pairs
from recsys.evaluate.systems import Scored, best
from recsys.evaluate.truths import Judgements, Neighbours

DEPTH = 10
"""Ranks that are measured."""

_DISCOUNTS = 1 / np.log2(np.arange(2, DEPTH + 2))


class JudgedPairs:
    """Whether pairs that people judged similar score higher than others.

    `auc` is the probability that a pair with a grade above the lowest scores above one with the
    lowest, over all pairs. `order` is the share of pairs of films of one seed, with different
    grades, that stand in the right order. Ties count half in both, and 0.5 is chance.
    """

    def __init__(self, judgements: Judgements, systems: int) -> None:
        self._judgements = judgements
        self._positive = judgements.grade > judgements.grade.min()
        self._scores = np.zeros((systems, len(judgements.seed)))

    @property
    def seeds(self) -> np.ndarray:
        return np.unique(self._judgements.seed)

    def add(self, scored: Scored) -> None:
        """Take the scores of one seed."""
        own = self._judgements.seed == scored.seed
        self._scores[:, own] = scored.scores[:, self._judgements.film[own]]

    def figures(self, seeds: np.ndarray) -> list[dict[str, Estimate]]:
        """Return `auc` and `order` of each ranking over the judgements about some seeds.

        Empty if all pairs have the lowest grade, or none has.
        """
        kept = np.isin(self._judgements.seed, seeds)
        grade, positive = self._judgements.grade[kept], self._positive[kept]
        if positive.all() or not positive.any():
            return []
        own, seed = np.unique(self._judgements.seed[kept], return_inverse=True)
        resampler, found = Resampler(len(own)), []
        for scores in self._scores[:, kept]:
            figures = {"auc": resampler.auc(scores, positive, seed)}
            pairs = [ordered_pairs(scores[seed == s], grade[seed == s]) for s in range(len(own))]
            right, total = np.array(pairs, dtype=np.float64).T
            if total.any():
                figures["order"] = resampler.ratio(right, total)
            found.append(figures)
        return found


class NearestFilms:
    """Whether the films that people put nearest to a seed are ranked first.

    `ndcg` is nDCG@10 with binary relevance (Järvelin and Kekäläinen 2002): Σ 1 / log2(rank + 1)
    over the relevant among the first ten, divided by the highest possible sum, where the truth's
    films are ranked for each other. `catalogue` is the same where all films are ranked. `hits` is
    the mean number of relevant films among the first ten of the truth's films.
    """

    def __init__(self, neighbours: Neighbours, systems: int) -> None:
        self._neighbours = neighbours
        self._row = {seed: row for row, seed in enumerate(neighbours.seeds.tolist())}
        self._gains = {
            name: np.zeros((systems, len(neighbours.seeds)))
            for name in ("ndcg", "catalogue", "hits")
        }

    @property
    def seeds(self) -> np.ndarray:
        return self._neighbours.seeds

    def add(self, scored: Scored) -> None:
        """Take the scores of one seed, if it belongs to this truth."""
        row = self._row.get(scored.seed)
        if row is None:
            return
        films, relevant = self._neighbours.films, self._neighbours.relevant[row]
        for system, scores in enumerate(scored.scores):
            among = films[best(scores[films], DEPTH)]
            self._gains["ndcg"][system, row] = ndcg(among, relevant)
            self._gains["catalogue"][system, row] = ndcg(best(scores, DEPTH), relevant)
            self._gains["hits"][system, row] = np.isin(among, relevant).sum()

    def figures(self) -> list[dict[str, Estimate]]:
        """Return `ndcg`, `catalogue` and `hits` of each ranking."""
        if not len(self.seeds):
            return []
        resampler = Resampler(len(self.seeds))
        systems = len(self._gains["ndcg"])
        return [
            {name: resampler.mean(gains[system]) for name, gains in self._gains.items()}
            for system in range(systems)
        ]


Measure = JudgedPairs | NearestFilms


def ndcg(ranked: np.ndarray, relevant: np.ndarray) -> float:
    """Return nDCG@10 of ranked rows; `relevant` may be padded with -1. 0 if nothing is relevant."""
    gains = np.isin(ranked[:DEPTH], relevant)
    ideal = _DISCOUNTS[: (relevant >= 0).sum()].sum()
    return float((gains * _DISCOUNTS[: len(gains)]).sum() / ideal) if ideal else 0.0


def all_seeds(measures: Sequence[Measure]) -> np.ndarray:
    """Return the seeds of all measures, ascending."""
    return np.unique(np.concatenate([measure.seeds for measure in measures]))
