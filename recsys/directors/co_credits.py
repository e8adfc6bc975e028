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
    films_together : int64 array, shape (candidates,)
        Number of the query's films that each candidate directed too.
    collaborators : int32 array, shape (people,)
        Rows of the people credited on the query's films, ascending.
    candidate, person : int arrays, shape (co_credits,)
        Each pair of candidate and shared person once, as indices into `directors` and
        `collaborators`.
    query_films, candidate_films : int64 arrays, shape (co_credits,)
        c(p) and n(p, e): number of films of the query and of the candidate with that person.
    query_credits, candidate_credits : float64 arrays, shape (co_credits,)
        The same as sums of the credits' weights.
    edge_candidate, edge_movie : int32 arrays, shape (edges,)
        Each pair of candidate and film with a shared person once: index into `directors`, row of
        the film.
    """

    directors: Ints
    films_together: npt.NDArray[np.int64]
    collaborators: Ints
    candidate: npt.NDArray[np.int64]
    person: npt.NDArray[np.int64]
    query_films: npt.NDArray[np.int64]
    candidate_films: npt.NDArray[np.int64]
    query_credits: Floats
    candidate_credits: Floats
    edge_candidate: Ints
    edge_movie: Ints

    def sums(self, values: Floats) -> Floats:
        """Sum of the values, one a co-credit, by candidate."""
        total = np.bincount(self.candidate, weights=values, minlength=len(self.directors))
        return np.asarray(total, dtype=np.float64)

    @property
    def shared_people(self) -> npt.NDArray[np.int64]:
        """Number of different people that each candidate shares."""
        return np.bincount(self.candidate, minlength=len(self.directors))

    def index_of(self, director: int) -> int | None:
        """Index of a director among the candidates; None if they share nobody."""
        index = int(np.searchsorted(self.directors, director))
        is_candidate = index < len(self.directors) and self.directors[index] == director
        return index if is_candidate else None


def find_co_credits(graph: CreditGraph, query: QueryFilms, role_mask: int) -> CoCredits:
    """Find everybody credited both on the query's films and on those of another director.

    As in 2019: every film and every credit counts 1, and directors may be their own collaborators.

    Parameters
    ----------
    role_mask : int
        Only credits in these roles count, on both sides.
    """
    _, credited = graph.movie_people.expand(query.films, role_mask)
    collaborators, films_of_query = np.unique(credited, return_counts=True)
    owner, movie = graph.person_movies.expand(collaborators, role_mask)
    index, director = graph.movie_directors.expand(movie)
    eligible = ~np.isin(director, query.excluded_directors)
    index, director = index[eligible], director[eligible]
    people_count = max(1, len(collaborators))
    pairs, candidate_films = _count_pairs(director, owner[index], people_count)
    paired_director = pairs // people_count
    first = np.ones(len(paired_director), dtype=bool)
    first[1:] = paired_director[1:] != paired_director[:-1]
    candidates = paired_director[first].astype(np.int32)
    person = pairs % people_count
    query_films = films_of_query[person]
    film_owner, films = _shared_films(graph, movie[index], director)
    return CoCredits(
        directors=candidates,
        films_together=films_together(graph, query.films, candidates),
        collaborators=collaborators,
        candidate=np.cumsum(first) - 1,
        person=person,
        query_films=query_films,
        candidate_films=candidate_films,
        query_credits=query_films.astype(np.float64),
        candidate_credits=candidate_films.astype(np.float64),
        edge_candidate=np.searchsorted(candidates, film_owner).astype(np.int32),
        edge_movie=films,
    )


def films_together(graph: CreditGraph, films: Ints, directors: Ints) -> npt.NDArray[np.int64]:
    """How many of the films each of the directors directed."""
    _, director = graph.movie_directors.expand(films)
    counts: npt.NDArray[np.int64] = np.bincount(director, minlength=graph.director_count)
    return counts[directors]


def credits_of(
    relation: Relation, rows: Ints, role_mask: int, credit_weight: Floats
) -> tuple[Ints, Ints, Floats]:
    """Credits of the rows in the given roles: (index into `rows`, target, weight).

    Parameters
    ----------
    credit_weight : array
        Weight of a credit by its role mask.
    """
    assert relation.roles is not None, "a relation of credits"
    owner, edges = relation.edges(rows)
    roles = relation.roles[edges] & role_mask
    counted = roles != 0
    return owner[counted], relation.targets[edges[counted]], credit_weight[roles[counted]]


def _count_pairs(
    director: Ints, person: Ints, people_count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each pair `director * people_count + person` once, ascending, with its count."""
    pairs = director.astype(np.int64) * people_count + person
    pairs.sort()
    first = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]])[: len(pairs)])
    return pairs[first], np.diff(np.append(first, len(pairs)))


def _shared_films(graph: CreditGraph, movie: Ints, director: Ints) -> tuple[Ints, Ints]:
    """Each pair of director and film with a shared person once.

    A person shared on a film is shared with all its directors, so the films alone decide.
    """
    is_shared = np.zeros(graph.movie_count, dtype=bool)
    is_shared[movie] = True
    films = np.flatnonzero(is_shared).astype(np.int32)
    index, owner = graph.movie_directors.expand(films)
    is_candidate = np.zeros(graph.director_count, dtype=bool)
    is_candidate[director] = True
    chosen = is_candidate[owner]
    return owner[chosen], films[index[chosen]]
