"""Phrases that two stories share: what they are, and how they agree with the score."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from recsys.ingest.lexical import write_lexical
from recsys.movies.shared_words import LEAST_PART, MAX_PHRASES, shared_words
from recsys.store.lexical import LexicalIndex

FILLER = [f"filler{number} text" for number in range(40)]


def phrases(tmp_path: Path, seed: str, others: Sequence[str]) -> list[list[tuple[str, float]]]:
    texts = [seed, *others, *FILLER]
    write_lexical(texts, tmp_path / "lexical")
    films = np.arange(1, len(others) + 1, dtype=np.int32)
    return shared_words(LexicalIndex(tmp_path / "lexical"), 0, films, seed, others)


def test_parts_add_up_to_the_cosine_at_most(tmp_path: Path) -> None:
    seed = "A shark attacks swimmers off a beach.\nshark\ntime travel"
    others = ["Sharks attack; the beach is closed.", "They sail; time travel follows.", "Nothing."]
    found = phrases(tmp_path, seed, others)
    index = LexicalIndex(tmp_path / "lexical")
    cosines = index.cosines(index.of_film(0))
    for film, shared in enumerate(found, start=1):
        assert len(shared) <= MAX_PHRASES
        assert all(part >= LEAST_PART for _, part in shared)
        assert [part for _, part in shared] == sorted((part for _, part in shared), reverse=True)
        assert sum(part for _, part in shared) <= cosines[film] + 2e-3
    assert {phrase.split()[0] for phrase, _ in found[0]} >= {"Sharks", "beach"}
    assert found[1][0][0] == "time travel"
    assert found[2] == []


def test_phrases_are_neighbours_in_both_texts(tmp_path: Path) -> None:
    """Words of different lines are no neighbours."""
    [[*split], [*joined]] = phrases(tmp_path, "red\nblue moon", ["red blue", "A blue moon."])
    assert {phrase for phrase, _ in split} == {"red", "blue"}
    assert [phrase for phrase, _ in joined] == ["blue moon"]


def test_capitals(tmp_path: Path) -> None:
    """Capitals that only begin a sentence are not shown; names and acronyms keep theirs."""
    seed = "The heist of a bank in Vienna, by the FBI"
    [shared] = phrases(tmp_path, seed, ["Heist! Bank! In Vienna the FBI"])
    assert {phrase for phrase, _ in shared} == {"heist", "bank", "Vienna", "FBI"}


@pytest.mark.parametrize("seed", ["", "the of and", "unknownword"])
def test_nothing_shared(tmp_path: Path, seed: str) -> None:
    assert phrases(tmp_path, seed, ["A shark.", ""]) == [[], []]
