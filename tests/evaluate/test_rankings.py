"""Turning scores into report rows."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from recsys.evaluate.rankings import Truth, by_score, is_even, report_row

EVEN, ODD = "tt0114709", "tt0102926"  # parity of their SHA-256


def truth(ids: list[str], relevant: list[set[int]], depth: int = 2) -> Truth:
    z = np.arange(len(ids) ** 2, dtype=float).reshape(len(ids), -1)
    sets = [frozenset(items) for items in relevant]
    return Truth(np.arange(len(ids)), ids, sets, z, np.arange(len(ids)) * 10, depth)


def test_the_split_uses_sha256() -> None:
    """The split is reproducible elsewhere."""
    assert not is_even(ODD)
    assert is_even(EVEN)
    for number in range(200):
        item = f"tt{number:07}"
        assert is_even(item) == (int(hashlib.sha256(item.encode()).hexdigest(), 16) % 2 == 0)


def test_by_score_excludes_the_item_and_infinite_scores() -> None:
    scores = np.array([0.5, 9.0, -np.inf, 0.7, 0.5])
    assert by_score(scores, own=1, depth=10) == [3, 0, 4]  # the tie is broken by id
    assert by_score(scores, own=2, depth=2) == [1, 3]
    assert by_score(scores, own=3, depth=1) == [1]
    assert by_score(np.full(3, -np.inf), own=0, depth=2) == []


def test_by_score_fills_all_ranks_if_the_item_is_first() -> None:
    assert by_score(np.array([3.0, 2.0, 1.0]), own=0, depth=2) == [1, 2]


def test_a_report_row() -> None:
    """Only the two reported queries count; the third belongs to the fitting half."""
    sample = truth(["tt0000003", EVEN, ODD], [{1, 2}, {0}, {0}])
    assert [is_even(item) for item in sample.ids] == [False, True, False]
    row, gains = report_row("name", "meaning", [[1, 2], [2, 0], [1, 0]], sample, None)
    log3 = np.log2(3)
    assert gains.tolist() == pytest.approx([1.0, 1 / log3])
    assert row["ndcg"]["mean"] == pytest.approx((1 + 1 / log3) / 2)
    assert row["recall"] == 1.0
    assert row["mean_z"] == pytest.approx(((1 + 2) / 2 + (7 + 6) / 2) / 2)
    assert row["coverage"] == 1.0  # 1 and 2 for the first, 1 and 0 for the last
    assert row["median_votes"] == 10.0  # of 10, 20, 10, 0
    assert row["difference"] is None
    better, _ = report_row("name", "meaning", [[1, 2], [], [0, 1]], sample, gains)
    assert better["difference"]["mean"] == pytest.approx((0 + 1 - 1 / log3) / 2)


def test_a_row_that_recommends_nothing() -> None:
    row, gains = report_row(
        "n", "m", [[], [], []], truth(["tt0000003", EVEN, ODD], [{1}] * 3), None
    )
    assert gains.tolist() == [0, 0]
    assert (row["mean_z"], row["median_votes"], row["coverage"]) == (None, None, 0)


def test_too_little_to_measure() -> None:
    assert truth(["tt0000003", EVEN, ODD], [{1}] * 3).measurable
    assert not truth(["tt0000003", ODD], [{1}] * 2).measurable  # not more items than ranks
    assert not truth([EVEN, EVEN, EVEN], [{1}] * 3).measurable  # no reported query
