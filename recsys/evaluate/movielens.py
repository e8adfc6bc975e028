"""What people like together: MovieLens ratings as the measure of recommendations.

Harper and Konstan (2015), The MovieLens Datasets: History and Context.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from recsys.errors import SourceError
from recsys.store.graph import CreditGraph

LIKED = 4.0
"""A rating of this or more counts as a like."""

_SMOOTHING = 5.0


@dataclass(frozen=True)
class Likes:
    """Who likes which film of the catalogue.

    Attributes
    ----------
    user, movie : int arrays, shape (likes,)
        A user's number, 0 to `users` - 1, and the row of a film; each pair once.
    users : int
        All users of the file, also those who like nothing of the catalogue.
    """

    user: np.ndarray
    movie: np.ndarray
    users: int


def read_likes(folder: Path, graph: CreditGraph) -> Likes:
    """Likes of `ratings.csv`, joined to films by `links.csv` (`tt` and seven digits).

    Raises
    ------
    SourceError
        A file is missing or has other columns.
    """
    ratings = _read(folder / "ratings.csv", {"userId": pl.Int64, "movieId": pl.Int64,
                                             "rating": pl.Float64})  # fmt: skip
    links = _read(folder / "links.csv", {"movieId": pl.Int64, "imdbId": pl.String})
    ids = pl.DataFrame({"id": graph.movies["id"]}).with_row_index("movie")
    films = links.with_columns(
        pl.concat_str(pl.lit("tt"), pl.col("imdbId").str.zfill(7)).alias("id")
    ).join(ids, on="id")
    users = ratings["userId"].unique().sort()
    liked = (
        ratings.filter(pl.col("rating") >= LIKED)
        .join(films.select("movieId", "movie"), on="movieId")
        .select("userId", "movie")
        .unique()
    )
    return Likes(
        user=users.search_sorted(liked["userId"]).to_numpy(),
        movie=liked["movie"].to_numpy().astype(np.int64),
        users=len(users),
    )


def liked_together(user: np.ndarray, item: np.ndarray, users: int, items: int) -> np.ndarray:
    """How much more often two items are liked together than by chance, shape (items, items).

    With n_i the users who like i, U all users and co_ij those who like both:
    e_ij = n_i n_j / U and z_ij = (co_ij - e_ij) / sqrt(e_ij + 5).
    """
    likes = np.zeros((users, items), dtype=np.float32)
    likes[user, item] = 1
    together = (likes.T @ likes).astype(np.float64)
    count = likes.sum(axis=0, dtype=np.float64)
    expected = np.outer(count, count) / users
    return (together - expected) / np.sqrt(expected + _SMOOTHING)


def relevant_items(z: np.ndarray, ids: list[str], count: int) -> list[frozenset[int]]:
    """For each item the others with the highest z, ties by id; an item is not its own."""
    by_id = np.argsort(np.argsort(np.array(ids)))
    relevant = []
    for item in range(len(z)):
        order = np.lexsort((by_id, -z[item]))
        relevant.append(frozenset(int(other) for other in order[order != item][:count]))
    return relevant


def _read(path: Path, columns: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    try:
        return pl.read_csv(path, columns=list(columns), schema_overrides=columns)
    except FileNotFoundError as error:
        raise SourceError(path, "the file is missing") from error
    except (pl.exceptions.PolarsError, ValueError, OSError) as error:
        raise SourceError(path, f"not MovieLens' ({str(error).splitlines()[0]})") from error
