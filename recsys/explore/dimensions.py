"""What rows of a table can be counted and filtered by: a scale, labels, or crafts."""

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
    """One way to count rows, and to choose some of them; bins are numbered from 0.

    Attributes
    ----------
    title : str
        What it is about, as the title of an axis.
    ticks : tuple of str
        A short name a bin.
    counts : int64 array, shape (bins,)
        Rows in each bin; a row may be in several, unless it is a scale.
    """

    title: str
    ticks: tuple[str, ...]
    counts: npt.NDArray[np.int64]

    is_scale = False
    """Whether bins follow each other, as years do."""

    def mask(self, bins: Sequence[int]) -> Mask:
        """The rows in any of the bins."""
        raise NotImplementedError

    def words(self, bins: Sequence[int]) -> str:
        """The bins in words: `Drama, War`."""
        return ", ".join(self.ticks[place] for place in bins)


@dataclass(frozen=True, kw_only=True)
class Scale(Dimension):
    """Bins that follow each other; a row is in one of them.

    Attributes
    ----------
    codes : int array, shape (rows,)
        Bin of each row.
    names : tuple of (str, str)
        First and last value of each bin, as `("7.5", "7.9")`; the last is empty where a bin is
        open, or stands apart from the scale as `("not rated", "not rated")` does.
    """

    codes: Codes
    names: tuple[tuple[str, str], ...]

    is_scale = True

    def mask(self, bins: Sequence[int]) -> Mask:
        chosen = np.zeros(len(self.names), dtype=bool)
        chosen[list(bins)] = True
        return np.asarray(chosen[self.codes])

    def words(self, bins: Sequence[int]) -> str:
        """The bins in words, neighbours joined: `1990–1999, 2004`."""
        ordered = sorted(bins)
        breaks = [
            place
            for place, (before, after) in enumerate(pairwise(ordered), 1)
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
    """Labels, of which a row may have several; the most frequent come first.

    Attributes
    ----------
    places : int array, shape (bins,)
        Row of each label in `rows_with`.
    rows_with : Relation
        Rows of the table that have a label.
    rows : int
        Rows of the table.
    """

    places: npt.NDArray[np.integer]
    rows_with: Relation = field(repr=False)
    rows: int

    def mask(self, bins: Sequence[int]) -> Mask:
        mask = np.zeros(self.rows, dtype=bool)
        _, found = self.rows_with.expand(self.places[list(bins)].astype(np.int32))
        mask[found] = True
        return mask


@dataclass(frozen=True, kw_only=True)
class Crafts(Dimension):
    """Roles, of which a row may have several.

    Attributes
    ----------
    bits : int array, shape (bins,)
        The bit of each role that occurs.
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
    """A scale of the bins that the codes name; `ticks` are the first values by default."""
    return Scale(
        title=title,
        ticks=tuple(ticks or (low for low, _ in names)),
        counts=np.bincount(codes, minlength=len(names)),
        codes=codes,
        names=tuple(names),
    )


def labelled(
    title: str, names: Sequence[str], rows_with: Relation, rows: int, most: int
) -> Labelled:
    """The most frequent labels, ties by name."""
    counts = np.diff(rows_with.offsets)
    places = np.lexsort((np.arange(len(counts)), -counts))[:most]
    return Labelled(
        title=title,
        ticks=tuple(names[place] for place in places),
        counts=counts[places],
        places=places,
        rows_with=rows_with,
        rows=rows,
    )


def crafts(masks: npt.NDArray[np.integer]) -> Crafts:
    """The roles that occur, in the order of `ROLES`."""
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
    """Whole numbers in bins that begin at `edges`, as far as there are any; the last edge is open.

    Parameters
    ----------
    edges : sequence of int
        Ascending; no value is below the first, but 0 where `zero` is given.
    zero : str, optional
        What the value 0 is called, if it stands apart, at the end.
    tick : callable, optional
        The short name of a bin by its first value; by default its first and last value.
    """
    counted = values[values > 0] if zero else values
    least = int(counted.min()) if len(counted) else edges[0]
    most = int(counted.max()) if len(counted) else edges[0]
    used = edges[bisect_right(edges, least) - 1 : bisect_right(edges, most)]
    lasts = [f"{after - 1:,}" for after in edges[1:]] + [""]
    names = [(f"{low:,}", lasts[edges.index(low)]) for low in used]
    ticks = [tick(low) for low in used] if tick else [_between(*name) for name in names]
    codes: Codes = np.searchsorted(np.array(used), values, side="right") - 1
    if zero:
        codes, names, ticks = _apart(codes, values == 0, zero, names, ticks)
    return scale(title, codes, names, ticks)


def years(values: npt.NDArray[np.integer]) -> Scale:
    """A bin a year, and one for those without (0)."""
    known = values[values > 0]
    first, last = int(known.min(initial=9_999)), int(known.max(initial=0))
    names = [(str(year), str(year)) for year in range(first, last + 1)]
    codes: Codes = values.astype(np.int64) - first
    codes, names, ticks = _apart(codes, values == 0, "unknown", names, [low for low, _ in names])
    return scale("year", codes, names, ticks)


def ratings(tenths: npt.NDArray[np.integer]) -> Scale:
    """Half points of 10, and a bin for those without a rating (0); 10 is in the last half point."""
    halves = np.minimum(tenths.astype(np.int64), _HIGHEST) // _HALF
    rated = halves[halves > 0]
    least, most = int(rated.min(initial=_HIGHEST)), int(rated.max(initial=0))
    lows = [half * _HALF for half in range(least, most + 1)]
    names = [(f"{low / 10:.1f}", f"{_last_of(low):g}") for low in lows]
    codes: Codes = halves - least
    ticks = [low for low, _ in names]
    return scale("rating", *_apart(codes, tenths == 0, "not rated", names, ticks))


_HIGHEST, _HALF = 95, 5
"""Tenths: the last half point begins at 9.5, and 10 is in it."""


def _last_of(low: int) -> float:
    """The last rating of the half point that begins at so many tenths."""
    return 10 if low == _HIGHEST else (low + _HALF - 1) / 10


def _apart(
    codes: Codes, without: Mask, word: str, names: list[tuple[str, str]], ticks: list[str]
) -> tuple[Codes, list[tuple[str, str]], list[str]]:
    """A bin at the end for the rows that have no value, if there are any."""
    if not without.any():
        return codes, names, ticks
    return np.where(without, len(names), codes), [*names, (word, word)], [*ticks, word]


def _between(low: str, last: str) -> str:
    if not last:
        return f"{low}+"
    return low if low == last else f"{low}–{last}"
