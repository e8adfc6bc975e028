"""Models of chance written with a build, read back, and solved for roles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recsys.errors import DamagedStore
from recsys.scoring.chance import solve
from recsys.scoring.chance_files import read_chance, solve_roles
from recsys.scoring.chance_window import solve_window
from recsys.scoring.work_links import work_links
from recsys.vocabulary.roles import ALL_ROLES_MASK, roles_to_mask
from tests.directors.worlds import Film, World, make_world

FILMS = [
    Film("tt1", ["nm1"], [("nm5", "actor"), ("nm6", "editor"), ("nm7", "actor")]),
    Film("tt2", ["nm2"], [("nm5", "actor"), ("nm6", "editor"), ("nm8", "actor")]),
    Film("tt3", ["nm3"], [("nm5", "actor"), ("nm9", "editor")]),
    Film("tt4", ["nm4"], [("nm10", "actor"), ("nm11", "actor"), ("nm12", "actor")]),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path / "graph", FILMS)


def test_a_build_holds_both_models(world: World) -> None:
    graph = world.graph
    read, links = read_chance(graph.folder), work_links(graph)
    assert read.degree.tolist() == [3, 3, 2, 3]
    np.testing.assert_array_equal(read.model.x, solve(read.degree, links.person_degree).x)
    assert read.window is not None
    others, shared = np.array([1, 2, 3], np.int32), np.array([2, 1, 0], np.int32)
    solved = solve_window(graph, links, ALL_ROLES_MASK)
    np.testing.assert_array_equal(
        read.window.against(0, others, shared).p, solved.against(0, others, shared).p
    )


def test_a_missing_file_is_damage(world: World) -> None:
    (world.graph.folder / "chance_x.npy").unlink()
    with pytest.raises(DamagedStore, match=r"chance_x.npy.*missing"):
        read_chance(world.graph.folder)


def test_roles_have_models_of_their_own(world: World) -> None:
    """As editors, nm1 and nm2 have one person each; chance gives fewer than over all roles."""
    every = world.directors.scores("nm1")
    editors = world.directors.scores("nm1", roles=["editor"])
    assert solve_roles(world.graph, roles_to_mask(["editor"])).degree.tolist() == [1, 1, 1, 0]
    assert every["shared_people"].to_list() == [2, 1]
    assert editors["shared_people"].to_list() == [1]
    assert every["expected"][0] > editors["expected"][0] > 0
    assert every["p"][0] < every["p"][1]
    assert editors["window_p"].to_list() == [None]
