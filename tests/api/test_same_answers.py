"""Python, command line and HTTP return the same results for the same query."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.testclient import TestClient

from recsys.catalog import Store
from recsys.cli import main
from recsys.directors import PeopleWeights
from recsys.movies import MovieFilters, RankingWeights

WONG, SCORSESE = "demo-person-wong-kar-wai", "nm0000217"


@dataclass(frozen=True)
class Query:
    """One query in three forms; `command` is None if the command line has none."""

    path: str
    python: Callable[[Store], pl.DataFrame]
    command: list[str] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)


def ran(store: Store) -> str:
    return store.titles.resolve("Ran")


QUERIES = {
    "directors": Query(
        f"directors/{WONG}/recommendations",
        lambda store: store.directors.recommend(WONG),
        ["directors", WONG],
    ),
    "directors by name": Query(
        "directors/Wong Kar-wai/recommendations",
        lambda store: store.directors.recommend(WONG),
        ["directors", "Wong Kar-wai"],
    ),
    "directors with limits": Query(
        f"directors/{WONG}/recommendations",
        lambda store: store.directors.recommend(
            WONG, "classic", 7.5, 1_000, 3, "one_film", 2, (1980, 2010), ["actor", "editor"], 100
        ),
        ["directors", WONG, "--method", "classic", "--min-rating", "7.5", "--min-votes", "1000",
         "--limit", "3", "--threshold-rule", "one_film", "--min-films", "2",
         "--years", "1980", "2010", "--roles", "actor,editor", "--film-min-votes", "100"],
        {"method": "classic", "min_rating": 7.5, "min_votes": 1000, "limit": 3,
         "threshold_rule": "one_film", "min_films": 2, "min_year": 1980, "max_year": 2010,
         "roles": ["actor", "editor"], "film_min_votes": 100},
    ),
    "kindred directors": Query(
        f"directors/{WONG}/recommendations",
        lambda store: store.directors.recommend(WONG, "affinity"),
        ["directors", WONG, "--method", "affinity"],
        {"method": "affinity"},
    ),
    "directors with factors": Query(
        f"directors/{WONG}/recommendations",
        lambda store: store.directors.recommend(
            WONG, weights=PeopleWeights.of_groups(story=3, era=0), roles=["actor"]
        ),
        ["directors", WONG, "--weight", "story=3", "--weight", "era=0", "--roles", "actor"],
        {"factor_story": 3, "factor_era": 0, "roles": "actor"},
    ),
    "directors with weights": Query(
        f"directors/{WONG}/recommendations",
        lambda store: store.directors.recommend(
            WONG, weights=PeopleWeights(together=1, genre=0.5)
        ),
        parameters={"weight_together": 1, "weight_genre": 0.5},
    ),
    "shared people": Query(
        f"directors/{SCORSESE}/shared/nm0000520",
        lambda store: store.directors.shared_collaborators(SCORSESE, "nm0000520"),
    ),
    "similar films": Query(
        "movies/tt0096908/similar",
        lambda store: store.movies.similar("tt0096908"),
        ["similar", "tt0096908"],
    ),
    "similar films with filters": Query(
        "movies/Ran/similar",
        lambda store: store.movies.similar(
            ran(store),
            5,
            MovieFilters(min_year=1950, max_year=1990, genres=["Drama", "War"], min_rating=7,
                         exclude_genres=["Horror"], min_votes=100, exclude_ids=["tt0080979"]),
            diversity=0.5,
            franchises="keep",
        ),
        ["similar", "Ran", "-k", "5", "--min-year", "1950", "--max-year", "1990",
         "--genre", "drama", "--genre", "war", "--exclude-genre", "horror", "--min-rating", "7",
         "--min-votes", "100", "--exclude-id", "tt0080979", "--diversity", "0.5",
         "--franchises", "keep"],
        {"k": 5, "min_year": 1950, "max_year": 1990, "genres": ["drama", "war"],
         "exclude_genres": "horror", "min_rating": 7, "min_votes": 100,
         "exclude_ids": "tt0080979", "diversity": 0.5, "franchises": "keep"},
    ),
    "similar films by text": Query(
        "movies/Ran/similar",
        lambda store: store.movies.similar(ran(store), weights=RankingWeights.text_only()),
        ["similar", "Ran", "--text-only"],
        {"weights": "text_only"},
    ),
    "weights of one's own": Query(
        "movies/Ran/similar",
        lambda store: store.movies.similar(ran(store), weights=RankingWeights(people=2, era=0)),
        parameters={"weight_people": 2, "weight_era": 0},
    ),
    "factors of groups": Query(
        "movies/Ran/similar",
        lambda store: store.movies.similar(
            ran(store), weights=RankingWeights.of_groups(story=2, known=-1)
        ),
        ["similar", "Ran", "--weight", "story=2", "--weight", "known=-1"],
        {"factor_story": 2, "factor_known": -1},
    ),
    "a preset and a disliked film": Query(
        "movies/Ran/similar",
        lambda store: store.movies.similar(
            ran(store), weights=RankingWeights.of_groups("story", era=0), disliked=["tt0096908"]
        ),
        ["similar", "Ran", "--preset", "story", "--weight", "era=0", "--disliked", "tt0096908"],
        {"preset": "story", "factor_era": 0, "disliked": "tt0096908"},
    ),
    "similar to several": Query(
        "movies/similar",
        lambda store: store.movies.similar([ran(store), "tt0096908"]),
        ["similar", "Ran", "tt0096908"],
        {"id": ["Ran", "tt0096908"]},
    ),
    "similar to several, one more": Query(
        "movies/similar",
        lambda store: store.movies.similar([ran(store), "tt0096908"], seed_weights=[3, 1]),
        parameters={"id": ["Ran", "tt0096908"], "seed_weight": [3, 1]},
    ),
    "titles": Query(
        "search/movies",
        lambda store: store.titles.search("sevn samurai 1954", 5),
        ["search", "sevn samurai 1954", "--limit", "5"],
        {"q": "sevn samurai 1954", "limit": 5},
    ),
    "people": Query(
        "search/people",
        lambda store: store.people.search("kar wai wong"),
        ["search", "--people", "kar wai wong"],
        {"q": "kar wai wong"},
    ),
    "people, directors first": Query(
        "search/people",
        lambda store: store.people.search("wong", directors_first=True),
        parameters={"q": "wong", "directors_first": True},
    ),
    "a sentence": Query(
        "discover",
        lambda store: store.movies.search_text("a storm at sea", 3, MovieFilters(max_year=2000)),
        ["discover", "a storm at sea", "-k", "3", "--max-year", "2000"],
        {"q": "a storm at sea", "k": 3, "max_year": 2000},
    ),
    "paths": Query(
        "paths",
        lambda store: store.connections.paths("demo-person-agnes-varda", SCORSESE),
        ["path", "Agnès Varda", "Martin Scorsese"],
        {"from": "Agnès Varda", "to": "Martin Scorsese"},
    ),
    "paths with filters": Query(
        "paths",
        lambda store: store.connections.paths(
            ran(store), SCORSESE, ["director", "actor"], 1950, 2015, 100, True, 3
        ),
        ["path", "Ran", SCORSESE, "--roles", "director,actor", "--min-year", "1950",
         "--max-year", "2015", "--min-votes", "100", "--anthologies", "--limit", "3"],
        {"from": "Ran", "to": SCORSESE, "roles": ["director", "actor"], "min_year": 1950,
         "max_year": 2015, "min_votes": 100, "anthologies": True, "limit": 3},
    ),
    "bridges": Query(
        f"people/{SCORSESE}/bridges",
        lambda store: store.connections.bridges(SCORSESE, 3),
        ["bridges", "Martin Scorsese", "--limit", "3"],
        {"limit": 3},
    ),
    "a film": Query("movies/Ran", lambda store: store.movies.films([ran(store)])),
}  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
def test_same_results_in_three_forms(
    name: str,
    store: Store,
    demo: Path,
    client: TestClient,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A difference would mean that one of them reads its parameters differently."""
    query = QUERIES[name]
    expected = json.loads(json.dumps(query.python(store).to_dicts()))
    assert expected, "an empty result compares nothing"
    response = client.get(f"/api/v1/{query.path}", params=query.parameters)
    assert response.status_code == 200, response.text
    assert response.json()["results"] == expected
    if query.command:
        assert main([*query.command, "--json", "--store", str(demo)]) == 0
        assert json.loads(capsys.readouterr().out) == expected


def test_director_equals_the_python_functions(store: Store, client: TestClient) -> None:
    [director] = client.get("/api/v1/directors/Wong Kar-wai").json()["results"]
    assert director == {
        "id": WONG,
        "name": store.directors.name_of(WONG),
        "films": store.directors.filmography(WONG).height,
        "collaborators": store.directors.collaborator_count(WONG),
        "co_directors": store.directors.co_directors(WONG).to_dicts(),
        "filmography": store.directors.filmography(WONG).to_dicts(),
    }
