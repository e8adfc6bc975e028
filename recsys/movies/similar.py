"""Film recommendations over one build: the questions that pages, CLI and API ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cached_property, partial

import numpy as np
import polars as pl

from recsys.embeddings import TextModel
from recsys.errors import InvalidArgument, NoText, NothingPasses, UnknownId
from recsys.movies.candidates import Candidates
from recsys.movies.filter_options import FilterOptions, filter_options_of
from recsys.movies.filters import Mask, MovieFilters, film_mask
from recsys.movies.franchise_grouping import FranchiseGrouping, check_grouping
from recsys.movies.nearest import Nearest
from recsys.movies.pairs import nearest_pairs
from recsys.movies.projection import film_map
from recsys.movies.ranking import Ranked, rank, spread
from recsys.movies.results import as_frame
from recsys.movies.terms import Terms
from recsys.movies.title_similarity import TitleSimilarity
from recsys.movies.weights import TERMS, RankingWeights
from recsys.store.film_records import film_records
from recsys.store.graph import CreditGraph
from recsys.store.vector_index import VectorIndex
from recsys.store.vectors import FilmVectors
from recsys.util.cache import cached_method

MAX_RESULTS = 1_000
MAX_SEEDS = 100
MAX_SENTENCE = 10_000
"""Characters."""

CACHED_MASKS = 32
CACHED_SENTENCES = 64
CACHED_PAIRS = 16
_SPREAD_OVER = 5
"""Films looked at for each one shown when results are spread out."""


class Movies:
    """Films like others, from a build's texts and credit graph. Safe to share between threads."""

    def __init__(
        self, graph: CreditGraph, vectors: FilmVectors | None, index: VectorIndex | None
    ) -> None:
        self._graph, self._vectors = graph, vectors
        nearest = None
        if vectors is not None and index is not None:
            nearest = Nearest(graph, vectors, index)
        self._nearest = nearest
        self._franchises = graph.franchises
        titles = TitleSimilarity(graph)
        self._terms = Terms(graph, titles, vectors, nearest)
        self._candidates = Candidates(graph, titles, vectors, nearest)
        self._kept_mask = cached_method(self._compute_mask, CACHED_MASKS)
        self._kept_pairs = cached_method(self._pairs, CACHED_PAIRS)
        self._sentence_vector = cached_method(self._encode_sentence, CACHED_SENTENCES)
        self._model = TextModel(vectors.model) if vectors is not None else None

    def similar(
        self,
        movie_ids: Sequence[str] | str,
        k: int = 20,
        filters: MovieFilters | None = None,
        weights: RankingWeights | None = None,
        diversity: float = 0.0,
        seed_weights: Sequence[float] | None = None,
        franchises: FranchiseGrouping = "group",
    ) -> pl.DataFrame:
        """The films most like one or several, best first; the seeds are never among them.

        Just `k` rows wherever `k` films, or franchises, pass the filters. Columns: see
        `results.as_frame`.

        Parameters
        ----------
        k : int
            1 to 1,000.
        diversity : float
            0 (by score alone) to 1 (as unlike one another as can be).
        seed_weights : sequence of float, optional
            How much each seed counts, above 0; all the same by default.
        franchises : {"group", "keep", "hide"}
            One row a franchise, its best, with all others that pass in the column `group`; a row
            a film; or a row a film, without the franchises of the seeds.

        Raises
        ------
        UnknownId, InvalidArgument, NothingPasses
        NoText
            Only the text is to count, and no seed has one.
        """
        _check_count(k)
        if not 0 <= diversity <= 1:
            raise InvalidArgument(f"diversity is {diversity}, it goes from 0 to 1.")
        check_grouping(franchises)
        filters, weights = filters or MovieFilters(), weights or RankingWeights()
        seeds = self._seeds([movie_ids] if isinstance(movie_ids, str) else movie_ids)
        shares = _shares(seed_weights, len(seeds))
        if weights.is_text_only:
            self._need_text(seeds)
        mask = self._mask(filters).copy()
        mask[seeds] = False
        if not mask.any():
            raise NothingPasses({}, "those asked about")
        if franchises == "hide":
            for seed in seeds:
                mask[self._franchises.members(seed)] = False
            if not mask.any():
                raise NothingPasses({}, "those of the same series")
        wanted = k if not diversity else k * _SPREAD_OVER
        ask = partial(self._ranked, seeds, mask, weights, shares)
        ranked = self._folded(ask, wanted, mask) if franchises == "group" else ask(wanted)
        if diversity and len(ranked.movies):
            ranked = self._spread(ranked.take(np.arange(len(ranked.movies))[:wanted]), k, diversity)
        shown = ranked.take(np.arange(len(ranked.movies))[:k])
        further = self._franchises.further(shown.movies, mask) if franchises == "group" else None
        return as_frame(self._graph, shown, seeds, weights, further)

    def search_text(
        self, sentence: str, k: int = 20, filters: MovieFilters | None = None
    ) -> pl.DataFrame:
        """Films whose text is nearest to a sentence, best first; columns as of `similar`.

        Raises
        ------
        InvalidArgument, NothingPasses, ModelUnavailable
        NoText
            The build holds no texts, or no film that passes the filters has one.
        """
        _check_count(k)
        text = sentence.strip()
        if not text:
            raise InvalidArgument("The sentence is empty; describe a film in a few words.")
        if len(text) > MAX_SENTENCE:
            raise InvalidArgument(
                f"The sentence has {len(text):,} characters, at most {MAX_SENTENCE:,} are read."
            )
        if self._nearest is None or self._model is None:
            raise NoText(
                "This catalogue holds no overviews, so it can't be searched by a sentence. "
                "Build it with --overviews FILE."
            )
        mask = self._mask(filters) if filters else None
        vector = self._sentence_vector(text)
        films, _ = self._nearest.films(vector, k, mask)
        if not len(films):
            raise NoText("None of the films that pass the filters has an overview.")
        terms = self._terms.sentence(vector, films)
        weights = RankingWeights.text_only()
        return as_frame(self._graph, rank(films, [terms], weights), [], weights)

    def pairs(self, groups: Sequence[Sequence[str]], k: int = 12) -> pl.DataFrame:
        """The pairs of films of different groups that are most alike, such as two directors' films.

        A film of two groups makes no pair with another of either, and each film is in at most
        two pairs.

        Columns: `id`, `title`, `year`, `director` (list of names), then the same of the other film
        as `other_id` and so on; the film of the earlier group comes first. `score` is that of
        `similar` without the terms `known` and `rated`, 0 to 5; `reason` in words; `terms` as of
        `similar`. Fewer than `k` rows where there are no more such pairs.

        Raises
        ------
        UnknownId, InvalidArgument
        """
        _check_count(k)
        if len(groups) < 2:
            raise InvalidArgument("Give two groups of films, or more.")
        return self._kept_pairs(tuple(tuple(self._rows(group)) for group in groups), k)

    def count(self, filters: MovieFilters) -> int:
        """How many films pass the filters.

        Raises
        ------
        InvalidArgument, NothingPasses
        """
        return int(self._mask(filters).sum())

    def films(self, movie_ids: Sequence[str]) -> pl.DataFrame:
        """Facts on films, in the order asked for: the columns of `similar` that need no seed.

        Raises
        ------
        UnknownId
        """
        return film_records(self._graph, self._rows(movie_ids))

    def best_known(self, count: int) -> list[str]:
        """Ids of the films with most votes, most first."""
        rows = np.argsort(-self._graph.movie_votes, kind="stable")[:count]
        return self._graph.movies["id"].gather(rows).to_list()

    def map(self, movie_ids: Sequence[str]) -> pl.DataFrame:
        """Films on a plane by their texts; columns: see `projection.film_map`.

        Raises
        ------
        UnknownId
        """
        return film_map(self._graph, self._vectors, self._rows(movie_ids))

    @cached_property
    def filter_options(self) -> FilterOptions:
        """What the filters can choose from."""
        return filter_options_of(self._graph)

    @property
    def has_texts(self) -> bool:
        """Whether films can be compared by their texts."""
        return self._vectors is not None

    @property
    def model_loaded(self) -> bool:
        """Whether a sentence is answered at once; loading the model takes some seconds."""
        return self._model is not None and self._model.loaded

    def explain(self, movie_id: str, other_id: str) -> pl.DataFrame:
        """The score of one film for another, term by term, by the default weights.

        Columns `term`, `weight`, `value` and `part` = weight · value; the parts add up to the
        score of `similar`.

        Raises
        ------
        UnknownId
        """
        movie, other = self._rows([movie_id, other_id])
        values, weights = self.term_values(movie, np.array([other])), asdict(RankingWeights())
        return pl.DataFrame(
            {
                "term": TERMS,
                "weight": [weights[term] for term in TERMS],
                "value": [float(values[term][0]) for term in TERMS],
            }
        ).with_columns((pl.col("weight") * pl.col("value")).alias("part"))

    def term_values(self, movie: int, others: np.ndarray) -> dict[str, np.ndarray]:
        """Every term of one film against others, unweighed; rows of the graph in, arrays out."""
        return self._terms.all(movie, others.astype(np.int32))

    def warm_up(self) -> None:
        """Begin to open the vector index, which takes seconds in a large catalogue."""
        if self._nearest is not None:
            self._nearest.warm_up()

    def _seeds(self, movie_ids: Sequence[str]) -> list[int]:
        ids = list(dict.fromkeys(movie_ids))
        if not 1 <= len(ids) <= MAX_SEEDS:
            raise InvalidArgument(f"{len(ids)} films are asked about, give 1 to {MAX_SEEDS}.")
        return self._rows(ids)

    def _rows(self, movie_ids: Sequence[str]) -> list[int]:
        rows = []
        for film in movie_ids:
            row = self._graph.movie_row(film)
            if row is None:
                raise UnknownId(film, "film")
            rows.append(row)
        return rows

    def _need_text(self, seeds: list[int]) -> None:
        if self._vectors is None:
            raise NoText("This catalogue holds no overviews; rank by more than the text.")
        if all(self._vectors.row_of(seed) is None for seed in seeds):
            titles = ", ".join(self._graph.movies["title"][seed] for seed in seeds)
            raise NoText(f"{titles} has no overview; rank by more than the text.")

    def _ranked(
        self,
        seeds: list[int],
        mask: Mask,
        weights: RankingWeights,
        shares: np.ndarray | None,
        wanted: int,
    ) -> Ranked:
        """At least `wanted` films, where so many may appear."""
        if weights.is_text_only and len(seeds) == 1:
            return self._by_text(seeds[0], wanted, mask, weights)
        films = self._candidates.of(seeds, wanted, mask, shares)
        return rank(films, self._terms.several(seeds, films), weights, shares)

    def _folded(self, ask: Callable[[int], Ranked], wanted: int, mask: Mask) -> Ranked:
        """The first of each franchise; more films are asked for until there are enough rows."""
        allowed = int(mask.sum())
        films = min(allowed, 2 * wanted)
        while True:
            ranked = ask(films)
            first = self._franchises.first(ranked.movies)
            if len(first) >= wanted or len(ranked.movies) >= allowed:
                return ranked.take(first)
            films = min(allowed, 2 * max(films, len(ranked.movies)))

    def _by_text(self, seed: int, wanted: int, mask: Mask, weights: RankingWeights) -> Ranked:
        """The nearest texts; films without one follow, so that `k` come if `k` may."""
        vectors, nearest = self._vectors, self._nearest
        assert vectors is not None, "checked before"
        assert nearest is not None, "there are vectors"
        row = vectors.row_of(seed)
        assert row is not None, "checked before"
        films, cosines = nearest.films(np.asarray(vectors.matrix[row]), wanted, mask, seed)
        if len(films) < wanted:
            rest = np.setdiff1d(np.flatnonzero(mask), films)[: wanted - len(films)]
            films = np.concatenate([films, rest.astype(np.int32)])
            cosines = np.concatenate([cosines, np.zeros(len(rest), np.float32)])
        return rank(films, [{"text": cosines.astype(np.float64)}], weights)

    def _spread(self, ranked: Ranked, k: int, diversity: float) -> Ranked:
        similarity = np.stack(
            [self._similarity(int(movie), ranked) for movie in ranked.movies.tolist()]
        )
        return spread(ranked, similarity, k, diversity)

    def _similarity(self, movie: int, ranked: Ranked) -> np.ndarray:
        """Of one film to the ranked ones: by text where both have one, else by genre."""
        text = self._terms.text(movie, ranked.movies)
        genre = self._terms.genres(movie, ranked.movies)
        return np.where(text == 0, genre, text)

    def _encode_sentence(self, text: str) -> np.ndarray:
        assert self._model is not None, "checked before"
        return self._model.encode_query(text)

    def _mask(self, filters: MovieFilters) -> Mask:
        # Lists of films are somebody's own: nothing of them is kept for other questions.
        listed = filters.exclude_ids or filters.only_ids is not None
        return self._compute_mask(filters) if listed else self._kept_mask(filters)

    def _pairs(self, groups: tuple[tuple[int, ...], ...], k: int) -> pl.DataFrame:
        rows = [np.array(group, dtype=np.int32) for group in groups]
        return nearest_pairs(self._graph, self._terms, rows, k)

    def _compute_mask(self, filters: MovieFilters) -> Mask:
        mask = film_mask(self._graph, filters)
        mask.setflags(write=False)
        return mask


def _check_count(k: int) -> None:
    if not 1 <= k <= MAX_RESULTS:
        raise InvalidArgument(f"k is {k}, it goes from 1 to {MAX_RESULTS:,}.")


def _shares(seed_weights: Sequence[float] | None, seeds: int) -> np.ndarray | None:
    if seed_weights is None:
        return None
    shares = np.asarray(seed_weights, dtype=np.float64)
    if len(shares) != seeds or not (np.isfinite(shares) & (shares > 0)).all():
        raise InvalidArgument("Give one weight above 0 for each different film asked about.")
    return shares
