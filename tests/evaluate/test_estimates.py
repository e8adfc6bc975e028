"""Estimates with intervals, against numbers computed by hand and a slow reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.evaluate.estimates import RESAMPLES, Resampler, auc, ordered_pairs


def slow_auc(scores: np.ndarray, positive: np.ndarray, weights: np.ndarray) -> float:
    won = total = 0.0
    for s, good, w in zip(scores, positive, weights, strict=True):
        for other, other_good, v in zip(scores, positive, weights, strict=True):
            if good and not other_good:
                total += w * v
                won += w * v * ((s > other) + (s == other) / 2)
    return won / total if total else float("nan")


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 2)), min_size=1, max_size=12
    )
)
def test_auc_equals_the_comparison_of_all_pairs(pairs: list[tuple[int, bool, int]]) -> None:
    scores, positive, weights = (np.array(values) for values in zip(*pairs, strict=True))
    expected = slow_auc(scores, positive, weights)
    found = auc(scores.astype(float), positive, weights[None, :].astype(float))
    assert found == pytest.approx([expected], nan_ok=True)


def test_auc_by_hand() -> None:
    """Of six comparisons four are right and one is a tie."""
    scores = np.array([0.9, 0.5, 0.4, 0.1, 0.5])
    positive = np.array([True, True, False, False, False])
    assert auc(scores, positive, np.ones((1, 5)))[0] == pytest.approx(5.5 / 6)


def test_order_counts_pairs_of_different_grades() -> None:
    """2 > 0 and 2 > 1 are right, 1 > 0 is a tie; the two films of grade 0 form no pair."""
    right, pairs = ordered_pairs(np.array([3.0, 1.0, 1.0, 0.5]), np.array([2, 1, 0, 0]))
    assert (right, pairs) == (4.5, 5)
    assert ordered_pairs(np.array([1.0]), np.array([2])) == (0.0, 0)


def test_the_mean_has_the_usual_standard_error() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.2, 400)
    found = Resampler(400).mean(values)
    assert found.samples.shape == (RESAMPLES,)
    assert found.value == pytest.approx(values.mean())
    figures = found.as_dict()
    width = figures["high"] - figures["low"]
    assert width == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert figures["low"] < figures["value"] < figures["high"]


def test_a_difference_is_paired() -> None:
    """Seeds vary more than rankings do, so only paired differences separate the rankings."""
    first = np.random.default_rng(2).random(100)
    resampler = Resampler(100)
    change = (resampler.mean(first + 0.01) - resampler.mean(first)).as_dict()
    assert change == pytest.approx({"value": 0.01, "low": 0.01, "high": 0.01}, abs=1e-6)


def test_judgements_about_one_seed_are_drawn_together() -> None:
    """Two seeds of which one is all wrong: a resample has 0, 1 or 2 of it, so the AUC jumps."""
    scores = np.array([0.9, 0.1, 0.1, 0.9])
    positive = np.array([True, False, True, False])
    found = Resampler(2).auc(scores, positive, np.array([0, 0, 1, 1]))
    assert found.value == 0.5
    assert set(np.round(found.samples, 6)) == {0.0, 0.5, 1.0}


def test_a_ratio_weighs_seeds_by_their_pairs() -> None:
    found = Resampler(2).ratio(np.array([1.0, 0.0]), np.array([1.0, 3.0]))
    assert found.value == 0.25
    assert set(np.round(found.samples, 6)) == {0.0, 0.25, 1.0}


def test_estimates_are_reproducible() -> None:
    values = np.random.default_rng(3).random(30)
    assert Resampler(30).mean(values).as_dict() == Resampler(30).mean(values.copy()).as_dict()
