"""Ranked films as the frame that pages, command line and API show."""

from __future__ import annotations

import numpy as np
import polars as pl

from recsys.movies.explain import Shared, reason, shared_between
from recsys.movies.ranking import Ranked
from recsys.movies.weights import TERMS
from recsys.roles import ROLES
from recsys.store.graph import CreditGraph

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
    `countries`, `languages`, `keywords`, `poster`.
    """
    rows = ranked.movies
    films = graph.movies[rows]
    facts = [
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
        pl.Series("director", [_directors(graph, int(row)) for row in rows], pl.List(pl.String)),
        pl.Series("cast", [_cast(graph, int(row)) for row in rows], pl.List(pl.String)),
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
                "" if shared is None else reason(shared, float(cosine))
                for shared, cosine in zip(facts, cosines, strict=True)
            ],
            pl.String,
        ),
        pl.Series("shared_people", [_people(shared) for shared in facts], pl.List(_PERSON)),
        pl.Series(
            "shared_genres",
            [[] if shared is None else shared.genres for shared in facts],
            pl.List(pl.String),
        ),
        "original_title",
        "type",
        "countries",
        "languages",
        "keywords",
        "poster",
    )


def _directors(graph: CreditGraph, movie: int) -> list[str]:
    persons = graph.director_persons[graph.movie_directors.of(movie)]
    return graph.people["name"].gather(persons).to_list()


def _cast(graph: CreditGraph, movie: int) -> list[str]:
    """The actors with most votes on their films: whom a reader may know."""
    people = graph.movie_people.of(movie)
    actors = people[graph.movie_people.roles_of(movie) & _ACTOR != 0]
    best = actors[np.argsort(-graph.person_votes[actors], kind="stable")[:CAST_SHOWN]]
    return graph.people["name"].gather(best).to_list()


def _people(shared: Shared | None) -> list[dict[str, str]]:
    if shared is None:
        return []
    directors = [{"name": name, "role": "director"} for name in shared.directors]
    return directors + [{"name": name, "role": role} for name, role in shared.people]
