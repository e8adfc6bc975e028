"""The vector cache: nothing is encoded twice, and a kill loses at most one slice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from recsys.embeddings import TextModel
from recsys.embeddings import encode as module
from recsys.embeddings.cache import EmbeddingCache, cached_dimension, hash_of
from recsys.embeddings.encode import encode_all
from recsys.embeddings.model import Vectors
from recsys.settings import PROJECT
from tests.embeddings.counting import CountingModel

DIMENSION = 4
RECORD = 32 + 4 * DIMENSION


def vectors(count: int, start: int = 0) -> Vectors:
    return np.arange(start, start + count * DIMENSION, dtype=np.float32).reshape(count, DIMENSION)


def keys(*texts: str) -> list[bytes]:
    return [hash_of(text) for text in texts]


def test_hit_and_miss(tmp_path: Path) -> None:
    """Stored vectors come back in the requested order, also after reopening the cache."""
    cache = EmbeddingCache(tmp_path / "new", "m", DIMENSION)
    assert cache.missing(keys("a", "b")) == set(keys("a", "b"))
    cache.put(keys("a", "b"), vectors(2))
    cache.put(keys("c"), vectors(1, 100))
    for opened in (cache, EmbeddingCache(tmp_path / "new", "m", DIMENSION)):
        assert opened.missing(keys("a", "x", "c")) == set(keys("x"))
        found = opened.get(keys("c", "a", "a"))
        np.testing.assert_array_equal(found, np.concatenate([vectors(1, 100), *[vectors(1)] * 2]))
        assert found.dtype == np.float32
    assert cache.get([]).shape == (0, DIMENSION)
    with pytest.raises(KeyError):
        cache.get(keys("x"))


@pytest.mark.parametrize("cut", range(RECORD))
def test_truncation_at_any_byte(tmp_path: Path, cut: int) -> None:
    """A kill during a write loses the incomplete record and corrupts no later one."""
    cache = EmbeddingCache(tmp_path, "m", DIMENSION)
    cache.put(keys("a", "b", "c"), vectors(3))
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[: 2 * RECORD + cut])
    opened = EmbeddingCache(tmp_path, "m", DIMENSION)
    assert opened.missing(keys("a", "b", "c")) == set(keys("c"))
    opened.put(keys("d"), vectors(1, 50))
    for again in (opened, EmbeddingCache(tmp_path, "m", DIMENSION)):
        assert again.missing(keys("a", "b", "d")) == set()
        expected = np.concatenate([vectors(1), vectors(1, 4), vectors(1, 50)])
        np.testing.assert_array_equal(again.get(keys("a", "b", "d")), expected)
    assert file.stat().st_size == 3 * RECORD


def test_models_do_not_share_vectors(tmp_path: Path) -> None:
    """Models with similar names have separate caches."""
    for number, name in enumerate(["org/model", "org-model", "ORG/model", "org/model "]):
        cache = EmbeddingCache(tmp_path, name, DIMENSION)
        assert cache.missing(keys("a")) == set(keys("a"))
        cache.put(keys("a"), vectors(1, number))
    for number, name in enumerate(["org/model", "org-model", "ORG/model", "org/model "]):
        found = EmbeddingCache(tmp_path, name, DIMENSION).get(keys("a"))
        np.testing.assert_array_equal(found, vectors(1, number))
    assert cached_dimension(tmp_path, "org-model") == DIMENSION
    assert cached_dimension(tmp_path, "other") is None
    assert cached_dimension(tmp_path / "nowhere", "other") is None


def test_a_duplicate_text_in_one_batch(tmp_path: Path) -> None:
    """Equal texts in one batch do not shift the vectors that follow."""
    cache = EmbeddingCache(tmp_path, "m", DIMENSION)
    cache.put(keys("a", "a", "b"), vectors(3))
    cache.put(keys("c"), vectors(1, 50))
    for opened in (cache, EmbeddingCache(tmp_path, "m", DIMENSION)):
        np.testing.assert_array_equal(
            opened.get(keys("b", "c")), np.concatenate([vectors(1, 8), vectors(1, 50)])
        )
    opened.put(keys("d"), vectors(1, 60))
    expected = [*vectors(1, 50).tolist(), [60, 61, 62, 63]]
    np.testing.assert_array_equal(opened.get(keys("c", "d")), expected)


def test_hashes_distinguish_texts() -> None:
    """Case, accents and spaces change the hash, and a lone surrogate can be hashed."""
    assert len({hash_of(text) for text in ("", " ", "a", "A", "á", "\ud83d")}) == 6
    assert len(hash_of("a")) == 32


def encode(model: TextModel, texts: Sequence[str], folder: Path) -> tuple[Vectors, int]:
    return encode_all(texts, model, folder)


def test_a_second_run_encodes_nothing(tmp_path: Path) -> None:
    """A second run encodes nothing; after 100 changed overviews, it encodes 100 texts."""
    texts = [f"Text number {number}" for number in range(500)]
    first = CountingModel()
    found, encoded = encode(first, texts, tmp_path)
    assert encoded == 500
    np.testing.assert_array_equal(found, CountingModel().encode_documents(texts))
    second = CountingModel()
    again, encoded = encode(second, texts, tmp_path)
    assert (encoded, second.encoded) == (0, [])
    np.testing.assert_array_equal(again, found)
    changed = [f"{text}, changed" if row < 100 else text for row, text in enumerate(texts)]
    third = CountingModel()
    _, encoded = encode(third, changed, tmp_path)
    assert encoded == 100
    assert sorted(third.encoded) == sorted(changed[:100])


def test_equal_texts_are_encoded_once(tmp_path: Path) -> None:
    """Films may share a text; each still gets its row."""
    model = CountingModel()
    found, encoded = encode(model, ["a", "b", "a", "a"], tmp_path)
    assert encoded == 2
    assert found.shape == (4, CountingModel.dimension)
    np.testing.assert_array_equal(found[0], found[3])


def test_known_vectors_count_as_cached(tmp_path: Path) -> None:
    """Precomputed vectors, as in the demo, are not encoded again, even with a duplicate."""
    model = CountingModel()
    known = keys("a", "b", "a"), vectors(3)
    found, encoded = encode_all(["b", "a"], model, tmp_path, known=known)
    assert (encoded, model.encoded) == (0, [])
    np.testing.assert_array_equal(found[0], vectors(1, 4)[0])
    _, encoded = encode_all(["b", "new"], model, tmp_path, known=known)
    assert model.encoded == ["new"]
    np.testing.assert_array_equal(encode_all(["b"], model, tmp_path)[0], vectors(1, 4))


def test_a_prompt_has_its_own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The prompt is part of the cache key."""
    encode(CountingModel(), ["a"], tmp_path)
    monkeypatch.setenv("FILMKIN_DOCUMENT_PROMPT", "passage: ")
    _, encoded = encode(CountingModel(), ["a"], tmp_path)
    assert encoded == 1


def test_slices_are_sorted_by_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each slice is sorted longest first, to limit padding, and spans all lengths."""
    monkeypatch.setattr(module, "_SLICE", 10)
    messages: list[str] = []
    texts = ["x" * number for number in range(1, 31)]
    model = CountingModel()
    encode_all(texts, model, tmp_path, progress=messages.append)
    probe, *slices = model.slices  # the first call finds the dimension
    assert len(probe) == 1
    assert len(slices) == 3
    for part in slices:
        lengths = [len(text) for text in part]
        assert lengths == sorted(lengths, reverse=True)
        assert max(lengths) >= 28
        assert min(lengths) <= 3
    assert [line.split(",")[0] for line in messages] == [
        "encoding texts: 10 of 30", "encoding texts: 20 of 30", "encoding texts: 30 of 30",
    ]  # fmt: skip
    assert "s left" in messages[-1]


CHILD = """
import sys, time
from pathlib import Path
from recsys.embeddings import encode
from tests.embeddings.counting import CountingModel

class Slow(CountingModel):
    def encode_documents(self, texts):
        if len(self.slices) == 4:  # the first call finds the dimension
            print("three slices written", flush=True)
            sys.stdin.read()  # until it is killed
        return super().encode_documents(texts)

encode._SLICE = 10
model = Slow()
encode.encode_all([f"Text number {n}" for n in range(50)], model, Path(sys.argv[1]))
"""


def test_a_killed_run_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After kill -9 with three of five slices written, their thirty texts are cached."""
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CHILD), str(tmp_path)],
        cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "three slices written\n"
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    for pipe in (child.stdin, child.stdout):
        assert pipe is not None
        pipe.close()
    monkeypatch.setattr(module, "_SLICE", 10)
    texts, model = [f"Text number {number}" for number in range(50)], CountingModel()
    written = EmbeddingCache(tmp_path, model.cache_key, model.dimension)
    left = written.missing(keys(*texts))
    assert len(left) == 20
    found, encoded = encode(model, texts, tmp_path)
    assert encoded == len(model.encoded) == 20
    assert set(keys(*model.encoded)) == left
    np.testing.assert_array_equal(found, CountingModel().encode_documents(texts))
