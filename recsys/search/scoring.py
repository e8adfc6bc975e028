"""Scores how well candidates match a query, as the best of several comparisons."""

import numpy
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from recsys.util.fold import squeeze, without_article

# Points deducted from a comparison that ignores articles, spaces or word order.
_NO_ARTICLE = 1.0
_NO_SPACES = 2.0
_OTHER_ORDER = 4.0
# Factor for a query that is a prefix of a longer text: high enough for search as you type, low
# enough that a complete seven-letter title with a typo ranks above longer titles.
_PREFIX = 0.85
_ALL_WORDS = 0.80


def _similarity(query: str, choices: list[str]) -> NDArray[numpy.float64]:
    """Return 100 * (1 - d / length of the longer text), d the optimal string alignment distance.

    Every substitution, deletion, insertion and transposition costs 1. In `fuzz.ratio` the first
    and the last cost 2, which favours texts with a missing letter.
    """
    matrix: NDArray[numpy.float64] = process.cdist(
        [query], choices, scorer=OSA.normalized_similarity, dtype=numpy.float64
    )
    similarity: NDArray[numpy.float64] = matrix[0] * 100.0
    return similarity


def _sorted_words(folded: str) -> str:
    return " ".join(sorted(folded.split(" ")))


def _prefix_scores(squeezed_query: str, candidates: list[str]) -> NDArray[numpy.float64]:
    """Return each candidate's best similarity to the query over prefixes starting at a word."""
    width = len(squeezed_query)
    owners: list[int] = []
    pieces: list[str] = []
    for owner, text in enumerate(candidates):
        start = 0
        while True:
            piece = squeeze(text[start : start + 2 * width])
            # A missing or extra letter makes the intended prefix one longer or shorter.
            pieces += (piece[: width - 1], piece[:width], piece[: width + 1])
            owners += (owner, owner, owner)
            start = text.find(" ", start) + 1
            if not start:
                break
    best = numpy.zeros(len(candidates))
    numpy.maximum.at(best, owners, _similarity(squeezed_query, pieces))
    return best


def _contains_all_words(query: str, candidates: list[str]) -> NDArray[numpy.float64]:
    """Return 100 for candidates with every word of the query, else 0; the last may be a prefix."""
    *whole, last = query.split(" ")
    wanted = set(whole)
    return numpy.array(
        [
            100.0 if wanted.issubset(text.split(" ")) and f" {last}" in f" {text}" else 0.0
            for text in candidates
        ]
    )


def scores(query: str, candidates: list[str]) -> NDArray[numpy.float64]:
    """Return a score from 0 to 100 for each of one or more candidates; all texts are folded.

    The score is the highest similarity of: the texts unchanged; without leading article (minus 1);
    without article and spaces (minus 2); with sorted words (minus 4); the query and a candidate's
    prefix of about the same length, starting at any word (times 0.85). A candidate with every
    word of the query, the last possibly a prefix, scores at least 80. Only equal texts score 100.
    Scores are rounded to whole points, so that near-equal matches tie and popularity decides.
    """
    comparisons = [
        *_whole_comparisons(query, candidates),
        _prefix_scores(squeeze(query), candidates) * _PREFIX,
        _contains_all_words(without_article(query), candidates) * _ALL_WORDS,
    ]
    return _best(comparisons)


def whole_scores(query: str, candidates: list[str]) -> NDArray[numpy.float64]:
    """Return scores as `scores` does, of comparisons of whole texts only."""
    return _best(_whole_comparisons(query, candidates))


def _whole_comparisons(query: str, candidates: list[str]) -> list[NDArray[numpy.float64]]:
    bare_query = without_article(query)
    bare = [without_article(text) for text in candidates]
    return [
        _similarity(query, candidates),
        _similarity(bare_query, bare) - _NO_ARTICLE,
        _similarity(squeeze(bare_query), [squeeze(text) for text in bare]) - _NO_SPACES,
        _similarity(_sorted_words(query), [_sorted_words(text) for text in candidates])
        - _OTHER_ORDER,
    ]


def _best(comparisons: list[NDArray[numpy.float64]]) -> NDArray[numpy.float64]:
    """The highest of the scores, rounded; only equal texts keep 100."""
    best = numpy.maximum.reduce(comparisons).clip(min=0.0)
    # Rounding must not lift a near match of a long text to an exact one.
    return numpy.where(best < 100.0, numpy.minimum(numpy.rint(best), 99.0), 100.0)
