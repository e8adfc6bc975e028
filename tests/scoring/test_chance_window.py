"""Chance among contemporaries: known answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recsys.scoring.chance_window import degree_class, solve_window
from recsys.scoring.work_links import work_links
from recsys.vocabulary.roles import ALL_ROLES_MASK
from tests.directors.worlds import Film, make_world


def two_ages() -> list[Film]:
    """Four directors of the 1920s and four of the 2010s, each with two of six contemporaries."""
    films = []
    for age, year in ((0, 1923), (1, 2013)):
        for director in range(4):
            cast = [f"nm9{age}{(director + place) % 4}" for place in range(2)]
            films.append(
                Film(
                    f"tt{age}{director}",
                    [f"nm0{age}{director}"],
                    [(person, "actor") for person in cast],
                    year=year,
                )
            )
    return films


def test_ages_apart_share_nobody_by_chance(tmp_path: Path) -> None:
    graph = make_world(tmp_path / "graph", two_ages()).graph
    model = solve_window(graph, work_links(graph), ALL_ROLES_MASK)
    others = np.arange(1, graph.director_count, dtype=np.int32)
    found = model.against(0, others, np.zeros(len(others), np.int32))
    assert (found.expected[:3] > 0).all()
    assert found.expected[3:] == pytest.approx(0)
    assert (found.p == 1).all()


def test_degrees_are_met_among_contemporaries(tmp_path: Path) -> None:
    """Each of four people works for two of four directors: every chance is a half."""
    graph = make_world(tmp_path / "graph", two_ages()).graph
    model = solve_window(graph, work_links(graph), ALL_ROLES_MASK)
    near = np.ones(len(model.y), dtype=bool)
    linked = model._linked(np.array([0]), near)[0]
    assert sorted(np.round(linked, 2).tolist()) == [0.0, 0.5]


def test_small_degrees_are_classes_of_their_own() -> None:
    assert len(np.unique(degree_class(np.arange(1, 5)))) == 4
