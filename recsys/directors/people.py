"""People first: directors ranked by the people they share; other terms only break near ties."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from recsys.directors.affinity import AffinityTerms, affinity_contribution
from recsys.directors.co_credits import CoCredits, Floats
from recsys.directors.query_films import QueryFilms
from recsys.errors import InvalidArgument
from recsys.scoring.chance import AgainstChance
from recsys.store.graph import CreditGraph

MAX_WEIGHT = 10.0
"""A higher weight would drown all other terms."""

HALF_STRENGTH = 1.0
"""Strength of the shared people at which the people term is a half."""

FEW_FILMS = 2.0
"""A candidate of this many films counts half: small careers share much by accident."""

HALF_TOGETHER = 2.0
"""Films directed together at which that term is a half."""


@dataclass(frozen=True, kw_only=True)
class PeopleWeights:
    """Weight of each term, 0 to 10; a score is the sum of weight times term, each 0 to 1.

    Attributes
    ----------
    people : float
        Shared people: s / (1 + s). The strength s is Σ rarity(p) · √(c(p) · n(p, e)) over the
        shared people, where c and n count the films of either director that p worked on, each by
        the weight of p's role there; times the part of the shared people that chance does not
        explain, (shared - expected) / shared; times films / (films + 2) of the candidate.
    together : float
        Films directed together: n / (n + 2). Such films do not count for `people`.
    genre, text, era, known, rated : float
        As in `AffinityWeights`.
    """

    people: float = 1.0
    together: float = 0.1
    genre: float = 0.06
    text: float = 0.06
    era: float = 0.04
    known: float = 0.03
    rated: float = 0.02

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not (math.isfinite(value) and 0 <= value <= MAX_WEIGHT):
                raise InvalidArgument(
                    f"The weight of {name} is {value}; it must be 0 to {MAX_WEIGHT:g}."
                )
        if not any(vars(self).values()):
            raise InvalidArgument("All weights are 0; give at least one term a weight.")

    @classmethod
    def of_groups(cls, **factors: float) -> PeopleWeights:
        """The defaults with groups multiplied by factors: `of_groups(story=2, era=0)`.

        Raises
        ------
        InvalidArgument
            There is no group of that name, or a weight is out of range.
        """
        unknown = factors.keys() - GROUPS.keys()
        if unknown:
            raise InvalidArgument(
                f"There is no group of weights {sorted(unknown)[0]!r}; choose {', '.join(GROUPS)}."
            )
        default = cls()
        return replace(default, **{
            name: getattr(default, name) * factor
            for group, factor in factors.items()
            for name in GROUPS[group]
        })  # fmt: skip


TERMS: tuple[str, ...] = tuple(field.name for field in fields(PeopleWeights))

GROUPS: dict[str, tuple[str, ...]] = {
    "people": ("people", "together"),
    "genre": ("genre",),
    "story": ("text",),
    "era": ("era",),
    "known": ("known",),
    "rated": ("rated",),
}
"""The terms grouped as on the Movies page; every term is in one group."""


def people_term(
    graph: CreditGraph, co_credits: CoCredits, chance: AgainstChance | None
) -> npt.NDArray[np.float64]:
    """The people term of every candidate, 0 to 1; 0 for who only directed together.

    Without `chance` (for liked films) nobody is assumed to be shared by chance.
    """
    strength = co_credits.sums(affinity_contribution(graph, co_credits))
    shared = co_credits.shared_people
    if chance is not None:
        strength = strength * np.maximum(shared - chance.expected, 0) / np.maximum(shared, 1)
    films = graph.films_directed[co_credits.directors]
    strength = strength * films / (films + FEW_FILMS)
    return np.asarray(strength / (HALF_STRENGTH + strength), np.float64)


def people_terms(
    graph: CreditGraph,
    terms: AffinityTerms,
    query: QueryFilms,
    co_credits: CoCredits,
    chance: AgainstChance | None,
) -> dict[str, Floats]:
    """Every term of every candidate, by name."""
    together = co_credits.films_together
    return {
        "people": people_term(graph, co_credits, chance),
        "together": together / (together + HALF_TOGETHER),
        **terms.beyond_people(query, co_credits.directors),
    }
