"""Truths in a MovieLens folder: likes, tags and tag genome.

Harper and Konstan (2015), The MovieLens Datasets: History and Context; Vig, Sen and Riedl (2012),
The Tag Genome: Encoding Community Knowledge to Support Novel Interaction.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from recsys.catalog import Store
from recsys.errors import NothingFound
from recsys.evaluate import tables
from recsys.evaluate.co_likes import UserLikes, cohorts_of
from recsys.evaluate.movielens import CITATION, MIN_LIKED_RATING, read_csv
from recsys.evaluate.rankings import is_even
from recsys.evaluate.truth_files import likes_truth, neighbour_truth, seed_order
from recsys.evaluate.truths import MAX_SEEDS, Neighbours, NeighbourTruth, Source, nearest
from recsys.util.fold import fold
from recsys.util.hashing import sha256_of

TERMS = "for research, not for commercial use; no redistribution without permission"
GENOME_CITATION = (
    "Jesse Vig, Shilad Sen and John Riedl. 2012. The Tag Genome: Encoding Community Knowledge to "
    "Support Novel Interaction. ACM Transactions on Interactive Intelligent Systems 2, 3: "
    "13:1-13:44. https://doi.org/10.1145/2362394.2362395"
)
MIN_TAGS = 10
"""Tags that a film needs, counted once per user."""
MIN_FILMS_OF_TAG = 2
MIN_FILMS = 50
"""A file with fewer tagged films of the catalogue is left out."""


def read_movielens(folder: Path, store: Store) -> list[NeighbourTruth]:
    """Return a truth for each of `ratings.csv`, `tags.csv` and `genome-scores.csv`.

    A file that is missing, or has too little about this catalogue's films, gives none.

    Raises
    ------
    SourceError
        `links.csv` or `ratings.csv` is missing, or a file has other columns.
    """
    links = read_csv(folder / "links.csv", {"movieId": pl.Int64, "imdbId": pl.String})
    films = tables.with_rows(links.rename({"imdbId": "film"}), store.graph, "film")
    optional = [
        read(folder / name, films, store)
        for name, read in (("tags.csv", _tags), ("genome-scores.csv", _genome))
        if (folder / name).exists()
    ]
    return list(filter(None, [_likes(folder / "ratings.csv", films, store), *optional]))


def _likes(path: Path, films: pl.DataFrame, store: Store) -> NeighbourTruth | None:
    """Return the co-likes, or None with too few likes of the catalogue's films."""
    columns = {"userId": pl.Int64, "movieId": pl.Int64, "rating": pl.Float64,
               "timestamp": pl.Int64}  # fmt: skip
    if "timestamp" not in pl.scan_csv(path).collect_schema().names():
        del columns["timestamp"]
    ratings = read_csv(path, columns)
    if "timestamp" not in columns:
        ratings = ratings.with_columns(timestamp=0)
    users = ratings.group_by("userId").agg(pl.col("timestamp").median()).sort("userId")
    known = ratings.join(films, on="movieId")
    liked = known.filter(pl.col("rating") >= MIN_LIKED_RATING).select("userId", "film").unique()
    likes = UserLikes(
        users["userId"].search_sorted(liked["userId"]).to_numpy().astype(np.int64),
        liked["film"].to_numpy(),
        cohorts_of(users["timestamp"].to_numpy()),
    )
    even = np.array([is_even(str(user)) for user in users["userId"]], dtype=bool)
    source = Source(path.name, sha256_of(path), ratings.height, known.height, TERMS, CITATION)
    try:
        return likes_truth(source, likes, even, store)
    except NothingFound:
        return None


def _tags(path: Path, films: pl.DataFrame, store: Store) -> NeighbourTruth | None:
    """Return the nearest films by free tags, or None with too few of them."""
    table = read_csv(path, {"userId": pl.Int64, "movieId": pl.Int64, "tag": pl.String})
    tagged = table.drop_nulls("tag").join(films, on="movieId")
    distinct = tagged["tag"].unique()
    folded = pl.Series([fold(tag) for tag in distinct], dtype=pl.String)
    tagged = (
        tagged.with_columns(pl.col("tag").replace_strict(distinct, folded))
        .filter(pl.col("tag") != "")
        .unique(["userId", "film", "tag"])
    )
    enough = tagged.group_by("film").len().filter(pl.col("len") >= MIN_TAGS)["film"]
    counts = tagged.filter(pl.col("film").is_in(enough)).group_by("film", "tag").len("times")
    source = Source(path.name, sha256_of(path), table.height, tagged.height, TERMS, CITATION)
    return _nearest_of(counts, source, store)


def _nearest_of(counts: pl.DataFrame, source: Source, store: Store) -> NeighbourTruth | None:
    """Rank films by the cosine of their tags, each weighted (1 + ln tf) · ln(N / df).

    Salton and Buckley (1988). tf is the number of users who gave the film the tag, df the number
    of films with it, N the number of films.
    """
    films = counts["film"].unique().sort().to_numpy()
    if len(films) < MIN_FILMS:
        return None
    weighted = (
        counts.with_columns(pl.len().over("tag").alias("df"))
        .filter(pl.col("df") >= MIN_FILMS_OF_TAG)
        .with_columns(((1 + pl.col("times").log()) * (len(films) / pl.col("df")).log()).alias("w"))
        .with_columns(pl.col("w") / (pl.col("w") ** 2).sum().sqrt().over("film").clip(1e-9))
    )
    seeds = _seeds(films, store)
    first = weighted.filter(pl.col("film").is_in(seeds)).select("film", "tag", "w")
    pairs = (
        first.join(weighted, on="tag", suffix="_other")
        .group_by("film", "film_other")
        .agg((pl.col("w") * pl.col("w_other")).sum().alias("cosine"))
    )
    similarity = np.full((len(seeds), len(films)), -np.inf)
    row = np.searchsorted(seeds, pairs["film"].to_numpy())
    column = np.searchsorted(films, pairs["film_other"].to_numpy())
    similarity[row, column] = pairs["cosine"].to_numpy()
    neighbours = Neighbours(seeds, films, nearest(similarity, seeds, films))
    return neighbour_truth(source, "tags", neighbours, store)


def _genome(path: Path, films: pl.DataFrame, store: Store) -> NeighbourTruth | None:
    """Return the nearest films by cosine of centred tag relevances, or None with too few films."""
    table = read_csv(path, {"movieId": pl.Int64, "tagId": pl.Int64, "relevance": pl.Float32})
    known = table.join(films, on="movieId")
    rows, tags = known["film"].unique().sort(), known["tagId"].unique().sort()
    if len(rows) < MIN_FILMS:
        return None
    matrix = np.zeros((len(rows), len(tags)), dtype=np.float32)
    at = rows.search_sorted(known["film"]), tags.search_sorted(known["tagId"])
    matrix[at[0].to_numpy(), at[1].to_numpy()] = known["relevance"].to_numpy()
    matrix -= matrix.mean(axis=0)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    every = rows.to_numpy()
    seeds = _seeds(every, store)
    similarity = matrix[np.searchsorted(every, seeds)] @ matrix.T
    source = Source(
        path.name,
        sha256_of(path),
        table.height,
        known.height,
        TERMS,
        f"{CITATION} {GENOME_CITATION}",
    )
    neighbours = Neighbours(seeds, every, nearest(similarity, seeds, every))
    return neighbour_truth(source, "genome", neighbours, store)


def _seeds(films: np.ndarray, store: Store) -> np.ndarray:
    order = seed_order(store)
    return np.sort(order[np.isin(order, films)][:MAX_SEEDS])
