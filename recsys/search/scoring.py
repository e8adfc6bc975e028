"""How well a candidate answers a query: the best of several readings of both."""

import numpy
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from recsys.util.fold import squeeze, without_article

# Points a reading loses against two texts equal as they stand.
_NO_ARTICLE = 1.0
_NO_SPACES = 2.0
_OTHER_ORDER = 4.0
# What the query is worth as the beginning of a longer text. High enough for search as you type,
# low enough that a whole title of seven letters with a typo stands before longer ones.
_BEGINNING = 0.85
_ALL_WORDS = 0.80


def _similarity(query: str, choices: list[str]) -> NDArray[numpy.float64]:
    """100 * (1 - d / length of the longer), d the number of letters replaced, left out, put in or
    swapped with a neighbour (optimal string alignment): each counts once, unlike in `fuzz.ratio`,
    where the first and the last cost two and a text with a letter too few looks better."""
    found: NDArray[numpy.float64] = process.cdist(
        [query], choices, scorer=OSA.normalized_similarity, dtype=numpy.float64
    )
    similarity: NDArray[numpy.float64] = found[0] * 100.0
    return similarity


def _sorted_words(folded: str) -> str:
    return " ".join(sorted(folded.split(" ")))


def _beginnings(tight_query: str, candidates: list[str]) -> NDArray[numpy.float64]:
    """Per candidate, the best similarity of the query to what begins at any of its words."""
    width = len(tight_query)
    owners: list[int] = []
    pieces: list[str] = []
    for owner, text in enumerate(candidates):
        start = 0
        while True:
            piece = squeeze(text[start : start + 2 * width])
            # A letter left out or put in makes the beginning meant one longer or shorter.
            pieces += (piece[: width - 1], piece[:width], piece[: width + 1])
            owners += (owner, owner, owner)
            start = text.find(" ", start) + 1
            if not start:
                break
    best = numpy.zeros(len(candidates))
    numpy.maximum.at(best, owners, _similarity(tight_query, pieces))
    return best


def _holds_all_words(query: str, candidates: list[str]) -> NDArray[numpy.float64]:
    """100 for candidates with every word of the query, the last perhaps unfinished, else 0."""
    *whole, last = query.split(" ")
    wanted = set(whole)
    return numpy.array(
        [
            100.0 if wanted.issubset(text.split(" ")) and f" {last}" in f" {text}" else 0.0
            for text in candidates
        ]
    )


def scores(query: str, candidates: list[str]) -> NDArray[numpy.float64]:
    """A score in 0..100 for each candidate (at least one); query and candidates are folded.

    The highest similarity of: the texts as they are; without leading article (less 1); without
    article and spaces (less 2); with words sorted (less 4); the query and about as many letters of
    the candidate, from any word on (times 0.85). A candidate that holds every word of the query,
    the last perhaps unfinished, has 80 at least. Only texts equal as they stand reach
    100. Rounded to whole points, so that matches hard to tell apart tie and popularity orders them.
    """
    bare_query = without_article(query)
    bare = [without_article(text) for text in candidates]
    readings = [
        _similarity(query, candidates),
        _similarity(bare_query, bare) - _NO_ARTICLE,
        _similarity(squeeze(bare_query), [squeeze(text) for text in bare]) - _NO_SPACES,
        _similarity(_sorted_words(query), [_sorted_words(text) for text in candidates])
        - _OTHER_ORDER,
        _beginnings(squeeze(query), candidates) * _BEGINNING,
        _holds_all_words(bare_query, candidates) * _ALL_WORDS,
    ]
    best = numpy.maximum.reduce(readings).clip(min=0.0)
    # Rounding up must not make a near match of a long text equal to an exact one.
    return numpy.where(best < 100.0, numpy.minimum(numpy.rint(best), 99.0), 100.0)
