"""The ground truth: which films and directors are measured, and what is relevant."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from recsys.evaluate.director_rankings import director_truth
from recsys.evaluate.film_rankings import film_truth
from recsys.evaluate.movielens import Likes
from tests.directors.worlds import Film as Credited
from tests.directors.worlds import make_world
from tests.movies.worlds import Film, open_world


def likes_of(pairs: Iterable[tuple[int, int]], users: int) -> Likes:
    user, movie = zip(*pairs, strict=True)
    return Likes(np.array(user), np.array(movie), users)


def test_films_with_ten_likes_and_a_text(tmp_path: Path) -> None:
    films = [
        Film("tt1", [1, 0], votes=5, rating=7.0),
        Film("tt2", None, votes=6, rating=7.0),
        Film("tt3", [0, 1], votes=7, rating=7.0),
        Film("tt4", [1, 1], votes=8, rating=7.0),
    ]
    counts = [10, 12, 9, 11]  # tt2 has no text, tt3 too few likes
    pairs = [(user, film) for film, count in enumerate(counts) for user in range(count)]
    with open_world(tmp_path / "world", films) as world:
        truth = film_truth(world, likes_of(pairs, 20))
    assert truth.ids == ["tt1", "tt4"]
    assert truth.rows.tolist() == [0, 3]
    assert truth.relevant == [{1}, {0}]
    assert truth.votes.tolist() == [5, 8]
    expected = 10 * 11 / 20
    assert truth.z[0, 1] == pytest.approx((10 - expected) / np.sqrt(expected + 5))


def directed(counts: dict[str, int]) -> list[Credited]:
    names = [person for person, films in counts.items() for _ in range(films)]
    return [
        Credited(f"tt{number:02}", [person], rating=6.0, votes=10 * (number + 1))
        for number, person in enumerate(names)
    ]


def test_directors_with_enough_films_and_users(tmp_path: Path) -> None:
    """nm1 and nm4 qualify; nm2 has too few users, nm3 too few films."""
    world = make_world(tmp_path / "graph", directed({"nm1": 3, "nm2": 3, "nm3": 2, "nm4": 4}))
    pairs = [
        (user, film) for user in range(8) for film in (0, 1)
    ]  # two of nm1's films, counted once per user
    pairs += [(user, 3) for user in range(7)]
    pairs += [(user, 6) for user in range(20)]
    pairs += [(user, 8) for user in range(4, 16)]
    truth = director_truth(world, likes_of(pairs, 30))
    assert truth.ids == ["nm1", "nm4"]
    assert truth.votes.tolist() == [30, 120]  # of each director's most voted film
    expected = 8 * 12 / 30
    assert truth.z[0, 1] == pytest.approx((4 - expected) / np.sqrt(expected + 5))


@pytest.mark.parametrize(("users", "ids"), [(399, ["nm1"]), (400, [])])
def test_a_larger_file_requires_fifteen_users(tmp_path: Path, users: int, ids: list[str]) -> None:
    world = make_world(tmp_path / "graph", directed({"nm1": 3}))
    pairs = [(user, 0) for user in range(14)]
    assert director_truth(world, likes_of(pairs, users)).ids == ids
