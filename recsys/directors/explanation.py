"""One score step by step, with every number of its formula: to be checked by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import polars as pl

from recsys.directors.affinity import TERMS, AffinityWeights
from recsys.directors.rankings import Ranking
from recsys.store.graph import CreditGraph


@dataclass(frozen=True)
class ClassicExplanation:
    """The classic score of a director e for a director d.

    Attributes
    ----------
    films : int
        |F(d)|, the films d directed.
    people : polars.DataFrame
        A row a shared person p: `id`, `name`, `query_films` = c(p), the films of d with p, `candidate_films` =
        n(p, e), the films of e with p, and `contribution` = c(p) · n(p, e). Most contribution first, then by id.
    total : int
        S(e), the sum of `contribution`.
    other_films : int
        |F(e)|, the films e directed.
    score : float
        S(e) / |F(e)|.
    """

    films: int
    people: pl.DataFrame
    total: int
    other_films: int
    score: float


def explain_classic(graph: CreditGraph, ranking: Ranking, place: int) -> ClassicExplanation:
    """The steps for the candidate at a place of the ranking's co_credits."""
    co_credits = ranking.co_credits
    here = np.flatnonzero(co_credits.candidate == place)
    people = co_credits.collaborators[co_credits.person[here]]
    here = here[np.lexsort((people, -ranking.contribution[here]))]
    who, ours = (
        co_credits.collaborators[co_credits.person[here]],
        co_credits.query_credits[co_credits.person[here]],
    )
    counted = (
        graph.people[who]
        .select("id", "name")
        .with_columns(
            pl.Series("query_films", ours.astype(np.int64)),
            pl.Series("candidate_films", co_credits.candidate_credits[here].astype(np.int64)),
            pl.Series("contribution", ranking.contribution[here].astype(np.int64)),
        )
    )
    total, other_films = (
        int(counted["contribution"].sum()),
        int(graph.films_directed[co_credits.directors[place]]),
    )
    return ClassicExplanation(
        len(ranking.query.films), counted, total, other_films, total / other_films
    )


def explain_affinity(ranking: Ranking, place: int) -> pl.DataFrame:
    """Columns `term`, `weight`, `value` (0 to 1) and `part` = weight · value, a row a term.

    The parts add up to the score of the candidate at a place of the ranking's co_credits.
    """
    row = int(np.flatnonzero(ranking.place == place)[0])
    parts, weights = ranking.frame["terms"][row], asdict(AffinityWeights())
    return pl.DataFrame(
        {
            "term": TERMS,
            "weight": [weights[term] for term in TERMS],
            "value": [parts[term] / weights[term] if weights[term] else 0.0 for term in TERMS],
            "part": [parts[term] for term in TERMS],
        }
    )
