"""Pairwise similarity of ranked films, as one matrix product, and the films it diversifies."""

from __future__ import annotations

import numpy as np

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors

_DECIMALS = 5
"""A product's last bits depend on the number of its rows; rounding keeps equal films in order."""


def pairwise_similarity(
    graph: CreditGraph, vectors: FilmVectors | None, movies: Ints
) -> np.ndarray:
    """Return the films' similarity: the cosine of the texts, or of the genres without texts.

    Two films are compared by genre if either has no text. Float32, shape (movies, movies).
    """
    has_text = np.zeros(len(movies), dtype=bool)
    if vectors is not None:
        rows = np.minimum(np.searchsorted(vectors.movies, movies), len(vectors.movies) - 1)
        has_text = vectors.movies[rows] == movies
    similarity = np.empty((len(movies), len(movies)), dtype=np.float32)
    if not has_text.all():
        genres = _genre_vectors(graph, movies)
        np.matmul(genres, genres.T, out=similarity)
    if vectors is not None and has_text.any():
        matrix = np.asarray(vectors.matrix[rows[has_text]])
        similarity[np.ix_(has_text, has_text)] = matrix @ matrix.T
    return np.round(similarity, _DECIMALS, out=similarity)


def _genre_vectors(graph: CreditGraph, movies: Ints) -> np.ndarray:
    """Return a vector of length 1 for each film, weighted as in the genre term; or zeros."""
    genres = graph.labels("genres")
    weight = np.log1p(graph.movie_count / np.diff(genres.movies_with.offsets))
    vectors = np.zeros((len(movies), len(genres.names)), dtype=np.float32)
    film, genre = genres.of_movie.expand(movies)
    vectors[film, genre] = weight[genre]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6))
