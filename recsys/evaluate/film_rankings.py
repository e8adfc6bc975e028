"""The film recommender against what people like together."""

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
    """Films with ten likes and a vector; relevant are the 20 others with the highest z."""
    graph = store.graph
    assert store.vectors is not None, "asked of builds with texts only"
    counts = np.bincount(likes.movie, minlength=graph.movie_count)
    movies = np.intersect1d(np.flatnonzero(counts >= MIN_LIKES), store.vectors.movies)
    place = np.full(graph.movie_count, -1)
    place[movies] = np.arange(len(movies))
    known = place[likes.movie] >= 0
    z = liked_together(likes.user[known], place[likes.movie[known]], likes.users, len(movies))
    ids = graph.movies["id"].gather(movies).to_list()
    votes = graph.movie_votes[movies]
    return Truth(movies.astype(np.int32), ids, relevant_items(z, ids, DEPTH), z, votes, DEPTH)


def film_rows(store: Store, truth: Truth, progress: Callable[[str], None]) -> list[dict[str, Any]]:
    """The report's rows; those named default and original are asked as the pages ask."""
    progress("ranking films, as the pages do")
    original, gains = _asked(store, truth, RankingWeights.text_only(), "original",
                             "plot text alone, as in 2022", None)  # fmt: skip
    default, _ = _asked(store, truth, RankingWeights(), "default", "all terms", gains)
    folded, _ = _asked(store, truth, RankingWeights(), "default, franchises grouped",
                       "one row a franchise, as shown", gains, "group")  # fmt: skip
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
        alone = [found[name] for found in terms]
        meaning = "this term alone" if any(map(np.any, alone)) else NO_DATA
        rows.append(_scored(truth, f"only {name}", meaning, alone, gains))
    for name in TERMS:
        rest = replace(RankingWeights(), **{name: 0.0})
        kept = [_weighed(found, asdict(rest)) for found in terms]
        rows.append(_scored(truth, f"default without {name}", "all terms but this", kept, gains))
    together = [_weighed(found, weights) for found in terms]
    rows.append(_scored(truth, "default, all candidates", "none left out before ranking",
                        together, gains))  # fmt: skip
    return [*rows, folded, default]


def _asked(
    store: Store,
    truth: Truth,
    weights: RankingWeights,
    name: str,
    meaning: str,
    baseline: np.ndarray | None,
    franchises: FranchiseGrouping = "keep",
) -> tuple[dict[str, Any], np.ndarray]:
    """Ask `similar` for every film, with the candidates as the only films that may appear."""
    place = {film: at for at, film in enumerate(truth.ids)}
    only = MovieFilters(only_ids=tuple(truth.ids))
    similar = partial(store.movies.similar, k=DEPTH, filters=only, weights=weights,
                      franchises=franchises)  # fmt: skip
    rankings = [[place[film] for film in similar(asked)["id"]] for asked in truth.ids]
    return report_row(name, meaning, rankings, truth, baseline)


def _scored(
    truth: Truth, name: str, meaning: str, scores: list[np.ndarray], baseline: np.ndarray
) -> dict[str, Any]:
    rankings = [by_score(values, own, DEPTH) for own, values in enumerate(scores)]
    return report_row(name, meaning, rankings, truth, baseline)[0]


def _weighed(terms: dict[str, np.ndarray], weights: dict[str, float]) -> np.ndarray:
    return np.sum([weights[name] * terms[name] for name in TERMS], axis=0)
