"""Titles, names and mistyped queries: real ones, and more recombined from their words."""

import random
import string
from dataclasses import dataclass
from pathlib import Path

import numpy
import polars

from recsys.util.fold import fold


@dataclass(frozen=True)
class Corpus:
    """The searched texts: `entries` (`row`, `text`), a primary text and a popularity per row."""

    entries: polars.DataFrame
    primary: list[str]
    popularity: numpy.ndarray


def _column(path: Path, name: str) -> list[str]:
    frame = polars.read_csv(path, separator="\t", quote_char=None, infer_schema=False)
    return frame[name].drop_nulls().unique(maintain_order=True).to_list()


def _recombined(real: list[str], count: int, chance: random.Random) -> list[str]:
    """Return `count` texts with the lengths and word frequencies of real ones.

    One long word in four joins parts of two real words, because a larger catalogue has words that
    the sample lacks.
    """
    lengths = [len(text.split()) for text in real]
    words = [word for text in real for word in text.split()]
    made = []
    for _ in range(count):
        picked = chance.choices(words, k=chance.choice(lengths))
        made.append(" ".join(_varied(word, chance.choice(words), chance) for word in picked))
    return made


def _varied(word: str, other: str, chance: random.Random) -> str:
    if min(len(word), len(other)) < 5 or chance.random() > 0.25:
        return word
    return word[: chance.randrange(3, len(word))] + other[len(other) // 2 :].lower()


def titles(path: Path, count: int, seed: int = 0) -> Corpus:
    """Return `count` films: real ones, then generated ones; half have a second title."""
    chance = random.Random(seed)
    real = _column(path, "primaryTitle")[:count]
    primary = real + _recombined(real, count - len(real), chance)
    other = [row for row in range(count) if chance.random() < 0.5]
    entries = polars.DataFrame(
        {
            "row": [*range(count), *other],
            "text": primary + _recombined(real, len(other), chance),
        },
        schema={"row": polars.Int32, "text": polars.String},
    )
    return Corpus(entries, primary, _popularity(count, seed))


def people(path: Path, count: int, seed: int = 0) -> Corpus:
    """Return `count` people: real ones, then recombined names."""
    real = _column(path, "primaryName")[:count]
    primary = real + _recombined(real, count - len(real), random.Random(seed))
    entries = polars.DataFrame(
        {"row": range(count), "text": primary},
        schema={"row": polars.Int32, "text": polars.String},
    )
    return Corpus(entries, primary, _popularity(count, seed))


def _popularity(count: int, seed: int) -> numpy.ndarray:
    """Return votes with a long tail, independent of the text, so that they help no query."""
    return (numpy.random.default_rng(seed).pareto(0.7, count) * 20).astype(numpy.int64)


def typo(text: str, chance: random.Random) -> str:
    """Return the text with one character replaced, removed, inserted or swapped with the next."""
    while True:
        at = chance.randrange(len(text))
        letter = chance.choice(string.ascii_lowercase)
        wrong = chance.choice(
            [
                text[:at] + letter + text[at + 1 :],
                text[:at] + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
            ]
        )
        if fold(wrong) != fold(text):
            return wrong


def sample(corpus: Corpus, count: int, seed: int = 1) -> list[str]:
    """Return primary texts of at least five letters or digits, sampled evenly over rows."""
    chance = random.Random(seed)
    drawn: list[str] = []
    while len(drawn) < count:
        text = chance.choice(corpus.primary)
        if len(fold(text).replace(" ", "")) >= 5:
            drawn.append(text)
    return drawn
