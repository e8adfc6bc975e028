"""Films on a plane: near to each other where their texts are."""

from __future__ import annotations

import numpy as np
import polars as pl

from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors

FEWEST = 3
"""Films with a text below which there is no plane to speak of."""

_EMPTY = {"id": pl.String, "title": pl.String, "x": pl.Float64, "y": pl.Float64, "genre": pl.String}


def film_map(graph: CreditGraph, vectors: FilmVectors | None, films: list[int]) -> pl.DataFrame:
    """Films by row, laid out by the two principal components of their vectors.

    Columns: `id`, `title`, `x`, `y`, `genre` (the first of a film; empty where it has none). Films
    without a text are left out; with fewer than three others the frame is empty.
    """
    places = [] if vectors is None else [(film, vectors.row_of(film)) for film in films]
    known = [(film, row) for film, row in places if row is not None]
    if vectors is None or len(known) < FEWEST:
        return pl.DataFrame(schema=_EMPTY)
    points = principal_plane(vectors.matrix[[row for _, row in known]])
    return graph.movies[[film for film, _ in known]].select(
        "id",
        "title",
        pl.Series("x", points[:, 0]),
        pl.Series("y", points[:, 1]),
        pl.col("genres").list.first().fill_null("").alias("genre"),
    )


def principal_plane(vectors: np.ndarray) -> np.ndarray:
    """Coordinates on the two directions in which vectors differ most, float64, shape (rows, 2).

    Each direction points where its largest coordinate is positive, so that the same vectors give
    the same picture.
    """
    centred = np.asarray(vectors, dtype=np.float64)
    centred = centred - centred.mean(axis=0)
    left, strengths, _ = np.linalg.svd(centred, full_matrices=False)
    points = left[:, :2] * strengths[:2]
    if points.shape[1] < 2:
        points = np.pad(points, ((0, 0), (0, 2 - points.shape[1])))
    largest = points[np.abs(points).argmax(axis=0), [0, 1]]
    return np.asarray(points * np.where(largest < 0, -1.0, 1.0))
