"""Who co_credits a director, or a liked, to others: the shared people, and the films that share them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.directors.query import Query
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Relation

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CoCredits:
    """CoCredits of what is query about to every director who shares people; rows of the graph.

    Attributes
    ----------
    directors : int32 array, shape (candidates,)
        Rows of the others, ascending.
    collaborators : int32 array, shape (people,)
        Rows of the people on the films query about, ascending.
    query_credits : float64 array, shape (people,)
        c(p): on how many of those films each worked, or the sum of the credits' weights.
    candidate, person : int arrays, shape (co_credits,)
        Each shared person and other director once: places in `directors` and `collaborators`.
    candidate_credits : float64 array, shape (co_credits,)
        n(p, e): the same for the other director's films.
    edge_candidate, edge_movie : int32 arrays, shape (edges,)
        Every film of a candidate that shares a person: place in `directors`, row of the film.
    """

    directors: Ints
    collaborators: Ints
    query_credits: Floats
    candidate: npt.NDArray[np.int64]
    person: npt.NDArray[np.int64]
    candidate_credits: Floats
    edge_candidate: Ints
    edge_movie: Ints

    def sums(self, contribution: Floats) -> Floats:
        """Sum over the co_credits of each candidate."""
        return _sums(self.candidate, contribution, len(self.directors))

    @property
    def shared_people(self) -> npt.NDArray[np.int64]:
        """Different people that each candidate shares."""
        return np.bincount(self.candidate, minlength=len(self.directors))

    def place_of(self, director: int) -> int | None:
        """Place of a director among the candidates, None where nobody is shared."""
        place = int(np.searchsorted(self.directors, director))
        found = place < len(self.directors) and self.directors[place] == director
        return place if found else None


def find_co_credits(
    graph: CreditGraph,
    query: Query,
    role_mask: int,
    credit_weight: Floats | None = None,
    own_collaborator: bool = True,
) -> CoCredits:
    """Everybody who is credited on the films query about and on those of another director.

    Parameters
    ----------
    role_mask : int
        Only credits in these roles count, on both sides.
    credit_weight : array, optional
        Weight of a credit by its role mask; 1 for every credit by default.
    own_collaborator : bool
        Whether somebody who directs a film may be a shared person on it.
    """
    collaborators, query_credits = people_of(
        graph, query, role_mask, credit_weight, own_collaborator
    )
    owner, edges = _credits(graph.person_movies, collaborators, role_mask)
    movie = graph.person_movies.targets[edges]
    at, other = graph.movie_directors.expand(movie)
    apart = ~np.isin(other, query.directors)
    if not own_collaborator:
        apart &= graph.director_persons[other] != collaborators[owner[at]]
    at, other = at[apart], other[apart]
    weight = None
    if credit_weight is not None:
        weight = _weights(graph.person_movies, edges[at], role_mask, credit_weight)
    pairs, candidate_credits = _summed(other, owner[at], max(1, len(collaborators)), weight)
    linked = pairs // max(1, len(collaborators))
    first = np.ones(len(linked), dtype=bool)
    first[1:] = linked[1:] != linked[:-1]
    directors = linked[first].astype(np.int32)
    film_pairs = _films(graph, movie[at], other, own_collaborator)
    return CoCredits(
        directors=directors,
        collaborators=collaborators,
        query_credits=query_credits,
        candidate=np.cumsum(first) - 1,
        person=pairs % max(1, len(collaborators)),
        candidate_credits=candidate_credits,
        edge_candidate=np.searchsorted(directors, film_pairs[0]).astype(np.int32),
        edge_movie=film_pairs[1],
    )


def people_of(
    graph: CreditGraph,
    query: Query,
    role_mask: int,
    credit_weight: Floats | None = None,
    own_collaborator: bool = True,
) -> tuple[Ints, Floats]:
    """`CoCredits.collaborators` and `CoCredits.query_credits`; the parameters are those of `find_co_credits`."""
    film, edges = _credits(graph.movie_people, query.films, role_mask)
    if not own_collaborator:
        others = graph.movie_people.targets[edges] != query.person
        film, edges = film[others], edges[others]
    people, place = np.unique(graph.movie_people.targets[edges], return_inverse=True)
    weights = _weights(graph.movie_people, edges, role_mask, credit_weight)
    return people, _sums(place, weights * query.weights[film], len(people))


def _credits(relation: Relation, rows: Ints, role_mask: int) -> tuple[Ints, npt.NDArray[np.int64]]:
    """Edges in the contribution roles: (place in `rows`, place in the relation's targets)."""
    assert relation.roles is not None, "a relation of credits"
    place, edges = relation.edges(rows)
    counted = (relation.roles[edges] & role_mask) != 0
    return place[counted], edges[counted]


def _weights(
    relation: Relation, edges: npt.NDArray[np.int64], role_mask: int, by_mask: Floats | None
) -> Floats:
    assert relation.roles is not None, "a relation of credits"
    if by_mask is None:
        return np.ones(len(edges))
    return by_mask[relation.roles[edges] & role_mask]


def _summed(
    other: Ints, owner: Ints, people: int, weight: Floats | None
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Each pair (director, person) once, ascending, with its number or sum of weights."""
    pairs = other.astype(np.int64) * people + owner
    if weight is not None:
        once, where = np.unique(pairs, return_inverse=True)
        return once, _sums(where, weight, len(once))
    pairs.sort()
    first = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]])[: len(pairs)])
    return pairs[first], np.diff(np.append(first, len(pairs))).astype(np.float64)


def _sums(place: npt.NDArray[np.integer], values: Floats, count: int) -> Floats:
    """Sum of the values at each place."""
    return np.asarray(np.bincount(place, weights=values, minlength=count), dtype=np.float64)


def _films(
    graph: CreditGraph, movie: Ints, other: Ints, own_collaborator: bool
) -> tuple[Ints, Ints]:
    """Each (director, film that shares a person) once."""
    if own_collaborator:
        # Whoever is shared on a film is shared with all its directors: films first, then they.
        touched = np.zeros(graph.movie_count, dtype=bool)
        touched[movie] = True
        films = np.flatnonzero(touched).astype(np.int32)
        place, directing = graph.movie_directors.expand(films)
        known = np.zeros(graph.director_count, dtype=bool)
        known[other] = True
        chosen = known[directing]
        return directing[chosen], films[place[chosen]]
    pairs = np.unique(other.astype(np.int64) * graph.movie_count + movie)
    directing, film = np.divmod(pairs, graph.movie_count)
    return directing.astype(np.int32), film.astype(np.int32)
