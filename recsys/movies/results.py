"""Ranked films as the frame that pages, command line and API show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow as pa

from recsys.movies.explain import Shared, reason, shared_with
from recsys.movies.ranking import Ranked
from recsys.movies.weights import TERMS, RankingWeights
from recsys.store.arrays import Ints
from recsys.store.film_records import film_records
from recsys.store.graph import CreditGraph
from recsys.util.frames import list_column

_COLUMNS = (
    "id", "title", "year", "score", "director", "cast", "genres", "runtime", "rating", "votes",
    "overview", "terms", "seed", "reason", "shared_people", "shared_genres", "original_title",
    "type", "countries", "languages", "keywords", "poster", "overview_url", "overview_licence",
    "director_ids", "group",
)  # fmt: skip


def as_frame(
    graph: CreditGraph,
    ranked: Ranked,
    seeds: list[int],
    weights: RankingWeights,
    further: Sequence[Ints] | None = None,
) -> pl.DataFrame:
    """The documented columns, one row a film, in the order given.

    `id`, `title`, `year`, `score`; `director` and `cast` (list_column of names), `genres`, `runtime`
    (minutes), `rating`, `votes`, `overview`; `terms` (struct, one number a term, they add up to
    the score); `seed` (id of the nearest seed, null for a sentence); `reason` (in words),
    `shared_people` (list of name and role), `shared_genres`; `original_title`, `type`,
    `countries`, `languages`, `keywords`, `poster`, `overview_url` and `overview_licence` (the page
    that the overview is from and what it is licensed under, to be shown with it; null where
    neither is asked for), `director_ids` (in the order of `director`);
    `group` (list of id, title and year: films of the same franchise that this row stands for).

    Parameters
    ----------
    weights : RankingWeights
        Those that the films were ranked with.
    further : sequence of int32 arrays, optional
        Rows of those films, one array a film.
    """
    rows = ranked.movies
    shared = _shared(graph, ranked, seeds)
    story, title = (_unweighed(ranked, weights, name) for name in ("text", "title"))
    ids = [graph.movies["id"][seed] for seed in seeds]
    nearest = [ids[place] if seeds else None for place in ranked.seed.tolist()]
    reasons = [
        "" if both is None else reason(both, cosine, called)
        for both, cosine, called in zip(shared, story, title, strict=True)
    ]
    more = [
        pl.Series("score", ranked.score),
        pl.Series("terms", _terms(ranked)),
        pl.Series("seed", nearest, pl.String),
        pl.Series("reason", reasons, pl.String),
        _people(shared).alias("shared_people"),
        _genres(shared).alias("shared_genres"),
        _groups(graph, further, len(rows)).alias("group"),
    ]
    # Columns put beside one another: expressions would be planned first, for longer than all this.
    return film_records(graph, rows.tolist()).hstack(more)[list(_COLUMNS)]


def _shared(graph: CreditGraph, ranked: Ranked, seeds: list[int]) -> list[Shared | None]:
    """What each film shares with the seed that it is nearest to; None for a sentence."""
    shared: list[Shared | None] = [None] * len(ranked.movies)
    for number in sorted(set(ranked.seed.tolist())) if seeds else ():
        places = np.flatnonzero(ranked.seed == number)
        found = shared_with(graph, seeds[number], ranked.movies[places])
        for place, both in zip(places.tolist(), found, strict=True):
            shared[place] = both
    return shared


def _unweighed(ranked: Ranked, weights: RankingWeights, name: str) -> list[float]:
    """A term before its weight; what counts nothing is no reason, so 0 then."""
    weight = getattr(weights, name)
    return (ranked.terms[name] / weight if weight else np.zeros(len(ranked.movies))).tolist()


def _terms(ranked: Ranked) -> pa.StructArray:
    """Put together by Arrow, in a third of the time that a frame takes."""
    return pa.StructArray.from_arrays([pa.array(ranked.terms[name]) for name in TERMS], TERMS)


def _people(shared: list[Shared | None]) -> pl.Series:
    """The shared people of each film, directors first."""
    people = [
        [] if both is None else [*((name, "director") for name in both.directors), *both.people]
        for both in shared
    ]
    named = [person for of in people for person in of]
    rows = [
        pl.Series("name", [name for name, _ in named], pl.String),
        pl.Series("role", [role for _, role in named], pl.String),
    ]
    return list_column(pl.DataFrame(rows).to_struct(), [len(of) for of in people])


def _groups(graph: CreditGraph, further: Sequence[Ints] | None, count: int) -> pl.Series:
    """The films that each row stands for besides its own."""
    groups = further if further is not None else [np.empty(0, np.int32)] * count
    rows = np.concatenate([np.empty(0, np.int32), *groups])
    films = graph.movies[["id", "title", "year"]]
    # Most rows stand for themselves alone; to look up nothing costs as much as to look up some.
    named = films[rows] if len(rows) else films[:0]
    return list_column(named.to_struct(), [len(group) for group in groups])


def _genres(shared: list[Shared | None]) -> pl.Series:
    genres = [[] if both is None else both.genres for both in shared]
    flat = pl.Series([genre for of in genres for genre in of], dtype=pl.String)
    return list_column(flat, [len(of) for of in genres])
