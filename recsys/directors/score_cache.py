"""Finished scores by director, method and roles, cached for the next query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl

from recsys.directors.affinity import (
    DIRECTING_WEIGHT,
    AffinityTerms,
    AffinityWeights,
    affinity_contribution,
)
from recsys.directors.chance import ChanceModels, Expectation
from recsys.directors.classic import classic_contribution, classic_score
from recsys.directors.co_credits import CoCredits, Floats, find_co_credits
from recsys.directors.independent import find_independent_co_credits, without_anthologies
from recsys.directors.people import PeopleWeights, people_terms
from recsys.directors.query import DirectorQuery, Method
from recsys.directors.query_films import LikedFilms, QueryFilms
from recsys.directors.thresholds import SharedFilms, Thresholds
from recsys.errors import NoFilms, NothingShared, UnknownId
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors
from recsys.util.cache import cached_method
from recsys.vocabulary.role_weights import by_role_mask
from recsys.vocabulary.roles import ALL_ROLES_MASK, mask_to_roles, roles_to_mask

CACHED_DIRECTORS = 32
"""Rankings cached; one takes up to a few MB in a catalogue of IMDb's size."""


_Options = tuple[Method, int, PeopleWeights]


class _Key(NamedTuple):
    """The part of a query that scores depend on; thresholds do not belong to it."""

    director: int | LikedFilms
    method: Method
    role_mask: int
    weights: PeopleWeights


@dataclass(frozen=True)
class Ranking:
    """Every candidate of a query with a finished score.

    Attributes
    ----------
    query_films : QueryFilms
    method : str
    role_mask : int
        Roles whose credits count.
    co_credits : CoCredits
    contribution : float64 array
        Contribution of each co-credit to its candidate's score.
    shared_films : SharedFilms
    frame : polars.DataFrame
        All candidates, best first.
    order : int array
        Index into `co_credits.directors` by row of `frame`.
    """

    query_films: QueryFilms
    method: Method
    role_mask: int
    co_credits: CoCredits
    contribution: Floats
    shared_films: SharedFilms
    frame: pl.DataFrame
    order: np.ndarray

    def passing(self, thresholds: Thresholds) -> np.ndarray:
        """Rows of the frame that pass the thresholds, best first."""
        return np.flatnonzero(self.shared_films.passing(thresholds)[self.order])


class ScoreCache:
    """Rankings of one build. Safe to share between threads."""

    def __init__(self, graph: CreditGraph, vectors: FilmVectors | None) -> None:
        self._graph = graph
        self._terms = AffinityTerms(graph, vectors)
        self.chance = ChanceModels(graph)
        self._of_director = cached_method(self._compute, CACHED_DIRECTORS)
        # Liked films belong to a reader: their ranking is dropped together with them.
        self._of_liked: WeakKeyDictionary[LikedFilms, tuple[_Options, Ranking]] = (
            WeakKeyDictionary()
        )
        self._lock = Lock()

    def ranking(self, query: DirectorQuery) -> Ranking:
        """The ranking for a query, before its thresholds; empty if nobody shares a person.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        options = query.method, roles_to_mask(query.roles), query.weights
        if isinstance(query.director, str):
            return self._of_director(_Key(self.director_row(query.director), *options))
        liked = query.director
        with self._lock:
            cached_options, ranking = self._of_liked.get(liked, (None, None))
        if ranking is None or cached_options != options:
            ranking = self._compute(_Key(liked, *options))
            with self._lock:
                self._of_liked[liked] = (options, ranking)
        return ranking

    def query_films(self, director: str | LikedFilms) -> QueryFilms:
        """The films of a director, or the liked films, as rows of the graph.

        Raises
        ------
        UnknownId, NoFilms
        """
        if isinstance(director, LikedFilms):
            return QueryFilms.of_liked(self._graph, director)
        return QueryFilms.of_director(self._graph, self.director_row(director))

    def director_row(self, director_id: str) -> int:
        """The row of a director, given by person id.

        Raises
        ------
        UnknownId, NoFilms
        """
        graph = self._graph
        person = graph.person_row(director_id)
        if person is None:
            raise UnknownId(director_id, "person")
        director = graph.director_row(person)
        if director is None:
            credits = len(graph.person_movies.of(person))
            raise NoFilms(graph.people["name"][person], credits)
        return director

    def director_rows(self, director_ids: Iterable[str]) -> np.ndarray:
        """The rows of directors, given by person id; int32, in the same order.

        Raises
        ------
        UnknownId, NoFilms
        """
        return np.array([self.director_row(id) for id in director_ids], dtype=np.int32)

    def nothing_shared(self, ranking: Ranking) -> NothingShared:
        """The error for a ranking without candidates."""
        query = ranking.query_films
        name = "the list" if query.are_liked else self._graph.people["name"][query.person]
        every_role = ranking.role_mask == ALL_ROLES_MASK
        roles = () if every_role else mask_to_roles(ranking.role_mask)
        collaborators = len(ranking.co_credits.collaborators)
        usual = without_anthologies(self._graph, query)
        only_anthologies = ranking.method != "classic" and not len(usual.films)
        return NothingShared(name, len(query.films), collaborators, roles, only_anthologies)

    def _compute(self, key: _Key) -> Ranking:
        graph, (director, method, role_mask, weights) = self._graph, key
        if isinstance(director, LikedFilms):
            query = QueryFilms.of_liked(graph, director)
        else:
            query = QueryFilms.of_director(graph, director)
        extra_columns: list[pl.Series] = []
        if method == "classic":
            co_credits = find_co_credits(graph, query, role_mask)
            contribution = classic_contribution(co_credits)
            score = classic_score(graph, co_credits)
        else:
            role_weights = by_role_mask(directing=DIRECTING_WEIGHT)
            co_credits = find_independent_co_credits(graph, query, role_mask, role_weights)
            contribution = affinity_contribution(graph, co_credits)
            chance = self.chance.against(query, co_credits, role_mask)
            score, terms = self._sum_terms(method, query, co_credits, chance, weights)
            extra_columns = [*chance.columns(len(score)), terms]
        shared_films = SharedFilms(graph, co_credits)
        # Candidates are in the order of ids, and so are ties.
        order = np.argsort(-score, kind="stable")
        frame = self._frame(co_credits, shared_films, score, order)
        frame = frame.hstack([column[order] for column in extra_columns])
        return Ranking(
            query, method, role_mask, co_credits, contribution, shared_films, frame, order
        )

    def _sum_terms(
        self,
        method: Method,
        query: QueryFilms,
        co_credits: CoCredits,
        chance: Expectation,
        weights: PeopleWeights,
    ) -> tuple[Floats, pl.Series]:
        """The score of every candidate, and its weighted terms as the column `terms`."""
        if method == "people":
            terms = people_terms(self._graph, self._terms, query, co_credits, chance.overall)
            by_term = asdict(weights)
        else:
            terms, by_term = self._terms.compute(query, co_credits), asdict(AffinityWeights())
        weighted = {name: weight * terms[name] for name, weight in by_term.items()}
        # Rounded, so that ties are broken by id whatever the order in which floats were added.
        score = np.round(np.sum(list(weighted.values()), axis=0), 12)
        return score, pl.DataFrame(weighted).to_struct("terms")

    def _frame(
        self, co_credits: CoCredits, shared_films: SharedFilms, score: Floats, order: np.ndarray
    ) -> pl.DataFrame:
        persons = self._graph.director_persons[co_credits.directors[order]]
        people = self._graph.people[["id", "name"]][persons]
        tenths, votes = shared_films.best()
        # Divided by NumPy: Polars multiplies by 0.1, which makes 7.1000000000000005 of 71.
        rating = pl.Series(tenths[order] / 10)
        unrated = rating == 0
        return pl.DataFrame(
            {
                "id": people["id"],
                "name": people["name"],
                "score": score[order],
                "films": shared_films.films_directed[order],
                "shared_people": co_credits.shared_people[order],
                "films_together": co_credits.films_together[order],
                "best_rating": rating.set(unrated, None),
                "best_votes": pl.Series(votes[order]).set(unrated, None),
            }
        )
