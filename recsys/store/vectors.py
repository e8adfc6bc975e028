"""The memory-mapped vectors of a build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from recsys.errors import DamagedStore
from recsys.store.arrays import Ints, map_array

Floats = npt.NDArray[np.float32]


class FilmVectors:
    """Unit vectors of the films that have a text, and of their directors.

    Attributes
    ----------
    matrix : float32 array, shape (films with a text, dimension)
        Memory-mapped; rows have length 1.
    movies : int32 array
        Row of the film, by row of the matrix; ascending.
    centre : float32 array, shape (dimension,)
        Mean of the vectors of the whole catalogue.
    norms : float32 array
        Length of each row after the centre is subtracted.
    directors : float16 array, shape (directors, dimension)
        Normalised mean vector of the director's films; zeros if no film has a text.
    model, recipe : str
        Model and text recipe that made the vectors.
    """

    def __init__(self, folder: Path) -> None:
        facts = _facts(folder / "facts.json")
        self.model: str = facts["model"]
        self.recipe: str = facts["recipe"]
        self.matrix = map_array(folder / "vectors.npy", np.float32)
        self.centre = map_array(folder / "centre.npy", np.float32)
        self.norms = map_array(folder / "norms.npy", np.float32)
        self.directors = map_array(folder / "directors.npy", np.float16)
        self.movies: Ints = np.array(map_array(folder / "movies.npy", np.int32))
        expected = (len(self.movies), facts["dimension"])
        if self.matrix.shape != expected:
            raise DamagedStore(
                folder / "vectors.npy", f"shape {self.matrix.shape} instead of {expected}"
            )
        if self.norms.shape != self.movies.shape:
            raise DamagedStore(folder / "norms.npy", f"shape {self.norms.shape}")
        if self.centre.shape != self.matrix.shape[1:]:
            raise DamagedStore(folder / "centre.npy", f"shape {self.centre.shape}")

    def centred(self, vectors: Floats) -> Floats:
        """Unit vectors (along the last axis) minus the centre, scaled to length 1 again."""
        moved = np.asarray(vectors, np.float32) - self.centre
        lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
        return np.asarray(moved / np.maximum(lengths, 1e-3), np.float32)

    @property
    def dimension(self) -> int:
        return int(self.matrix.shape[1])

    def row_of(self, movie: int) -> int | None:
        """Row of a film in the matrix, or None if it has no text."""
        # With another integer type, NumPy would convert all rows first.
        row = int(np.searchsorted(self.movies, np.int32(movie)))
        return row if row < len(self.movies) and self.movies[row] == movie else None


def centred_norms(vectors: Floats, centre: Floats) -> Floats:
    """Length of each unit vector v after the centre c is subtracted, at least 0.001.

    |v - c|² = 1 - 2 v · c + |c|², so no second matrix is made.
    """
    squares = 1 - 2 * (vectors @ centre) + centre @ centre
    return np.sqrt(np.maximum(squares, 1e-6)).astype(np.float32)


def _facts(path: Path) -> dict[str, Any]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return {name: facts[name] for name in ("model", "dimension", "recipe")}
    except FileNotFoundError as error:
        raise DamagedStore(path, "the file is missing") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedStore(path, f"not the facts of vectors ({error})") from error
