"""A table that is counted, filtered and put in order by several dimensions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from recsys.errors import InvalidArgument
from recsys.explore.dimensions import Dimension, Mask

Order = Callable[[], tuple[np.ndarray, ...]]
"""Keys to put rows in order by, the first one first; largest first, ties by row."""

MAX_ROWS = 10_000

Chosen = Mapping[str, Sequence[int]]
"""Bins by the name of a dimension; a row has to be in one of the bins of each."""


@dataclass(frozen=True)
class Found:
    """The rows that pass: how many there are, and the first of them described."""

    total: int
    frame: pl.DataFrame


class View:
    """Rows of one kind.

    Attributes
    ----------
    rows : int
    dimensions : dict of Dimension
        By name, in the order in which they are drawn.
    orders : tuple of str
        What rows can be put in order by, the usual one first.
    """

    def __init__(
        self,
        rows: int,
        dimensions: dict[str, Dimension],
        orders: dict[str, Order],
        describe: Callable[[np.ndarray], pl.DataFrame],
    ) -> None:
        self.rows, self.dimensions, self.orders = rows, dimensions, tuple(orders)
        self._keys, self._describe = orders, describe
        self._in_order = cache(self._sorted)

    def select(self, chosen: Chosen, order: str | None = None, limit: int = 200) -> Found:
        """The rows in the chosen bins, the first `limit` of them as a frame.

        Raises
        ------
        InvalidArgument
            There is no such dimension, bin or order, or the limit is not 1 to 10,000.
        """
        order = order or self.orders[0]
        if order not in self._keys:
            raise InvalidArgument(f"order is {order!r}, choose from {', '.join(self.orders)}.")
        if not 1 <= limit <= MAX_ROWS:
            raise InvalidArgument(f"limit is {limit}, it goes from 1 to {MAX_ROWS:,}.")
        rows = self._in_order(order)
        passing = self._mask(chosen)
        if passing is None:
            return Found(self.rows, self._describe(rows[:limit]))
        rows = rows[passing[rows]]
        return Found(len(rows), self._describe(rows[:limit]))

    def _mask(self, chosen: Chosen) -> Mask | None:
        passing = None
        for name, bins in chosen.items():
            if name not in self.dimensions:
                raise InvalidArgument(f"There is no {name!r} to choose by.")
            dimension = self.dimensions[name]
            if not all(0 <= place < len(dimension.ticks) for place in bins):
                raise InvalidArgument(f"{name} has {len(dimension.ticks)} bins, not {list(bins)}.")
            if len(bins):
                mask = dimension.mask(bins)
                passing = mask if passing is None else passing & mask
        return passing

    def _sorted(self, order: str) -> np.ndarray:
        keys = [-key.astype(np.float64) for key in self._keys[order]()]
        return np.lexsort([np.arange(self.rows), *reversed(keys)])
