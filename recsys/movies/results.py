"""The result frame of a film ranking, shared by pages, command line and API."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow as pa

from recsys.movies.explain import Shared, reason, shared_with
from recsys.movies.ranking import Ranked
from recsys.movies.shared_words import shared_words
from recsys.movies.weights import TERMS, RankingWeights
from recsys.store.arrays import Ints
from recsys.store.film_records import film_records
from recsys.store.graph import CreditGraph
from recsys.store.lexical import LexicalIndex, document
from recsys.util.frames import list_column

_COLUMNS = (
    "id", "title", "year", "score", "director", "cast", "genres", "runtime", "rating", "votes",
    "overview", "terms", "seed", "reason", "shared_people", "shared_genres", "original_title",
    "type", "countries", "languages", "keywords", "poster", "overview_url", "overview_licence",
    "director_ids", "group",
)  # fmt: skip


def as_frame(
    graph: CreditGraph,
    lexical: LexicalIndex,
    ranked: Ranked,
    seeds: list[int],
    weights: RankingWeights,
    group_members: Sequence[Ints] | None = None,
) -> pl.DataFrame:
    """Return one row per film, in the order of the ranking.

    Columns: `id`, `title`, `year`, `score`; `director` and `cast` (lists of names), `genres`,
    `runtime` (minutes), `rating`, `votes`, `overview`; `terms` (struct with one contribution per
    term, which add up to the score); `seed` (id of the most similar seed, null for a text query);
    `reason` (text), `shared_people` (list of name and role), `shared_genres`; `original_title`,
    `type`, `countries`, `languages`, `keywords`, `poster`, `overview_url` and `overview_licence`
    (source page and licence, to be shown with the overview; null if not required),
    `director_ids` (in the order of `director`); `group` (list of id, title and year of the other
    franchise films that this row represents).

    Parameters
    ----------
    weights : RankingWeights
        The weights of the ranking.
    group_members : sequence of int32 arrays, optional
        For each ranked film, the rows of the films in its `group`.
    """
    rows = ranked.movies
    records = film_records(graph, rows.tolist())
    shared = _shared(graph, lexical, ranked, seeds, records)
    ids = [graph.movies["id"][seed] for seed in seeds]
    nearest = [ids[index] if seeds else None for index in ranked.seed.tolist()]
    terms = zip(*(ranked.terms[name].tolist() for name in TERMS), strict=True)
    reasons = [
        "" if common is None else reason(common, dict(zip(TERMS, values, strict=True)), weights)
        for common, values in zip(shared, terms, strict=True)
    ]
    columns = [
        pl.Series("score", ranked.score),
        pl.Series("terms", _terms(ranked)),
        pl.Series("seed", nearest, pl.String),
        pl.Series("reason", reasons, pl.String),
        _people(shared).alias("shared_people"),
        _genres(shared).alias("shared_genres"),
        _groups(graph, group_members, len(rows)).alias("group"),
    ]
    # `hstack` avoids query planning, which would take longer than the whole function.
    return records.hstack(columns)[list(_COLUMNS)]


def _shared(
    graph: CreditGraph,
    lexical: LexicalIndex,
    ranked: Ranked,
    seeds: list[int],
    records: pl.DataFrame,
) -> list[Shared | None]:
    """Return what each film shares with its most similar seed; None for a text query."""
    shared: list[Shared | None] = [None] * len(ranked.movies)
    if not seeds:
        return shared
    texts = _documents(records)
    nearest = np.unique(ranked.seed)
    seed_texts = _documents(graph.movies[[seeds[index] for index in nearest.tolist()]])
    for index, seed_text in zip(nearest.tolist(), seed_texts, strict=True):
        seed, positions = seeds[index], np.flatnonzero(ranked.seed == index)
        movies = ranked.movies[positions]
        their_texts = [texts[position] for position in positions.tolist()]
        phrases = shared_words(lexical, seed, movies, seed_text, their_texts)
        with_seed = shared_with(graph, seed, movies, phrases)
        for position, common in zip(positions.tolist(), with_seed, strict=True):
            shared[position] = common
    return shared


def _documents(films: pl.DataFrame) -> list[str]:
    return [document(*film) for film in films.select("overview", "tagline", "keywords").iter_rows()]


def _terms(ranked: Ranked) -> pa.StructArray:
    """Build the struct column with Arrow, three times as fast as with a frame."""
    return pa.StructArray.from_arrays([pa.array(ranked.terms[name]) for name in TERMS], TERMS)


def _people(shared: list[Shared | None]) -> pl.Series:
    """Return each film's shared people, directors first."""
    people = [
        []
        if common is None
        else [*((name, "director") for name in common.directors), *common.people]
        for common in shared
    ]
    flat = [person for row in people for person in row]
    columns = [
        pl.Series("name", [name for name, _ in flat], pl.String),
        pl.Series("role", [role for _, role in flat], pl.String),
    ]
    return list_column(pl.DataFrame(columns).to_struct(), [len(row) for row in people])


def _groups(graph: CreditGraph, group_members: Sequence[Ints] | None, count: int) -> pl.Series:
    """Return the other films that each row represents."""
    groups = group_members if group_members is not None else [np.empty(0, np.int32)] * count
    rows = np.concatenate([np.empty(0, np.int32), *groups])
    films = graph.movies[["id", "title", "year"]]
    # Most groups are empty, and an empty look-up costs as much as any other.
    selected = films[rows] if len(rows) else films[:0]
    return list_column(selected.to_struct(), [len(group) for group in groups])


def _genres(shared: list[Shared | None]) -> pl.Series:
    genres = [[] if common is None else common.genres for common in shared]
    flat = pl.Series([genre for row in genres for genre in row], dtype=pl.String)
    return list_column(flat, [len(row) for row in genres])
