"""Pairs of compared directors: what they share independently, beside what chance gives."""

from __future__ import annotations

import numpy as np
import polars as pl

from recsys.directors.affinity import DIRECTING_WEIGHT
from recsys.directors.chance import ChanceModels
from recsys.directors.independent import find_independent_co_credits
from recsys.directors.query_films import QueryFilms
from recsys.scoring.chance import AgainstChance, false_discovery
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.vocabulary.role_weights import by_role_mask


def against_chance(
    graph: CreditGraph, chance: ChanceModels, directors: Ints, role_mask: int
) -> pl.DataFrame:
    """A row per pair of directors, given by row: the columns of `Comparison.pairs` from
    `independent` on. The family of the false discovery rate is these pairs.
    """
    shared: list[np.ndarray] = []
    overall: list[AgainstChance] = []
    window: list[AgainstChance] = []
    together: list[int] = []
    for place, director in enumerate(directors.tolist()[:-1]):
        others = directors[place + 1 :]
        counts = _independent(graph, director, others, role_mask)
        found = chance.pairs(director, others, counts, role_mask)
        shared.append(counts)
        overall += [found.overall] if found.overall else []
        window += [found.window] if found.window else []
        films = [graph.director_movies.of(row) for row in (director, *others.tolist())]
        together += [len(np.intersect1d(films[0], theirs)) for theirs in films[1:]]
    counts = np.concatenate(shared)
    return pl.DataFrame(
        {
            "independent": counts.astype(np.int64),
            **_columns("", overall, counts),
            **_columns("window_", window, counts),
            "films_together": together,
        }
    )


def _independent(graph: CreditGraph, director: int, others: Ints, role_mask: int) -> Ints:
    """People that a director shares independently with each of the others."""
    query = QueryFilms.of_director(graph, director)
    weight = by_role_mask(directing=DIRECTING_WEIGHT)
    co_credits = find_independent_co_credits(graph, query, role_mask, weight)
    counts = np.zeros(graph.director_count, np.int32)
    counts[co_credits.directors] = co_credits.shared_people
    return counts[others]


def _columns(prefix: str, parts: list[AgainstChance], shared: np.ndarray) -> dict[str, pl.Series]:
    if not parts:
        unknown = pl.Series([None] * len(shared), dtype=pl.Float64)
        return {f"{prefix}{name}": unknown for name in ("expected", "p", "q")}
    expected, p, p_sharing = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("expected", "p", "p_sharing")
    )
    q = false_discovery(p_sharing, shared > 0)
    return {
        f"{prefix}{name}": pl.Series(values)
        for name, values in (("expected", expected), ("p", p), ("q", q))
    }
