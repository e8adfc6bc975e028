"""Likes, cohorts and lift; all numbers are computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.evaluate.co_likes import (
    MIN_LIKES,
    UserLikes,
    co_liked,
    cohorts_of,
    lift,
    like_threshold,
)
from recsys.evaluate.truths import RELEVANT, nearest


@pytest.mark.parametrize(
    ("highest", "threshold"), [(5, 4), (4.5, 4), (10, 8), (7, 8), (100, 80), (0, 4)]
)
def test_a_like_is_four_fifths_of_the_scale(highest: float, threshold: float) -> None:
    assert like_threshold(highest) == threshold


def likes(pairs: list[tuple[int, int]], cohort: list[int]) -> UserLikes:
    user, film = np.array(pairs).T
    return UserLikes(user, film, np.array(cohort))


def test_lift_by_hand() -> None:
    """Of four users two like films 3 and 5 both, and one likes film 3 alone."""
    sample = likes([(0, 3), (0, 5), (1, 3), (1, 5), (2, 3), (3, 8)], [0, 0, 0, 0])
    found = lift(sample, np.array([3]), np.array([3, 5, 8]))
    assert found[0, 1] == pytest.approx(np.log((2 + 5) / (3 * 2 / 4 + 5)))
    assert found[0, 2] == pytest.approx(np.log((0 + 5) / (3 * 1 / 4 + 5)))


def test_chance_is_computed_within_cohorts() -> None:
    """Everybody of one time likes the same two films, so liking both is no more than chance."""
    pairs = [(user, film) for user in range(4) for film in (0, 1)]
    films = np.array([0, 1])
    together = lift(likes(pairs, [0] * 4 + [1] * 4), films, films)
    assert together[0, 1] == pytest.approx(0)
    without_time = lift(likes(pairs, [0] * 8), films, films)
    assert without_time[0, 1] == pytest.approx(np.log((4 + 5) / (4 * 4 / 8 + 5)))


def test_more_users_than_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, films = np.random.default_rng(4), np.arange(6)
    matrix = rng.random((50, 6)) < 0.5
    sample = likes(np.argwhere(matrix).tolist(), [0] * 50)
    whole = lift(sample, films, films)
    monkeypatch.setattr("recsys.evaluate.co_likes._BLOCK", 7)
    assert lift(sample, films, films) == pytest.approx(whole)
    count = matrix.sum(axis=0)
    both = (matrix[:, 1] & matrix[:, 4]).sum()
    assert whole[1, 4] == pytest.approx(np.log((both + 5) / (count[1] * count[4] / 50 + 5)))


def test_cohorts_have_equally_many_users() -> None:
    times = np.random.default_rng(5).permutation(240)
    cohort = cohorts_of(times)
    assert np.bincount(cohort).tolist() == [30] * 8
    assert (np.diff(cohort[np.argsort(times)]) >= 0).all()
    assert cohorts_of(np.arange(59)).tolist() == [0] * 59  # too few for two cohorts
    assert cohorts_of(np.array([])).tolist() == []


def test_likes_of_some_users() -> None:
    sample = likes([(0, 1), (1, 1), (2, 2), (2, 3)], [0, 0, 1])
    half = sample.of(np.array([True, False, True]))
    assert half.users == 2
    assert list(zip(half.user, half.film, strict=True)) == [(0, 1), (1, 2), (1, 3)]
    assert half.cohort.tolist() == [0, 1]


def test_films_need_twenty_likes() -> None:
    pairs = [(user, 0) for user in range(MIN_LIKES)] + [(user, 1) for user in range(MIN_LIKES)]
    pairs += [(user, 2) for user in range(MIN_LIKES - 1)]
    found = co_liked(likes(pairs, [0] * 30), np.array([2, 1, 3]), films=4)
    assert found.films.tolist() == [0, 1]
    assert found.seeds.tolist() == [1]  # only films of the given order are seeds
    assert found.relevant[0, 0] == 0
    assert found.users == 30
    assert not len(co_liked(likes(pairs, [0] * 30), np.array([3]), films=4).seeds)


def test_nearest_films_are_padded() -> None:
    similarity = np.array([[9.0, 1.0, 2.0, -np.inf], [1.0, 9.0, 1.0, 1.0]])
    found = nearest(similarity, np.array([10, 11]), np.array([10, 11, 12, 13]))
    assert found.shape == (2, RELEVANT)
    assert found[0, :3].tolist() == [12, 11, -1]
    assert found[1, :4].tolist() == [10, 12, 13, -1]  # ties by row
