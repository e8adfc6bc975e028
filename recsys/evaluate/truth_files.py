"""Reads truths from files: plain forms, and MoreLikeThis in its own."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import polars as pl

from recsys.catalog import Store
from recsys.errors import NothingFound
from recsys.evaluate import tables
from recsys.evaluate.co_likes import UserLikes, co_liked, cohorts_of, like_threshold
from recsys.evaluate.rankings import is_even
from recsys.evaluate.truths import (
    MAX_SEEDS,
    RELEVANT,
    Half,
    Judgements,
    Neighbours,
    NeighbourTruth,
    Source,
    halves_of,
)
from recsys.lists.entries import Entry
from recsys.lists.matching import match
from recsys.util.hashing import sha256_of

MORE_LIKE_THIS_TERMS = "CC BY-NC-ND 4.0"
MORE_LIKE_THIS_CITATION = (
    "Maciej Gawinecki, Wojciech Szmyd, Urszula Żuchowicz and Marcin Walas. 2021. What makes a good "
    "movie recommendation? Feature selection for Content-Based Filtering. "
    "https://github.com/la-samsung-poland/more-like-this-dataset"
)
MOVIETWEETINGS_CITATION = (
    "Simon Dooms, Toon De Pessemier and Luc Martens. 2013. MovieTweetings: a Movie Rating Dataset "
    "Collected From Twitter. CrowdRec at RecSys 2013."
)
MIN_USERS_TO_SPLIT = 1_000

_PAIR = ("movie_1", "year_1", "movie_2", "year_2", "rating")
"""The columns of MoreLikeThis; the rating is OK or NOT_OK."""


def seed_order(store: Store) -> np.ndarray:
    """Return the rows of the films with a text, by the SHA-256 of their ids.

    Any first part of it is a sample that does not depend on anything else.
    """
    assert store.vectors is not None, "evaluate checks for texts"
    rows = store.vectors.movies
    ids = store.graph.movies["id"].gather(rows).to_list()
    digests = np.array([hashlib.sha256(film.encode()).digest() for film in ids])
    return np.asarray(rows[np.argsort(digests, kind="stable")], dtype=np.int64)


def read_judgements(path: Path, store: Store) -> Judgements:
    """Read graded pairs: columns for seed, film and grade, or MoreLikeThis' `ratings.tsv`.

    Raises
    ------
    SourceError
        The file is missing or has other columns.
    NothingFound
        No pair has both films in the catalogue, or no two grades differ.
    """
    table = tables.read_table(path)
    terms = citation = ""
    if set(_PAIR) <= set(table.columns):
        found = _titled_pairs(table, store)
        terms, citation = MORE_LIKE_THIS_TERMS, MORE_LIKE_THIS_CITATION
    else:
        required = {"seed": tables.SEED, "grade": tables.GRADE, "film": tables.FILM}
        found = tables.numbers(tables.select(table, path, required), path, "grade")
        found = tables.with_rows(found, store.graph, "seed", "film")
    found = found.filter(pl.col("seed") != pl.col("film"), pl.col("grade").is_not_null())
    found = found.filter(pl.col("seed").is_in(seed_order(store)))
    if found["grade"].n_unique() < 2:
        raise NothingFound(
            f"{path.name} has no judgements of different grades about this catalogue's films."
        )
    source = Source(path.name, sha256_of(path), table.height, found.height, terms, citation)
    seed, film, grade = (found[name].to_numpy() for name in ("seed", "film", "grade"))
    return Judgements(source, seed, film, grade)


def read_tags(path: Path, store: Store) -> NeighbourTruth:
    """Read each seed's nearest films by tags: columns for seed, film, and rank or cosine.

    The first 20 films of a seed are relevant. All films of the file are ranked for each other.

    Raises
    ------
    SourceError
        The file is missing or has other columns.
    NothingFound
        None of its seeds is in the catalogue with a text.
    """
    table = tables.read_table(path)
    optional = {"rank": tables.RANK, "cosine": tables.COSINE}
    found = tables.select(table, path, {"seed": tables.SEED, "film": tables.FILM}, optional)
    order = [name for name in optional if name in found.columns][:1]
    found = tables.numbers(found, path, *order) if order else found
    found = tables.with_rows(found, store.graph, "seed", "film")
    found = found.filter(pl.col("seed") != pl.col("film"))
    films = np.union1d(found["seed"].to_numpy(), found["film"].to_numpy())
    ordered = found.sort(order, descending=order == ["cosine"], maintain_order=True)
    by_seed = ordered.group_by("seed", maintain_order=True).agg(pl.col("film").head(RELEVANT))
    lists = dict(by_seed.rows())
    seeds = seed_order(store)
    seeds = np.sort(seeds[np.isin(seeds, list(lists))][:MAX_SEEDS])
    relevant = np.full((len(seeds), RELEVANT), -1, dtype=np.int64)
    for row, seed in enumerate(seeds.tolist()):
        relevant[row, : len(lists[seed])] = lists[seed]
    source = Source(path.name, sha256_of(path), table.height, found.height)
    return neighbour_truth(source, "tags", Neighbours(seeds, films, relevant), store)


def read_likes(path: Path, store: Store) -> NeighbourTruth:
    """Read ratings: columns for user, film and rating, and a time if there is one.

    A like is a rating of at least 80 % of the scale's top, which is 5, 10 or 100. MovieTweetings'
    `ratings.dat` is read as it is.

    Raises
    ------
    SourceError
        The file is missing or has other columns.
    NothingFound
        Too few users like films of the catalogue.
    """
    table = tables.read_table(path)
    required = {"user": tables.USER, "film": tables.FILM, "rating": tables.RATING}
    found = tables.select(table, path, required, {"time": tables.TIME})
    has_time = "time" in found.columns
    found = tables.numbers(found, path, "rating", *["time"] * has_time)
    users, cohort = _users(found, has_time)
    threshold = like_threshold(found["rating"].max() or 0.0)  # type: ignore[arg-type]
    known = tables.with_rows(found, store.graph, "film")
    liked = known.filter(pl.col("rating") >= threshold).select("user", "film").unique()
    likes = UserLikes(
        users.search_sorted(liked["user"]).to_numpy().astype(np.int64),
        liked["film"].to_numpy(),
        cohort,
    )
    even = np.array([is_even(str(user)) for user in users], dtype=bool)
    is_tweets = ".dat" in path.suffixes
    source = Source(
        path.name,
        sha256_of(path),
        table.height,
        known.height,
        "MIT" if is_tweets else "",
        MOVIETWEETINGS_CITATION if is_tweets else "",
    )
    return likes_truth(source, likes, even, store)


def likes_truth(source: Source, likes: UserLikes, even: np.ndarray, store: Store) -> NeighbourTruth:
    """Return the co-likes of all users, and of each half of users about its half of seeds.

    With fewer than `MIN_USERS_TO_SPLIT` users, both halves of seeds use the likes of all of them.

    Parameters
    ----------
    even : bool array, shape (users,)
        Whether the user belongs to the half for fitting.

    Raises
    ------
    NothingFound
        Too few users like films of the catalogue.
    """
    order, count, ids = seed_order(store), store.graph.movie_count, store.graph.movies["id"]
    every = co_liked(likes, order, count)
    if len(every.films) <= RELEVANT or not len(every.seeds):
        raise NothingFound(
            f"Too few of the {likes.users:,} users in {source.name} like films of this catalogue. "
            "Use more ratings, or a catalogue with the rated films."
        )
    if likes.users < MIN_USERS_TO_SPLIT:
        return neighbour_truth(source, "likes", every, store)
    is_fit = np.array([is_even(film) for film in ids.gather(order).to_list()], dtype=bool)
    halves: dict[Half, Neighbours] = {
        "all": every,
        "fit": co_liked(likes.of(even), order[is_fit], count),
        "report": co_liked(likes.of(~even), order[~is_fit], count),
    }
    return NeighbourTruth(source, "likes", halves)


def neighbour_truth(
    source: Source, kind: str, neighbours: Neighbours, store: Store
) -> NeighbourTruth:
    """Return the neighbours of seeds that have any, with their halves.

    Raises
    ------
    NothingFound
        No seed is left.
    """
    neighbours = neighbours.only(np.any(neighbours.relevant >= 0, axis=1))
    if not len(neighbours.seeds):
        raise NothingFound(f"{source.name} has no seed of this catalogue with a text.")
    ids = store.graph.movies["id"]
    return NeighbourTruth(source, kind, halves_of(neighbours, lambda row: str(ids[row])))


def _users(found: pl.DataFrame, has_time: bool) -> tuple[pl.Series, np.ndarray]:
    """Return the sorted users and each one's cohort."""
    if not has_time:
        users = found["user"].unique().sort()
        return users, np.zeros(len(users), dtype=np.int64)
    times = found.group_by("user").agg(pl.col("time").median()).sort("user")
    return times["user"], cohorts_of(times["time"].fill_null(0).to_numpy())


def _titled_pairs(table: pl.DataFrame, store: Store) -> pl.DataFrame:
    """Match MoreLikeThis' titles and years to films; uncertain matches are dropped."""
    graph = store.graph
    pairs = table.select(_PAIR).with_columns(
        pl.col("year_1", "year_2").cast(pl.Int32, strict=False)
    )
    sides = [pairs.select(f"movie_{side}", f"year_{side}").rows() for side in (1, 2)]
    names = list(dict.fromkeys(name for side in sides for name in side if name[0]))
    matched = match(store.titles, graph, [Entry(title, year) for title, year in names])
    films = {
        name: graph.movie_row(each.film.id)
        for name, each in zip(names, matched.matches, strict=True)
        if each.film is not None
    }
    seed, film = ([films.get(name) for name in side] for side in sides)
    grade = (table["rating"].str.strip_chars() == "OK").cast(pl.Float64)
    frame = pl.DataFrame(
        {"seed": seed, "film": film, "grade": grade},
        schema={"seed": pl.Int64, "film": pl.Int64, "grade": pl.Float64},
    )
    return frame.drop_nulls()
