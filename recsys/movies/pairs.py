"""Pairs of similar films across groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import polars as pl

from recsys.movies.explain import reason, shared_with
from recsys.movies.shared_words import shared_words
from recsys.movies.terms import Terms
from recsys.movies.weights import TERMS, RankingWeights
from recsys.store.arrays import Ints
from recsys.store.film_records import film_records
from recsys.store.graph import CreditGraph
from recsys.store.lexical import LexicalIndex, document

SIMILARITY_WEIGHTS = RankingWeights(known=0.0, rated=0.0)
"""The default weights without popularity and rating, so that the score is symmetric."""

MAX_PAIRS_PER_FILM = 2
"""Maximum pairs per film; without it, one film similar to many would fill the list."""


def nearest_pairs(
    graph: CreditGraph, lexical: LexicalIndex, terms: Terms, groups: Sequence[Ints], count: int
) -> pl.DataFrame:
    """Return the most similar pairs of films from different groups; columns: see `Movies.pairs`.

    Ties are broken by the films' rows.
    """
    films = np.unique(np.concatenate([np.empty(0, np.int32), *groups]))
    member = np.stack([np.isin(films, group) for group in groups], axis=1).astype(np.int8)
    score = np.zeros((len(films), len(films)))
    for row, film in enumerate(films.tolist()):
        score[row] = _scores(terms.all(film, films))
    # A film of two groups forms no pair with either group.
    first, second = np.nonzero(np.triu(member @ member.T == 0, 1))
    best = np.lexsort((second, first, -np.round(score[first, second], 12)))
    chosen = _limit_per_film(first[best].tolist(), second[best].tolist(), count)
    first_group = member.argmax(axis=1)
    pairs = [(a, b) if first_group[a] <= first_group[b] else (b, a) for a, b in chosen]
    return _as_frame(graph, lexical, terms, [(int(films[a]), int(films[b])) for a, b in pairs])


def _scores(terms: dict[str, np.ndarray]) -> np.ndarray:
    weights = asdict(SIMILARITY_WEIGHTS)
    return np.asarray(np.sum([weights[name] * terms[name] for name in TERMS], axis=0))


def _limit_per_film(first: list[int], second: list[int], count: int) -> list[tuple[int, int]]:
    """Return the first `count` pairs with at most `MAX_PAIRS_PER_FILM` per film."""
    seen: Counter[int] = Counter()
    chosen: list[tuple[int, int]] = []
    for pair in zip(first, second, strict=True):
        if len(chosen) == count:
            break
        if all(seen[film] < MAX_PAIRS_PER_FILM for film in pair):
            seen.update(pair)
            chosen.append(pair)
    return chosen


def _as_frame(
    graph: CreditGraph, lexical: LexicalIndex, terms: Terms, pairs: list[tuple[int, int]]
) -> pl.DataFrame:
    weights, rows, reasons = asdict(SIMILARITY_WEIGHTS), [], []
    for film, other in pairs:
        others = np.array([other], dtype=np.int32)
        values = {name: float(array[0]) for name, array in terms.all(film, others).items()}
        parts = {name: weights[name] * values[name] for name in TERMS}
        rows.append(parts)
        text, other_text = (
            document(*row)
            for row in graph.movies[[film, other]].select("overview", "tagline", "keywords").rows()
        )
        phrases = shared_words(lexical, film, others, text, [other_text])
        shared = shared_with(graph, film, others, phrases)[0]
        reasons.append(reason(shared, parts, SIMILARITY_WEIGHTS))
    weighted = pl.DataFrame(rows, schema=dict.fromkeys(TERMS, pl.Float64))
    columns = ["id", "title", "year", "director"]
    first, second = (film_records(graph, side).select(columns) for side in _sides(pairs))
    return first.with_columns(
        *second.select(pl.all().name.prefix("other_")).get_columns(),
        weighted.sum_horizontal().alias("score"),
        pl.Series("reason", reasons, dtype=pl.String),
        weighted.to_struct("terms"),
    )


def _sides(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [film for film, _ in pairs], [other for _, other in pairs]
