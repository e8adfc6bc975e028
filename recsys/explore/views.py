"""Views: tables that are counted, filtered and sorted by several dimensions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from recsys.errors import InvalidArgument
from recsys.explore.dimensions import Dimension, Mask

Order = Callable[[], tuple[np.ndarray, ...]]
"""Sort keys, most significant first; each sorts descending, ties by row."""

MAX_ROWS = 10_000

Bins = Mapping[str, Sequence[int]]
"""Selected bins by dimension; a row must be in one of the bins of every dimension."""


@dataclass(frozen=True)
class Selection:
    """The number of selected rows, and a frame of the first ones."""

    total: int
    frame: pl.DataFrame


class View:
    """A filterable, sortable table of one kind of row.

    Attributes
    ----------
    rows : int
    dimensions : dict of Dimension
        By name, in display order.
    orders : tuple of str
        Names of the sort orders, the default first.
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
        self._sorted_rows = cache(self._sort)

    def select(self, bins: Bins, order: str | None = None, limit: int = 200) -> Selection:
        """Return the rows in the selected bins, the first `limit` of them as a frame.

        Raises
        ------
        InvalidArgument
            The dimension, bin or order does not exist, or the limit is not 1 to 10,000.
        """
        order = order or self.orders[0]
        if order not in self._keys:
            raise InvalidArgument(f"order is {order!r}; choose from {', '.join(self.orders)}.")
        if not 1 <= limit <= MAX_ROWS:
            raise InvalidArgument(f"limit is {limit}; it must be from 1 to {MAX_ROWS:,}.")
        rows = self._sorted_rows(order)
        passing = self._mask(bins)
        if passing is None:
            return Selection(self.rows, self._describe(rows[:limit]))
        rows = rows[passing[rows]]
        return Selection(len(rows), self._describe(rows[:limit]))

    def _mask(self, bins: Bins) -> Mask | None:
        passing = None
        for name, numbers in bins.items():
            if name not in self.dimensions:
                raise InvalidArgument(f"There is no dimension {name!r}.")
            dimension = self.dimensions[name]
            count = len(dimension.ticks)
            if not all(0 <= number < count for number in numbers):
                raise InvalidArgument(f"{name} has bins 0 to {count - 1}, not {list(numbers)}.")
            if len(numbers):
                mask = dimension.mask(numbers)
                passing = mask if passing is None else passing & mask
        return passing

    def _sort(self, order: str) -> np.ndarray:
        keys = [-key.astype(np.float64) for key in self._keys[order]()]
        return np.lexsort([np.arange(self.rows), *reversed(keys)])
