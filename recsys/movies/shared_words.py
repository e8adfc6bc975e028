"""What two stories have in common: words and phrases that both texts use, rarest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from recsys.store.arrays import Ints
from recsys.store.lexical import LexicalIndex
from recsys.util.fold import fold, squeeze
from recsys.util.words import COMMON_WORDS, singular

MAX_PHRASES = 4
LEAST_PART = 0.02
"""Part of the cosine below which a phrase is not worth naming."""

Phrase = tuple[str, float]
"""A phrase, and its part of the cosine of the words."""

_LONGEST_ACRONYM = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def shared_words(
    lexical: LexicalIndex, seed: int, movies: Ints, seed_text: str, texts: Sequence[str]
) -> list[list[Phrase]]:
    """Return what the seed's text has in common with each film's, weightiest first.

    A shared word adds the product of its two weights to the cosine, so the parts of a film's
    phrases never exceed its term `words`. Neighbouring words form a phrase if they are neighbours
    in both texts. At most `MAX_PHRASES` are returned per film.

    Parameters
    ----------
    seed_text, texts : str, sequence of str
        The `document` of the seed, and of each film.
    """
    ours = lexical.of_film(seed)
    lines = [[singular(word) for word in fold(line).split()] for line in seed_text.splitlines()]
    seed_words = _SeedText(
        {pair for words in lines for pair in pairwise(words)}, set(_WORD.findall(seed_text))
    )
    shared = []
    for film, text in zip(movies.tolist(), texts, strict=True):
        theirs = lexical.of_film(film)
        common, left, right = np.intersect1d(
            ours.words, theirs.words, assume_unique=True, return_indices=True
        )
        parts = (ours.weights[left] * theirs.weights[right]).tolist()
        words = (lexical.names[row] for row in common.tolist())
        part_of = dict(zip(words, parts, strict=True))
        shared.append(_phrases(text, part_of, seed_words) if part_of else [])
    return shared


@dataclass(frozen=True)
class _SeedText:
    """Pairs of neighbouring words of the seed's text, and its words as they are written."""

    neighbours: set[tuple[str, str]]
    written: set[str]

    def as_shown(self, phrase: str) -> str:
        """A phrase in lower case if its capitals only begin a sentence or shout; FBI stays."""
        if any(word.isupper() and 1 < len(word) <= _LONGEST_ACRONYM for word in phrase.split()):
            return phrase
        is_known = self.written.issuperset(_WORD.findall(phrase.lower()))
        return phrase.lower() if is_known or phrase.isupper() else phrase


def _phrases(text: str, part_of: dict[str, float], seed: _SeedText) -> list[Phrase]:
    """Find the phrases of shared words in a film's text; each word counts in one of them."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        found += _runs(line, part_of, seed.neighbours)
    used: set[str] = set()
    phrases: list[Phrase] = []
    # Longer phrases first, so that "time travel" is not split by an earlier "travel".
    for phrase, words in sorted(found, key=lambda run: -len(run[1])):
        new = [word for word in dict.fromkeys(words) if word not in used]
        if new:
            used.update(new)
            phrases.append((seed.as_shown(phrase), sum(part_of[word] for word in new)))
    phrases.sort(key=lambda phrase: -phrase[1])
    return [phrase for phrase in phrases if phrase[1] >= LEAST_PART][:MAX_PHRASES]


def _runs(
    line: str, part_of: dict[str, float], neighbours: set[tuple[str, str]]
) -> Iterable[tuple[str, list[str]]]:
    """Yield the runs of shared and common words of a line, with the shared words in each."""
    written = _WORD.findall(line)
    words = [_indexed(word) for word in written]
    start = 0
    while start < len(words):
        end = start + 1
        if _joins(words[start], part_of):
            while (
                end < len(words)
                and _joins(words[end], part_of)
                and (words[end - 1], words[end]) in neighbours
            ):
                end += 1
            shared = [word for word in words[start:end] if word in part_of]
            if shared:
                yield " ".join(written[start:end]), shared
        start = end


@lru_cache(maxsize=50_000)
def _indexed(word: str) -> str:
    """A written word as the index holds it; overviews share most of their words."""
    return singular(squeeze(fold(word)))


def _joins(word: str, part_of: dict[str, float]) -> bool:
    return word in part_of or word in COMMON_WORDS
