"""Film recommendations over one build, as used by pages, command line and API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cached_property, partial

import numpy as np
import polars as pl

from recsys.embeddings import TextModel
from recsys.errors import InvalidArgument, ModelUnavailable, NoText, NothingPasses, UnknownId
from recsys.movies.candidates import Candidates
from recsys.movies.cost import DIVERSITY_POOL, check_cost
from recsys.movies.discover import WORDS_ONLY, Discovery, SentenceRanking
from recsys.movies.diversity import pairwise_similarity
from recsys.movies.filter_options import FilterOptions, filter_options_of
from recsys.movies.filters import Mask, MovieFilters, film_mask
from recsys.movies.franchise_grouping import FranchiseGrouping, check_grouping
from recsys.movies.nearest import Nearest
from recsys.movies.pairs import nearest_pairs
from recsys.movies.projection import film_map
from recsys.movies.ranking import Ranked, diversify, each_seed_early, rank
from recsys.movies.results import as_frame
from recsys.movies.sentence import read_sentence
from recsys.movies.terms import Terms
from recsys.movies.title_similarity import TitleSimilarity
from recsys.movies.weights import TERMS, RankingWeights
from recsys.store.film_records import film_records
from recsys.store.graph import CreditGraph
from recsys.store.lexical import LexicalIndex
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


class Movies:
    """Similar films, from a build's texts and credit graph. Thread-safe."""

    def __init__(
        self,
        graph: CreditGraph,
        lexical: LexicalIndex,
        vectors: FilmVectors | None,
        index: VectorIndex | None,
    ) -> None:
        self._graph, self._lexical, self._vectors = graph, lexical, vectors
        nearest = None
        if vectors is not None and index is not None:
            nearest = Nearest(graph, vectors, index)
        self._nearest = nearest
        self._franchises = graph.franchises
        titles = TitleSimilarity(graph)
        self._terms = Terms(graph, titles, lexical, vectors, nearest)
        self._candidates = Candidates(graph, titles, lexical, vectors, nearest)
        self._cached_mask = cached_method(self._compute_mask, CACHED_MASKS)
        self._cached_pairs = cached_method(self._compute_pairs, CACHED_PAIRS)
        self._sentence_vector = cached_method(self._encode_sentence, CACHED_SENTENCES)
        self._model = TextModel(vectors.model) if vectors is not None else None
        self._sentences = None
        if vectors is not None and nearest is not None:
            self._sentences = SentenceRanking(graph, lexical, vectors, nearest)

    def similar(
        self,
        movie_ids: Sequence[str] | str,
        k: int = 20,
        filters: MovieFilters | None = None,
        weights: RankingWeights | None = None,
        diversity: float = 0.0,
        seed_weights: Sequence[float] | None = None,
        franchises: FranchiseGrouping = "group",
        disliked: Sequence[str] = (),
    ) -> pl.DataFrame:
        """Return the films most similar to one or more seeds, best first, without the seeds.

        The result has `k` rows if that many films (or franchises) pass the filters. Columns: see
        `results.as_frame`. With two to five seeds each has a film among the first five, unless
        the results are diversified.

        Parameters
        ----------
        k : int
            1 to 1,000.
        diversity : float
            0 (by score alone) to 1 (as dissimilar as possible).
        seed_weights : sequence of float, optional
            One positive weight per seed; equal by default.
        franchises : {"group", "keep", "hide"}
            One row per franchise, its best film, with its other passing films in `group`; one row
            per film; or one row per film without the seeds' franchises.
        disliked : sequence of str, optional
            Ids of up to 100 films; they are left out, and similar films lose score.

        Raises
        ------
        UnknownId, NothingPasses
        InvalidArgument
            A value is outside its range, or seeds, `k` and `diversity` together cost too much; see
            `cost.check_cost`.
        NoText
            Only the text has a weight, and no seed has a text.
        """
        _check_count(k)
        if not 0 <= diversity <= 1:
            raise InvalidArgument(f"diversity is {diversity}; it must be from 0 to 1.")
        check_grouping(franchises)
        filters, weights = filters or MovieFilters(), weights or RankingWeights()
        seeds = self._seeds([movie_ids] if isinstance(movie_ids, str) else movie_ids)
        check_cost(len(seeds), k, diversity)
        shares = _shares(seed_weights, len(seeds))
        away = self._disliked(disliked, seeds)
        if weights.is_text_only:
            self._require_text(seeds)
        mask = self._mask(filters).copy()
        mask[seeds + away] = False
        if not mask.any():
            raise NothingPasses({}, "the query films")
        if franchises == "hide":
            for seed in seeds:
                mask[self._franchises.members(seed)] = False
            if not mask.any():
                raise NothingPasses({}, "films of the same franchise")
        wanted = k if not diversity else k * DIVERSITY_POOL
        rank_films = partial(self._rank, seeds, away, mask, weights, shares)
        if franchises == "group":
            ranked = self._one_per_franchise(rank_films, wanted, mask)
        else:
            ranked = rank_films(wanted)
        if not diversity:
            ranked = each_seed_early(ranked, len(seeds))
        elif len(ranked.movies):
            ranked = self._diversify(
                ranked.select(np.arange(len(ranked.movies))[:wanted]), k, diversity
            )
        shown = ranked.select(np.arange(len(ranked.movies))[:k])
        group_members = (
            self._franchises.other_members(shown.movies, mask) if franchises == "group" else None
        )
        return as_frame(self._graph, self._lexical, shown, seeds, weights, group_members)

    def search_text(
        self, sentence: str, k: int = 20, filters: MovieFilters | None = None
    ) -> pl.DataFrame:
        """Return the films that best match a sentence, best first; columns of `similar`.

        Raises as `discover` does.
        """
        return self.discover(sentence, k, filters).films

    def discover(
        self, sentence: str, k: int = 20, filters: MovieFilters | None = None
    ) -> Discovery:
        """Return the films that best match a sentence, and what was read in it.

        Meaning and words are compared, and genres, origin and years that the sentence names raise
        the films that fit. If the text model can't be loaded, words alone are compared and the
        note says so.

        Raises
        ------
        InvalidArgument, NothingPasses
        ModelUnavailable
            The model can't be loaded, and no film has a word of the sentence.
        NoText
            The build has no texts, or no film that passes the filters has one.
        """
        _check_count(k)
        text = sentence.strip()
        if not text:
            raise InvalidArgument("The sentence is empty; describe a film in a few words.")
        if len(text) > MAX_SENTENCE:
            raise InvalidArgument(
                f"The sentence has {len(text):,} characters; the maximum is {MAX_SENTENCE:,}."
            )
        if self._sentences is None:
            raise NoText(
                "This catalogue has no overviews, so it can't be searched by description. "
                "Build it with --overviews FILE."
            )
        mask = self._mask(filters) if filters else None
        facts, unavailable = read_sentence(text), None
        try:
            vector = self._sentence_vector(text)
        except ModelUnavailable as error:
            vector, unavailable = None, error
        ranked = self._sentences.rank(facts, vector, mask, k)
        if not len(ranked.movies):
            if unavailable is not None:
                raise unavailable
            raise NoText("None of the films that pass the filters has an overview.")
        films = as_frame(self._graph, self._lexical, ranked, [], RankingWeights())
        note = f"{WORDS_ONLY} {unavailable}" if unavailable else ""
        return Discovery(films, facts, note)

    def pairs(self, groups: Sequence[Sequence[str]], k: int = 12) -> pl.DataFrame:
        """Return the most similar pairs of films across groups, such as two directors' films.

        A film in two groups forms no pair with films of either group, and each film is in at most
        two pairs.

        Columns: `id`, `title`, `year`, `director` (list of names), then the same for the other
        film as `other_id` and so on; the film of the earlier group comes first. `score` is the
        score of `similar` without the terms `known` and `rated`, -1 to 7.05; `reason` and `terms`
        are as in `similar`. The frame has fewer than `k` rows if there are fewer pairs.

        Raises
        ------
        UnknownId, InvalidArgument
        """
        _check_count(k)
        if len(groups) < 2:
            raise InvalidArgument("Give at least two groups of films.")
        return self._cached_pairs(tuple(tuple(self._rows(group)) for group in groups), k)

    def count(self, filters: MovieFilters) -> int:
        """Return the number of films that pass the filters.

        Raises
        ------
        InvalidArgument, NothingPasses
        """
        return int(self._mask(filters).sum())

    def films(self, movie_ids: Sequence[str]) -> pl.DataFrame:
        """Return the films' records in the given order: the columns of `similar` without a seed.

        Raises
        ------
        UnknownId
        """
        return film_records(self._graph, self._rows(movie_ids))

    def best_known(self, count: int) -> list[str]:
        """Return the ids of the films with the most votes, highest first."""
        rows = np.argsort(-self._graph.movie_votes, kind="stable")[:count]
        return self._graph.movies["id"].gather(rows).to_list()

    def map(self, movie_ids: Sequence[str]) -> pl.DataFrame:
        """Return a two-dimensional map of films; columns: see `projection.film_map`.

        Raises
        ------
        UnknownId
        """
        return film_map(self._graph, self._vectors, self._rows(movie_ids))

    @cached_property
    def filter_options(self) -> FilterOptions:
        """The values that filters can take."""
        return filter_options_of(self._graph)

    @property
    def has_texts(self) -> bool:
        """Whether this build has text vectors."""
        return self._vectors is not None

    @property
    def model_loaded(self) -> bool:
        """Whether the text model is in memory; loading it takes some seconds."""
        return self._model is not None and self._model.loaded

    def explain(
        self, movie_id: str, other_id: str, weights: RankingWeights | None = None
    ) -> pl.DataFrame:
        """Return the breakdown of one film's score for another, by default with `like`.

        Columns: `term`, `weight`, `value` and `part` = weight · value. The parts add up to the
        score of `similar`.

        Raises
        ------
        UnknownId
        """
        movie, other = self._rows([movie_id, other_id])
        values = self.term_values(movie, np.array([other]))
        weight_of = asdict(weights or RankingWeights())
        return pl.DataFrame(
            {
                "term": TERMS,
                "weight": [weight_of[term] for term in TERMS],
                "value": [float(values[term][0]) for term in TERMS],
            }
        ).with_columns((pl.col("weight") * pl.col("value")).alias("part"))

    def term_values(self, movie: int, others: np.ndarray) -> dict[str, np.ndarray]:
        """Return one film's unweighted terms against others; all films are given by graph row."""
        return self._terms.all(movie, others.astype(np.int32))

    def warm_up(self) -> None:
        """Start opening the vector index, which takes seconds in a large catalogue."""
        if self._nearest is not None:
            self._nearest.warm_up()

    def _seeds(self, movie_ids: Sequence[str]) -> list[int]:
        ids = list(dict.fromkeys(movie_ids))
        if not 1 <= len(ids) <= MAX_SEEDS:
            raise InvalidArgument(f"The query has {len(ids)} films; give 1 to {MAX_SEEDS}.")
        return self._rows(ids)

    def _disliked(self, movie_ids: Sequence[str], seeds: list[int]) -> list[int]:
        ids = list(dict.fromkeys(movie_ids))
        if len(ids) > MAX_SEEDS:
            raise InvalidArgument(f"{len(ids)} films are disliked; give at most {MAX_SEEDS}.")
        rows = self._rows(ids)
        both = [film for film, row in zip(ids, rows, strict=True) if row in seeds]
        if both:
            raise InvalidArgument(f"{both[0]} is both a query film and disliked.")
        return rows

    def _rows(self, movie_ids: Sequence[str]) -> list[int]:
        rows = []
        for film in movie_ids:
            row = self._graph.movie_row(film)
            if row is None:
                raise UnknownId(film, "film")
            rows.append(row)
        return rows

    def _require_text(self, seeds: list[int]) -> None:
        if self._vectors is None:
            raise NoText("This catalogue has no overviews; give other terms a weight.")
        if all(self._vectors.row_of(seed) is None for seed in seeds):
            titles = ", ".join(self._graph.movies["title"][seed] for seed in seeds)
            raise NoText(f"{titles} has no overview; give other terms a weight.")

    def _rank(
        self,
        seeds: list[int],
        disliked: list[int],
        mask: Mask,
        weights: RankingWeights,
        shares: np.ndarray | None,
        wanted: int,
    ) -> Ranked:
        """Return at least `wanted` ranked films, if the mask allows that many."""
        if weights.is_text_only and len(seeds) == 1 and not disliked:
            return self._by_text(seeds[0], wanted, mask, weights)
        films = self._candidates.of(seeds, wanted, mask, shares)
        if weights.is_text_only:
            terms = [{"text": self._terms.plain_text(seed, films)} for seed in seeds + disliked]
        else:
            terms = self._terms.several(seeds + disliked, films)
        return rank(films, terms[: len(seeds)], weights, shares, terms[len(seeds) :])

    def _one_per_franchise(
        self, rank_films: Callable[[int], Ranked], wanted: int, mask: Mask
    ) -> Ranked:
        """Return the best film of each franchise, ranking more films until there are enough."""
        allowed = int(mask.sum())
        films = min(allowed, 2 * wanted)
        while True:
            ranked = rank_films(films)
            first = self._franchises.first_indices(ranked.movies)
            if len(first) >= wanted or len(ranked.movies) >= allowed:
                return ranked.select(first)
            films = min(allowed, 2 * max(films, len(ranked.movies)))

    def _by_text(self, seed: int, wanted: int, mask: Mask, weights: RankingWeights) -> Ranked:
        """Rank by text alone; films without a text follow, so that `wanted` films are returned."""
        vectors, nearest = self._vectors, self._nearest
        assert vectors is not None, "_require_text checks it"
        assert nearest is not None, "a build with vectors has an index"
        row = vectors.row_of(seed)
        assert row is not None, "_require_text checks it"
        films, cosines = nearest.films(np.asarray(vectors.matrix[row]), wanted, mask, seed)
        if len(films) < wanted:
            without_text = np.setdiff1d(np.flatnonzero(mask), films)[: wanted - len(films)]
            films = np.concatenate([films, without_text.astype(np.int32)])
            cosines = np.concatenate([cosines, np.zeros(len(without_text), np.float32)])
        return rank(films, [{"text": cosines.astype(np.float64)}], weights)

    def _diversify(self, ranked: Ranked, k: int, diversity: float) -> Ranked:
        similarity = pairwise_similarity(self._graph, self._vectors, ranked.movies)
        return diversify(ranked, similarity, k, diversity)

    def _encode_sentence(self, text: str) -> np.ndarray:
        assert self._model is not None, "search_text checks it"
        return self._model.encode_query(text)

    def _mask(self, filters: MovieFilters) -> Mask:
        # Film ids come from one user's list, so their masks are useless to other queries.
        has_ids = filters.exclude_ids or filters.only_ids is not None
        return self._compute_mask(filters) if has_ids else self._cached_mask(filters)

    def _compute_pairs(self, groups: tuple[tuple[int, ...], ...], k: int) -> pl.DataFrame:
        rows = [np.array(group, dtype=np.int32) for group in groups]
        return nearest_pairs(self._graph, self._lexical, self._terms, rows, k)

    def _compute_mask(self, filters: MovieFilters) -> Mask:
        mask = film_mask(self._graph, filters)
        mask.setflags(write=False)
        return mask


def _check_count(k: int) -> None:
    if not 1 <= k <= MAX_RESULTS:
        raise InvalidArgument(f"k is {k}; it must be from 1 to {MAX_RESULTS:,}.")


def _shares(seed_weights: Sequence[float] | None, seeds: int) -> np.ndarray | None:
    if seed_weights is None:
        return None
    shares = np.asarray(seed_weights, dtype=np.float64)
    if len(shares) != seeds or not (np.isfinite(shares) & (shares > 0)).all():
        raise InvalidArgument("Give one weight above 0 for each distinct query film.")
    return shares
