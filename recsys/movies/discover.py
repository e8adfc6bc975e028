"""Films that fit a description: by its meaning, its words, and what it says of genre and time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from recsys.movies.filters import Mask
from recsys.movies.nearest import Nearest
from recsys.movies.ranking import Ranked
from recsys.movies.sentence import SentenceFacts
from recsys.movies.weights import TERMS
from recsys.scoring.popularity import popularity
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.lexical import LexicalIndex
from recsys.store.vectors import FilmVectors

MAX_CANDIDATES = 400
"""Candidates by meaning, and as many by words."""

FACTS_WEIGHT, KNOWN_WEIGHT = 0.2, 0.3
"""Weights of the facts that fit and of popularity; the two similarities weigh 1 each."""

WORDS_ONLY = "Films were found by the words of the description alone."


@dataclass(frozen=True)
class Discovery:
    """The answer to a description.

    Attributes
    ----------
    films : polars.DataFrame
        Best first; columns as in `results.as_frame`.
    facts : SentenceFacts
        What was read in the sentence besides the story.
    note : str
        Says so if only words were compared; else empty.
    """

    films: pl.DataFrame
    facts: SentenceFacts
    note: str = ""


class SentenceRanking:
    """Ranks the films of one build by a description.

    score(m) = centred cosine of the sentence + TF-IDF cosine of its words + 0.2 · share of its
    facts that fit + 0.3 · ln(1 + votes) / ln(1 + highest vote count).
    """

    def __init__(
        self, graph: CreditGraph, lexical: LexicalIndex, vectors: FilmVectors, nearest: Nearest
    ) -> None:
        self._graph, self._lexical = graph, lexical
        self._vectors, self._nearest = vectors, nearest

    def rank(
        self, facts: SentenceFacts, vector: np.ndarray | None, mask: Mask | None, k: int
    ) -> Ranked:
        """Return the best films; `vector` is that of the sentence, None to compare words only."""
        count = max(MAX_CANDIDATES, k)
        words = self._lexical.cosines(self._lexical.of_text(facts.story))
        films = _highest(words, mask, count)
        query = None if vector is None else self._vectors.centred(vector)
        if query is not None:
            films = np.union1d(films, self._nearest.films(query, count, mask)[0]).astype(np.int32)
        terms = {name: np.zeros(len(films)) for name in TERMS}
        terms["words"] = words[films].astype(np.float64)
        if query is not None:
            terms["text"] = np.nan_to_num(
                self._nearest.centred_cosines(query, films).astype(np.float64)
            )
        terms |= self._facts(facts, films)
        votes = self._graph.movie_votes
        terms["known"] = KNOWN_WEIGHT * popularity(votes[films], votes.max(initial=0))
        score = np.sum(list(terms.values()), axis=0)
        order = np.lexsort((films, -np.round(score, 12)))[:k]
        return Ranked(films, score, terms, np.zeros(len(films), np.int64)).select(order)

    def _facts(self, facts: SentenceFacts, films: Ints) -> dict[str, np.ndarray]:
        """Return how well films fit the facts, by term; a film that fits all has 0.2 in sum."""
        origins = [("countries", code) for code in facts.countries]
        origins += [("languages", code) for code in facts.languages]
        asked = len(facts.genres) + len(origins) + (facts.years is not None)
        each = FACTS_WEIGHT / max(1, asked)
        genre, place, era = (np.zeros(len(films)) for _ in range(3))
        for name in facts.genres:
            genre += self._have("genres", name, films)
        for kind, code in origins:
            place += self._have(kind, code, films)
        if facts.years is not None:
            year = self._graph.movie_year[films]
            era = ((year >= facts.years[0]) & (year <= facts.years[1])).astype(np.float64)
        return {"genre": each * genre, "place": each * place, "era": each * era}

    def _have(self, kind: str, name: str, films: Ints) -> np.ndarray:
        labels = self._graph.labels(kind)
        row = labels.row_of(name)
        if row is None:
            return np.zeros(len(films))
        return np.isin(films, labels.movies_with.of(row)).astype(np.float64)


def _highest(values: np.ndarray, mask: Mask | None, count: int) -> Ints:
    """Return the rows of the highest values above 0, ascending; ties are broken by row."""
    rows = np.flatnonzero(values if mask is None else values * mask)
    order = np.lexsort((rows, -values[rows]))[:count]
    return np.sort(rows[order]).astype(np.int32)
