"""A two-dimensional map of films by their texts."""

from __future__ import annotations

import numpy as np
import polars as pl

from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors

MIN_FILMS = 3
"""Films with a text needed for a map."""

_EMPTY = {"id": pl.String, "title": pl.String, "x": pl.Float64, "y": pl.Float64, "genre": pl.String}


def film_map(graph: CreditGraph, vectors: FilmVectors | None, films: list[int]) -> pl.DataFrame:
    """Place films on the two principal components of their vectors.

    Columns: `id`, `title`, `x`, `y`, `genre` (a film's first genre, or empty). Films without a
    text are omitted; with fewer than three films left, the frame is empty.
    """
    rows = [] if vectors is None else [(film, vectors.row_of(film)) for film in films]
    with_vector = [(film, row) for film, row in rows if row is not None]
    if vectors is None or len(with_vector) < MIN_FILMS:
        return pl.DataFrame(schema=_EMPTY)
    points = principal_plane(vectors.matrix[[row for _, row in with_vector]])
    return graph.movies[[film for film, _ in with_vector]].select(
        "id",
        "title",
        pl.Series("x", points[:, 0]),
        pl.Series("y", points[:, 1]),
        pl.col("genres").list.first().fill_null("").alias("genre"),
    )


def principal_plane(vectors: np.ndarray) -> np.ndarray:
    """Return coordinates on the first two principal components, float64, shape (rows, 2).

    The sign of each component makes its largest coordinate positive, so the map is reproducible.
    """
    centred = np.asarray(vectors, dtype=np.float64)
    centred = centred - centred.mean(axis=0)
    left, strengths, _ = np.linalg.svd(centred, full_matrices=False)
    points = left[:, :2] * strengths[:2]
    if points.shape[1] < 2:
        points = np.pad(points, ((0, 0), (0, 2 - points.shape[1])))
    largest = points[np.abs(points).argmax(axis=0), [0, 1]]
    return np.asarray(points * np.where(largest < 0, -1.0, 1.0))
