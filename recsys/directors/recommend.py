"""Director recommendations over one build: the questions that pages, CLI and API ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
import polars as pl

from recsys.directors import evidence
from recsys.directors.affinity import (
    TERMS,
    AffinityTerms,
    AffinityWeights,
    affinity_given,
    affinity_links,
)
from recsys.directors.classic import classic_given, classic_links, classic_score
from recsys.directors.links import Floats, Links
from recsys.directors.thresholds import SharedFilms, ThresholdRule, Thresholds
from recsys.errors import InvalidArgument, NoFilms, NothingShared, UnknownId
from recsys.roles import ALL_ROLES_MASK, mask_of, names_of
from recsys.store.graph import CreditGraph

Method = Literal["affinity", "classic"]
METHODS: tuple[Method, ...] = ("affinity", "classic")
DEFAULT_METHOD: Method = "affinity"

CACHED_DIRECTORS = 32
"""Finished scores kept; one takes up to some MB in a catalogue of IMDb's size."""

MAX_LIMIT = 10_000


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


class Directors:
    """Recommendations of directors from a build's credit graph. Safe to share between threads."""

    def __init__(self, graph: CreditGraph, centroids: np.ndarray | None = None) -> None:
        self._graph = graph
        self._terms = AffinityTerms(graph, centroids)
        self._answer = lru_cache(CACHED_DIRECTORS)(self._compute)

    def scores(
        self,
        director_id: str,
        method: Method = DEFAULT_METHOD,
        roles: Iterable[str] | None = None,
    ) -> pl.DataFrame:
        """Every director who shares people with one, best first, before any threshold.

        Columns: `id`, `name`, `score` (above 0), `films` (number directed), `shared_people`,
        `best_rating` (1 to 10) and `best_votes` of their films that share a person, both null
        where none is rated. With `affinity` also `lift` (shared people over those expected by
        chance) and `terms` (struct, one number a term, they add up to the score). Ties are in the
        order of ids. Empty where nobody shares.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        return self._answer(self._question(director_id, method, roles)).frame

    def recommend(
        self,
        director_id: str,
        method: Method = DEFAULT_METHOD,
        min_rating: float = 0.0,
        min_votes: int = 0,
        limit: int = 5,
        threshold_rule: ThresholdRule = "best_of_each",
        min_films: int = 1,
        years: tuple[int, int] | None = None,
        roles: Iterable[str] | None = None,
        film_min_votes: int = 0,
    ) -> pl.DataFrame:
        """The best directors that pass the thresholds (see `Thresholds`), with the evidence.

        Columns of `scores`, then `top_films` (three best films by rating, votes and id, among
        those with `film_min_votes`) and `because` (the people who gave most of the score: id,
        name, roles on the recommended director's films, share of the score, and whether it is the
        director asked about).

        Parameters
        ----------
        limit : int
            1 to 10,000 directors.
        roles : iterable of str, optional
            Only credits in these roles count, on both sides. Default: all.

        Raises
        ------
        UnknownId, NoFilms, NothingShared, BelowThresholds, InvalidArgument
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise InvalidArgument(f"limit is {limit}, it goes from 1 to {MAX_LIMIT:,}.")
        if film_min_votes < 0:
            raise InvalidArgument(f"film_min_votes is {film_min_votes}, it can't be below 0.")
        limits = Thresholds(min_rating, min_votes, threshold_rule, min_films, years)
        question = self._question(director_id, method, roles)
        answer = self._answer(question)
        if answer.frame.is_empty():
            raise self._nothing_shared(question, answer.links)
        passing = self._passing_places(answer, limits)
        if len(passing) == 0:
            raise answer.films.explain_none(limits)
        shown = answer.frame[passing[:limit]]
        rows = answer.links.directors[answer.place[passing[:limit]]]
        return shown.with_columns(
            pl.Series(
                "top_films",
                [evidence.top_films(self._graph, int(row), film_min_votes) for row in rows],
                dtype=pl.List(evidence.TOP_FILM),
            ),
            pl.Series(
                "because",
                [
                    evidence.because(
                        self._graph,
                        answer.links,
                        answer.given,
                        question.director,
                        int(row),
                        question.role_mask,
                    )
                    for row in rows
                ],
                dtype=pl.List(evidence.BECAUSE),
            ),
        )

    def count_passing(
        self,
        director_id: str,
        method: Method = DEFAULT_METHOD,
        limits: Thresholds | None = None,
        roles: Iterable[str] | None = None,
    ) -> int:
        """How many directors pass the thresholds, whatever the limit."""
        answer = self._answer(self._question(director_id, method, roles))
        return len(self._passing_places(answer, limits or Thresholds()))

    def shared_collaborators(
        self,
        director_id: str,
        other_id: str,
        roles: Iterable[str] | None = None,
        method: Method = DEFAULT_METHOD,
    ) -> pl.DataFrame:
        """The people two directors share; columns as in `evidence.shared_people`.

        Empty where they share nobody.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        question = self._question(director_id, method, roles)
        other = self._director_row(other_id)
        answer = self._answer(question)
        return evidence.shared_people(
            self._graph, answer.links, answer.given, question.director, other, question.role_mask
        )

    def overlap(
        self,
        director_id: str,
        other_ids: Iterable[str],
        roles: Iterable[str] | None = None,
        method: Method = DEFAULT_METHOD,
    ) -> pl.DataFrame:
        """Who links a director to several others; columns as in `evidence.overlap`.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        question = self._question(director_id, method, roles)
        others = np.array([self._director_row(other) for other in other_ids], dtype=np.int32)
        answer = self._answer(question)
        return evidence.overlap(
            self._graph, answer.links, answer.given, question.director, others, question.role_mask
        )

    def name_of(self, director_id: str) -> str:
        """A director's name.

        Raises
        ------
        UnknownId, NoFilms
        """
        person = self._graph.director_persons[self._director_row(director_id)]
        return str(self._graph.people["name"][int(person)])

    def filmography(self, director_id: str) -> pl.DataFrame:
        """Films directed, by year: `id`, `title`, `year`, `rating`, `votes`.

        Raises
        ------
        UnknownId, NoFilms
        """
        films = self._graph.director_movies.of(self._director_row(director_id))
        columns = ["id", "title", "year", "rating", "votes"]
        return self._graph.movies[films].select(columns).sort("year", "id", nulls_last=True)

    def collaborator_count(self, director_id: str, roles: Iterable[str] | None = None) -> int:
        """Different people credited on a director's films."""
        question = self._question(director_id, DEFAULT_METHOD, roles)
        return len(self._answer(question).links.collaborators)

    def _question(self, director_id: str, method: Method, roles: Iterable[str] | None) -> Question:
        if method not in METHODS:
            raise InvalidArgument(f"method is {method!r}, choose from {', '.join(METHODS)}.")
        return Question(self._director_row(director_id), method, mask_of(roles))

    def _director_row(self, director_id: str) -> int:
        graph = self._graph
        person = graph.person_row(director_id)
        if person is None:
            raise UnknownId(director_id, "person")
        director = graph.director_row(person)
        if director is None:
            credits = len(graph.person_movies.of(person))
            raise NoFilms(graph.people["name"][person], credits)
        return director

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

    def _passing_places(self, answer: Answer, limits: Thresholds) -> np.ndarray:
        """Rows of the answer's frame that pass, best first."""
        return np.flatnonzero(answer.films.passing(limits)[answer.place])

    def _nothing_shared(self, question: Question, links: Links) -> NothingShared:
        graph = self._graph
        name = graph.people["name"][int(graph.director_persons[question.director])]
        films = int(graph.films_directed[question.director])
        every_role = question.role_mask == ALL_ROLES_MASK
        roles = () if every_role else names_of(question.role_mask)
        return NothingShared(name, films, len(links.collaborators), roles)
