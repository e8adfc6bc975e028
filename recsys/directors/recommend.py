"""Director recommendations over one build, for pages, command line and API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import cached_property

import numpy as np
import polars as pl

from recsys.directors import evidence
from recsys.directors.affinity import AffinityWeights
from recsys.directors.co_directors import co_directors
from recsys.directors.compare import MAX_COMPARED, MIN_COMPARED, Comparison, compare
from recsys.directors.entry_films import entry_films, rating_term
from recsys.directors.explanation import ClassicExplanation, explain_classic, explain_terms
from recsys.directors.people import PeopleWeights
from recsys.directors.query import DEFAULT_METHOD, DirectorQuery, Method
from recsys.directors.query_films import LikedFilms
from recsys.directors.robustness import rank_grid, robustness
from recsys.directors.score_cache import Ranking, ScoreCache
from recsys.directors.thresholds import ThresholdRule, Thresholds
from recsys.errors import InvalidArgument
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors
from recsys.util.cache import cached_method
from recsys.vocabulary.roles import roles_to_mask

MAX_LIMIT = 10_000
CACHED_COMPARISONS = 16


class Directors:
    """Recommends directors from a build's credit graph. Safe to share between threads.

    Methods that accept `str | LikedFilms` as `director_id` take a director's person id or a
    reader's liked films.
    """

    def __init__(self, graph: CreditGraph, vectors: FilmVectors | None = None) -> None:
        self._graph, self._vectors = graph, vectors
        self._scores = ScoreCache(graph, vectors)
        self._comparison = cached_method(self._compare, CACHED_COMPARISONS)

    def scores(
        self,
        director_id: str | LikedFilms,
        method: Method = DEFAULT_METHOD,
        roles: Iterable[str] | None = None,
        weights: PeopleWeights | None = None,
    ) -> pl.DataFrame:
        """Every director who shares a person or a film, best first, before any threshold.

        Columns: `id`, `name`, `score` (0 or more), `films` (number directed), `shared_people`,
        `films_together` (directed with the query's director), `best_rating` (1 to 10) and
        `best_votes` of their films with a shared person, both null if none is rated. With
        `people` and `affinity` also:

        - `expected`, `p`, `q`: shared people expected by chance, the probability of as many as
          there are, and the false discovery rate among the candidates
        - `window_expected`, `window_p`, `window_q`: the same if only contemporaries can meet;
          null with `roles`. All six are null for liked films.
        - `terms`: struct of one number per term; they add up to the score

        Anthologies and films that both directed then share nobody; `classic` counts them. Ties
        are in the order of ids. Empty if nobody shares a person.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        return self._ranking(director_id, method, roles, weights).frame

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
        weights: PeopleWeights | None = None,
    ) -> pl.DataFrame:
        """The best directors that pass the thresholds (see `Thresholds`), with the evidence.

        Columns of `scores`, then `top_films` (three best films by rating, votes and id) and
        `because` (the first people of the evidence: id, name, roles on the recommended director's
        films, share of the contributions, films with either director, and whether the person is
        the query's director).

        Parameters
        ----------
        limit : int
            Number of directors, 1 to 10,000.
        roles : iterable of str, optional
            Only credits in these roles count, on both sides. Default: all.
        film_min_votes : int
            Minimum votes of a film in `top_films`.
        weights : PeopleWeights, optional
            Weights of the terms of `people`.

        Raises
        ------
        UnknownId, NoFilms, NothingShared, BelowThresholds, InvalidArgument
        """
        thresholds = Thresholds(min_rating, min_votes, threshold_rule, min_films, years)
        query = DirectorQuery(
            director_id, method, _as_tuple(roles), thresholds, weights or PeopleWeights()
        )
        return self.ranked(query, limit, film_min_votes)

    def ranked(
        self, director_query: DirectorQuery, limit: int = 5, film_min_votes: int = 0
    ) -> pl.DataFrame:
        """The same as `recommend`, with the query as one object.

        Raises
        ------
        UnknownId, NoFilms, NothingShared, BelowThresholds, InvalidArgument
        """
        _check_limit(limit)
        if film_min_votes < 0:
            raise InvalidArgument(f"film_min_votes is {film_min_votes}, it must be at least 0.")
        ranking = self._scores.ranking(director_query)
        if ranking.frame.is_empty():
            raise self._scores.nothing_shared(ranking)
        passing = ranking.passing(director_query.thresholds)[:limit]
        if len(passing) == 0:
            raise ranking.shared_films.below_thresholds(director_query.thresholds)
        rows = ranking.co_credits.directors[ranking.order[passing]]
        top_films = evidence.top_films(self._graph, rows, film_min_votes)
        because = evidence.because(self._graph, ranking, rows)
        return ranking.frame[passing].hstack([top_films, because])

    def count_passing(self, director_query: DirectorQuery) -> int:
        """Number of directors that pass the query's thresholds.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        ranking = self._scores.ranking(director_query)
        return len(ranking.passing(director_query.thresholds))

    def shared_collaborators(
        self,
        director_id: str | LikedFilms,
        other_id: str,
        roles: Iterable[str] | None = None,
        method: Method = DEFAULT_METHOD,
    ) -> pl.DataFrame:
        """The people two directors share; columns as in `evidence.shared_people`.

        Empty if they share nobody.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        ranking = self._ranking(director_id, method, roles)
        other = self._scores.director_row(other_id)
        return evidence.shared_people(self._graph, ranking, other)

    def overlap(
        self,
        director_id: str | LikedFilms,
        other_ids: Iterable[str],
        roles: Iterable[str] | None = None,
        method: Method = DEFAULT_METHOD,
    ) -> pl.DataFrame:
        """The people a director shares with several others; columns as in `evidence.overlap`.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        ranking = self._ranking(director_id, method, roles)
        others = self._scores.director_rows(other_ids)
        return evidence.overlap(self._graph, ranking, others)

    def explain_classic(self, director_id: str, other_id: str) -> ClassicExplanation:
        """The classic score of one director, step by step.

        Raises
        ------
        UnknownId, NoFilms
        InvalidArgument
            The two share nobody.
        """
        return explain_classic(self._graph, *self._candidate(director_id, other_id, "classic"))

    def explain_people(
        self, director_id: str, other_id: str, weights: PeopleWeights | None = None
    ) -> pl.DataFrame:
        """The score of one director, term by term; columns as in `explanation.explain_terms`.

        Raises
        ------
        UnknownId, NoFilms
        InvalidArgument
            The two share nobody.
        """
        weights = weights or PeopleWeights()
        candidate = self._candidate(director_id, other_id, "people", weights)
        return explain_terms(*candidate, asdict(weights))

    def explain_affinity(self, director_id: str, other_id: str) -> pl.DataFrame:
        """The affinity of one director, term by term; columns as in `explanation.explain_terms`.

        Raises
        ------
        UnknownId, NoFilms
        InvalidArgument
            The two share nobody.
        """
        candidate = self._candidate(director_id, other_id, "affinity")
        return explain_terms(*candidate, asdict(AffinityWeights()))

    def co_directors(self, director_id: str) -> pl.DataFrame:
        """Everybody who directed a film together with a director; columns as in `co_directors`.

        Raises
        ------
        UnknownId, NoFilms
        """
        return co_directors(self._graph, self._scores.director_row(director_id))

    def robustness(self, director_query: DirectorQuery, limit: int = 5) -> pl.DataFrame:
        """How the ranks that `ranked` shows change at other thresholds.

        Columns as in `robustness.robustness`, in the order of `ranked`. Empty if nobody passes.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        _check_limit(limit)
        ranking = self._scores.ranking(director_query)
        return robustness(ranking, director_query.thresholds, limit)

    def rank_grid(self, director_query: DirectorQuery, other_id: str) -> pl.DataFrame:
        """One director's rank over a grid of thresholds; columns as in `robustness.rank_grid`.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        other = self._scores.director_row(other_id)
        ranking = self._scores.ranking(director_query)
        return rank_grid(ranking, director_query.thresholds, other)

    def entry_films(
        self,
        director_id: str | LikedFilms,
        other_id: str,
        roles: Iterable[str] | None = None,
        min_votes: int = 0,
        limit: int | None = None,
    ) -> pl.DataFrame:
        """The films of `other_id` nearest to those of `director_id`.

        Columns as in `entry_films.entry_films`.

        Parameters
        ----------
        roles : iterable of str, optional
            Only credits in these roles count, on both sides. Default: all.
        min_votes : int
            Minimum votes of a film.
        limit : int, optional
            Number of films, at least 1, the nearest first. Default: all.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        if min_votes < 0:
            raise InvalidArgument(f"min_votes is {min_votes}, it must be at least 0.")
        if limit is not None and limit < 1:
            raise InvalidArgument(f"limit is {limit}, it must be at least 1.")
        query = self._scores.query_films(director_id)
        role_mask = roles_to_mask(roles)
        other = self._scores.director_row(other_id)
        return entry_films(
            self._graph, self._vectors, self._ratings, query, other, role_mask, min_votes, limit
        )

    def compare(
        self, director_ids: Iterable[str], roles: Iterable[str] | None = None
    ) -> Comparison:
        """Compare two to six different directors; see `Comparison`.

        Parameters
        ----------
        roles : iterable of str, optional
            Only credits in these roles count. Default: all.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        rows = tuple(dict.fromkeys(map(self._scores.director_row, director_ids)))
        if not MIN_COMPARED <= len(rows) <= MAX_COMPARED:
            raise InvalidArgument(
                f"{len(rows)} different directors can't be compared, "
                f"give {MIN_COMPARED} to {MAX_COMPARED}."
            )
        return self._comparison(rows, roles_to_mask(roles))

    def name_of(self, director_id: str) -> str:
        """A director's name.

        Raises
        ------
        UnknownId, NoFilms
        """
        person = self._graph.director_persons[self._scores.director_row(director_id)]
        return str(self._graph.people["name"][int(person)])

    def best_known(self, count: int) -> list[str]:
        """Ids of the directors whose films have the most votes in total, most first."""
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
        films = self._graph.director_movies.of(self._scores.director_row(director_id))
        columns = ["id", "title", "year", "rating", "votes"]
        return self._graph.movies[films].select(columns).sort("year", "id", nulls_last=True)

    def collaborator_count(
        self, director_id: str | LikedFilms, roles: Iterable[str] | None = None
    ) -> int:
        """Number of different people credited on a director's films, anthologies included.

        Raises
        ------
        UnknownId, NoFilms, InvalidArgument
        """
        query = self._scores.query_films(director_id)
        _, people = self._graph.movie_people.expand(query.films, roles_to_mask(roles))
        return len(np.setdiff1d(people, [query.person]))

    def _ranking(
        self,
        director_id: str | LikedFilms,
        method: Method,
        roles: Iterable[str] | None,
        weights: PeopleWeights | None = None,
    ) -> Ranking:
        query = DirectorQuery(
            director_id, method, _as_tuple(roles), weights=weights or PeopleWeights()
        )
        return self._scores.ranking(query)

    def _candidate(
        self,
        director_id: str,
        other_id: str,
        method: Method,
        weights: PeopleWeights | None = None,
    ) -> tuple[Ranking, int]:
        """The ranking for a director, and the index of a candidate in its co-credits."""
        ranking = self._ranking(director_id, method, None, weights)
        index = ranking.co_credits.index_of(self._scores.director_row(other_id))
        if index is None:
            names = f"{self.name_of(director_id)} and {self.name_of(other_id)}"
            raise InvalidArgument(f"{names} share nobody, so there is no score to explain.")
        return ranking, index

    def _compare(self, rows: tuple[int, ...], role_mask: int) -> Comparison:
        directors = np.array(rows, dtype=np.int32)
        return compare(self._graph, self._scores.chance, directors, role_mask)

    @cached_property
    def _ratings(self) -> np.ndarray:
        return rating_term(self._graph)


def _as_tuple(roles: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if roles is None else tuple(roles)


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidArgument(f"limit is {limit}, it must be from 1 to {MAX_LIMIT:,}.")
