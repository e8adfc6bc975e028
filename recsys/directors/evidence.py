"""Evidence for a recommended director: their best films and the people behind the score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.directors.co_credits import Floats
from recsys.directors.score_cache import Ranking
from recsys.scoring.work_links import is_anthology
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.util.frames import first_of_each, list_column
from recsys.vocabulary.roles import mask_to_roles

TOP_FILMS = 3
BECAUSE_PEOPLE = 5

FILM = pl.Struct({"id": pl.String, "title": pl.String, "year": pl.Int16})
TOP_FILM = pl.Struct(
    {
        "id": pl.String,
        "title": pl.String,
        "original_title": pl.String,
        "year": pl.Int16,
        "rating": pl.Float64,
        "votes": pl.Int32,
    }
)
BECAUSE = pl.Struct(
    {
        "id": pl.String,
        "name": pl.String,
        "roles": pl.List(pl.String),
        "share": pl.Float64,
        "films": pl.Int64,
        "other_films": pl.Int64,
        "is_the_director": pl.Boolean,
    }
)

OVERLAP_SCHEMA = pl.Schema(
    {
        "person_id": pl.String,
        "person": pl.String,
        "role": pl.String,
        "films": pl.Int64,
        "other_id": pl.String,
        "other": pl.String,
        "other_films": pl.Int64,
    }
)


@dataclass(frozen=True)
class Contributions:
    """Contributions of the shared people to one candidate's score.

    Attributes
    ----------
    people : int32 array
        Rows of the shared people, the most telling first.
    share : float64 array
        Each person's share of the sum of contributions; shares add up to 1.
    films, other_films : int64 arrays
        Films of the query and of the candidate with each person; without anthologies and films
        that both directed, except in the classic method.
    """

    people: Ints
    share: Floats
    films: npt.NDArray[np.int64]
    other_films: npt.NDArray[np.int64]


def contributions(graph: CreditGraph, ranking: Ranking, other: int) -> Contributions:
    """Contributions to one candidate, given by director row; empty if they share nobody.

    Who worked often with both comes first: by the smaller number of films, then by their sum.
    Then the rarer person, who has fewer films in all, then by id. The classic method orders by
    contribution, then by id.
    """
    co_credits = ranking.co_credits
    index = co_credits.index_of(other)
    rows = np.flatnonzero(co_credits.candidate == (-1 if index is None else index))
    people = co_credits.collaborators[co_credits.person[rows]]
    contribution = ranking.contribution[rows]
    films, other_films = co_credits.query_films[rows], co_credits.candidate_films[rows]
    if ranking.method == "classic":
        order = np.lexsort((people, -contribution))
    else:
        all_films = graph.person_movies.counts(people)
        both = np.minimum(films, other_films)
        order = np.lexsort((people, all_films, -(films + other_films), -both))
    share = contribution / max(1e-12, contribution.sum())
    return Contributions(people[order], share[order], films[order], other_films[order])


def because(graph: CreditGraph, ranking: Ranking, others: Ints) -> pl.Series:
    """The first people of the evidence for each candidate, as lists of `BECAUSE`."""
    parts = [contributions(graph, ranking, other) for other in others.tolist()]
    counts = [min(BECAUSE_PEOPLE, len(part.people)) for part in parts]
    people = np.concatenate([part.people[:BECAUSE_PEOPLE] for part in parts])
    roles = [
        names
        for part, other in zip(parts, others.tolist(), strict=True)
        for names in _work(
            graph, part.people[:BECAUSE_PEOPLE], _films_of(graph, ranking, other)[1],
            ranking.role_mask,
        ).role_names()
    ]  # fmt: skip
    flat_roles = pl.Series([role for names in roles for role in names], dtype=pl.String)
    rows = graph.people[["id", "name"]][people].hstack(
        [
            list_column(flat_roles, [len(names) for names in roles]).alias("roles"),
            *(
                pl.Series(name, np.concatenate([getattr(part, name)[:BECAUSE_PEOPLE]
                                                for part in parts]))
                for name in ("share", "films", "other_films")
            ),
            pl.Series("is_the_director", people == ranking.query_films.person),
        ]
    )  # fmt: skip
    return list_column(rows.to_struct(), counts).alias("because")


def top_films(graph: CreditGraph, directors: Ints, min_votes: int) -> pl.Series:
    """Three best films of each director by rating, votes and id, as lists of `TOP_FILM`."""
    owner, film = graph.director_movies.expand(directors)
    enough = graph.movie_votes[film] >= min_votes
    owner, film = owner[enough], film[enough]
    tenths, votes = graph.movie_rating_tenths[film], graph.movie_votes[film]
    best = np.lexsort((film, -votes, -tenths, owner))
    best = best[first_of_each(owner, TOP_FILMS)]
    rows = graph.movies[list(TOP_FILM.to_schema())][film[best]]
    counts = np.bincount(owner[best], minlength=len(directors))
    return list_column(rows.to_struct(), counts).alias("top_films")


def shared_people(graph: CreditGraph, ranking: Ranking, other: int) -> pl.DataFrame:
    """Every person that a query and a director share, with roles and films on both sides.

    Columns: `id`, `name`, `score` (share of the contributions, 0 to 1), `roles`, `films` (on the
    query's films), `other_roles`, `other_films` (on the director's films), `films_together`
    (number of films with the person that both directed), `is_director` (`first` or `second` if
    the person is one of the two directors, else null). In the order of `contributions`. Only the
    classic method counts anthologies, and films of both for either side.
    """
    parts = contributions(graph, ranking, other)
    people = graph.people[parts.people]
    label = {
        ranking.query_films.person: "first",
        int(graph.director_persons[other]): "second",
    }
    films, other_films = _films_of(graph, ranking, other)
    query_work = _work(graph, parts.people, films, ranking.role_mask)
    other_work = _work(graph, parts.people, other_films, ranking.role_mask)
    joint = np.intersect1d(ranking.query_films.films, graph.director_movies.of(other))
    return pl.DataFrame(
        {
            "id": people["id"],
            "name": people["name"],
            "score": parts.share,
            "roles": query_work.role_names(),
            "films": query_work.film_lists(graph),
            "other_roles": other_work.role_names(),
            "other_films": other_work.film_lists(graph),
            "films_together": _work(graph, parts.people, joint, ranking.role_mask).counts(),
            "is_director": [label.get(person) for person in parts.people.tolist()],
        },
        schema_overrides={
            "roles": pl.List(pl.String),
            "other_roles": pl.List(pl.String),
            "films": pl.List(FILM),
            "other_films": pl.List(FILM),
            "is_director": pl.String,
        },
    )


def overlap(graph: CreditGraph, ranking: Ranking, others: Ints) -> pl.DataFrame:
    """The people a query shares with several directors, a row per director and shared person.

    Columns: `person_id`, `person`, `role` (the first of their roles with the other director),
    `films` (number of the query's films with them), `other_id`, `other`, `other_films` (number of
    the other director's films with them). In the order of `others`, then of `contributions`.
    """
    parts = [contributions(graph, ranking, other) for other in others.tolist()]
    people = np.concatenate([np.empty(0, np.int32), *(part.people for part in parts)])
    other_work = [
        _work(graph, part.people, _films_of(graph, ranking, other)[1], ranking.role_mask)
        for part, other in zip(parts, others.tolist(), strict=True)
    ]
    directors = np.repeat(graph.director_persons[others], [len(part.people) for part in parts])
    shared_rows, director_rows = graph.people[people], graph.people[directors]
    none = np.empty(0, np.int64)
    return pl.DataFrame(
        {
            "person_id": shared_rows["id"],
            "person": shared_rows["name"],
            "role": [roles[0] for work in other_work for roles in work.role_names()],
            "films": np.concatenate([none, *(part.films for part in parts)]),
            "other_id": director_rows["id"],
            "other": director_rows["name"],
            "other_films": np.concatenate([none, *(part.other_films for part in parts)]),
        },
        schema=OVERLAP_SCHEMA,
    )


@dataclass(frozen=True)
class _Work:
    """Credits of people on some films: a row per person and film, by person, year and film.

    Attributes
    ----------
    people : int
        Number of people, including those without a credit.
    person, film : int32 array
        Index of the person, row of the film.
    roles : uint16 array
        Role masks.
    """

    people: int
    person: Ints
    film: Ints
    roles: npt.NDArray[np.uint16]

    def counts(self) -> npt.NDArray[np.int64]:
        """Number of films of each person."""
        return np.bincount(self.person, minlength=self.people)

    def role_names(self) -> list[list[str]]:
        """All roles of each person on these films."""
        masks = np.zeros(self.people, dtype=np.int64)
        np.bitwise_or.at(masks, self.person, self.roles)
        return [mask_to_roles(mask) for mask in masks.tolist()]

    def film_lists(self, graph: CreditGraph) -> pl.Series:
        """The films of each person, as lists of `FILM`."""
        films = graph.movies[["id", "title", "year"]][self.film]
        return list_column(films.to_struct(), self.counts())


def _work(graph: CreditGraph, people: Ints, films: Ints, role_mask: int) -> _Work:
    """Credits of people on some films in the given roles."""
    credits = graph.person_movies
    assert credits.roles is not None, "a relation of credits"
    owner, edges = credits.edges(people)
    film, roles = credits.targets[edges], credits.roles[edges] & role_mask
    mask = np.isin(film, films) & (roles != 0)
    owner, film, roles = owner[mask], film[mask], roles[mask]
    order = np.lexsort((film, graph.movie_year[film], owner))
    return _Work(len(people), owner[order], film[order], roles[order])


def _films_of(graph: CreditGraph, ranking: Ranking, other: int) -> tuple[Ints, Ints]:
    """Films of the query and of a director that count for the pair."""
    films, other_films = ranking.query_films.films, graph.director_movies.of(other)
    if ranking.method == "classic":
        return films, other_films
    anthology = is_anthology(graph)
    own, others = np.setdiff1d(films, other_films), np.setdiff1d(other_films, films)
    return own[~anthology[own]], others[~anthology[others]]
