"""Explanations: one score broken down into every number of its formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from recsys.directors.score_cache import Ranking
from recsys.store.graph import CreditGraph


@dataclass(frozen=True)
class ClassicExplanation:
    """The classic score of a director e for a director d.

    Attributes
    ----------
    films : int
        |F(d)|, the number of films d directed.
    people : polars.DataFrame
        A row per shared person p: `id`, `name`, `query_films` = c(p), the number of d's films
        with p, `candidate_films` = n(p, e), the number of e's films with p, and
        `contribution` = c(p) · n(p, e). Largest contribution first, then by id.
    total : int
        S(e), the sum of `contribution`.
    other_films : int
        |F(e)|, the number of films e directed.
    score : float
        S(e) / |F(e)|.
    """

    films: int
    people: pl.DataFrame
    total: int
    other_films: int
    score: float


def explain_classic(graph: CreditGraph, ranking: Ranking, index: int) -> ClassicExplanation:
    """Break down the classic score of a candidate, given by index into `co_credits.directors`."""
    co_credits = ranking.co_credits
    rows = np.flatnonzero(co_credits.candidate == index)
    people = co_credits.collaborators[co_credits.person[rows]]
    rows = rows[np.lexsort((people, -ranking.contribution[rows]))]
    person = co_credits.person[rows]
    contribution = ranking.contribution[rows].astype(np.int64)
    table = (
        graph.people[co_credits.collaborators[person]]
        .select("id", "name")
        .with_columns(
            pl.Series("query_films", co_credits.query_films[rows]),
            pl.Series("candidate_films", co_credits.candidate_films[rows]),
            pl.Series("contribution", contribution),
        )
    )
    total = int(contribution.sum())
    other_films = int(graph.films_directed[co_credits.directors[index]])
    return ClassicExplanation(
        len(ranking.query_films.films), table, total, other_films, total / other_films
    )


def explain_terms(ranking: Ranking, index: int, weights: Mapping[str, float]) -> pl.DataFrame:
    """Break down the score of a candidate, given by index into `co_credits.directors`.

    Columns: `term`, `weight`, `value` (0 to 1) and `part` = weight · value, a row per term. The
    parts add up to the score.
    """
    row = int(np.flatnonzero(ranking.order == index)[0])
    parts = ranking.frame["terms"][row]
    return pl.DataFrame(
        {
            "term": list(weights),
            "weight": list(weights.values()),
            "value": [parts[term] / weight if weight else 0.0 for term, weight in weights.items()],
            "part": [parts[term] for term in weights],
        }
    )
