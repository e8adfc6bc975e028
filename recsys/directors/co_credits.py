"""Co-credits: people credited both on a query's films and on films of other directors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.directors.query_films import QueryFilms
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Relation

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CoCredits:
    """People that a query shares with every candidate director; rows are those of the graph.

    Attributes
    ----------
    directors : int32 array, shape (candidates,)
        Rows of the candidates, ascending.
    collaborators : int32 array, shape (people,)
        Rows of the people credited on the query's films, ascending.
    query_credits : float64 array, shape (people,)
        c(p): number of the query's films that each worked on, or the sum of the credits' weights.
    candidate, person : int arrays, shape (co_credits,)
        Each pair of candidate and shared person once, as indices into `directors` and
        `collaborators`.
    candidate_credits : float64 array, shape (co_credits,)
        n(p, e): the same count or sum as c(p), over the candidate's films.
    edge_candidate, edge_movie : int32 arrays, shape (edges,)
        Each pair of candidate and film with a shared person once: index into `directors`, row of
        the film.
    """

    directors: Ints
    collaborators: Ints
    query_credits: Floats
    candidate: npt.NDArray[np.int64]
    person: npt.NDArray[np.int64]
    candidate_credits: Floats
    edge_candidate: Ints
    edge_movie: Ints

    def sums(self, values: Floats) -> Floats:
        """Sum of the values, one a co-credit, by candidate."""
        return _sums(self.candidate, values, len(self.directors))

    @property
    def shared_people(self) -> npt.NDArray[np.int64]:
        """Number of different people that each candidate shares."""
        return np.bincount(self.candidate, minlength=len(self.directors))

    def index_of(self, director: int) -> int | None:
        """Index of a director among the candidates; None if they share nobody."""
        index = int(np.searchsorted(self.directors, director))
        is_candidate = index < len(self.directors) and self.directors[index] == director
        return index if is_candidate else None


def find_co_credits(
    graph: CreditGraph,
    query: QueryFilms,
    role_mask: int,
    credit_weight: Floats | None = None,
    own_collaborator: bool = True,
) -> CoCredits:
    """Find everybody credited both on the query's films and on those of another director.

    Parameters
    ----------
    role_mask : int
        Only credits in these roles count, on both sides.
    credit_weight : array, optional
        Weight of a credit by its role mask. Default: 1 for every credit.
    own_collaborator : bool
        Whether the director of a film may be a shared person on it.
    """
    collaborators, query_credits = collaborators_of(
        graph, query, role_mask, credit_weight, own_collaborator
    )
    owner, edges = _credits(graph.person_movies, collaborators, role_mask)
    movie = graph.person_movies.targets[edges]
    index, director = graph.movie_directors.expand(movie)
    eligible = ~np.isin(director, query.excluded_directors)
    if not own_collaborator:
        eligible &= graph.director_persons[director] != collaborators[owner[index]]
    index, director = index[eligible], director[eligible]
    weight = None
    if credit_weight is not None:
        weight = _weights(graph.person_movies, edges[index], role_mask, credit_weight)
    people_count = max(1, len(collaborators))
    pairs, candidate_credits = _sum_by_pair(director, owner[index], people_count, weight)
    paired_director = pairs // people_count
    first = np.ones(len(paired_director), dtype=bool)
    first[1:] = paired_director[1:] != paired_director[:-1]
    candidates = paired_director[first].astype(np.int32)
    film_owner, films = _shared_films(graph, movie[index], director, own_collaborator)
    return CoCredits(
        directors=candidates,
        collaborators=collaborators,
        query_credits=query_credits,
        candidate=np.cumsum(first) - 1,
        person=pairs % people_count,
        candidate_credits=candidate_credits,
        edge_candidate=np.searchsorted(candidates, film_owner).astype(np.int32),
        edge_movie=films,
    )


def collaborators_of(
    graph: CreditGraph,
    query: QueryFilms,
    role_mask: int,
    credit_weight: Floats | None = None,
    own_collaborator: bool = True,
) -> tuple[Ints, Floats]:
    """`collaborators` and `query_credits` of `CoCredits`; parameters as in `find_co_credits`."""
    film, edges = _credits(graph.movie_people, query.films, role_mask)
    if not own_collaborator:
        others = graph.movie_people.targets[edges] != query.person
        film, edges = film[others], edges[others]
    people, index = np.unique(graph.movie_people.targets[edges], return_inverse=True)
    weights = _weights(graph.movie_people, edges, role_mask, credit_weight)
    return people, _sums(index, weights * query.weights[film], len(people))


def _credits(relation: Relation, rows: Ints, role_mask: int) -> tuple[Ints, npt.NDArray[np.int64]]:
    """Edges in the given roles: (index into `rows`, index into the relation's targets)."""
    assert relation.roles is not None, "a relation of credits"
    owner, edges = relation.edges(rows)
    counted = (relation.roles[edges] & role_mask) != 0
    return owner[counted], edges[counted]


def _weights(
    relation: Relation, edges: npt.NDArray[np.int64], role_mask: int, by_mask: Floats | None
) -> Floats:
    assert relation.roles is not None, "a relation of credits"
    if by_mask is None:
        return np.ones(len(edges))
    weights: Floats = by_mask[relation.roles[edges] & role_mask]
    return weights


def _sum_by_pair(
    director: Ints, person: Ints, people_count: int, weight: Floats | None
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Each pair `director * people_count + person` once, ascending, with its count or weight."""
    pairs = director.astype(np.int64) * people_count + person
    if weight is not None:
        unique_pairs, inverse = np.unique(pairs, return_inverse=True)
        return unique_pairs, _sums(inverse, weight, len(unique_pairs))
    pairs.sort()
    first = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]])[: len(pairs)])
    return pairs[first], np.diff(np.append(first, len(pairs))).astype(np.float64)


def _sums(index: npt.NDArray[np.integer], values: Floats, count: int) -> Floats:
    """Sum of the values by index, shape (count,)."""
    return np.asarray(np.bincount(index, weights=values, minlength=count), dtype=np.float64)


def _shared_films(
    graph: CreditGraph, movie: Ints, director: Ints, own_collaborator: bool
) -> tuple[Ints, Ints]:
    """Each pair of director and film with a shared person once."""
    if own_collaborator:
        # A person shared on a film is shared with all its directors, so the films alone decide.
        is_shared = np.zeros(graph.movie_count, dtype=bool)
        is_shared[movie] = True
        films = np.flatnonzero(is_shared).astype(np.int32)
        index, owner = graph.movie_directors.expand(films)
        is_candidate = np.zeros(graph.director_count, dtype=bool)
        is_candidate[director] = True
        chosen = is_candidate[owner]
        return owner[chosen], films[index[chosen]]
    pairs = np.unique(director.astype(np.int64) * graph.movie_count + movie)
    owner, film = np.divmod(pairs, graph.movie_count)
    return owner.astype(np.int32), film.astype(np.int32)
