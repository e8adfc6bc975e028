"""Predicting new shared people: the area under the curve, and a small history."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.new_people import area_under_curve, forecast
from tests.directors.worlds import Film, make_world


def test_areas_by_hand() -> None:
    """Of four pairs of a positive and a negative two are in order, one is a tie."""
    positive = np.array([True, False, True, False])
    assert area_under_curve(np.array([3.0, 1.0, 1.0, 2.0]), positive) == pytest.approx(2.5 / 4)
    assert area_under_curve(np.zeros(4), positive) == pytest.approx(0.5)


def test_who_meets_new_people_after_the_year(tmp_path: Path) -> None:
    """A and B come to share nm30 after 2000; C shares nobody new with either."""
    early = {"nm1": [10, 11, 12, 13, 14], "nm2": [10, 15, 16, 17, 18], "nm3": [10, 19, 20, 21, 22]}
    films = [
        Film(f"tt{n}", [director], [(f"nm{p}", "actor") for p in people], year=1999)
        for n, (director, people) in enumerate(early.items())
    ]
    films += [
        Film(f"tt9{n}", [director], [(f"nm{person}", "actor")], year=2005)
        for n, (director, person) in enumerate([("nm1", 30), ("nm2", 30), ("nm3", 31)])
    ]
    world = make_world(tmp_path / "graph", films)
    found = forecast(world.graph, 2000)
    assert found.new.tolist() == [True, False, False]
    assert found.shared.tolist() == [1, 1, 1]
    assert found.auc("degree alone", known=False) == pytest.approx(0.5)
