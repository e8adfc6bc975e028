"""Dimensions: the edges, names and rows of their bins."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.explore.dimensions import crafts, numbers, ratings, years
from recsys.vocabulary.roles import roles_to_mask


def test_years() -> None:
    # A year without films has a bin, too, so the scale has no gaps.
    dimension = years(np.array([1990, 0, 1993, 1990], dtype=np.int16))
    assert dimension.ticks == ("1990", "1991", "1992", "1993", "unknown")
    assert dimension.counts.tolist() == [2, 0, 0, 1, 1]
    assert dimension.mask([0, 4]).tolist() == [True, True, False, True]


def test_adjacent_bins_are_joined() -> None:
    dimension = years(np.array([1990, 0, 1993, 1991], dtype=np.int16))
    assert dimension.describe([2, 0, 1]) == "1990–1992"
    assert dimension.describe([0, 3]) == "1990, 1993"
    assert dimension.describe([3, 4]) == "1993, unknown"
    assert dimension.describe([]) == ""


def test_unknown_years() -> None:
    assert years(np.zeros(2, dtype=np.int16)).ticks == ("unknown",)


def test_half_points() -> None:
    # 7.4 and 7.5 are in separate bins, 9.5 and 10 in one; unused bins at the ends are omitted.
    dimension = ratings(np.array([70, 74, 75, 95, 100, 0], dtype=np.int16))
    assert dimension.ticks == ("7.0", "7.5", "8.0", "8.5", "9.0", "9.5", "not rated")
    assert dimension.counts.tolist() == [2, 1, 0, 0, 0, 2, 1]
    assert dimension.describe([0, 1]) == "7.0–7.9"
    assert dimension.describe([5]) == "9.5–10"


def test_unrated_films() -> None:
    assert ratings(np.zeros(3, dtype=np.int16)).ticks == ("not rated",)


@pytest.mark.parametrize(
    ("values", "ticks", "counts"),
    [
        ([2, 3, 3, 7], ("2", "3–4", "5+"), [1, 2, 1]),
        ([2, 5], ("2", "3–4", "5+"), [1, 0, 1]),
        ([4, 4], ("3–4",), [2]),
        ([], ("2",), [0]),
    ],
)
def test_whole_numbers(values: list[int], ticks: tuple[str, ...], counts: list[int]) -> None:
    dimension = numbers("films", np.array(values, dtype=np.int32), (2, 3, 5))
    assert dimension.ticks == ticks
    assert dimension.counts.tolist() == counts


def test_the_last_bin_is_open() -> None:
    dimension = numbers("films", np.array([2, 3, 7]), (2, 3, 5))
    assert dimension.describe([1, 2]) == "3 and more"
    assert dimension.describe([0]) == "2"


def test_zero_has_its_own_bin() -> None:
    dimension = numbers("votes", np.array([0, 1_500, 900]), (1, 500, 1_000), "not rated", str)
    assert dimension.ticks == ("500", "1000", "not rated")
    assert dimension.counts.tolist() == [1, 1, 1]
    assert dimension.describe([0, 1]) == "500 and more"
    assert dimension.describe([0]) == "500–999"
    assert dimension.mask([2]).tolist() == [True, False, False]


def test_crafts() -> None:
    masks = np.array(
        [roles_to_mask(["actor", "writer"]), roles_to_mask(["editor"]), 0], dtype=np.uint16
    )
    dimension = crafts(masks)
    assert dimension.ticks == ("writer", "actor", "editor")
    assert dimension.counts.tolist() == [1, 1, 1]
    assert dimension.mask([0, 2]).tolist() == [True, True, False]
    assert dimension.describe([0, 2]) == "writer, editor"
    assert not dimension.is_scale
