"""The lexical index of a build: the words of films' texts, compared by TF-IDF cosine.

The weight of word w in film m is (1 + ln tf) · ln(films / films with w), and a film's weights are
scaled to length 1 (Salton and Buckley 1988). The index is stored both ways, films to words and
words to films, so one pass over the films of a seed's words compares the seed with all films.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recsys.errors import DamagedStore
from recsys.store.arrays import Ints, map_array
from recsys.util.words import words_of

Floats = npt.NDArray[np.float32]


def document(overview: str | None, tagline: str | None, keywords: Iterable[str] | None) -> str:
    """The indexed text of a film: overview, tagline and keywords, one per line."""
    return "\n".join(part for part in (overview, tagline, *(keywords or ())) if part)


@dataclass(frozen=True)
class WordVector:
    """A sparse vector of length 1, or of no words: rows of words, ascending, and weights."""

    words: Ints
    weights: Floats


class LexicalIndex:
    """The lexical index of one build, memory-mapped.

    Attributes
    ----------
    film_count : int
    names : list of str
        The words, by row; ascending.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._film_words = _Postings(folder, "film_words")
        self._word_films = _Postings(folder, "word_films")
        self.film_count = len(self._film_words.offsets) - 1

    @cached_property
    def names(self) -> list[str]:
        path = self._folder / "words.json"
        try:
            names: list[str] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise DamagedStore(path, "the file is missing") from error
        except ValueError as error:
            raise DamagedStore(path, f"not a list of words ({error})") from error
        if len(names) != self._word_count:
            raise DamagedStore(path, f"{len(names):,} words instead of {self._word_count:,}")
        return names

    def of_film(self, film: int) -> WordVector:
        """The words of a film."""
        words, weights = self._film_words.of(film)
        return WordVector(words, weights.astype(np.float32))

    def of_text(self, text: str) -> WordVector:
        """The known words of any text, weighted as those of a film."""
        known = [row for word in words_of(text) if (row := self._rows.get(word)) is not None]
        words, counts = np.unique(np.array(known, dtype=np.int32), return_counts=True)
        weights = (1 + np.log(counts)) * self._rarity[words]
        length = float(np.linalg.norm(weights))
        return WordVector(words, (weights / (length or 1.0)).astype(np.float32))

    def mean(self, films: Sequence[int], shares: npt.NDArray[np.float64]) -> WordVector:
        """The weighted mean of films' words, scaled to length 1."""
        total = np.zeros(self._word_count)
        for film, share in zip(films, shares.tolist(), strict=True):
            vector = self.of_film(film)
            total[vector.words] += share * vector.weights
        words = np.flatnonzero(total).astype(np.int32)
        length = float(np.linalg.norm(total[words]))
        return WordVector(words, (total[words] / (length or 1.0)).astype(np.float32))

    def cosines(self, vector: WordVector) -> Floats:
        """Cosine with every film, 0 to 1, shape (films,)."""
        found = np.zeros(self.film_count, dtype=np.float32)
        for word, weight in zip(vector.words.tolist(), vector.weights.tolist(), strict=True):
            films, weights = self._word_films.of(word)
            # A word lists each film once, so adding by index loses nothing.
            found[films] += np.float32(weight) * weights
        return found

    def cosines_with(self, vectors: Sequence[WordVector], films: Ints) -> npt.NDArray[np.float64]:
        """Cosine of each vector with each of some films, shape (vectors, films).

        It is the faster way for few films: their words are looked up once for all vectors.
        """
        found = np.zeros((len(vectors), len(films)))
        index, edges = self._film_words.edges(films)
        words = self._film_words.targets[edges]
        weights = self._film_words.weights[edges].astype(np.float32)
        of_word = np.zeros(self._word_count, dtype=np.float32)
        for row, vector in enumerate(vectors):
            if len(vector.words):
                of_word[vector.words] = vector.weights
                common = of_word[words]
                found[row] = np.bincount(index, weights=common * weights, minlength=len(films))
                of_word[vector.words] = 0
        return found

    def faults(self) -> list[str]:
        """What is wrong with the index; empty if both directions hold the same weights."""
        forward, back = self._film_words, self._word_films
        if forward.sums(self._word_count) != back.sums(self.film_count, inverted=True):
            return [f"{self._folder}: film_words and word_films do not hold the same weights"]
        return [] if len(self.names) == self._word_count else [f"{self._folder}: words.json"]

    @property
    def _word_count(self) -> int:
        return len(self._word_films.offsets) - 1

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.names)}

    @cached_property
    def _rarity(self) -> Floats:
        """ln(films / films with the word), by row of the word."""
        films = np.maximum(1, np.diff(self._word_films.offsets))
        return np.log(self.film_count / films).astype(np.float32)


class _Postings:
    """One direction of the index: the entries of row i are at offsets[i] to [i + 1]."""

    def __init__(self, folder: Path, name: str) -> None:
        self.offsets = map_array(folder / f"{name}_offsets.npy", np.int64)
        self.targets = map_array(folder / f"{name}_targets.npy", np.int32)
        self.weights = map_array(folder / f"{name}_weights.npy", np.float16)
        for part in ("targets", "weights"):
            if len(getattr(self, part)) != self.offsets[-1]:
                raise DamagedStore(folder / f"{name}_{part}.npy", "does not fit its offsets")

    def of(self, row: int) -> tuple[Ints, npt.NDArray[np.float16]]:
        part = slice(self.offsets[row], self.offsets[row + 1])
        return self.targets[part], self.weights[part]

    def edges(self, rows: Ints) -> tuple[Ints, npt.NDArray[np.int64]]:
        """All entries of the rows as (index into `rows`, index into targets and weights)."""
        counts = self.offsets[rows + 1] - self.offsets[rows]
        sources = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
        starts = self.offsets[rows] - (np.cumsum(counts) - counts)
        return sources, np.repeat(starts, counts) + np.arange(len(sources))

    def sums(self, targets: int, inverted: bool = False) -> tuple[int, int, int]:
        """A checksum of the entries that does not depend on their direction."""
        sources = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        first, second = (self.targets, sources) if inverted else (sources, self.targets)
        mixed = first.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= second.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
        mixed ^= self.weights.view(np.uint16).astype(np.uint64)
        highest = int(self.targets.max(initial=-1))
        return int((mixed * mixed).sum(dtype=np.uint64)), len(self.targets), int(highest < targets)
