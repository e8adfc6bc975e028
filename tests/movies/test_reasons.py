"""Reasons name what is specific, and agree with the score."""

from __future__ import annotations

from pathlib import Path

import pytest

from recsys.movies import RankingWeights
from recsys.movies.explain import Shared, reason
from tests.movies.worlds import Film, open_world

LIKE = RankingWeights()
NOTHING = Shared([], [], [], [], [], [], None)


def shared(**facts: object) -> Shared:
    return Shared(**vars(NOTHING) | facts)  # type: ignore[arg-type]


def test_specific_facts_stand_in_the_order_of_their_contribution() -> None:
    facts = shared(directors=["Ann"], keywords=["heist"], people=[("Bob", "actor")],
                   genres=["Drama"], decade=1990, phrases=[("vault", 0.3)])  # fmt: skip
    terms = {"director": 0.5, "keywords": 0.1, "people": 0.4, "words": 0.8, "genre": 9.0}
    assert reason(facts, terms, LIKE) == (
        "both tell of vault, same director (Ann), Bob (actor), keywords heist, Drama, 1990s"
    )
    assert reason(facts, terms | {"keywords": 1.0}, LIKE).startswith("keywords heist, both tell")


def test_the_franchise_comes_first_and_the_whole_text_after_what_is_specific() -> None:
    facts = shared(franchise=True, directors=["Ann"], genres=["War"])
    terms = {"franchise": 0.1, "director": 0.5, "text": 0.6}
    assert reason(facts, terms, LIKE) == (
        "same franchise, same director (Ann), a story much like it, War"
    )


def test_genre_and_decade_alone_are_little() -> None:
    facts = shared(genres=["Drama", "War"], decade=1990)
    assert reason(facts, {}, LIKE) == "little in common but Drama, War and the 1990s"
    assert reason(NOTHING, {}, LIKE) == "little in common"
    assert reason(NOTHING, {"text": 0.4}, LIKE) == "a similar story"


@pytest.mark.parametrize("keyword", ["woman director", "duringcreditsstinger", "217095"])
def test_facts_of_the_production_are_no_reason(keyword: str) -> None:
    assert reason(shared(keywords=[keyword]), {"keywords": 0.5}, LIKE) == "little in common"


def test_what_a_keyword_and_a_phrase_say_is_named_once() -> None:
    facts = shared(keywords=["time travel"], phrases=[("time travel", 0.2), ("robot", 0.1)])
    assert reason(facts, {"keywords": 0.5}, LIKE) == "keywords time travel, both tell of robot"
    facts = shared(keywords=["fbi"], phrases=[("FBI agent", 0.2)])
    assert reason(facts, {"keywords": 0.5}, LIKE) == "both tell of FBI agent"


def test_a_term_without_a_weight_is_no_reason() -> None:
    facts = shared(directors=["Ann"], keywords=["heist"], phrases=[("vault", 0.3)], franchise=True)
    assert reason(facts, {"text": 0.1}, RankingWeights.text_only()) == "both tell of vault"
    assert reason(facts, {"director": 1.0}, RankingWeights.preset("people")) == (
        "same franchise, same director (Ann), both tell of vault"
    )


def test_reasons_of_results(tmp_path: Path) -> None:
    """The words of both overviews, by their weight."""
    films = [
        Film("tt0", (1, 0, 0), overview="A bank heist in Vienna.", genres=["Crime"]),
        Film("tt1", (0.6, 0, 0.8), overview="The heist of a bank.", genres=["Crime"]),
        Film("tt2", (-1, 1, 0), overview="A quiet garden.", genres=["Crime"]),
        *[Film(f"tt{number}", (0, 0, 1), overview=f"Words{number}.") for number in range(3, 40)],
    ]
    with open_world(tmp_path / "w", films) as world:
        reasons = {row["id"]: row["reason"] for row in world.movies.similar("tt0", 5).to_dicts()}
        assert reasons["tt1"].startswith("both tell of ")
        assert "heist" in reasons["tt1"]
        assert reasons["tt2"] == "little in common but Crime and the 2000s"
