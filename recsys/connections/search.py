"""Two breadth-first searches, one from each end, until they meet."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from recsys.connections.links import Booleans, Kind, Links
from recsys.store.arrays import Ints

MAX_LINKS = 24
"""Maximum number of credits on a path: twelve films between two people."""

_SORTED_SHARE = 200
"""Layers of less than this part of all rows are sorted; larger ones are marked in an array."""

Integers = npt.NDArray[np.integer]
End = tuple[Kind, int]
"""A person or film, by row."""


@dataclass
class Search:
    """The search from one end.

    Attributes
    ----------
    start : Kind
        Kind of the first layer; later layers alternate.
    layers : list of int32 arrays
        Rows first reached over 0, 1, 2 ... credits, ascending.
    edges : list of (int array, int array)
        Every link into each layer after the first, as indices into the layer before and into the
        layer itself.
    """

    start: Kind
    layers: list[Ints]
    edges: list[tuple[Integers, Integers]] = field(default_factory=list)

    def kind(self, step: int) -> Kind:
        """Kind of the rows in a layer."""
        return Kind((self.start + step) % 2)

    @property
    def last_kind(self) -> Kind:
        return self.kind(len(self.edges))


def meet(
    links: Links, one: End, two: End, usable: Booleans, role_mask: int
) -> tuple[Search, Search, Ints] | None:
    """Grow the search with fewer credits to follow, until both touch.

    Returns both searches and the rows where they touch, all in the last layer of each; every
    shortest path passes exactly one of them. None if there is no path of up to `MAX_LINKS` credits.

    Notes
    -----
    Each step makes the sum of the depths one larger, so the first touch is at the shortest
    distance.
    """
    ends = (one, two)
    searches = [Search(kind, [np.array([row], np.int32)]) for kind, row in ends]
    seen = [tuple(np.zeros(links.rows(kind), bool) for kind in Kind) for _ in ends]
    for reached, (kind, row) in zip(seen, ends, strict=True):
        reached[kind][row] = True
    for _ in range(MAX_LINKS):
        work = [links.work(search.last_kind, search.layers[-1]) for search in searches]
        turn = int(work[1] < work[0])
        search = searches[turn]
        layer = _grow(links, search, seen[turn], ends[1 - turn], usable, role_mask)
        if not len(layer):
            return None
        touching = layer[seen[1 - turn][search.last_kind][layer]]
        if len(touching):
            return searches[0], searches[1], touching
    return None


def _grow(
    links: Links,
    search: Search,
    seen: tuple[Booleans, ...],
    end: End,
    usable: Booleans,
    role_mask: int,
) -> Ints:
    """Add the next layer to a search and return it."""
    kind = search.last_kind.other
    index, target = links.follow(search.last_kind, search.layers[-1], role_mask)
    fresh = ~seen[kind][target]
    if kind == Kind.FILM:
        fresh &= usable[target] | ((target == end[1]) & (end[0] == kind))
    index, target = index[fresh], target[fresh]
    seen[kind][target] = True
    layer, into = _distinct(target, links.rows(kind))
    search.layers.append(layer)
    search.edges.append((index, into))
    return layer


def _distinct(rows: Ints, size: int) -> tuple[Ints, Integers]:
    """The distinct rows, ascending, and the index of each given row among them."""
    if len(rows) * _SORTED_SHARE < size:
        return np.unique(rows, return_inverse=True)
    present = np.zeros(size, bool)
    present[rows] = True
    layer = np.flatnonzero(present).astype(np.int32)
    position = np.empty(size, np.int32)
    position[layer] = np.arange(len(layer), dtype=np.int32)
    return layer, position[rows]
