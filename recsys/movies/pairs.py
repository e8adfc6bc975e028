"""Which films of one group are nearest to which of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import polars as pl

from recsys.movies.explain import reason, shared_with
from recsys.movies.terms import Terms
from recsys.movies.weights import TERMS, RankingWeights
from recsys.store.arrays import Ints
from recsys.store.film_records import film_records
from recsys.store.graph import CreditGraph

LIKENESS = RankingWeights(known=0.0, rated=0.0)
"""The ranking of films without what a film has by itself: the same in both directions."""

PAIRS_OF_A_FILM = 2
"""Pairs that one film may be in: else one that is near to many would fill the list."""


def nearest_pairs(
    graph: CreditGraph, terms: Terms, groups: Sequence[Ints], count: int
) -> pl.DataFrame:
    """Pairs of films of different groups, the most alike first; columns: see `Movies.pairs`.

    Ties are in the order of the films' rows.
    """
    films = np.unique(np.concatenate([np.empty(0, np.int32), *groups]))
    member = np.stack([np.isin(films, group) for group in groups], axis=1).astype(np.int8)
    score = np.zeros((len(films), len(films)))
    for place, film in enumerate(films.tolist()):
        score[place] = _scores(terms.all(film, films))
    # A film of two groups is left out of both sides of pairs between them.
    one, two = np.nonzero(np.triu(member @ member.T == 0, 1))
    best = np.lexsort((two, one, -np.round(score[one, two], 12)))
    chosen = _few_of_each(one[best].tolist(), two[best].tolist(), count)
    earlier = member.argmax(axis=1)  # the first of a film's groups
    pairs = [(a, b) if earlier[a] <= earlier[b] else (b, a) for a, b in chosen]
    return _as_frame(graph, terms, [(int(films[a]), int(films[b])) for a, b in pairs])


def _scores(terms: dict[str, np.ndarray]) -> np.ndarray:
    weights = asdict(LIKENESS)
    return np.sum([weights[name] * terms[name] for name in TERMS], axis=0)


def _few_of_each(one: list[int], two: list[int], count: int) -> list[tuple[int, int]]:
    """The first pairs in which no film is more often than `PAIRS_OF_A_FILM`."""
    seen: Counter[int] = Counter()
    chosen: list[tuple[int, int]] = []
    for pair in zip(one, two, strict=True):
        if len(chosen) == count:
            break
        if all(seen[film] < PAIRS_OF_A_FILM for film in pair):
            seen.update(pair)
            chosen.append(pair)
    return chosen


def _as_frame(graph: CreditGraph, terms: Terms, pairs: list[tuple[int, int]]) -> pl.DataFrame:
    weights, rows, reasons = asdict(LIKENESS), [], []
    for film, other in pairs:
        at = np.array([other], dtype=np.int32)
        values = {name: float(array[0]) for name, array in terms.all(film, at).items()}
        rows.append({name: weights[name] * values[name] for name in TERMS})
        both = shared_with(graph, film, at)[0]
        reasons.append(reason(both, values["text"], values["title"]))
    weighed = pl.DataFrame(rows, schema=dict.fromkeys(TERMS, pl.Float64))
    columns = ["id", "title", "year", "director"]
    first, second = (film_records(graph, side).select(columns) for side in _sides(pairs))
    return first.with_columns(
        *second.select(pl.all().name.prefix("other_")).get_columns(),
        weighed.sum_horizontal().alias("score"),
        pl.Series("reason", reasons, dtype=pl.String),
        weighed.to_struct("terms"),
    )


def _sides(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [film for film, _ in pairs], [other for _, other in pairs]
