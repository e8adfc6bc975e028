"""A like of a film that two directors made together says nothing about the two."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recsys.evaluate.joint_films import leave_out_joint_films
from recsys.evaluate.movielens import Likes, liked_together
from tests.directors.worlds import Film, make_world


def test_joint_films_count_for_neither(tmp_path: Path) -> None:
    """All four users like the joint film; two like nm1's own film, one of them also nm2's."""
    films = [
        Film("tt1", ["nm1", "nm2"]),
        Film("tt2", ["nm1"]),
        Film("tt3", ["nm2"]),
        Film("tt4", ["nm3"]),
    ]
    graph = make_world(tmp_path / "graph", films).graph
    user, movie = np.array([0, 1, 2, 3, 0, 1, 1, 2]), np.array([0, 0, 0, 0, 1, 1, 2, 3])
    likes = Likes(user=user, movie=movie, users=4)
    before = np.arange(9.0).reshape(3, 3)
    z = before.copy()
    leave_out_joint_films(graph, likes, np.arange(3), z)
    # Apart, nm1 is liked by users 0 and 1, nm2 by user 1.
    expected = liked_together(np.array([0, 1, 1]), np.array([0, 0, 1]), 4, 2)[0, 1]
    assert z[0, 1] == z[1, 0] == pytest.approx(expected)
    z[0, 1], z[1, 0] = before[0, 1], before[1, 0]
    assert (z == before).all(), "other pairs keep their z"
