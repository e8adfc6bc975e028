"""Why a director is recommended: their best films, and the people who gave the score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.directors.co_credits import CoCredits, Floats
from recsys.directors.query import Query
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
    """What each shared person gave to one director's score.

    Attributes
    ----------
    people : int32 array
        Rows of the shared people, the largest contribution first, then by id.
    share : float64 array
        A person's part of what all shared people gave; adds up to 1.
    """

    people: Ints
    share: Floats


def contributions(co_credits: CoCredits, contribution: Floats, other: int) -> Contributions:
    """Split what people gave to one candidate; `other` is the row of a director."""
    place = co_credits.place_of(other)
    if place is None:
        return Contributions(np.empty(0, np.int32), np.empty(0))
    here = co_credits.candidate == place
    people, contribution = co_credits.collaborators[co_credits.person[here]], contribution[here]
    order = np.lexsort((people, -contribution))
    return Contributions(people[order], (contribution / max(1e-12, contribution.sum()))[order])


def because(
    graph: CreditGraph,
    co_credits: CoCredits,
    contribution: Floats,
    query: Query,
    others: Ints,
    role_mask: int,
) -> pl.Series:
    """The people who gave most of the score of each of `others`, as list_column of `BECAUSE`."""
    parts = [contributions(co_credits, contribution, other) for other in others.tolist()]
    counts = [min(BECAUSE_PEOPLE, len(part.people)) for part in parts]
    people = np.concatenate([part.people[:BECAUSE_PEOPLE] for part in parts])
    shares = np.concatenate([part.share[:BECAUSE_PEOPLE] for part in parts])
    masks = _roles_with(graph, people, np.repeat(others, counts)) & role_mask
    roles = [mask_to_roles(mask) for mask in masks.tolist()]
    named = pl.Series([role for of in roles for role in of], dtype=pl.String)
    known = graph.people[["id", "name"]][people]
    rows = known.hstack(
        [
            list_column(named, [len(of) for of in roles]).alias("roles"),
            pl.Series("share", shares),
            pl.Series("is_the_director", people == query.person),
        ]
    )
    return list_column(rows.to_struct(), counts).alias("because")


def top_films(graph: CreditGraph, directors: Ints, min_votes: int) -> pl.Series:
    """Each director's three best films by rating, votes, id, as list_column of `TOP_FILM`."""
    place, film = graph.director_movies.expand(directors)
    enough = graph.movie_votes[film] >= min_votes
    place, film = place[enough], film[enough]
    tenths, votes = graph.movie_rating_tenths[film], graph.movie_votes[film]
    best = np.lexsort((film, -votes, -tenths, place))
    best = best[first_of_each(place, TOP_FILMS)]
    rows = graph.movies[list(TOP_FILM.to_schema())][film[best]]
    counts = np.bincount(place[best], minlength=len(directors))
    return list_column(rows.to_struct(), counts).alias("top_films")


def shared_people(
    graph: CreditGraph,
    co_credits: CoCredits,
    contribution: Floats,
    query: Query,
    other: int,
    role_mask: int,
) -> pl.DataFrame:
    """Every person two directors, or a liked and a director, share; with roles and films on both
    sides.

    Columns: `id`, `name`, `score` (share of what shared people gave, 0 to 1), `roles`, `films`
    (on the side of who is query about), `other_roles`, `other_films`, `is_director` (`first`,
    `second` or null: one of the two directors themselves). Largest share first, then by id.
    """
    parts = contributions(co_credits, contribution, other)
    known = graph.people[parts.people]
    label = {
        query.person: "first",
        int(graph.director_persons[other]): "second",
    }
    ours = _work(graph, parts.people, query.films, role_mask)
    theirs = _work(graph, parts.people, graph.director_movies.of(other), role_mask)
    return pl.DataFrame(
        {
            "id": known["id"],
            "name": known["name"],
            "score": parts.share,
            "roles": ours.role_names(),
            "films": ours.listed(graph),
            "other_roles": theirs.role_names(),
            "other_films": theirs.listed(graph),
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


def overlap(
    graph: CreditGraph,
    co_credits: CoCredits,
    contribution: Floats,
    query: Query,
    others: Ints,
    role_mask: int,
) -> pl.DataFrame:
    """Who co_credits what is query about to several directors: a row a shared person and director.

    Columns: `person_id`, `person`, `role` (the first of their roles with the other director),
    `films` (among those query about), `other_id`, `other`, `other_films`. In the order of
    `others`, then the largest contribution to the score first.
    """
    parts = [contributions(co_credits, contribution, other).people for other in others.tolist()]
    people = np.concatenate([np.empty(0, np.int32), *parts])
    theirs = [
        _work(graph, shared, graph.director_movies.of(other), role_mask)
        for shared, other in zip(parts, others.tolist(), strict=True)
    ]
    directors = np.repeat(graph.director_persons[others], [len(shared) for shared in parts])
    known, other = graph.people[people], graph.people[directors]
    return pl.DataFrame(
        {
            "person_id": known["id"],
            "person": known["name"],
            "role": [roles[0] for work in theirs for roles in work.role_names()],
            "films": _work(graph, people, query.films, role_mask).counts(),
            "other_id": other["id"],
            "other": other["name"],
            "other_films": np.concatenate(
                [np.empty(0, np.int64), *(work.counts() for work in theirs)]
            ),
        },
        schema=OVERLAP_SCHEMA,
    )


@dataclass(frozen=True)
class _Work:
    """What people did on some films; a row a person and film, by person, year and film.

    Attributes
    ----------
    people : int
        Number of people, also of those with no such film.
    person, film : int32 array
        The place among the people, and the row of the film.
    roles : uint16 array
        Bits.
    """

    people: int
    person: Ints
    film: Ints
    roles: npt.NDArray[np.uint16]

    def counts(self) -> npt.NDArray[np.int64]:
        """Films of each person."""
        return np.bincount(self.person, minlength=self.people)

    def role_names(self) -> list[list[str]]:
        """All roles that each person has on these films."""
        masks = np.zeros(self.people, dtype=np.int64)
        np.bitwise_or.at(masks, self.person, self.roles)
        return [mask_to_roles(mask) for mask in masks.tolist()]

    def listed(self, graph: CreditGraph) -> pl.Series:
        """The films of each person, as list_column of `FILM`."""
        films = graph.movies[["id", "title", "year"]][self.film]
        return list_column(films.to_struct(), self.counts())


def _work(graph: CreditGraph, people: Ints, films: Ints, mask: int) -> _Work:
    """Credits of people on some films, in the contribution roles."""
    credits = graph.person_movies
    assert credits.roles is not None, "a relation of credits"
    place, edges = credits.edges(people)
    film, roles = credits.targets[edges], credits.roles[edges] & mask
    here = np.isin(film, films) & (roles != 0)
    place, film, roles = place[here], film[here], roles[here]
    order = np.lexsort((film, graph.movie_year[film], place))
    return _Work(len(people), place[order], film[order], roles[order])


def _roles_with(graph: CreditGraph, people: Ints, directors: Ints) -> npt.NDArray[np.int64]:
    """Bits of all roles that each person has on the films of the director beside them."""
    place, film = graph.director_movies.expand(directors)
    at, edges = graph.movie_people.edges(film)
    assert graph.movie_people.roles is not None, "a relation of credits"
    theirs = graph.movie_people.targets[edges] == people[place[at]]
    masks = np.zeros(len(people), dtype=np.int64)
    np.bitwise_or.at(masks, place[at[theirs]], graph.movie_people.roles[edges[theirs]])
    return masks
