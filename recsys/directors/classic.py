"""The classic director score: how often a director's people work on another's films.

Source: the director recommender of 2019 (steps 1 to 7 in `docs/methods.md`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recsys.directors.co_credits import CoCredits, Floats, find_co_credits
from recsys.directors.query_films import QueryFilms
from recsys.store.graph import CreditGraph


def classic_co_credits(graph: CreditGraph, query: QueryFilms, role_mask: int) -> CoCredits:
    """Co-credits of the classic score: every credit counts 1, whatever the weight of its film.

    As in 2019, a director may be their own collaborator.
    """
    return find_co_credits(graph, replace(query, weights=np.ones(len(query.films))), role_mask)


def classic_contribution(co_credits: CoCredits) -> Floats:
    """c(p) · n(p, e), the contribution of each shared person to S(e); whole numbers."""
    return co_credits.query_credits[co_credits.person] * co_credits.candidate_credits


def classic_score(graph: CreditGraph, co_credits: CoCredits) -> Floats:
    r"""Score of every candidate, above 0.

    For a director d, with F(x) the films directed by x and P(m) the principals of film m:

    .. math::
        c(p) = |\{m \in F(d) : p \in P(m)\}|, \quad
        s(m) = \sum_{p \in P(m)} c(p), \quad
        score(e) = \frac{1}{|F(e)|} \sum_{m \in F(e)} s(m)

    The sum of s(m) over e's films equals the sum of c(p) · n(p, e) over people, where n is the
    number of e's films that p worked on. All terms are integers, so the sum is exact and
    reproducible; a single division follows. |F(e)| counts all films of e, including those without
    a shared person.
    """
    return (
        co_credits.sums(classic_contribution(co_credits))
        / graph.films_directed[co_credits.directors]
    )
