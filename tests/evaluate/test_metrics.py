"""Metrics against numbers computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.evaluate.metrics import bootstrap, ndcg, recall

LOG3 = np.log2(3)


@pytest.mark.parametrize(
    ("ranked", "relevant", "expected"),
    [
        ([1, 9, 7], {1, 9, 7}, 1.0),
        ([7, 1, 9], {1, 9, 7}, 1.0),
        ([5, 1, 9], {1, 9, 7}, (1 / LOG3 + 1 / 2) / (1 + 1 / LOG3 + 1 / 2)),
        ([1, 2, 3], {1}, 1.0),
        ([2, 3, 1], {1}, 1 / 2),
        ([2, 3, 4, 1], {1}, 0.0),  # beyond the depth
        ([1], {1, 2, 3, 4, 5}, 1 / (1 + 1 / LOG3 + 1 / 2)),  # the ideal ranking fills three ranks
        ([], {1}, 0.0),
        ([1, 2, 3], set(), 0.0),
    ],
)
def test_ndcg_at_three(ranked: list[int], relevant: set[int], expected: float) -> None:
    assert ndcg(ranked, relevant, 3) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ranked", "relevant", "expected"),
    [([1, 2, 3], {3, 4}, 0.5), ([1, 2, 4, 3], {3}, 0.0), ([1], set(), 0.0), ([2, 1], {1}, 1.0)],
)
def test_recall_at_three(ranked: list[int], relevant: set[int], expected: float) -> None:
    assert recall(ranked, relevant, 3) == expected


def test_constant_values_have_no_interval() -> None:
    found = bootstrap(np.full(7, 0.25))
    assert (found.mean, found.low, found.high) == (0.25, 0.25, 0.25)


def test_an_interval_contains_the_mean_and_narrows_with_more_queries() -> None:
    few, many = np.arange(10) / 10, np.tile(np.arange(10) / 10, 40)
    narrow, wide = bootstrap(many), bootstrap(few)
    assert wide.low < wide.mean < wide.high
    assert narrow.mean == pytest.approx(wide.mean)
    # The standard error of the mean falls with the square root of the count, here by sqrt(40).
    assert (wide.high - wide.low) / (narrow.high - narrow.low) == pytest.approx(40**0.5, rel=0.15)


def test_the_bootstrap_is_reproducible() -> None:
    values = np.random.default_rng(1).random(50)
    assert bootstrap(values) == bootstrap(values.copy())


def test_paired_differences_have_narrow_intervals() -> None:
    """Queries vary more than systems do, so only paired differences separate the systems."""
    first = np.random.default_rng(2).random(100)
    second = first + 0.01
    assert bootstrap(first).high > bootstrap(second).low
    assert bootstrap(second - first).low == pytest.approx(0.01)


def test_no_queries() -> None:
    assert np.isnan(bootstrap(np.array([])).mean)
