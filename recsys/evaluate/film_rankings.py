"""Evaluation of the film recommenders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import numpy as np

from recsys.catalog import Store
from recsys.evaluate.movielens import Likes, liked_together, relevant_items
from recsys.evaluate.rankings import NO_DATA, Truth, by_score, report_row
from recsys.movies import FranchiseGrouping, MovieFilters, RankingWeights
from recsys.movies.weights import TERMS

DEPTH = 20
MIN_LIKES = 10
_SEED = 11


def film_truth(store: Store, likes: Likes) -> Truth:
    """Return the ground truth for films with at least ten likes and a vector.

    The 20 other films with the highest z are relevant.
    """
    graph = store.graph
    assert store.vectors is not None, "evaluate checks for texts"
    counts = np.bincount(likes.movie, minlength=graph.movie_count)
    movies = np.intersect1d(np.flatnonzero(counts >= MIN_LIKES), store.vectors.movies)
    position = np.full(graph.movie_count, -1)
    position[movies] = np.arange(len(movies))
    measured = position[likes.movie] >= 0
    z = liked_together(
        likes.user[measured], position[likes.movie[measured]], likes.users, len(movies)
    )
    ids = graph.movies["id"].gather(movies).to_list()
    votes = graph.movie_votes[movies]
    return Truth(movies.astype(np.int32), ids, relevant_items(z, ids, DEPTH), z, votes, DEPTH)


def film_rows(store: Store, truth: Truth, progress: Callable[[str], None]) -> list[dict[str, Any]]:
    """Return the report rows; the default and original rows query `similar` as the pages do."""
    progress("ranking films, as the pages do")
    original, gains = _queried(store, truth, RankingWeights.text_only(), "original",
                             "plot text alone, as in 2022", None)  # fmt: skip
    default, _ = _queried(store, truth, RankingWeights(), "default", "all terms", gains)
    grouped, _ = _queried(store, truth, RankingWeights(), "default, franchises grouped",
                       "one row per franchise, as on the pages", gains, "group")  # fmt: skip
    progress("ranking films by single terms")
    rng = np.random.default_rng(_SEED)
    chance = [list(rng.permutation(len(truth.ids))) for _ in truth.ids]
    chance = [[p for p in order if p != own][:DEPTH] for own, order in enumerate(chance)]
    rows = [
        report_row("random", "in random order", chance, truth, gains)[0],
        _scored(truth, "popularity", "most votes first", [truth.votes] * len(truth.ids), gains),
        original,
    ]
    terms = [store.movies.term_values(film, truth.rows) for film in truth.rows.tolist()]
    weights = asdict(RankingWeights())
    for name in TERMS:
        alone = [values[name] for values in terms]
        meaning = "this term alone" if any(map(np.any, alone)) else NO_DATA
        rows.append(_scored(truth, f"only {name}", meaning, alone, gains))
    for name in TERMS:
        rest = replace(RankingWeights(), **{name: 0.0})
        scores = [_weighted(values, asdict(rest)) for values in terms]
        rows.append(
            _scored(truth, f"default without {name}", "all terms except this one", scores, gains)
        )
    scores = [_weighted(values, weights) for values in terms]
    rows.append(_scored(truth, "default, all candidates", "no film left out before the ranking",
                        scores, gains))  # fmt: skip
    return [*rows, grouped, default]


def _queried(
    store: Store,
    truth: Truth,
    weights: RankingWeights,
    name: str,
    meaning: str,
    baseline: np.ndarray | None,
    franchises: FranchiseGrouping = "keep",
) -> tuple[dict[str, Any], np.ndarray]:
    """Query `similar` for every film, restricted to the measured films."""
    position = {film: index for index, film in enumerate(truth.ids)}
    only = MovieFilters(only_ids=tuple(truth.ids))
    similar = partial(store.movies.similar, k=DEPTH, filters=only, weights=weights,
                      franchises=franchises)  # fmt: skip
    rankings = [[position[film] for film in similar(query)["id"]] for query in truth.ids]
    return report_row(name, meaning, rankings, truth, baseline)


def _scored(
    truth: Truth, name: str, meaning: str, scores: list[np.ndarray], baseline: np.ndarray
) -> dict[str, Any]:
    rankings = [by_score(values, own, DEPTH) for own, values in enumerate(scores)]
    return report_row(name, meaning, rankings, truth, baseline)[0]


def _weighted(terms: dict[str, np.ndarray], weights: dict[str, float]) -> np.ndarray:
    return np.asarray(np.sum([weights[name] * terms[name] for name in TERMS], axis=0))
