"""Evaluation of the director recommenders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from recsys.catalog import Store
from recsys.directors import Method
from recsys.directors.people import TERMS
from recsys.evaluate.joint_films import leave_out_joint_films
from recsys.evaluate.metrics import bootstrap
from recsys.evaluate.movielens import Likes, liked_together, relevant_items
from recsys.evaluate.rankings import Truth, by_score, report_row

DEPTH = 10
MIN_FILMS = 3
MIN_USERS, MIN_USERS_OF_FEW, FEW_USERS = 15, 8, 400
PEOPLE, AFFINITY = ("people", "together"), ("people", "overlap")
"""The terms of the two scores that depend on who worked with whom."""
_SEED = 12


def director_truth(store: Store, likes: Likes) -> Truth:
    """Return the ground truth for directors with at least three films and enough users.

    The 10 directors with the highest z are relevant. A user likes a director if they like one of
    the director's films. At least 15 users are needed, or 8 if the file has fewer than 400 users.
    Between two directors, the films that they directed together count for neither: one like would
    make the two liked together.
    """
    graph = store.graph
    like, director = graph.movie_directors.expand(likes.movie.astype(np.int32))
    pairs = np.unique(np.stack([likes.user[like], director], axis=1), axis=0)
    counts = np.bincount(pairs[:, 1], minlength=graph.director_count)
    enough = MIN_USERS_OF_FEW if likes.users < FEW_USERS else MIN_USERS
    rows = np.flatnonzero((counts >= enough) & (graph.films_directed >= MIN_FILMS))
    position = np.full(graph.director_count, -1)
    position[rows] = np.arange(len(rows))
    measured = pairs[position[pairs[:, 1]] >= 0]
    z = liked_together(measured[:, 0], position[measured[:, 1]], likes.users, len(rows))
    leave_out_joint_films(graph, likes, rows, z)
    ids = graph.people["id"].gather(graph.director_persons[rows]).to_list()
    votes = _max_votes(store, rows)
    return Truth(rows.astype(np.int32), ids, relevant_items(z, ids, DEPTH), z, votes, DEPTH)


def director_rows(
    store: Store, truth: Truth, progress: Callable[[str], None]
) -> list[dict[str, Any]]:
    """Return the report rows of the director rankings, computed from `Directors.scores`."""
    progress("ranking directors")
    ids = truth.ids
    order = pl.DataFrame({"id": ids}).with_row_index("position")
    classic = [_scores(store, person, "classic", order) for person in ids]
    original, gains = _ranked(truth, "original", "the classic score", [s for s, _ in classic], None)
    people = [_scores(store, person, "people", order) for person in ids]
    affinity = [_scores(store, person, "affinity", order) for person in ids]
    rng = np.random.default_rng(_SEED)
    chance = [rng.random(len(ids)) for _ in ids]
    rows = [
        _ranked(truth, "random", "in random order", chance, gains)[0],
        _ranked(truth, "popularity", "most votes first", [truth.votes] * len(ids), gains)[0],
        original,
    ]
    for name in TERMS:
        alone = [np.where(np.isfinite(score), terms[name], score) for score, terms in people]
        rows.append(_ranked(truth, f"only {name}", "this term alone", alone, gains)[0])
    for name in TERMS:
        remaining = [score - terms[name] for score, terms in people]
        rows.append(
            _ranked(
                truth, f"default without {name}", "all terms except this one", remaining, gains
            )[0]
        )
    rows += _with_and_without(truth, "affinity", "kindred directors", affinity, gains, AFFINITY)
    rows += _with_and_without(truth, "default", "people first, all terms", people, gains, PEOPLE)
    return rows


def _with_and_without(
    truth: Truth,
    name: str,
    meaning: str,
    scores: list[tuple[np.ndarray, dict[str, np.ndarray]]],
    baseline: np.ndarray,
    people_terms: tuple[str, ...],
) -> list[dict[str, Any]]:
    """Return the rows of a score without its people terms, and of the score with the gain."""
    bare_name = f"{name} without {' and '.join(people_terms)}"
    bare_scores = [score - sum(terms[term] for term in people_terms) for score, terms in scores]
    bare, bare_gains = _ranked(
        truth, bare_name, "those who share people, ranked by all other terms", bare_scores, baseline
    )
    row, gains = _ranked(truth, name, meaning, [score for score, _ in scores], baseline)
    row["difference_from_without_people"] = asdict(bootstrap(gains - bare_gains))
    return [bare, row]


def _scores(
    store: Store, person: str, method: Method, order: pl.DataFrame
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return scores in `order` (-inf without shared people) and weighted terms (0 there)."""
    frame = order.join(store.directors.scores(person, method), on="id", maintain_order="left",
                       how="left")  # fmt: skip
    missing = frame["score"].is_null().to_numpy()
    score = np.where(missing, -np.inf, frame["score"].fill_null(0).to_numpy())
    if method == "classic":
        return score, {}
    columns = frame["terms"].struct.unnest()
    return score, {name: columns[name].fill_null(0).to_numpy() for name in columns.columns}


def _ranked(
    truth: Truth, name: str, meaning: str, scores: list[np.ndarray], baseline: np.ndarray | None
) -> tuple[dict[str, Any], np.ndarray]:
    rankings = [by_score(values, own, DEPTH) for own, values in enumerate(scores)]
    return report_row(name, meaning, rankings, truth, baseline)


def _max_votes(store: Store, directors: np.ndarray) -> np.ndarray:
    """Return the votes of each director's most voted film."""
    index, film = store.graph.director_movies.expand(directors.astype(np.int32))
    votes = np.zeros(len(directors), dtype=np.int64)
    np.maximum.at(votes, index, store.graph.movie_votes[film])
    return votes
