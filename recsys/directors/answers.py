"""Finished scores: what every question about directors stands on, kept for the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
import polars as pl

from recsys.directors.affinity import (
    TERMS,
    AffinityTerms,
    AffinityWeights,
    affinity_given,
    affinity_links,
)
from recsys.directors.classic import classic_given, classic_links, classic_score
from recsys.directors.links import Floats, Links
from recsys.directors.thresholds import SharedFilms, Thresholds
from recsys.errors import InvalidArgument, NoFilms, NothingShared, UnknownId
from recsys.roles import ALL_ROLES_MASK, mask_of, names_of
from recsys.store.graph import CreditGraph

Method = Literal["affinity", "classic"]
METHODS: tuple[Method, ...] = ("affinity", "classic")
DEFAULT_METHOD: Method = "affinity"

CACHED_DIRECTORS = 32
"""Finished scores kept; one takes up to some MB in a catalogue of IMDb's size."""


class Question(NamedTuple):
    """What scores depend on; thresholds are not part of it."""

    director: int
    method: str
    role_mask: int


@dataclass(frozen=True)
class Answer:
    """Finished scores of one question.

    Attributes
    ----------
    links : Links
    given : float64 array
        What each link gave to the score.
    films : SharedFilms
    frame : polars.DataFrame
        All candidates, best first.
    place : int array
        Place in `links.directors` by row of `frame`.
    """

    links: Links
    given: Floats
    films: SharedFilms
    frame: pl.DataFrame
    place: np.ndarray

    def passing(self, limits: Thresholds) -> np.ndarray:
        """Rows of the frame that pass, best first."""
        return np.flatnonzero(self.films.passing(limits)[self.place])


class Answers:
    """Scores of one build by question. Safe to share between threads."""

    def __init__(self, graph: CreditGraph, centroids: np.ndarray | None) -> None:
        self._graph = graph
        self._terms = AffinityTerms(graph, centroids)
        self._finished = lru_cache(CACHED_DIRECTORS)(self._compute)

    def of(self, question: Question) -> Answer:
        """The finished scores of a question."""
        return self._finished(question)

    def question(self, director_id: str, method: Method, roles: Iterable[str] | None) -> Question:
        """What a director, method and roles ask for; raises where they are none."""
        if method not in METHODS:
            raise InvalidArgument(f"method is {method!r}, choose from {', '.join(METHODS)}.")
        return Question(self.director_row(director_id), method, mask_of(roles))

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

    def nothing_shared(self, question: Question, links: Links) -> NothingShared:
        """The outcome of a question without candidates."""
        graph = self._graph
        name = graph.people["name"][int(graph.director_persons[question.director])]
        films = int(graph.films_directed[question.director])
        every_role = question.role_mask == ALL_ROLES_MASK
        roles = () if every_role else names_of(question.role_mask)
        return NothingShared(name, films, len(links.collaborators), roles)

    def _compute(self, question: Question) -> Answer:
        graph, (director, method, role_mask) = self._graph, question
        if method == "classic":
            links = classic_links(graph, director, role_mask)
            score = classic_score(graph, links)
            return self._finish(links, classic_given(links), score, [])
        links = affinity_links(graph, director, role_mask)
        weights = asdict(AffinityWeights())
        terms = self._terms.all(director, links)
        weighed = pl.DataFrame({name: weights[name] * terms[name] for name in TERMS})
        # Rounded, so that ties fall by id whatever the order in which floats were added.
        score = np.round(weighed.sum_horizontal().to_numpy(), 12)
        more = [pl.Series("lift", self._terms.lift(links)), weighed.to_struct("terms")]
        return self._finish(links, affinity_given(graph, links), score, more)

    def _finish(self, links: Links, given: Floats, score: Floats, more: list[pl.Series]) -> Answer:
        """Scores as a frame, best first; candidates stand in the order of ids, so do ties."""
        films = SharedFilms(self._graph, links)
        place = np.argsort(-score, kind="stable")
        people = self._graph.people[self._graph.director_persons[links.directors[place]]]
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
                "shared_people": links.shared_people[place],
                "best_rating": rating.set(unrated, None),
                "best_votes": pl.Series(votes[place]).set(unrated, None),
            }
        ).with_columns([column[place] for column in more])
        return Answer(links, given, films, frame, place)
