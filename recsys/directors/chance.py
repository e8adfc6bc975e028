"""Shared people compared with chance, for the candidates of a query."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from recsys.directors.co_credits import CoCredits
from recsys.directors.query_films import QueryFilms
from recsys.scoring.chance import AgainstChance
from recsys.scoring.chance_files import SolvedChance, read_chance, solve_roles
from recsys.store.graph import CreditGraph
from recsys.util.cache import cached_method
from recsys.vocabulary.roles import ALL_ROLES_MASK

CACHED_MODELS = 8
"""Models of a choice of roles that are cached; one takes 1.3 MB with 300,000 directors."""


@dataclass(frozen=True)
class Expectation:
    """What chance says about the candidates of a query.

    Attributes
    ----------
    overall : AgainstChance or None
        With any director; None for liked films, which nobody directed.
    window : AgainstChance or None
        Among contemporaries; None also for a choice of roles.
    """

    overall: AgainstChance | None = None
    window: AgainstChance | None = None

    def columns(self, count: int) -> list[pl.Series]:
        """`expected`, `p`, `q` and the same with `window_`, null where they are unknown."""
        series = []
        for prefix, against in (("", self.overall), ("window_", self.window)):
            for name in ("expected", "p", "q"):
                values = [None] * count if against is None else getattr(against, name)
                series.append(pl.Series(f"{prefix}{name}", values, dtype=pl.Float64))
        return series


class ChanceModels:
    """The models of chance of one build, by role mask. Safe to share between threads."""

    def __init__(self, graph: CreditGraph) -> None:
        self._graph = graph
        self._solved = cached_method(self._solve, CACHED_MODELS)

    def against(self, query: QueryFilms, co_credits: CoCredits, role_mask: int) -> Expectation:
        """Compare the candidates with chance, in the order of `co_credits.directors`.

        People met only on a film of both are not counted as shared but remain in the sizes of both
        careers, so duos look less linked than they are, never more.
        """
        if query.are_liked or not len(co_credits.directors):
            return Expectation()
        shared = co_credits.shared_people.astype(np.int32)
        return self.pairs(query.director, co_credits.directors, shared, role_mask)

    def pairs(
        self, director: int, others: np.ndarray, shared: np.ndarray, role_mask: int
    ) -> Expectation:
        """Compare a director with others, given by row, and the people each shares."""
        solved = self._solved(role_mask)
        degree = int(solved.degree[director])
        overall = solved.model.against(degree, solved.degree[others], shared)
        if solved.window is None:
            return Expectation(overall)
        return Expectation(overall, solved.window.against(director, others, shared))

    def _solve(self, role_mask: int) -> SolvedChance:
        if role_mask == ALL_ROLES_MASK:
            return read_chance(self._graph.folder)
        return solve_roles(self._graph, role_mask)
