"""Finished scores: what every key about directors stands on, kept for the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl

from recsys.directors.affinity import (
    TERMS,
    AffinityTerms,
    AffinityWeights,
    affinity_co_credits,
    affinity_contribution,
)
from recsys.directors.classic import classic_co_credits, classic_contribution, classic_score
from recsys.directors.co_credits import CoCredits, Floats
from recsys.directors.query import LikedFilms, Query, director_query, liked_query
from recsys.directors.thresholds import SharedFilms, Thresholds
from recsys.errors import InvalidArgument, NoFilms, NothingShared, UnknownId
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors
from recsys.util.cache import cached_method
from recsys.vocabulary.roles import ALL_ROLES_MASK, mask_to_roles, roles_to_mask

Method = Literal["affinity", "classic"]
METHODS: tuple[Method, ...] = ("affinity", "classic")
DEFAULT_METHOD: Method = "affinity"

CACHED_DIRECTORS = 32
"""Finished scores kept; one takes up to some MB in a catalogue of IMDb's size."""


class RankingKey(NamedTuple):
    """What scores depend on; thresholds are not part of it."""

    whose: int | LikedFilms
    method: str
    role_mask: int


@dataclass(frozen=True)
class Ranking:
    """Finished scores of one key.

    Attributes
    ----------
    query : Query
    co_credits : CoCredits
    contribution : float64 array
        What each link gave to the score.
    films : SharedFilms
    frame : polars.DataFrame
        All candidates, best first.
    place : int array
        Place in `co_credits.directors` by row of `frame`.
    """

    query: Query
    co_credits: CoCredits
    contribution: Floats
    films: SharedFilms
    frame: pl.DataFrame
    place: np.ndarray

    def passing(self, limits: Thresholds) -> np.ndarray:
        """Rows of the frame that pass, best first."""
        return np.flatnonzero(self.films.passing(limits)[self.place])


class Rankings:
    """Scores of one build by key. Safe to share between threads."""

    def __init__(self, graph: CreditGraph, vectors: FilmVectors | None) -> None:
        self._graph = graph
        self._terms = AffinityTerms(graph, vectors)
        self._finished = cached_method(self._compute, CACHED_DIRECTORS)
        # A liked is somebody's own: what was found for it ends with it.
        self._of_liked: WeakKeyDictionary[LikedFilms, tuple[tuple[str, int], Ranking]] = (
            WeakKeyDictionary()
        )
        self._lock = Lock()

    def of(self, key: RankingKey) -> Ranking:
        """The finished scores of a key."""
        if not isinstance(key.whose, LikedFilms):
            return self._finished(key)
        liked, asked_for = key.whose, (key.method, key.role_mask)
        with self._lock:
            kept, ranking = self._of_liked.get(liked, (None, None))
        if ranking is None or kept != asked_for:
            ranking = self._compute(key)
            with self._lock:
                self._of_liked[liked] = (asked_for, ranking)
        return ranking

    def key(
        self, whose: str | LikedFilms, method: Method, roles: Iterable[str] | None
    ) -> RankingKey:
        """What a director or a liked, method and roles ask for; raises where they are none."""
        if method not in METHODS:
            raise InvalidArgument(f"method is {method!r}, choose from {', '.join(METHODS)}.")
        row = whose if isinstance(whose, LikedFilms) else self.director_row(whose)
        return RankingKey(row, method, roles_to_mask(roles))

    def query(self, whose: int | LikedFilms) -> Query:
        """A director's row, or a liked, as rows of the graph."""
        if isinstance(whose, LikedFilms):
            return liked_query(self._graph, whose)
        return director_query(self._graph, whose)

    def director_row(self, director_id: str) -> int:
        """Row of a director by the person's id; raises UnknownId or NoFilms."""
        graph = self._graph
        person = graph.person_row(director_id)
        if person is None:
            raise UnknownId(director_id, "person")
        director = graph.director_row(person)
        if director is None:
            credits = len(graph.person_movies.of(person))
            raise NoFilms(graph.people["name"][person], credits)
        return director

    def nothing_shared(self, key: RankingKey, co_credits: CoCredits) -> NothingShared:
        """The outcome of a key without candidates."""
        graph, query = self._graph, self.query(key.whose)
        name = "the list" if query.is_liked else graph.people["name"][query.person]
        every_role = key.role_mask == ALL_ROLES_MASK
        roles = () if every_role else mask_to_roles(key.role_mask)
        return NothingShared(name, len(query.films), len(co_credits.collaborators), roles)

    def _compute(self, key: RankingKey) -> Ranking:
        graph, (whose, method, role_mask) = self._graph, key
        query = self.query(whose)
        if method == "classic":
            co_credits = classic_co_credits(graph, query, role_mask)
            score = classic_score(graph, co_credits)
            return self._finish(query, co_credits, classic_contribution(co_credits), score, [])
        co_credits = affinity_co_credits(graph, query, role_mask)
        weights = asdict(AffinityWeights())
        terms = self._terms.all(query, co_credits)
        weighed = {name: weights[name] * terms[name] for name in TERMS}
        # Rounded, so that ties fall by id whatever the order in which floats were added.
        score = np.round(np.sum(list(weighed.values()), axis=0), 12)
        more = [
            pl.Series("lift", self._terms.lift(co_credits)),
            pl.DataFrame(weighed).to_struct("terms"),
        ]
        return self._finish(
            query, co_credits, affinity_contribution(graph, co_credits), score, more
        )

    def _finish(
        self,
        query: Query,
        co_credits: CoCredits,
        contribution: Floats,
        score: Floats,
        more: list[pl.Series],
    ) -> Ranking:
        """Scores as a frame, best first; candidates stand in the order of ids, so do ties."""
        films = SharedFilms(self._graph, co_credits)
        place = np.argsort(-score, kind="stable")
        persons = self._graph.director_persons[co_credits.directors[place]]
        people = self._graph.people[["id", "name"]][persons]
        tenths, votes = films.best()
        # Divided by NumPy: Polars multiplies by 0.1, which makes 7.1000000000000005 of 71.
        rating = pl.Series(tenths[place] / 10)
        unrated = rating == 0
        frame = pl.DataFrame(
            {
                "id": people["id"],
                "name": people["name"],
                "score": score[place],
                "films": films.films[place],
                "shared_people": co_credits.shared_people[place],
                "best_rating": rating.set(unrated, None),
                "best_votes": pl.Series(votes[place]).set(unrated, None),
            }
        ).hstack([column[place] for column in more])
        return Ranking(query, co_credits, contribution, films, frame, place)
