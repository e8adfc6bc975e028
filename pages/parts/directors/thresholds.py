"""How the ranks do at other thresholds: the words in the table, the figure in the evidence."""

from __future__ import annotations

import streamlit as st

from pages.parts.common import figures
from pages.parts.common.catalogue import leased
from pages.parts.common.text import number_of, plain
from pages.parts.directors.controls import Settings
from recsys import charts
from recsys.catalog import Store
from recsys.directors import LikedFilms

RANK_HELP = (
    "Holds: moving the rating by half a point, the votes by a step, or both, leaves them among "
    "those shown in at least 4 of 5 cases. Hangs: the place depends on where the sliders stand."
)


def rank_words(store: Store, director: str | LikedFilms, settings: Settings) -> list[str]:
    """`holds` or `hangs` for each director shown."""
    frame = store.directors.robustness(
        director, settings.method, settings.limits, settings.roles, settings.limit
    )
    return ["holds" if holds else "hangs" for holds in frame["stable"]]


def draw(director: str | LikedFilms, other: dict, settings: Settings) -> None:
    """The selected director's rank over the grid of thresholds."""
    with leased() as store:
        grid = store.directors.rank_grid(
            director, other["id"], settings.method, settings.limits, settings.roles
        )
    ranks = grid["rank"].drop_nulls().to_list()
    name = other["name"]
    words = (
        f"{name} passes at {len(ranks)} of {number_of(grid.height, 'pair')} of thresholds, "
        f"with ranks from {min(ranks):,} to {max(ranks):,}."
    )
    st.caption(
        plain(words) + " A frame marks where the sliders stand, a dash where they do not pass, "
        f"grey a place beyond the {settings.limit} shown."
    )
    figures.show(
        charts.rank_map(name, grid, settings.limit, figures.ink()),
        key="thresholds",
        alt=f"Rank of {name} by least rating and least votes. {words}",
    )
