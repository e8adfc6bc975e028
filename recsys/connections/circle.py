"""A person's circle: those they made most films with, and who of them worked together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from recsys.connections.bridges import people_met
from recsys.connections.links import Links
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph


@dataclass(frozen=True)
class Circle:
    """The people closest to one person.

    Attributes
    ----------
    people : polars.DataFrame
        `id`, `name`, `films` (together with the person); most films first, then by the votes on
        all of their own films.
    links : polars.DataFrame
        Pairs of these people who made films together: `first_id`, `second_id`, `films`.
    met : int
        Everybody the person made a film with.
    """

    people: pl.DataFrame
    links: pl.DataFrame
    met: int


def find_circle(graph: CreditGraph, links: Links, person: int, limit: int) -> Circle:
    """The `limit` people with most films together; anthologies link nobody."""
    _, met = people_met(links, np.array([person], np.int32))
    circle, films = np.unique(met[met != person], return_counts=True)
    order = np.lexsort((circle, -graph.person_votes[circle], -films))[:limit]
    chosen = circle[order].astype(np.int32)
    people = graph.people[chosen].select("id", "name", pl.Series("films", films[order], pl.Int64))
    return Circle(people, _among(links, chosen, people["id"]), len(circle))


def _among(links: Links, people: Ints, ids: pl.Series) -> pl.DataFrame:
    """Films together of each pair of some people, each pair once."""
    owner, met = people_met(links, people)
    inside = np.isin(met, people)
    position = np.argsort(people)
    other = position[np.searchsorted(people, met[inside], sorter=position)]
    owner = owner[inside]
    first, second = owner[owner < other], other[owner < other]
    width = max(1, len(people))
    pairs, films = np.unique(first.astype(np.int64) * width + second, return_counts=True)
    return pl.DataFrame(
        {
            "first_id": ids.gather(pairs // width),
            "second_id": ids.gather(pairs % width),
            "films": pl.Series(films, dtype=pl.Int64),
        }
    )
