"""Writes MovieLens folders from given rows or from generated users."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from recsys.catalog import Store


def write_movielens(
    folder: Path,
    ratings: Iterable[tuple[object, object, object]],
    links: Iterable[tuple[object, object]],
) -> Path:
    """Write `ratings.csv` and `links.csv` in the MovieLens format and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{user},{film},{rating},964982703" for user, film, rating in ratings]
    (folder / "ratings.csv").write_text("\n".join(["userId,movieId,rating,timestamp", *lines, ""]))
    lines = [f"{film},{imdb},862" for film, imdb in links]
    (folder / "links.csv").write_text("\n".join(["movieId,imdbId,tmdbId", *lines, ""]))
    return folder


def write_tastes(folder: Path, store: Store, users: int = 60, films: int = 120) -> Path:
    """Generate users who prefer films from around one year each, with a fixed seed."""
    rng, graph = np.random.default_rng(5), store.graph
    by_votes = np.argsort(-graph.movie_votes, kind="stable")
    has_imdb_id = graph.movies["id"].str.starts_with("tt").to_numpy()
    rows = np.sort(by_votes[has_imdb_id[by_votes]][:films])
    ids = graph.movies["id"].gather(rows).to_list()
    links = [(index + 1, int(film.removeprefix("tt"))) for index, film in enumerate(ids)]
    ratings = []
    for user in range(users):
        favourite_year = rng.uniform(1950, 2020)
        likes = (
            np.exp(-np.abs(graph.movie_year[rows] - favourite_year) / 20) + rng.random(films) > 0.9
        )
        ratings += [
            (2 * user + 1, index + 1, 4.5 if liked else 2.0) for index, liked in enumerate(likes)
        ]
    return write_movielens(folder, ratings, links)
