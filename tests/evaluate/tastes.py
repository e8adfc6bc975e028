"""MovieLens folders: given rows, or generated users who like what is near their own taste."""

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
    """`ratings.csv` and `links.csv` with MovieLens' columns; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{user},{film},{rating},964982703" for user, film, rating in ratings]
    (folder / "ratings.csv").write_text("\n".join(["userId,movieId,rating,timestamp", *lines, ""]))
    lines = [f"{film},{imdb},862" for film, imdb in links]
    (folder / "links.csv").write_text("\n".join(["movieId,imdbId,tmdbId", *lines, ""]))
    return folder


def write_tastes(folder: Path, store: Store, users: int = 60, films: int = 120) -> Path:
    """Users who like films of some years more than others; the same from run to run."""
    rng, graph = np.random.default_rng(5), store.graph
    by_votes = np.argsort(-graph.movie_votes, kind="stable")
    numbered = graph.movies["id"].str.starts_with("tt").to_numpy()
    rows = np.sort(by_votes[numbered[by_votes]][:films])
    ids = graph.movies["id"].gather(rows).to_list()
    links = [(place + 1, int(film.removeprefix("tt"))) for place, film in enumerate(ids)]
    ratings = []
    for user in range(users):
        taste = rng.uniform(1950, 2020)
        likes = np.exp(-np.abs(graph.movie_year[rows] - taste) / 20) + rng.random(films) > 0.9
        ratings += [
            (2 * user + 1, place + 1, 4.5 if liked else 2.0) for place, liked in enumerate(likes)
        ]
    return write_movielens(folder, ratings, links)
