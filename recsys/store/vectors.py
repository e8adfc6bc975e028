"""The vectors of a build, mapped into memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from recsys.errors import DamagedStore
from recsys.store.arrays import Ints, mapped


class FilmVectors:
    """Unit vectors of the films that have a text.

    Attributes
    ----------
    matrix : float32 array, shape (films with a text, dimension)
        Mapped; rows have length 1.
    movies : int32 array
        Row of the film by row of the matrix, ascending.
    directors : float16 array, shape (directors, dimension)
        Mean of the vectors of a director's films, length 1, zeros where no film has a text.
    model, recipe : str
        What the vectors were made with.
    """

    def __init__(self, folder: Path) -> None:
        facts = _facts(folder / "facts.json")
        self.model: str = facts["model"]
        self.recipe: str = facts["recipe"]
        self.matrix = mapped(folder / "vectors.npy", np.float32)
        self.directors = mapped(folder / "directors.npy", np.float16)
        self.movies: Ints = np.array(mapped(folder / "movies.npy", np.int32))
        expected = (len(self.movies), facts["dimension"])
        if self.matrix.shape != expected:
            raise DamagedStore(
                folder / "vectors.npy", f"shape {self.matrix.shape} instead of {expected}"
            )

    @property
    def dimension(self) -> int:
        return int(self.matrix.shape[1])

    def row_of(self, movie: int) -> int | None:
        """Row of a film in the matrix, None where it has no text."""
        # Of the same type, or all rows would be converted first.
        row = int(np.searchsorted(self.movies, np.int32(movie)))
        return row if row < len(self.movies) and self.movies[row] == movie else None


def _facts(path: Path) -> dict[str, Any]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return {name: facts[name] for name in ("model", "dimension", "recipe")}
    except FileNotFoundError as error:
        raise DamagedStore(path, "the file is missing") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedStore(path, f"not the facts of vectors ({error})") from error
