"""Independent co-credits: people who came to two directors without meeting on a joint film."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from recsys.directors.co_credits import CoCredits, Floats, credits_of, films_together
from recsys.directors.query_films import QueryFilms
from recsys.scoring.work_links import is_anthology
from recsys.store.graph import CreditGraph


def without_anthologies(graph: CreditGraph, query: QueryFilms) -> QueryFilms:
    """The query without its anthologies, whose people link nobody."""
    usual = ~is_anthology(graph)[query.films]
    return replace(query, films=query.films[usual], weights=query.weights[usual])


def find_independent_co_credits(
    graph: CreditGraph, query: QueryFilms, role_mask: int, credit_weight: Floats
) -> CoCredits:
    """Find who works on the query's films and, independently, on those of another director.

    Anthologies count on neither side, and no director is their own collaborator. A person counts
    for a pair by films that the two did not direct together: at least one of each. A candidate who
    only directed together with the query's director has no co-credits.

    Parameters
    ----------
    role_mask : int
        Only credits in these roles count, on both sides.
    credit_weight : array
        Weight of a credit by its role mask.
    """
    query = without_anthologies(graph, query)
    place, person, weight = credits_of(graph.movie_people, query.films, role_mask, credit_weight)
    apart = person != query.person
    place, person = place[apart], person[apart]
    weight = weight[apart] * query.weights[place]
    people, whose = np.unique(person, return_inverse=True)
    ours = np.bincount(whose, weights=weight, minlength=len(people))
    our_films = np.bincount(whose, minlength=len(people))

    owner, movie, weight = credits_of(graph.person_movies, people, role_mask, credit_weight)
    usual = ~is_anthology(graph)[movie]
    owner, movie, weight = owner[usual], movie[usual], weight[usual]
    index, other = graph.movie_directors.expand(movie)
    eligible = graph.director_persons[other] != people[owner[index]]
    eligible &= ~np.isin(other, query.excluded_directors)
    index, other = index[eligible], other[eligible]
    owner, movie, weight = owner[index], movie[index], weight[index]  # a row a credit and director
    film_weight = np.zeros(graph.movie_count)
    film_weight[query.films] = query.weights
    joint = film_weight[movie] > 0

    width = max(1, len(people))
    pairs, pair = np.unique(other.astype(np.int64) * width + owner, return_inverse=True)
    count = len(pairs)
    theirs, their_films = _totals(pair[~joint], weight[~joint], count)
    together, joint_films = _totals(pair[joint], (weight * film_weight[movie])[joint], count)
    candidate, who = np.divmod(pairs, width)
    own_films = our_films[who] - joint_films
    independent = (own_films > 0) & (their_films > 0)

    films_shared = np.unique(other.astype(np.int64) * graph.movie_count + movie)
    directing, film = np.divmod(films_shared, max(1, graph.movie_count))
    directors = np.unique(directing).astype(np.int32)
    return CoCredits(
        directors=directors,
        films_together=films_together(graph, query.films, directors),
        collaborators=people,
        candidate=np.searchsorted(directors, candidate[independent]),
        person=who[independent],
        query_films=own_films[independent],
        candidate_films=their_films[independent],
        query_credits=(ours[who] - together)[independent].astype(np.float64),
        candidate_credits=theirs[independent],
        edge_candidate=np.searchsorted(directors, directing).astype(np.int32),
        edge_movie=film.astype(np.int32),
    )


def _totals(
    pair: npt.NDArray[np.int64], weight: Floats, pairs: int
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Sum of the weights, and number of credits, of each pair."""
    total = np.bincount(pair, weights=weight, minlength=pairs).astype(np.float64)
    return total, np.bincount(pair, minlength=pairs)
