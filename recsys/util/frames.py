"""List columns and group masks built from arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow as pa


def list_column(values: pl.Series, counts: Sequence[int] | np.ndarray) -> pl.Series:
    """A column of lists: `values` split into consecutive lists of the lengths `counts`.

    Built through Arrow, because building it from Python lists takes milliseconds.

    >>> list_column(pl.Series(["a", "b", "c"]), [2, 0, 1]).to_list()
    [['a', 'b'], [], ['c']]
    """
    offsets = pl.Series(np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]))
    # From a NumPy array, pyarrow would import pandas if it is installed: 0.3 s and 40 MB.
    return pl.Series(pa.LargeListArray.from_arrays(offsets.to_arrow(), values.to_arrow()))


def first_of_each(groups: np.ndarray, count: int) -> np.ndarray:
    """Mask of the first `count` entries of each group; `groups` is ascending.

    >>> first_of_each(np.array([0, 0, 0, 2]), 2).tolist()
    [True, True, False, True]
    """
    return np.arange(len(groups)) - np.searchsorted(groups, groups) < count
