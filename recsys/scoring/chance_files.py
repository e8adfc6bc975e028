"""The models of chance of a build as `.npy` files beside the credit graph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recsys.scoring.chance import Chance, Floats, solve
from recsys.scoring.chance_window import Classes, WindowChance, solve_window
from recsys.scoring.work_links import work_links
from recsys.store.arrays import Ints, map_array
from recsys.store.graph import CreditGraph
from recsys.vocabulary.roles import ALL_ROLES_MASK


@dataclass(frozen=True)
class SolvedChance:
    """What a build's credits would look like by chance.

    Attributes
    ----------
    model : Chance
    degree : int32 array
        Number of different people of each director, by row; anthologies do not count.
    window : WindowChance or None
        The same among contemporaries; None for a choice of roles.
    """

    model: Chance
    degree: Ints
    window: WindowChance | None


def write_chance(graph: CreditGraph, folder: Path) -> None:
    """Solve both models of all credits and write `chance_*.npy`."""
    links = work_links(graph)
    model = solve(links.director_degree, links.person_degree)
    window = solve_window(graph, links, ALL_ROLES_MASK)
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "degrees": model.degree,
        "x": model.x,
        "people": model.people,
        "y": model.y,
        "spread": model.spread,
        "director_degree": links.director_degree,
        "window_x": window.x,
        "window_y": window.y,
        "window_spread": window.spread,
    }
    for side, classes in (("directors", window.directors), ("people", window.people)):
        arrays[f"window_{side}_degree"] = classes.degree
        arrays[f"window_{side}_first"] = classes.first
        arrays[f"window_{side}_last"] = classes.last
        arrays[f"window_{side}_rows"] = classes.rows
    arrays["window_directors_of"] = window.directors.of
    for name, array in arrays.items():
        np.save(folder / f"chance_{name}.npy", array)


def read_chance(folder: Path) -> SolvedChance:
    """Map what `write_chance` wrote.

    Raises
    ------
    DamagedStore
        A file is missing or invalid.
    """

    def floats(name: str) -> Floats:
        return map_array(folder / f"chance_{name}.npy", np.float64)

    def counts(name: str) -> npt.NDArray[np.int64]:
        return map_array(folder / f"chance_{name}.npy", np.int64)

    def classes(side: str, of: Ints) -> Classes:
        name = f"window_{side}"
        return Classes(
            of,
            floats(f"{name}_degree"),
            counts(f"{name}_first"),
            counts(f"{name}_last"),
            counts(f"{name}_rows"),
        )

    degree = map_array(folder / "chance_director_degree.npy", np.int32)
    window = WindowChance(
        degree,
        classes("directors", map_array(folder / "chance_window_directors_of.npy", np.int32)),
        classes("people", np.empty(0, np.int32)),  # only solving needs the class of each person
        floats("window_x"),
        floats("window_y"),
        floats("window_spread"),
    )
    model = Chance(counts("degrees"), floats("x"), counts("people"), floats("y"), floats("spread"))
    return SolvedChance(model, degree, window)


def solve_roles(graph: CreditGraph, role_mask: int) -> SolvedChance:
    """Solve the model of the credits in some roles; seconds at IMDb's size."""
    links = work_links(graph, role_mask)
    degree = links.director_degree
    return SolvedChance(solve(degree, links.person_degree), degree, None)
