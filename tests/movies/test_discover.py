"""Descriptions: what is read in a sentence, and how films are ranked by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recsys.embeddings.model import TextModel
from recsys.errors import ModelUnavailable
from recsys.movies.discover import FACTS_WEIGHT, KNOWN_WEIGHT, WORDS_ONLY
from recsys.movies.sentence import read_sentence
from tests.movies.worlds import Film, open_world


def test_a_sentence_is_taken_apart() -> None:
    facts = read_sentence("A Korean revenge thriller of the 2000s")
    assert (facts.genres, facts.countries, facts.languages) == (("Thriller",), ("KR",), ("ko",))
    assert facts.years == (2000, 2009)
    assert "revenge" in facts.story
    assert "korean" not in facts.story
    assert read_sentence("a South Korean film").countries == ("KR",)
    assert facts


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("eighties comedy", (1980, 1989)), ("80s comedy", (1980, 1989)), ("1920s", (1920, 1929)),
        ("films of the 10s", (2010, 2019)), ("a thriller from 1994", (1994, 1994)),
        ("1994 monkeys", None), ("", None),
    ],
)  # fmt: skip
def test_years(sentence: str, years: tuple[int, int] | None) -> None:
    assert read_sentence(sentence).years == years


def test_an_origin_needs_a_film() -> None:
    facts = read_sentence("an Indian boy adrift with a tiger")
    assert not facts
    assert facts.story == "an indian boy adrift with a tiger"
    assert read_sentence("comedy").story == "comedy"


FILMS = [
    Film("tt0", (1, 0, 0), overview="A shark hunts swimmers.", genres=["Horror"], year=1975,
         countries=["US"], votes=99),
    Film("tt1", (0.9, 0.2, 0), overview="A shark is hunted.", genres=["Comedy"], year=1985,
         countries=["FR"], languages=["fr"], votes=49),
    Film("tt2", (0, 1, 0), overview="A garden in spring.", genres=["Comedy"], year=1983),
    *[Film(f"tt1{number}", (0, 0.1, 1), overview=f"Word{number}.") for number in range(30)],
]  # fmt: skip


class _Model(TextModel):
    """Returns one vector for any sentence, or can't be loaded."""

    def __init__(self, vector: tuple[float, ...] | None) -> None:
        super().__init__("by-hand")
        self._given = vector

    def encode_query(self, text: str) -> np.ndarray:
        if self._given is None:
            raise ModelUnavailable("by-hand", "torch is not installed")
        return np.array(self._given, np.float32)


def test_the_score_adds_up(tmp_path: Path) -> None:
    """Both similarities, the share of the facts that fit, and popularity."""
    with open_world(tmp_path / "w", FILMS) as world:
        world.movies._model = _Model((1.0, 0.0, 0.0))
        found = world.movies.discover("French shark comedy of the eighties", 3)
        assert (found.facts.genres, found.facts.countries) == (("Comedy",), ("FR",))
        assert found.note == ""
        rows = {row["id"]: row for row in found.films.to_dicts()}
        assert found.films["id"][0] == "tt1"
        for row in rows.values():
            assert sum(row["terms"].values()) == pytest.approx(row["score"])
            assert row["reason"] == ""
        terms = rows["tt1"]["terms"]
        assert terms["genre"] + terms["place"] + terms["era"] == pytest.approx(FACTS_WEIGHT)
        assert terms["place"] == pytest.approx(FACTS_WEIGHT / 2)
        assert rows["tt0"]["terms"]["known"] == pytest.approx(KNOWN_WEIGHT)
        assert rows["tt0"]["terms"]["words"] > 0


def test_without_a_model_words_are_compared(tmp_path: Path) -> None:
    """A note says so; a sentence without a known word raises the model's error."""
    with open_world(tmp_path / "w", FILMS) as world:
        world.movies._model = _Model(None)
        found = world.movies.discover("sharks that hunt", 5)
        assert set(found.films["id"]) == {"tt0", "tt1"}
        assert found.note.startswith(WORDS_ONLY)
        assert {row["text"] for row in found.films["terms"]} == {0}
        with pytest.raises(ModelUnavailable):
            world.movies.search_text("nothing of the kind")
