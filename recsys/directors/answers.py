"""Finished scores: what every question about directors stands on, kept for the next one."""

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
    affinity_given,
    affinity_links,
)
from recsys.directors.asked import Asked, Taste, asked_director, asked_taste
from recsys.directors.classic import classic_given, classic_links, classic_score
from recsys.directors.links import Floats, Links
from recsys.directors.thresholds import SharedFilms, Thresholds
from recsys.errors import InvalidArgument, NoFilms, NothingShared, UnknownId
from recsys.remembering import remembering
from recsys.roles import ALL_ROLES_MASK, mask_of, names_of
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors

Method = Literal["affinity", "classic"]
METHODS: tuple[Method, ...] = ("affinity", "classic")
DEFAULT_METHOD: Method = "affinity"

CACHED_DIRECTORS = 32
"""Finished scores kept; one takes up to some MB in a catalogue of IMDb's size."""


class Question(NamedTuple):
    """What scores depend on; thresholds are not part of it."""

    whose: int | Taste
    method: str
    role_mask: int


@dataclass(frozen=True)
class Answer:
    """Finished scores of one question.

    Attributes
    ----------
    asked : Asked
    links : Links
    given : float64 array
        What each link gave to the score.
    films : SharedFilms
    frame : polars.DataFrame
        All candidates, best first.
    place : int array
        Place in `links.directors` by row of `frame`.
    """

    asked: Asked
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

    def __init__(self, graph: CreditGraph, vectors: FilmVectors | None) -> None:
        self._graph = graph
        self._terms = AffinityTerms(graph, vectors)
        self._finished = remembering(self._compute, CACHED_DIRECTORS)
        # A taste is somebody's own: what was found for it ends with it.
        self._of_tastes: WeakKeyDictionary[Taste, tuple[tuple[str, int], Answer]] = (
            WeakKeyDictionary()
        )
        self._lock = Lock()

    def of(self, question: Question) -> Answer:
        """The finished scores of a question."""
        if not isinstance(question.whose, Taste):
            return self._finished(question)
        taste, asked_for = question.whose, (question.method, question.role_mask)
        with self._lock:
            kept, answer = self._of_tastes.get(taste, (None, None))
        if answer is None or kept != asked_for:
            answer = self._compute(question)
            with self._lock:
                self._of_tastes[taste] = (asked_for, answer)
        return answer

    def question(self, whose: str | Taste, method: Method, roles: Iterable[str] | None) -> Question:
        """What a director or a taste, method and roles ask for; raises where they are none."""
        if method not in METHODS:
            raise InvalidArgument(f"method is {method!r}, choose from {', '.join(METHODS)}.")
        row = whose if isinstance(whose, Taste) else self.director_row(whose)
        return Question(row, method, mask_of(roles))

    def asked(self, whose: int | Taste) -> Asked:
        """A director's row, or a taste, as rows of the graph."""
        if isinstance(whose, Taste):
            return asked_taste(self._graph, whose)
        return asked_director(self._graph, whose)

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
        graph, asked = self._graph, self.asked(question.whose)
        name = "the list" if asked.is_taste else graph.people["name"][asked.person]
        every_role = question.role_mask == ALL_ROLES_MASK
        roles = () if every_role else names_of(question.role_mask)
        return NothingShared(name, len(asked.films), len(links.collaborators), roles)

    def _compute(self, question: Question) -> Answer:
        graph, (whose, method, role_mask) = self._graph, question
        asked = self.asked(whose)
        if method == "classic":
            links = classic_links(graph, asked, role_mask)
            score = classic_score(graph, links)
            return self._finish(asked, links, classic_given(links), score, [])
        links = affinity_links(graph, asked, role_mask)
        weights = asdict(AffinityWeights())
        terms = self._terms.all(asked, links)
        weighed = {name: weights[name] * terms[name] for name in TERMS}
        # Rounded, so that ties fall by id whatever the order in which floats were added.
        score = np.round(np.sum(list(weighed.values()), axis=0), 12)
        more = [
            pl.Series("lift", self._terms.lift(links)),
            pl.DataFrame(weighed).to_struct("terms"),
        ]
        return self._finish(asked, links, affinity_given(graph, links), score, more)

    def _finish(
        self, asked: Asked, links: Links, given: Floats, score: Floats, more: list[pl.Series]
    ) -> Answer:
        """Scores as a frame, best first; candidates stand in the order of ids, so do ties."""
        films = SharedFilms(self._graph, links)
        place = np.argsort(-score, kind="stable")
        persons = self._graph.director_persons[links.directors[place]]
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
                "shared_people": links.shared_people[place],
                "best_rating": rating.set(unrated, None),
                "best_votes": pl.Series(votes[place]).set(unrated, None),
            }
        ).hstack([column[place] for column in more])
        return Answer(asked, links, given, films, frame, place)
