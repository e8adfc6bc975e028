"""MovieLens ratings as ground truth: which items the same users like.

Harper and Konstan (2015), The MovieLens Datasets: History and Context.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from recsys.errors import SourceError
from recsys.store.graph import CreditGraph

CITATION = (
    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. "
    "ACM Transactions on Interactive Intelligent Systems 5, 4: 19:1-19:19. "
    "https://doi.org/10.1145/2827872"
)

MIN_LIKED_RATING = 4.0
"""Minimum rating (out of 5) that counts as a like."""

_SMOOTHING = 5.0


@dataclass(frozen=True)
class Likes:
    """Which users like which films of the catalogue.

    Attributes
    ----------
    user, movie : int arrays, shape (likes,)
        User number (0 to `users` - 1) and film row; pairs are unique.
    users : int
        Number of users in the file, including those without likes.
    """

    user: np.ndarray
    movie: np.ndarray
    users: int


def read_likes(folder: Path, graph: CreditGraph) -> Likes:
    """Read likes from `ratings.csv` and map them to films by the IMDb ids in `links.csv`.

    Raises
    ------
    SourceError
        A file is missing or has unexpected columns.
    """
    ratings = read_csv(
        folder / "ratings.csv", {"userId": pl.Int64, "movieId": pl.Int64, "rating": pl.Float64}
    )
    links = read_csv(folder / "links.csv", {"movieId": pl.Int64, "imdbId": pl.String})
    ids = pl.DataFrame({"id": graph.movies["id"]}).with_row_index("movie")
    films = links.with_columns(
        pl.concat_str(pl.lit("tt"), pl.col("imdbId").str.zfill(7)).alias("id")
    ).join(ids, on="id")
    users = ratings["userId"].unique().sort()
    liked = (
        ratings.filter(pl.col("rating") >= MIN_LIKED_RATING)
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
    """Return how much more often than by chance two items share users, shape (items, items).

    z_ij = (co_ij - e_ij) / sqrt(e_ij + 5) with e_ij = n_i n_j / U, where n_i is the number of users
    who like i, co_ij the number who like both, and U the number of all users.
    """
    likes = np.zeros((users, items), dtype=np.float32)
    likes[user, item] = 1
    together = (likes.T @ likes).astype(np.float64)
    count = likes.sum(axis=0, dtype=np.float64)
    expected = np.outer(count, count) / users
    return (together - expected) / np.sqrt(expected + _SMOOTHING)


def relevant_items(z: np.ndarray, ids: list[str], count: int) -> list[frozenset[int]]:
    """Return, for each item, the `count` other items with the highest z, ties by id."""
    by_id = np.argsort(np.argsort(np.array(ids)))
    relevant = []
    for item in range(len(z)):
        order = np.lexsort((by_id, -z[item]))
        relevant.append(frozenset(int(other) for other in order[order != item][:count]))
    return relevant


def read_csv(path: Path, columns: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Read the given columns of a MovieLens file.

    Raises
    ------
    SourceError
        The file is missing or lacks a column.
    """
    try:
        return pl.read_csv(path, columns=list(columns), schema_overrides=columns)
    except FileNotFoundError as error:
        raise SourceError(path, "the file is missing") from error
    except (pl.exceptions.PolarsError, ValueError, OSError) as error:
        raise SourceError(path, f"not a MovieLens file ({str(error).splitlines()[0]})") from error
