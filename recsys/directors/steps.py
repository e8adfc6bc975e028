"""One score step by step, with every number of its formula: to be checked by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import polars as pl

from recsys.directors.affinity import TERMS, AffinityWeights
from recsys.directors.answers import Answer
from recsys.store.graph import CreditGraph


@dataclass(frozen=True)
class ClassicSteps:
    """The classic score of a director e for a director d.

    Attributes
    ----------
    films : int
        |F(d)|, the films d directed.
    people : polars.DataFrame
        A row a shared person p: `id`, `name`, `ours` = c(p), the films of d with p, `theirs` =
        n(p, e), the films of e with p, and `given` = c(p) · n(p, e). Most given first, then by id.
    total : int
        S(e), the sum of `given`.
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


def classic_steps(graph: CreditGraph, answer: Answer, place: int) -> ClassicSteps:
    """The steps for the candidate at a place of the answer's links."""
    links = answer.links
    here = np.flatnonzero(links.candidate == place)
    people = links.collaborators[links.person[here]]
    here = here[np.lexsort((people, -answer.given[here]))]
    who, ours = links.collaborators[links.person[here]], links.ours[links.person[here]]
    counted = (
        graph.people[who]
        .select("id", "name")
        .with_columns(
            pl.Series("ours", ours.astype(np.int64)),
            pl.Series("theirs", links.theirs[here].astype(np.int64)),
            pl.Series("given", answer.given[here].astype(np.int64)),
        )
    )
    total, other_films = (
        int(counted["given"].sum()),
        int(graph.films_directed[links.directors[place]]),
    )
    return ClassicSteps(len(answer.asked.films), counted, total, other_films, total / other_films)


def affinity_steps(answer: Answer, place: int) -> pl.DataFrame:
    """Columns `term`, `weight`, `value` (0 to 1) and `part` = weight · value, a row a term.

    The parts add up to the score of the candidate at a place of the answer's links.
    """
    row = int(np.flatnonzero(answer.place == place)[0])
    parts, weights = answer.frame["terms"][row], asdict(AffinityWeights())
    return pl.DataFrame(
        {
            "term": TERMS,
            "weight": [weights[term] for term in TERMS],
            "value": [parts[term] / weights[term] if weights[term] else 0.0 for term in TERMS],
            "part": [parts[term] for term in TERMS],
        }
    )
