"""Director recommendations over one build: the questions that pages, CLI and API ask."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import polars as pl

from recsys.directors import evidence
from recsys.directors.compare import FEWEST, MOST, Comparison, compare
from recsys.directors.entry_films import entry_films, rated_term
from recsys.directors.explanation import ClassicExplanation, explain_affinity, explain_classic
from recsys.directors.query import LikedFilms
from recsys.directors.rankings import DEFAULT_METHOD, Method, Ranking, Rankings
from recsys.directors.robustness import rank_grid, robustness
from recsys.directors.thresholds import ThresholdRule, Thresholds
from recsys.errors import InvalidArgument
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors
from recsys.util.cache import cached_method
from recsys.vocabulary.roles import roles_to_mask

MAX_LIMIT = 10_000
CACHED_COMPARISONS = 16


class Directors:
    """Recommendations of directors from a build's credit graph. Safe to share between threads.

    Where a key takes a `director_id` it also takes a `LikedFilms`, films that somebody likes.
    """

    def __init__(self, graph: CreditGraph, vectors: FilmVectors | None = None) -> None:
        self._graph, self._vectors = graph, vectors
        self._rankings = Rankings(graph, vectors)
        self._compared = cached_method(self._compare, CACHED_COMPARISONS)

    def scores(
        self,
        director_id: str | LikedFilms,
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
        return self._rankings.of(self._rankings.key(director_id, method, roles)).frame

    def recommend(
        self,
        director_id: str | LikedFilms,
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
        director query about).

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
        _check_limit(limit)
        if film_min_votes < 0:
            raise InvalidArgument(f"film_min_votes is {film_min_votes}, it can't be below 0.")
        limits = Thresholds(min_rating, min_votes, threshold_rule, min_films, years)
        key = self._rankings.key(director_id, method, roles)
        ranking = self._rankings.of(key)
        if ranking.frame.is_empty():
            raise self._rankings.nothing_shared(key, ranking.co_credits)
        passing = ranking.passing(limits)
        if len(passing) == 0:
            raise ranking.films.explain_none(limits)
        shown = ranking.frame[passing[:limit]]
        rows = ranking.co_credits.directors[ranking.place[passing[:limit]]]
        because = evidence.because(
            self._graph,
            ranking.co_credits,
            ranking.contribution,
            ranking.query,
            rows,
            key.role_mask,
        )
        top_films = evidence.top_films(self._graph, rows, film_min_votes)
        return shown.hstack([top_films, because])

    def count_passing(
        self,
        director_id: str | LikedFilms,
        method: Method = DEFAULT_METHOD,
        limits: Thresholds | None = None,
        roles: Iterable[str] | None = None,
    ) -> int:
        """How many directors pass the thresholds, whatever the limit."""
        ranking = self._rankings.of(self._rankings.key(director_id, method, roles))
        return len(ranking.passing(limits or Thresholds()))

    def shared_collaborators(
        self,
        director_id: str | LikedFilms,
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
        key = self._rankings.key(director_id, method, roles)
        other = self._rankings.director_row(other_id)
        ranking = self._rankings.of(key)
        return evidence.shared_people(
            self._graph,
            ranking.co_credits,
            ranking.contribution,
            ranking.query,
            other,
            key.role_mask,
        )

    def overlap(
        self,
        director_id: str | LikedFilms,
        other_ids: Iterable[str],
        roles: Iterable[str] | None = None,
        method: Method = DEFAULT_METHOD,
    ) -> pl.DataFrame:
        """Who co_credits a director to several others; columns as in `evidence.overlap`.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        key = self._rankings.key(director_id, method, roles)
        others = np.array(
            [self._rankings.director_row(other) for other in other_ids], dtype=np.int32
        )
        ranking = self._rankings.of(key)
        return evidence.overlap(
            self._graph,
            ranking.co_credits,
            ranking.contribution,
            ranking.query,
            others,
            key.role_mask,
        )

    def explain_classic(self, director_id: str, other_id: str) -> ClassicExplanation:
        """The classic score of one director, step by step.

        Raises
        ------
        UnknownId, NoFilms
        InvalidArgument
            The two share nobody.
        """
        return explain_classic(self._graph, *self._scored(director_id, other_id, "classic"))

    def explain_affinity(self, director_id: str, other_id: str) -> pl.DataFrame:
        """The affinity of one director, term by term; columns as in `steps.explain_affinity`.

        Raises
        ------
        UnknownId, NoFilms
        InvalidArgument
            The two share nobody.
        """
        return explain_affinity(*self._scored(director_id, other_id, "affinity"))

    def robustness(
        self,
        director_id: str | LikedFilms,
        method: Method = DEFAULT_METHOD,
        limits: Thresholds | None = None,
        roles: Iterable[str] | None = None,
        limit: int = 5,
    ) -> pl.DataFrame:
        """How the rank of each director that `recommend` shows does at other thresholds.

        Columns as in `robustness.robustness`, in the order of `recommend`. Empty where nobody
        passes.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        _check_limit(limit)
        ranking = self._rankings.of(self._rankings.key(director_id, method, roles))
        return robustness(ranking, limits or Thresholds(), limit)

    def rank_grid(
        self,
        director_id: str | LikedFilms,
        other_id: str,
        method: Method = DEFAULT_METHOD,
        limits: Thresholds | None = None,
        roles: Iterable[str] | None = None,
    ) -> pl.DataFrame:
        """The rank of one director over the grid of thresholds; see `robustness.rank_grid`.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        other = self._rankings.director_row(other_id)
        ranking = self._rankings.of(self._rankings.key(director_id, method, roles))
        return rank_grid(ranking, limits or Thresholds(), other)

    def entry_films(
        self,
        director_id: str | LikedFilms,
        other_id: str,
        roles: Iterable[str] | None = None,
        min_votes: int = 0,
        limit: int | None = None,
    ) -> pl.DataFrame:
        """The films of `other_id` nearest to those of `director_id`; see `start.entry_films`.

        Parameters
        ----------
        roles : iterable of str, optional
            Only credits in these roles count, on both sides. Default: all.
        min_votes : int
            Films with fewer votes are left out.
        limit : int, optional
            Films named, the nearest first, 1 at least. Default: all.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        if min_votes < 0:
            raise InvalidArgument(f"min_votes is {min_votes}, it can't be below 0.")
        if limit is not None and limit < 1:
            raise InvalidArgument(f"limit is {limit}, it can't be below 1.")
        whose = self._rankings.key(director_id, DEFAULT_METHOD, roles)
        query, other = self._rankings.query(whose.whose), self._rankings.director_row(other_id)
        return entry_films(
            self._graph, self._vectors, self._rated, query, other, whose.role_mask, min_votes, limit
        )

    def compare(
        self, director_ids: Iterable[str], roles: Iterable[str] | None = None
    ) -> Comparison:
        """Two to six different directors side by side; see `Comparison`.

        Parameters
        ----------
        roles : iterable of str, optional
            Only credits in these roles count. Default: all.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        rows = tuple(dict.fromkeys(map(self._rankings.director_row, director_ids)))
        if not FEWEST <= len(rows) <= MOST:
            raise InvalidArgument(
                f"{len(rows)} directors are to be compared, give {FEWEST} to {MOST}."
            )
        return self._compared(rows, roles_to_mask(roles))

    def _scored(self, director_id: str, other_id: str, method: Method) -> tuple[Ranking, int]:
        """The finished scores for one director, and another's place among the candidates."""
        ranking = self._rankings.of(self._rankings.key(director_id, method, None))
        place = ranking.co_credits.place_of(self._rankings.director_row(other_id))
        if place is None:
            names = f"{self.name_of(director_id)} and {self.name_of(other_id)}"
            raise InvalidArgument(f"{names} share nobody: there is no score to go through.")
        return ranking, place

    def name_of(self, director_id: str) -> str:
        """A director's name.

        Raises
        ------
        UnknownId, NoFilms
        """
        person = self._graph.director_persons[self._rankings.director_row(director_id)]
        return str(self._graph.people["name"][int(person)])

    def best_known(self, count: int) -> list[str]:
        """Ids of the directors with most votes on all of their films, most first."""
        relation = self._graph.director_movies
        owner = np.repeat(np.arange(self._graph.director_count), self._graph.films_directed)
        votes = np.bincount(owner, self._graph.movie_votes[relation.targets])
        rows = self._graph.director_persons[np.argsort(-votes, kind="stable")[:count]]
        return self._graph.people["id"].gather(rows).to_list()

    def filmography(self, director_id: str) -> pl.DataFrame:
        """Films directed, by year: `id`, `title`, `year`, `rating`, `votes`.

        Raises
        ------
        UnknownId, NoFilms
        """
        films = self._graph.director_movies.of(self._rankings.director_row(director_id))
        columns = ["id", "title", "year", "rating", "votes"]
        return self._graph.movies[films].select(columns).sort("year", "id", nulls_last=True)

    def collaborator_count(
        self, director_id: str | LikedFilms, roles: Iterable[str] | None = None
    ) -> int:
        """Different people credited on a director's films."""
        key = self._rankings.key(director_id, DEFAULT_METHOD, roles)
        return len(self._rankings.of(key).co_credits.collaborators)

    def _compare(self, rows: tuple[int, ...], role_mask: int) -> Comparison:
        return compare(self._graph, np.array(rows, dtype=np.int32), role_mask)

    @cached_property
    def _rated(self) -> np.ndarray:
        return rated_term(self._graph)


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidArgument(f"limit is {limit}, it goes from 1 to {MAX_LIMIT:,}.")
