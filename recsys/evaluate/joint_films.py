"""Films that two directors made together, which count for neither in the ground truth."""

from __future__ import annotations

import numpy as np

from recsys.evaluate.movielens import Likes, liked_together
from recsys.store.graph import CreditGraph


def leave_out_joint_films(
    graph: CreditGraph, likes: Likes, rows: np.ndarray, z: np.ndarray
) -> None:
    """Set the z of all who directed a film together to that of the films each directed apart.

    Parameters
    ----------
    rows : int array, shape (directors,)
        Rows of the directors, ascending.
    z : float64 array, shape (directors, directors)
        Association of each pair; changed in place.
    """
    order = np.argsort(likes.movie, kind="stable")
    movie, user = likes.movie[order], likes.user[order]
    films = [graph.director_movies.of(int(row)) for row in rows]
    for one, two in _who_directed_together(graph, rows):
        joint = np.intersect1d(films[one], films[two])
        liked = np.zeros((2, likes.users), dtype=bool)
        for side, index in enumerate((one, two)):
            for film in np.setdiff1d(films[index], joint):
                first, last = np.searchsorted(movie, [film, film + 1])
                liked[side, user[first:last]] = True
        whose, who = np.nonzero(liked)
        z[one, two] = z[two, one] = liked_together(who, whose, likes.users, 2)[0, 1]


def _who_directed_together(graph: CreditGraph, rows: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of indices into `rows`, the lower first, each once."""
    index, film = graph.director_movies.expand(rows.astype(np.int32))
    at, other = graph.movie_directors.expand(film)
    found = np.searchsorted(rows, other)
    known = (found < len(rows)) & (rows[np.minimum(found, len(rows) - 1)] == other)
    pairs = np.stack([index[at], found], axis=1)[known & (index[at] < found)]
    return [(int(one), int(two)) for one, two in np.unique(pairs, axis=0)]
