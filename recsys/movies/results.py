"""Ranked films as the frame that pages, command line and API show."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
import polars as pl

from recsys.movies.explain import Shared, reason, shared_between
from recsys.movies.ranking import Ranked
from recsys.movies.weights import TERMS
from recsys.roles import ROLES
from recsys.store.graph import CreditGraph, Ints

CAST_SHOWN = 3
_ACTOR = 1 << ROLES.index("actor")

_TERMS = pl.Struct(dict.fromkeys(TERMS, pl.Float64))
_PERSON = pl.Struct({"name": pl.String, "role": pl.String})


def as_frame(graph: CreditGraph, ranked: Ranked, seeds: list[int]) -> pl.DataFrame:
    """The documented columns, one row a film, in the order given.

    `id`, `title`, `year`, `score`; `director` and `cast` (lists of names), `genres`, `runtime`
    (minutes), `rating`, `votes`, `overview`; `terms` (struct, one number a term, they add up to
    the score); `seed` (id of the nearest seed, null for a sentence); `reason` (in words),
    `shared_people` (list of name and role), `shared_genres`; `original_title`, `type`,
    `countries`, `languages`, `keywords`, `poster`, `director_ids` (in the order of `director`).
    """
    rows = ranked.movies
    films = facts(graph, rows.tolist())
    shared = [
        shared_between(graph, seeds[int(place)], int(movie)) if seeds else None
        for place, movie in zip(ranked.seed, rows, strict=True)
    ]
    cosines = ranked.terms["text"]
    ids = graph.movies["id"]
    terms = [
        {name: float(ranked.terms[name][place]) for name in TERMS} for place in range(len(rows))
    ]
    return films.select(
        "id",
        "title",
        "year",
        pl.Series("score", ranked.score),
        "director",
        "cast",
        "genres",
        "runtime",
        "rating",
        "votes",
        "overview",
        pl.Series("terms", terms, dtype=_TERMS),
        pl.Series(
            "seed", [ids[seeds[int(place)]] if seeds else None for place in ranked.seed], pl.String
        ),
        pl.Series(
            "reason",
            [
                "" if both is None else reason(both, float(cosine))
                for both, cosine in zip(shared, cosines, strict=True)
            ],
            pl.String,
        ),
        pl.Series("shared_people", [_people(both) for both in shared], pl.List(_PERSON)),
        pl.Series(
            "shared_genres",
            [[] if both is None else both.genres for both in shared],
            pl.List(pl.String),
        ),
        "original_title",
        "type",
        "countries",
        "languages",
        "keywords",
        "poster",
        "director_ids",
    )


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """The same with a column a term, `term_text` and so on, for tables that know no structs."""
    return frame.with_columns(pl.col("terms").name.prefix_fields("term_")).unnest("terms")


def facts(graph: CreditGraph, rows: Sequence[int]) -> pl.DataFrame:
    """Films by row: the columns of `as_frame` that depend on no seed."""
    directors = [graph.director_persons[graph.movie_directors.of(row)] for row in rows]
    names = graph.people["name"]
    return graph.movies[list(rows)].with_columns(
        _listed(names, directors, "director"),
        _listed(names, [_cast(graph, row) for row in rows], "cast"),
        _listed(graph.people["id"], directors, "director_ids"),
    )


def _listed(column: pl.Series, rows: list[Ints], name: str) -> pl.Series:
    """Values of a column, a list a film; looked up all at once, since each look-up costs."""
    values = iter(column[np.concatenate(rows)].to_list() if rows else [])
    return pl.Series(name, [list(islice(values, len(of))) for of in rows], pl.List(pl.String))


def _cast(graph: CreditGraph, movie: int) -> Ints:
    """The actors with most votes on their films: whom a reader may know."""
    people = graph.movie_people.of(movie)
    actors = people[graph.movie_people.roles_of(movie) & _ACTOR != 0]
    return np.asarray(actors[np.argsort(-graph.person_votes[actors], kind="stable")[:CAST_SHOWN]])


def _people(shared: Shared | None) -> list[dict[str, str]]:
    if shared is None:
        return []
    directors = [{"name": name, "role": "director"} for name in shared.directors]
    return directors + [{"name": name, "role": role} for name, role in shared.people]
