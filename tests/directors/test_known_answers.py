"""A catalogue small enough to compute by hand, and every error."""

from __future__ import annotations

from pathlib import Path

import pytest

from recsys.directors import DirectorQuery, Thresholds
from recsys.errors import BelowThresholds, InvalidArgument, NoFilms, NothingShared, UnknownId
from tests.directors.worlds import Film, World, make_world

# Anna made two films with Max (who also edited one), one of them with Nora. Max also worked for Bea
# and Nora for Carl, whose second film has no shared person. Dora shares nobody. Max never directed.
FILMS = [
    Film("tt1", ["anna"], [("max", "actor"), ("max", "editor"), ("nora", "composer")], 7.0, 100),
    Film("tt2", ["anna"], [("max", "actor"), ("anna", "director")], 6.0, 50),
    Film("tt3", ["bea"], [("max", "actor")], 8.0, 10, 1990),
    Film("tt4", ["carl"], [("nora", "composer")], 7.1, 1000, 1995),
    Film("tt5", ["carl"], [("otto", "actor")], 9.0, 9000, 2005),
    Film("tt6", ["dora"], [("dora", "director")], 5.0, 5),
    Film("tt7", ["bea", "carl"], [("anna", "actor")], None, None, None),
]
NAMES = {"anna": "Anna A", "bea": "Bea B", "carl": "Carl C", "max": "Max M", "nora": "Nora N"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world") / "graph", FILMS, NAMES)


def test_classic_scores_equal_hand_computed_values(world: World) -> None:
    # c(max) = 2, c(nora) = 1, c(anna) = 1. Bea: (2 + 1) / 2 films; Carl: (1 + 0 + 1) / 3 films.
    scores = world.directors.scores("anna", "classic")
    assert scores["id"].to_list() == ["bea", "carl"]
    assert scores["score"].to_list() == [1.5, 2 / 3]
    assert scores["films"].to_list() == [2, 3]
    assert scores["shared_people"].to_list() == [2, 2]
    assert scores["best_rating"].to_list() == [8.0, 7.1]  # Carl's 9.0 film has no shared person
    assert scores["best_votes"].to_list() == [10, 1000]
    assert scores["name"].to_list() == ["Bea B", "Carl C"]


def test_a_director_may_be_their_own_collaborator(world: World) -> None:
    # As in the 2019 score; the evidence marks it.
    shared = world.directors.shared_collaborators("anna", "carl", method="classic")
    assert shared["id"].to_list() == ["anna", "nora"]
    assert shared["is_director"].to_list() == ["first", None]
    [because] = world.directors.recommend("anna", "classic", limit=1)["because"].to_list()
    assert [(p["id"], p["is_the_director"]) for p in because] == [("max", False), ("anna", True)]


def test_shared_people_have_shares_and_roles_on_both_sides(world: World) -> None:
    shared = world.directors.shared_collaborators("anna", "bea", method="classic")
    assert shared["score"].to_list() == [2 / 3, 1 / 3]
    assert shared["roles"].to_list() == [["actor", "editor"], ["director"]]
    assert shared["other_roles"].to_list() == [["actor"], ["actor"]]
    assert [film["id"] for film in shared["films"][0]] == ["tt1", "tt2"]
    assert [film["id"] for film in shared["other_films"][0]] == ["tt3"]


def test_top_films_by_rating_votes_and_id_with_min_votes(world: World) -> None:
    # Unrated films come last; film_min_votes removes films, not directors.
    carl = world.directors.recommend("anna", "classic")["top_films"].to_list()[1]
    assert [film["id"] for film in carl] == ["tt5", "tt4", "tt7"]
    carl = world.directors.recommend("anna", "classic", film_min_votes=5000)["top_films"].to_list()[
        1
    ]
    assert [film["id"] for film in carl] == ["tt5"]


@pytest.mark.parametrize(
    ("thresholds", "passing"),
    [
        (Thresholds(), ["bea", "carl"]),
        (Thresholds(min_rating=8.0), ["bea"]),  # inclusive
        (Thresholds(min_rating=7.1, min_votes=10), ["bea", "carl"]),
        (Thresholds(min_votes=11), ["carl"]),
        (Thresholds(min_films=3), ["carl"]),
        (Thresholds(years=(1990, 1990)), ["bea"]),
        (Thresholds(min_rating=0.1), ["bea", "carl"]),
    ],
)
def test_each_threshold_is_inclusive(
    world: World, thresholds: Thresholds, passing: list[str]
) -> None:
    frame = world.directors.recommend(
        "anna",
        "classic",
        min_rating=thresholds.min_rating,
        min_votes=thresholds.min_votes,
        min_films=thresholds.min_films,
        years=thresholds.years,
    )
    assert frame["id"].to_list() == passing
    query = DirectorQuery("anna", "classic", thresholds=thresholds)
    assert world.directors.ranked(query)["id"].to_list() == passing
    assert world.directors.count_passing(query) == len(passing)


def test_threshold_rules_differ(tmp_path: Path) -> None:
    # best_of_each takes two maxima, possibly of two films; one_film needs both on one film.
    films = [
        Film("tt1", ["anna"], [("max", "actor")]),
        Film("tt2", ["bea"], [("max", "actor")], 9.0, 1),
        Film("tt3", ["bea"], [("max", "actor")], 1.0, 900),
    ]
    directors = make_world(tmp_path / "graph", films).directors
    assert directors.recommend("anna", "classic", min_rating=9, min_votes=900)["id"].to_list() == [
        "bea"
    ]
    with pytest.raises(BelowThresholds) as failure:
        directors.recommend(
            "anna", "classic", min_rating=9, min_votes=900, threshold_rule="one_film"
        )
    assert failure.value.rating_that_passes == 1.0
    assert failure.value.votes_that_pass == 1


def test_ties_are_in_the_order_of_ids(tmp_path: Path) -> None:
    # Ids are sorted as text: nm10 before nm9.
    films = [Film("tt0", ["anna"], [("max", "actor")])]
    films += [Film(f"tt{n}", [f"nm{n}"], [("max", "actor")]) for n in (9, 10, 2)]
    directors = make_world(tmp_path / "graph", films).directors
    assert directors.scores("anna", "classic")["id"].to_list() == ["nm10", "nm2", "nm9"]


def test_roles_limit_credits_on_both_sides(world: World) -> None:
    # Max edited a film for Anna and acted for Bea, so as an editor he is not shared.
    assert world.directors.scores("anna", "classic", roles=["composer"])["id"].to_list() == ["carl"]
    with pytest.raises(NothingShared, match="as editor"):
        world.directors.recommend("anna", "classic", roles=["editor"])


def test_errors_for_empty_results(world: World) -> None:
    # Each case has its own error.
    with pytest.raises(UnknownId, match="nobody"):
        world.directors.recommend("nobody", "classic")
    with pytest.raises(NoFilms, match="Max M directed no film") as no_films:
        world.directors.recommend("max", "classic")
    assert no_films.value.credits == 3
    with pytest.raises(NothingShared, match="1 people credited on the films of dora"):
        world.directors.recommend("dora", "classic")
    with pytest.raises(BelowThresholds, match="2 directors share") as below:
        world.directors.recommend("anna", "classic", min_rating=9.5, min_votes=100)
    assert (below.value.rating_that_passes, below.value.votes_that_pass) == (7.1, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_rating": -0.1},
        {"min_rating": 10.1},
        {"min_rating": float("nan")},
        {"min_votes": -1},
        {"limit": 0},
        {"limit": 10_001},
        {"threshold_rule": "any"},
        {"min_films": 0},
        {"years": (2000, 1999)},
        {"roles": ["gaffer"]},
        {"roles": []},
        {"method": "pagerank"},
        {"film_min_votes": -1},
    ],
)
def test_arguments_outside_their_range_are_refused(world: World, wrong: dict) -> None:
    # Clamping silently would answer a different query.
    with pytest.raises(InvalidArgument):
        world.directors.recommend("anna", **wrong)


def test_overlap_has_a_row_per_director_and_shared_person(world: World) -> None:
    rows = world.directors.overlap("anna", ["bea", "carl"], method="classic").select(
        "person", "films", "other_films"
    )
    assert rows.rows() == [("Max M", 2, 1), ("Anna A", 1, 1), ("Anna A", 1, 1), ("Nora N", 1, 1)]
