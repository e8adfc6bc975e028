"""Figures below the results: what makes them alike, and a map by text similarity."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from pages.parts.common import figures
from pages.parts.common.catalogue import leased
from pages.parts.common.text import titled
from pages.parts.films.explanation import FILM_TERMS
from recsys import charts

FILMS_IN_MATRIX = 30
"""More rows would not fit on a screen."""


def show_result_figures(frame: pl.DataFrame, seeds: list[str]) -> None:
    """Show both figures in tabs."""
    figures.in_tabs(
        "where",
        {"What makes them alike": partial(_matrix, frame), "Map": partial(_map, frame, seeds)},
    )


def _matrix(frame: pl.DataFrame) -> None:
    shown = frame.head(FILMS_IN_MATRIX)
    st.caption("Each cell is a part of the score; the colours are those of the bars above")
    labels = {term: label for term, (label, _) in FILM_TERMS.items()}
    best = shown.row(0, named=True)
    strongest = max(best["terms"], key=best["terms"].get)
    figures.show(
        charts.likeness_matrix(shown, labels, figures.ink()),
        key="matrix",
        alt=f"Parts of the score of {shown.height} films by term; the best match is "
        f"{titled(best)}, most of all by {labels[strongest]}.",
    )


def _map(frame: pl.DataFrame, seeds: list[str]) -> None:
    with leased() as store:
        points = store.movies.map([*seeds, *frame["id"]])
    if points.is_empty():
        st.caption("Too few of these films have an overview to show a map.")
        return
    missing = len(seeds) + frame.height - points.height
    left_out = f"; {missing} without an overview left out" if missing else ""
    st.caption(f"Films with similar texts are close together; colour is the first genre{left_out}")
    best = titled(frame.row(0, named=True))
    figures.show(
        charts.neighbourhood(points, seeds, figures.ink()),
        key="map",
        alt=f"Map of {points.height} films by similarity of their texts; the best match is {best}.",
    )
