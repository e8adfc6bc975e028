"""Figures below the results: by year, and a map by text similarity."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from pages.parts.common import figures
from pages.parts.common.catalogue import leased
from pages.parts.common.text import titled
from recsys import charts


def show_result_figures(frame: pl.DataFrame, seeds: list[str]) -> None:
    """Show both figures in tabs."""
    figures.in_tabs(
        "where", {"By year": partial(_by_year, frame), "Map": partial(_map, frame, seeds)}
    )


def _by_year(frame: pl.DataFrame) -> None:
    dated = frame.drop_nulls("year")
    if dated.is_empty():
        st.caption("None of these films has a known year.")
        return
    first, last = dated["year"].to_list()[0], dated["title"].to_list()[0]
    years = dated["year"].to_list()
    st.caption("Higher is a better match, larger is more popular")
    figures.show(
        charts.by_year(frame, figures.ink()),
        key="by-year",
        alt=f"{dated.height} films from {min(years)} to {max(years)} by year and score; "
        f"the best match is {last} of {first}.",
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
