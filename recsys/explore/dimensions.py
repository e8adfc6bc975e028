"""Dimensions to count and filter rows by: scales, labels and crafts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from recsys.store.graph import Relation
from recsys.vocabulary.roles import ROLES

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.integer]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A binned property of rows, for counting and filtering; bins are numbered from 0.

    Attributes
    ----------
    title : str
        Axis title.
    ticks : tuple of str
        Short name of each bin.
    counts : int64 array, shape (bins,)
        Rows in each bin. On a scale, a row is in exactly one bin; otherwise in any number.
    """

    title: str
    ticks: tuple[str, ...]
    counts: npt.NDArray[np.int64]

    is_scale = False
    """Whether the bins are ordered, such as years."""

    def mask(self, bins: Sequence[int]) -> Mask:
        """Return the mask of rows in any of the bins."""
        raise NotImplementedError

    def describe(self, bins: Sequence[int]) -> str:
        """Return the bins as text, as in `Drama, War`."""
        return ", ".join(self.ticks[bin_] for bin_ in bins)


@dataclass(frozen=True, kw_only=True)
class Scale(Dimension):
    """Ordered bins; each row is in exactly one.

    Attributes
    ----------
    codes : int array, shape (rows,)
        Bin of each row.
    names : tuple of (str, str)
        First and last value of each bin, such as `("7.5", "7.9")`. The last value of an open bin is
        empty; a bin outside the scale repeats its name, as in `("not rated", "not rated")`.
    """

    codes: Codes
    names: tuple[tuple[str, str], ...]

    is_scale = True

    def mask(self, bins: Sequence[int]) -> Mask:
        chosen = np.zeros(len(self.names), dtype=bool)
        chosen[list(bins)] = True
        return np.asarray(chosen[self.codes])

    def describe(self, bins: Sequence[int]) -> str:
        """Return the bins as text, with adjacent bins joined, as in `1990–1999, 2004`."""
        ordered = sorted(bins)
        breaks = [
            index
            for index, (before, after) in enumerate(pairwise(ordered), 1)
            if after != before + 1 or not self.names[after][0][:1].isdigit()
        ]
        runs = [ordered[a:b] for a, b in pairwise([0, *breaks, len(ordered)])]
        return ", ".join(self._run(run[0], run[-1]) for run in runs if run)

    def _run(self, first: int, last: int) -> str:
        low, high = self.names[first][0], self.names[last][1]
        if not high:
            return f"{low} and more"
        return low if low == high else f"{low}–{high}"


@dataclass(frozen=True, kw_only=True)
class Labelled(Dimension):
    """Labels, any number per row, most frequent first.

    Attributes
    ----------
    label_rows : int array, shape (bins,)
        Row of each label in `rows_with`.
    rows_with : Relation
        Relation from label rows to table rows.
    rows : int
        Number of table rows.
    """

    label_rows: npt.NDArray[np.integer]
    rows_with: Relation = field(repr=False)
    rows: int

    def mask(self, bins: Sequence[int]) -> Mask:
        mask = np.zeros(self.rows, dtype=bool)
        _, matching = self.rows_with.expand(self.label_rows[list(bins)].astype(np.int32))
        mask[matching] = True
        return mask


@dataclass(frozen=True, kw_only=True)
class Crafts(Dimension):
    """Roles, any number per row.

    Attributes
    ----------
    bits : int array, shape (bins,)
        Bit of each role that occurs.
    masks : int array, shape (rows,)
        Role mask of each row.
    """

    bits: npt.NDArray[np.integer]
    masks: npt.NDArray[np.integer] = field(repr=False)

    def mask(self, bins: Sequence[int]) -> Mask:
        wanted = np.bitwise_or.reduce(1 << self.bits[list(bins)], initial=0)
        return np.asarray((self.masks & wanted) != 0)


def scale(
    title: str,
    codes: Codes,
    names: Sequence[tuple[str, str]],
    ticks: Sequence[str] | None = None,
) -> Scale:
    """Create a scale from each row's bin; `ticks` default to the bins' first values."""
    return Scale(
        title=title,
        ticks=tuple(ticks or (low for low, _ in names)),
        counts=np.bincount(codes, minlength=len(names)),
        codes=codes,
        names=tuple(names),
    )


def labelled(
    title: str, names: Sequence[str], rows_with: Relation, rows: int, max_labels: int
) -> Labelled:
    """Create a dimension of the most frequent labels, ties by name."""
    counts = np.diff(rows_with.offsets)
    label_rows = np.lexsort((np.arange(len(counts)), -counts))[:max_labels]
    return Labelled(
        title=title,
        ticks=tuple(names[row] for row in label_rows),
        counts=counts[label_rows],
        label_rows=label_rows,
        rows_with=rows_with,
        rows=rows,
    )


def crafts(masks: npt.NDArray[np.integer]) -> Crafts:
    """Create a dimension of the roles that occur, in the order of `ROLES`."""
    counts = np.array([np.count_nonzero(masks >> bit & 1) for bit in range(len(ROLES))])
    bits = np.flatnonzero(counts)
    return Crafts(
        title="craft",
        ticks=tuple(ROLES[bit].replace("_", " ") for bit in bits),
        counts=counts[bits],
        bits=bits,
        masks=masks,
    )


def numbers(
    title: str,
    values: npt.NDArray[np.integer],
    edges: Sequence[int],
    zero: str = "",
    tick: Callable[[int], str] | None = None,
) -> Scale:
    """Create a scale of whole numbers whose bins start at `edges`; the last bin is open.

    Bins below the lowest and above the highest value are omitted.

    Parameters
    ----------
    edges : sequence of int
        Ascending; no value is below the first, except 0 if `zero` is given.
    zero : str, optional
        Name of a separate last bin for the value 0.
    tick : callable, optional
        Returns a bin's tick for its first value; by default, ticks show first and last value.
    """
    counted = values[values > 0] if zero else values
    lowest = int(counted.min()) if len(counted) else edges[0]
    highest = int(counted.max()) if len(counted) else edges[0]
    used = edges[bisect_right(edges, lowest) - 1 : bisect_right(edges, highest)]
    lasts = [f"{after - 1:,}" for after in edges[1:]] + [""]
    names = [(f"{low:,}", lasts[edges.index(low)]) for low in used]
    ticks = [tick(low) for low in used] if tick else [_range_tick(*name) for name in names]
    codes: Codes = np.searchsorted(np.array(used), values, side="right") - 1
    if zero:
        codes, names, ticks = _with_missing_bin(codes, values == 0, zero, names, ticks)
    return scale(title, codes, names, ticks)


def years(values: npt.NDArray[np.integer]) -> Scale:
    """Create a scale with one bin per year, plus one for unknown years (0)."""
    known = values[values > 0]
    first, last = int(known.min(initial=9_999)), int(known.max(initial=0))
    names = [(str(year), str(year)) for year in range(first, last + 1)]
    codes: Codes = values.astype(np.int64) - first
    codes, names, ticks = _with_missing_bin(
        codes, values == 0, "unknown", names, [low for low, _ in names]
    )
    return scale("year", codes, names, ticks)


def ratings(tenths: npt.NDArray[np.integer]) -> Scale:
    """Create a scale of half points, plus a bin for rows without a rating (0).

    The last half point is 9.5 to 10.
    """
    halves = np.minimum(tenths.astype(np.int64), _HIGHEST) // _HALF
    rated = halves[halves > 0]
    lowest, highest = int(rated.min(initial=_HIGHEST)), int(rated.max(initial=0))
    lows = [half * _HALF for half in range(lowest, highest + 1)]
    names = [(f"{low / 10:.1f}", f"{_last_rating(low):g}") for low in lows]
    codes: Codes = halves - lowest
    ticks = [low for low, _ in names]
    return scale("rating", *_with_missing_bin(codes, tenths == 0, "not rated", names, ticks))


_HIGHEST, _HALF = 95, 5
"""In tenths: the start of the last bin, which includes 10, and the bin width."""


def _last_rating(low: int) -> float:
    """Return the last rating of the bin that starts at `low` tenths."""
    return 10 if low == _HIGHEST else (low + _HALF - 1) / 10


def _with_missing_bin(
    codes: Codes, missing: Mask, name: str, names: list[tuple[str, str]], ticks: list[str]
) -> tuple[Codes, list[tuple[str, str]], list[str]]:
    """Append a bin for the rows without a value, if there are any."""
    if not missing.any():
        return codes, names, ticks
    return np.where(missing, len(names), codes), [*names, (name, name)], [*ticks, name]


def _range_tick(low: str, last: str) -> str:
    if not last:
        return f"{low}+"
    return low if low == last else f"{low}–{last}"
