"""The original director score: how often a director's people work on another's films.

Source: the director recommender of 2019 (steps 1 to 7 in `docs/methods.md`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recsys.directors.co_credits import CoCredits, Floats, find_co_credits
from recsys.directors.query import Query
from recsys.store.graph import CreditGraph


def classic_co_credits(graph: CreditGraph, query: Query, role_mask: int) -> CoCredits:
    """CoCredits as the original counts them: a credit is 1, the director may be their own.

    So is each film of a liked, whatever its weight.
    """
    return find_co_credits(graph, replace(query, weights=np.ones(len(query.films))), role_mask)


def classic_contribution(co_credits: CoCredits) -> Floats:
    """c(p) · n(p, e): what each shared person gives to S(e). Whole numbers."""
    return co_credits.query_credits[co_credits.person] * co_credits.candidate_credits


def classic_score(graph: CreditGraph, co_credits: CoCredits) -> Floats:
    r"""Score of every candidate, above 0.

    For a director d, with F(x) the films directed by x and P(m) the principals of film m:

    .. math::
        c(p) = |\{m \in F(d) : p \in P(m)\}|, \quad
        s(m) = \sum_{p \in P(m)} c(p), \quad
        score(e) = \frac{1}{|F(e)|} \sum_{m \in F(e)} s(m)

    The sum over e's films of s(m) is the sum over people of c(p) · n(p, e), n being the number of
    e's films that p worked on. It is of integers, so it is exact and the same from run to run;
    one division ends it. F(e) in the denominator holds all films of e, also those that share
    nobody.
    """
    return (
        co_credits.sums(classic_contribution(co_credits))
        / graph.films_directed[co_credits.directors]
    )
