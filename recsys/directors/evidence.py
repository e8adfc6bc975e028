"""Evidence for a recommended director: their best films and the people behind the score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.directors.co_credits import Floats
from recsys.directors.score_cache import Ranking
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
        Rows of the shared people, the largest contribution first, then by id.
    share : float64 array
        Each person's share of the sum of contributions; shares add up to 1.
    """

    people: Ints
    share: Floats


def contributions(ranking: Ranking, other: int) -> Contributions:
    """Contributions to one candidate, given by director row; empty if they share nobody."""
    co_credits = ranking.co_credits
    index = co_credits.index_of(other)
    if index is None:
        return Contributions(np.empty(0, np.int32), np.empty(0))
    mask = co_credits.candidate == index
    people = co_credits.collaborators[co_credits.person[mask]]
    contribution = ranking.contribution[mask]
    order = np.lexsort((people, -contribution))
    return Contributions(people[order], (contribution / max(1e-12, contribution.sum()))[order])


def because(graph: CreditGraph, ranking: Ranking, others: Ints) -> pl.Series:
    """The people who contribute most to the score of each candidate, as lists of `BECAUSE`."""
    parts = [contributions(ranking, other) for other in others.tolist()]
    counts = [min(BECAUSE_PEOPLE, len(part.people)) for part in parts]
    people = np.concatenate([part.people[:BECAUSE_PEOPLE] for part in parts])
    shares = np.concatenate([part.share[:BECAUSE_PEOPLE] for part in parts])
    masks = _roles_with(graph, people, np.repeat(others, counts)) & ranking.role_mask
    roles = [mask_to_roles(mask) for mask in masks.tolist()]
    flat_roles = pl.Series([role for names in roles for role in names], dtype=pl.String)
    rows = graph.people[["id", "name"]][people].hstack(
        [
            list_column(flat_roles, [len(names) for names in roles]).alias("roles"),
            pl.Series("share", shares),
            pl.Series("is_the_director", people == ranking.query_films.person),
        ]
    )
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
    query's films), `other_roles`, `other_films` (on the director's films), `is_director`
    (`first` or `second` if the person is one of the two directors, else null). Largest share
    first, then by id.
    """
    parts = contributions(ranking, other)
    people = graph.people[parts.people]
    label = {
        ranking.query_films.person: "first",
        int(graph.director_persons[other]): "second",
    }
    query_work = _work(graph, parts.people, ranking.query_films.films, ranking.role_mask)
    other_work = _work(graph, parts.people, graph.director_movies.of(other), ranking.role_mask)
    return pl.DataFrame(
        {
            "id": people["id"],
            "name": people["name"],
            "score": parts.share,
            "roles": query_work.role_names(),
            "films": query_work.film_lists(graph),
            "other_roles": other_work.role_names(),
            "other_films": other_work.film_lists(graph),
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
    the other director's films with them). In the order of `others`, then by contribution to the
    score, largest first.
    """
    parts = [contributions(ranking, other).people for other in others.tolist()]
    people = np.concatenate([np.empty(0, np.int32), *parts])
    other_work = [
        _work(graph, shared, graph.director_movies.of(other), ranking.role_mask)
        for shared, other in zip(parts, others.tolist(), strict=True)
    ]
    directors = np.repeat(graph.director_persons[others], [len(shared) for shared in parts])
    shared_rows, director_rows = graph.people[people], graph.people[directors]
    query_work = _work(graph, people, ranking.query_films.films, ranking.role_mask)
    return pl.DataFrame(
        {
            "person_id": shared_rows["id"],
            "person": shared_rows["name"],
            "role": [roles[0] for work in other_work for roles in work.role_names()],
            "films": query_work.counts(),
            "other_id": director_rows["id"],
            "other": director_rows["name"],
            "other_films": np.concatenate(
                [np.empty(0, np.int64), *(work.counts() for work in other_work)]
            ),
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


def _roles_with(graph: CreditGraph, people: Ints, directors: Ints) -> npt.NDArray[np.int64]:
    """Role mask of each person over all films of the director at the same index."""
    owner, film = graph.director_movies.expand(directors)
    index, edges = graph.movie_people.edges(film)
    assert graph.movie_people.roles is not None, "a relation of credits"
    matches = graph.movie_people.targets[edges] == people[owner[index]]
    masks = np.zeros(len(people), dtype=np.int64)
    np.bitwise_or.at(masks, owner[index[matches]], graph.movie_people.roles[edges[matches]])
    return masks
