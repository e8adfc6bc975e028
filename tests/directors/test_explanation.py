"""A score taken apart adds up to the score, number by number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from recsys.errors import InvalidArgument, NoFilms, NothingFound, UnknownId
from tests.directors.worlds import PEOPLE, Film, make_world, random_films

FILMS = [
    Film("tt1", ["ann"], [("cam", "cinematographer"), ("act", "actor")]),
    Film("tt2", ["ann"], [("cam", "cinematographer")]),
    Film("tt3", ["bob"], [("cam", "cinematographer"), ("act", "actor")]),
    Film("tt4", ["bob"], [("cam", "cinematographer")]),
    Film("tt5", ["bob"], [("nobody", "actor")]),
    Film("tt6", ["cy"], [("else", "actor")]),
]


def test_the_classic_score_by_hand(tmp_path: Path) -> None:
    """cam made 2 films with ann and 2 with bob, act 1 and 1: (4 + 1) / 3 of bob's films."""
    steps = make_world(tmp_path / "graph", FILMS).directors.explain_classic("ann", "bob")
    assert (steps.films, steps.other_films, steps.total) == (2, 3, 5)
    assert steps.score == 5 / 3
    assert steps.people.select("id", "query_films", "candidate_films", "contribution").rows() == [
        ("cam", 2, 2, 4),
        ("act", 1, 1, 1),
    ]


def test_two_who_share_nobody_have_no_steps(tmp_path: Path) -> None:
    """A score of nothing is said to be none, and unknown people are named."""
    directors = make_world(tmp_path / "graph", FILMS).directors
    for steps in (directors.explain_classic, directors.explain_affinity):
        with pytest.raises(InvalidArgument, match="ann and cy share nobody"):
            steps("ann", "cy")
        with pytest.raises(InvalidArgument):
            steps("ann", "ann")
        with pytest.raises(UnknownId):
            steps("ann", "who")
        with pytest.raises(NoFilms):
            steps("ann", "cam")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(films=random_films())
def test_steps_add_up_to_the_score(
    tmp_path_factory: pytest.TempPathFactory, films: list[Film]
) -> None:
    """Whatever the world and whoever the two are."""
    world = make_world(tmp_path_factory.mktemp("world") / "graph", films)
    for person in PEOPLE:
        try:
            classic = world.directors.scores(person, "classic")
            affinity = world.directors.scores(person, "affinity")
        except (UnknownId, NothingFound):
            continue
        for other, score, shared in classic.select("id", "score", "shared_people").iter_rows():
            steps = world.directors.explain_classic(person, other)
            assert steps.score == score
            assert steps.total == steps.people["contribution"].sum()
            assert steps.people.height == shared
            product = steps.people["query_films"] * steps.people["candidate_films"]
            assert product.to_list() == steps.people["contribution"].to_list()
        for other, score in affinity.select("id", "score").iter_rows():
            terms = world.directors.explain_affinity(person, other)
            assert terms["part"].sum() == pytest.approx(score)
            assert (terms["weight"] * terms["value"]).sum() == pytest.approx(score)
            assert terms["value"].is_between(0, 1.000001).all()
