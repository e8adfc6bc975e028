"""The classic director score: how often a director's people work on another's films.

Source: the director recommender of 2019 (steps 1 to 7 in `docs/methods.md`).
"""

from __future__ import annotations

from recsys.directors.co_credits import CoCredits, Floats
from recsys.store.graph import CreditGraph


def classic_contribution(co_credits: CoCredits) -> Floats:
    """c(p) · n(p, e), the contribution of each shared person to S(e); whole numbers."""
    return co_credits.query_credits * co_credits.candidate_credits


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
