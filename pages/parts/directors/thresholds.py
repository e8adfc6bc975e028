"""How ranks change with the thresholds: labels for the results, and a figure."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts.common import figures
from pages.parts.common.catalogue import leased
from pages.parts.common.text import number_of, plain
from pages.parts.directors.controls import DirectorSettings
from recsys import charts
from recsys.catalog import Store
from recsys.directors import LikedFilms

RANK_HELP = (
    "Stable: still among the results in at least 4 of 5 cases if the rating moves by half a "
    "point, the votes by a step, or both. Sensitive: among them in fewer cases."
)


def rank_words(store: Store, director: str | LikedFilms, settings: DirectorSettings) -> list[str]:
    """Return `stable` or `sensitive` for each result."""
    frame = store.directors.robustness(settings.query(director), settings.limit)
    return ["stable" if is_stable else "sensitive" for is_stable in frame["stable"]]


def show_rank_map(
    director: str | LikedFilms, other: dict[str, Any], settings: DirectorSettings
) -> None:
    """Show the selected director's rank over a grid of thresholds."""
    with leased() as store:
        grid = store.directors.rank_grid(settings.query(director), other["id"])
    ranks = grid["rank"].drop_nulls().to_list()
    name = other["name"]
    words = (
        f"{name} meets {len(ranks)} of {number_of(grid.height, 'pair')} of thresholds, "
        f"with ranks from {min(ranks):,} to {max(ranks):,}."
    )
    st.caption(
        plain(words)
        + " The frame marks the current thresholds, a dash means that they are not met, "
        f"grey a rank beyond the {settings.limit} shown."
    )
    figures.show(
        charts.rank_map(name, grid, settings.limit, figures.ink()),
        key="thresholds",
        alt=f"Rank of {name} by minimum rating and minimum votes. {words}",
    )
