"""Seeds with the first films of the default ranking and of plot text alone, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from recsys.catalog import Store
from recsys.movies import RankingWeights

SEEDS, SHOWN = 10, 5


def example_seeds(store: Store, count: int = SEEDS) -> list[str]:
    """Return ids of well-known films of all decades, by year; nobody chooses them by hand.

    These are the most voted films of each decade, then the second ones, and so on, leaving out
    films whose franchise or director is there already. In a build with texts, all have a text.
    """
    graph, vectors = store.graph, store.vectors
    if graph.movie_count < 2:
        return []
    rows = np.arange(graph.movie_count) if vectors is None else vectors.movies
    rows = rows[graph.movie_year[rows] > 0] if (graph.movie_year[rows] > 0).any() else rows
    rows = rows[np.lexsort((rows, -graph.movie_votes[rows]))]
    decades = pl.DataFrame({"decade": graph.movie_year[rows] // 10})
    place = decades.select(pl.int_range(pl.len()).over("decade")).to_series().to_numpy()
    chosen: list[int] = []
    seen: set[tuple[str, int]] = set()
    for row in rows[np.argsort(place, kind="stable")].tolist():
        keys = {("director", int(each)) for each in graph.movie_directors.of(row)}
        if graph.movie_franchise[row] >= 0:
            keys.add(("franchise", int(graph.movie_franchise[row])))
        if not keys & seen:
            chosen.append(row)
            seen |= keys
        if len(chosen) == count:
            break
    chosen.sort(key=lambda row: (int(graph.movie_year[row]), row))
    return [str(graph.movies["id"][row]) for row in chosen]


def side_by_side(store: Store, seeds: Sequence[str], k: int = SHOWN) -> list[dict[str, Any]]:
    """Return for each seed its record and the first `k` films of both rankings.

    Each dict has `seed`, `ours` and `text`: `id`, `title` and `year` of the films. `ours` is the
    ranking of the pages; `text` is the plot text alone, empty in a build without texts.
    """
    columns = ["id", "title", "year"]
    text_only = RankingWeights.text_only()
    found = []
    for seed in seeds:
        text = [] if store.vectors is None else store.movies.similar(
            seed, k, weights=text_only, franchises="keep"
        ).select(columns).to_dicts()  # fmt: skip
        [record] = store.movies.films([seed]).select(columns).to_dicts()
        ours = store.movies.similar(seed, k).select(columns).to_dicts()
        found.append({"seed": record, "ours": ours, "text": text})
    return found
