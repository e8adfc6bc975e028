"""The original director score: how often a director's people work on another's films.

Source: the director recommender of 2019 (steps 1 to 7 in `docs/methods.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.store.graph import CreditGraph, Ints


@dataclass(frozen=True)
class RawScores:
    """Everything one director's question needs, before thresholds; rows refer to the graph.

    Attributes
    ----------
    directors : int32 array, shape (candidates,)
        Rows of the directors with a score above 0, ascending; the director asked about is left
        out.
    score : float64 array, shape (candidates,)
        S(e) / films(e), above 0.
    shared_people : int64 array, shape (candidates,)
        How many different people of the director asked about worked on their films.
    edge_candidate, edge_movie : int32 arrays, shape (edges,)
        Every film of a candidate that shares a person: place in `directors`, row of the film.
    collaborators, weights : arrays, shape (people,)
        Rows of the director's people, ascending, and c(p), in how many of the director's films
        each worked.
    """

    directors: Ints
    score: npt.NDArray[np.float64]
    shared_people: npt.NDArray[np.int64]
    edge_candidate: Ints
    edge_movie: Ints
    collaborators: Ints
    weights: npt.NDArray[np.int64]


def classic_scores(graph: CreditGraph, director: int, role_mask: int) -> RawScores:
    r"""Score every other director against one.

    For a director d, with F(x) the films directed by x and P(m) the principals of film m:

    .. math::
        c(p) = |\{m \in F(d) : p \in P(m)\}|, \quad
        s(m) = \sum_{p \in P(m)} c(p), \quad
        score(e) = \frac{1}{|F(e)|} \sum_{m \in F(e)} s(m)

    Sums are of integers, so they are exact and the same from run to run; one division ends them.
    F(e) in the denominator holds all films of e, also those that share nobody. Only credits in
    the roles of `role_mask` count, on both sides; with all roles this is the original.

    Parameters
    ----------
    director : int
        Row of the director; they direct at least one film.
    role_mask : int
        Bits as in `recsys.roles`.
    """
    films = graph.director_movies.of(director)
    _, credited = graph.movie_people.expand(films, role_mask)
    collaborators, weights = np.unique(credited, return_counts=True)

    person_place, shared_movie = graph.person_movies.expand(collaborators, role_mask)
    film_scores = np.zeros(graph.movie_count, dtype=np.int64)
    np.add.at(film_scores, shared_movie, weights[person_place])

    touched = np.flatnonzero(film_scores).astype(np.int32)
    film_place, edge_director = graph.movie_directors.expand(touched)
    others = edge_director != director
    film_place, edge_director = film_place[others], edge_director[others]
    totals = np.zeros(graph.director_count, dtype=np.int64)
    np.add.at(totals, edge_director, film_scores[touched[film_place]])

    directors = np.flatnonzero(totals).astype(np.int32)
    place_of = np.empty(graph.director_count, dtype=np.int32)
    place_of[directors] = np.arange(len(directors), dtype=np.int32)
    return RawScores(
        directors=directors,
        score=totals[directors] / graph.films_directed[directors],
        shared_people=_shared_people(graph, person_place, shared_movie, directors, place_of),
        edge_candidate=place_of[edge_director],
        edge_movie=touched[film_place],
        collaborators=collaborators,
        weights=weights,
    )


def _shared_people(
    graph: CreditGraph, person_place: Ints, movie: Ints, directors: Ints, place_of: Ints
) -> npt.NDArray[np.int64]:
    """Different collaborators of each candidate: (candidate, person) pairs, once each."""
    credit_place, director = graph.movie_directors.expand(movie)
    known = np.zeros(graph.director_count, dtype=bool)
    known[directors] = True
    candidate = known[director]
    people = int(person_place.max(initial=0)) + 1
    pairs = place_of[director[candidate]].astype(np.int64) * people
    pairs += person_place[credit_place[candidate]]
    pairs.sort()
    first = np.ones(len(pairs), dtype=bool)
    first[1:] = pairs[1:] != pairs[:-1]
    return np.bincount(pairs[first] // people, minlength=len(directors))
