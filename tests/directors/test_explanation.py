"""The parts of an explained score add up to the score."""

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


def test_classic_explanation_equals_hand_computed_values(tmp_path: Path) -> None:
    """cam made 2 films with ann and 2 with bob, act 1 and 1; bob has 3 films: (4 + 1) / 3."""
    explanation = make_world(tmp_path / "graph", FILMS).directors.explain_classic("ann", "bob")
    assert (explanation.films, explanation.other_films, explanation.total) == (2, 3, 5)
    assert explanation.score == 5 / 3
    assert explanation.people.select(
        "id", "query_films", "candidate_films", "contribution"
    ).rows() == [
        ("cam", 2, 2, 4),
        ("act", 1, 1, 1),
    ]


def test_directors_who_share_nobody_have_no_explanation(tmp_path: Path) -> None:
    """The error says that there is no score; unknown people are refused."""
    directors = make_world(tmp_path / "graph", FILMS).directors
    for explain in (
        directors.explain_classic,
        directors.explain_affinity,
        directors.explain_people,
    ):
        with pytest.raises(InvalidArgument, match="ann and cy share nobody"):
            explain("ann", "cy")
        with pytest.raises(InvalidArgument):
            explain("ann", "ann")
        with pytest.raises(UnknownId):
            explain("ann", "who")
        with pytest.raises(NoFilms):
            explain("ann", "cam")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(films=random_films())
def test_explanations_add_up_to_the_score(
    tmp_path_factory: pytest.TempPathFactory, films: list[Film]
) -> None:
    """On random catalogues, for every pair of directors."""
    world = make_world(tmp_path_factory.mktemp("world") / "graph", films)
    for person in PEOPLE:
        try:
            classic = world.directors.scores(person, "classic")
            affinity = world.directors.scores(person, "affinity")
        except (UnknownId, NothingFound):
            continue
        for other, score, shared in classic.select("id", "score", "shared_people").iter_rows():
            explanation = world.directors.explain_classic(person, other)
            assert explanation.score == score
            assert explanation.total == explanation.people["contribution"].sum()
            assert explanation.people.height == shared
            people = explanation.people
            product = people["query_films"] * people["candidate_films"]
            assert product.to_list() == people["contribution"].to_list()
        for other, score in affinity.select("id", "score").iter_rows():
            terms = world.directors.explain_affinity(person, other)
            assert terms["part"].sum() == pytest.approx(score)
            assert (terms["weight"] * terms["value"]).sum() == pytest.approx(score)
            assert terms["value"].is_between(0, 1.000001).all()
