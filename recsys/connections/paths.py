"""Shortest paths between two people or films, rarest links first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recsys.connections.links import Floats, Kind, Links, PathFilter
from recsys.connections.search import End, Integers, Search, meet
from recsys.store.arrays import Ints

_SPARE = 3
"""Paths read per path returned, since many differ only by a film of the same people."""

_DIGITS = 9
"""Costs are rounded, so that the order of adding does not decide between equal ones."""

Way = tuple[float, tuple[int, ...]]
"""Cost and rows from one end of a search."""


@dataclass(frozen=True)
class CreditPath:
    """A chain in which people and films alternate.

    Attributes
    ----------
    start : Kind
        Kind of the first row.
    rows : tuple of int
        Rows from one end to the other.
    cost : float
        Sum of ln(number of credits) over the people and films between the ends; low if they are
        rare.
    """

    start: Kind
    rows: tuple[int, ...]
    cost: float

    @property
    def people(self) -> tuple[int, ...]:
        """Rows of the people."""
        return self.rows[0 if self.start == Kind.PERSON else 1 :: 2]


def shortest_paths(
    links: Links, one: End, two: End, allowed: PathFilter, limit: int
) -> list[CreditPath]:
    """Up to `limit` shortest paths by cost; empty if there is none.

    The first is the cheapest of all. Paths through other people precede paths that differ only by
    a film.
    """
    if one == two:
        return [CreditPath(one[0], (one[1],), 0.0)]
    met = meet(links, one, two, links.usable(allowed), allowed.role_mask)
    return _different(_cheapest(links, *met, _SPARE * limit), limit) if met else []


def _cheapest(
    links: Links, left: Search, right: Search, front: Ints, limit: int
) -> list[CreditPath]:
    """The cheapest paths through the rows where two searches touch."""
    at_left, at_right = (np.searchsorted(search.layers[-1], front) for search in (left, right))
    first, second = _Ways(links, left, at_left), _Ways(links, right, at_right)
    between = bool(left.edges and right.edges)  # else the searches touch at an end
    own = links.cost[left.last_kind][front] if between else np.zeros(len(front))
    total = first.cheapest[-1][at_left] + second.cheapest[-1][at_right] + own
    paths = []
    # A row beyond the `limit` cheapest would come after `limit` paths.
    for index in _lowest(total, front, limit).tolist():
        for cost_left, rows_left in first.to(int(at_left[index]), limit):
            for cost_right, rows_right in second.to(int(at_right[index]), limit):
                rows = (*rows_left, int(front[index]), *reversed(rows_right))
                cost = round(cost_left + cost_right + float(own[index]), _DIGITS)
                paths.append(CreditPath(left.start, rows, cost))
    return sorted(paths, key=_by_cost)[:limit]


def _different(paths: list[CreditPath], limit: int) -> list[CreditPath]:
    """The cheapest path of each chain of people, then others; those chosen by cost."""
    chains: set[tuple[int, ...]] = set()
    first: list[CreditPath] = []
    again: list[CreditPath] = []
    for path in paths:
        (again if path.people in chains else first).append(path)
        chains.add(path.people)
    return sorted([*first, *again][:limit], key=_by_cost)


def _by_cost(path: CreditPath) -> tuple[float, tuple[int, ...]]:
    return path.cost, path.rows


class _Ways:
    """The ways from the start of a search to some rows of its last layer."""

    def __init__(self, links: Links, search: Search, targets: Integers) -> None:
        self._layers = search.layers
        self._found: dict[tuple[int, int], list[Way]] = {}
        self._edges = _leading_to(search, targets)
        self._cost = [
            links.cost[search.kind(step)][layer] if step else np.zeros(1)
            for step, layer in enumerate(search.layers)
        ]
        self.cheapest = [np.zeros(1)]
        """Least cost of a way to each row of a layer, without that row's own."""
        for step, (before, into) in enumerate(self._edges):
            cost = np.full(len(search.layers[step + 1]), np.inf)
            np.minimum.at(cost, into, (self.cheapest[step] + self._cost[step])[before])
            self.cheapest.append(cost)

    def to(self, target: int, limit: int, step: int | None = None) -> list[Way]:
        """The cheapest ways to one row of a layer, by default the last, without that row."""
        step = len(self._edges) if step is None else step
        if step == 0:
            return [(0.0, ())]
        if (step, target) not in self._found:
            self._found[step, target] = self._through(target, limit, step)
        return self._found[step, target]

    def _through(self, target: int, limit: int, step: int) -> list[Way]:
        before, into = self._edges[step - 1]
        before = before[into == target]
        layer, cost = self._layers[step - 1], self._cost[step - 1]
        total = self.cheapest[step - 1][before] + cost[before]
        ways = [
            (paid + float(cost[previous]), (*rows, int(layer[previous])))
            for previous in before[_lowest(total, before, limit)].tolist()
            for paid, rows in self.to(previous, limit, step - 1)
        ]
        return sorted(ways)[:limit]


def _leading_to(search: Search, targets: Integers) -> list[tuple[Integers, Integers]]:
    """The links of a search that lie on a way to one of the targets in its last layer."""
    edges = []
    for step in range(len(search.edges), 0, -1):
        wanted = np.zeros(len(search.layers[step]), bool)
        wanted[targets] = True
        before, into = search.edges[step - 1]
        leading = wanted[into]
        edges.append((before[leading], into[leading]))
        targets = before[leading]
    return edges[::-1]


def _lowest(cost: Floats, rows: Integers, limit: int) -> Integers:
    """Indices of the lowest costs, ties by row."""
    return np.lexsort((rows, np.round(cost, _DIGITS)))[:limit]
