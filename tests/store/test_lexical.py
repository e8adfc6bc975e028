"""The lexical index: weights and cosines against dictionaries, names, damage."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import DamagedStore
from recsys.ingest.lexical import MAX_SHARE, MIN_FILMS, given_names, write_lexical
from recsys.store.lexical import LexicalIndex, document
from recsys.util.words import singular, words_of
from tests.tries import tries

TEXTS = [
    "A shark attacks swimmers off a beach town.\nshark\ntime travel",
    "Sharks attack again; the beach is closed.",
    "",
    "Jack and Rose sail; time travel follows. Jack sails.",
    "Jack builds a machine for time travel.",
    "A quiet village.",
    *[f"filler{number} text" for number in range(30)],
]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    write_lexical(TEXTS, tmp_path / "lexical", frozenset({"jack"}))
    return LexicalIndex(tmp_path / "lexical")


def slow_cosines(texts: Sequence[str], names: frozenset[str], film: int) -> list[float]:
    """TF-IDF cosines of a film with all films, by dictionaries."""
    counts = [Counter(word for word in words_of(text) if word not in names) for text in texts]
    films = Counter(word for count in counts for word in count)
    most = max(MIN_FILMS, MAX_SHARE * len(texts))
    kept = {word for word, number in films.items() if MIN_FILMS <= number <= most}

    def row(count: Counter[str]) -> dict[str, float]:
        weights = {
            word: (1 + math.log(number)) * math.log(len(texts) / films[word])
            for word, number in count.items()
            if word in kept
        }
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}

    rows = [row(count) for count in counts]
    return [sum(weight * rows[film].get(word, 0) for word, weight in of.items()) for of in rows]


def test_cosines_are_those_of_dictionaries(index: LexicalIndex) -> None:
    for film in range(len(TEXTS)):
        found = index.cosines(index.of_film(film))
        assert found == pytest.approx(slow_cosines(TEXTS, frozenset({"jack"}), film), abs=2e-3)


@tries(10)
@given(st.lists(st.lists(st.integers(0, 12), max_size=8), min_size=1, max_size=40))
def test_random_texts(tmp_path_factory: pytest.TempPathFactory, numbers: list[list[int]]) -> None:
    """Both ways to compute cosines agree with dictionaries, and the index is sound."""
    texts = [" ".join(f"word{chr(97 + number)}" for number in film) for film in numbers]
    folder = tmp_path_factory.mktemp("lexical") / "index"
    write_lexical(texts, folder)
    index = LexicalIndex(folder)
    assert index.faults() == []
    films = np.arange(len(texts), dtype=np.int32)
    vectors = [index.of_film(film) for film in films.tolist()]
    matrix = index.cosines_with(vectors, films)
    for film in films.tolist():
        expected = slow_cosines(texts, frozenset(), film)
        assert index.cosines(vectors[film]) == pytest.approx(expected, abs=2e-3)
        assert matrix[film] == pytest.approx(expected, abs=2e-3)


def test_the_mean_of_films(index: LexicalIndex) -> None:
    """It has length 1, and equals the film's vector for one film."""
    alone = index.mean([0], np.array([3.0]))
    assert alone.words.tolist() == index.of_film(0).words.tolist()
    assert alone.weights == pytest.approx(index.of_film(0).weights, abs=1e-3)
    both = index.mean([0, 3], np.array([1.0, 1.0]))
    assert np.linalg.norm(both.weights) == pytest.approx(1)
    assert set(both.words) == {*index.of_film(0).words, *index.of_film(3).words}
    assert not len(index.mean([2], np.array([1.0])).words)


def test_a_film_without_words_is_like_none(index: LexicalIndex) -> None:
    assert not index.cosines(index.of_film(2)).any()


def test_names_and_rare_words_are_left_out(index: LexicalIndex) -> None:
    assert not {"jack", "village", "text"} & set(index.names)
    assert index.names == sorted(index.names)


def test_a_sentence(index: LexicalIndex) -> None:
    """A sentence finds the films with its words; one of unknown words is empty."""
    found = index.cosines(index.of_text("sharks at the beach"))
    assert set(np.argsort(-found)[:2].tolist()) == {0, 1}
    assert np.linalg.norm(index.of_text("sharks at the beach").weights) == pytest.approx(1)
    empty = index.of_text("zzz qqq the of")
    assert len(empty.words) == len(empty.weights) == 0
    assert not index.cosines(empty).any()


def test_given_names() -> None:
    """Names of several people that texts write with a capital; Will is a verb as well."""
    people = [f"Jack {number}" for number in range(6)] + [f"Will {number}" for number in range(6)]
    texts = ["Jack will go. Will met Jack.", "They will leave Zed.", "It will end."]
    names = given_names(pl.Series([*people, "Zed One", None]), pl.Series([*texts, None]))
    assert names == {"jack"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("sharks", "shark"), ("boss", "boss"), ("families", "family"), ("status", "status"),
        ("witches", "witch"), ("gas", "gas"), ("ties", "tie"),
    ],
)  # fmt: skip
def test_singular(word: str, expected: str) -> None:
    assert singular(word) == expected


def test_words_of_scripts_without_spaces() -> None:
    """Chinese words are pairs of characters."""
    assert words_of("東京物語 1953") == ["東京", "京物", "物語"]


def test_a_document_has_a_line_per_part() -> None:
    assert document("a", None, ["b c", "d"]) == "a\nb c\nd"
    assert document(None, None, None) == ""


@pytest.mark.parametrize("name", ["words.json", "film_words_offsets.npy", "word_films_weights.npy"])
def test_damage_is_named(tmp_path: Path, name: str) -> None:
    """A missing or short file raises an error that names it."""
    write_lexical(TEXTS, tmp_path / "lexical")
    path = tmp_path / "lexical" / name
    if name == "words.json":
        path.write_text('["one"]')
    elif name.endswith("weights.npy"):
        np.save(path, np.load(path)[:-1])
    else:
        path.unlink()
    with pytest.raises(DamagedStore, match=name):
        assert LexicalIndex(tmp_path / "lexical").names


def test_a_swapped_weight_is_found(tmp_path: Path) -> None:
    """The check compares both directions."""
    write_lexical(TEXTS, tmp_path / "lexical")
    path = tmp_path / "lexical" / "film_words_weights.npy"
    np.save(path, np.load(path)[::-1])
    assert LexicalIndex(tmp_path / "lexical").faults()
