"""One query for each public method, with comparable results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from recsys.catalog import Store
from recsys.directors import DirectorQuery, Thresholds
from recsys.movies import MovieFilters, RankingWeights

Ask = Callable[[Store], Any]


def questions(store: Store) -> dict[str, Ask]:
    """Queries by method name, about two well-known directors and films."""
    one, other, third = store.directors.best_known(3)
    film, second = store.movies.best_known(2)
    drama = MovieFilters(genres=["Drama"], min_year=1960)
    return {
        "scores": lambda s: s.directors.scores(one),
        "recommend": lambda s: s.directors.recommend(one, min_rating=6, limit=9),
        "classic": lambda s: s.directors.recommend(one, "classic", roles=["actor"]),
        "count_passing": lambda s: s.directors.count_passing(
            DirectorQuery(one, thresholds=Thresholds(7.0, 100))
        ),
        "shared": lambda s: s.directors.shared_collaborators(one, other),
        "overlap": lambda s: s.directors.overlap(one, [other, third]),
        "explain_classic": lambda s: s.directors.explain_classic(one, other).__repr__(),
        "explain_people": lambda s: s.directors.explain_people(one, other),
        "co_directors": lambda s: s.directors.co_directors(one),
        "explain_affinity": lambda s: s.directors.explain_affinity(one, other),
        "robustness": lambda s: s.directors.robustness(DirectorQuery(one)),
        "rank_grid": lambda s: s.directors.rank_grid(DirectorQuery(one), other),
        "entry_films": lambda s: s.directors.entry_films(one, other),
        "compare": lambda s: s.directors.compare([one, other, third]).__repr__(),
        "paths": lambda s: s.connections.paths(one, film),
        "bridges": lambda s: s.connections.bridges(one),
        "circle": lambda s: s.connections.circle(one).__repr__(),
        "name_of": lambda s: s.directors.name_of(one),
        "filmography": lambda s: s.directors.filmography(one),
        "collaborators": lambda s: s.directors.collaborator_count(one),
        "similar": lambda s: s.movies.similar(film, 10),
        "several": lambda s: s.movies.similar([film, second], 10, drama, diversity=0.3),
        "by_text": lambda s: s.movies.similar(film, 10, weights=RankingWeights.text_only()),
        "pairs": lambda s: s.movies.pairs([[film], [second]]),
        "count": lambda s: s.movies.count(drama),
        "films": lambda s: s.movies.films([film, second]),
        "map": lambda s: s.movies.map([film, second]),
        "steps": lambda s: s.movies.explain(film, second),
        "filter_options": lambda s: s.movies.filter_options.__repr__(),
        "titles": lambda s: s.titles.search("godfathr"),
        "people": lambda s: s.people.search("martn scorsese"),
        "search": lambda s: s.search("the red"),
        "film": lambda s: s.film(film).__repr__(),
        "person": lambda s: s.person(one).__repr__(),
        "sql": lambda s: s.sql("SELECT tconst FROM movies ORDER BY tconst LIMIT 5"),
    }


def same(answer: Any, expected: Any) -> bool:
    """Whether two results are equal to the last bit."""
    if isinstance(expected, pl.DataFrame):
        return answer.equals(expected)
    return answer == expected
