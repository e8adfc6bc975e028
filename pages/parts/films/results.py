"""Film results as cards or as a table, with scores and reasons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import downloads
from pages.parts.common.links import film_column, film_link, person_link
from pages.parts.common.sources import origin
from pages.parts.common.text import films_line, is_web_address, plain, rated, titled
from pages.parts.films.controls import type_word
from pages.parts.lists import hidden
from recsys import charts
from recsys.movies import GROUPS, grouped

OVERVIEW_LENGTH = 190
"""Characters of an overview shown on a card."""
POSTER_WIDTH = 92

GROUP_LABELS = {group: group for group in GROUPS} | {
    "known": "popularity",
    "rated": "rating",
}
"""Display names of the groups of terms."""

Actions = Callable[[dict[str, Any]], None]


def show_results(frame: pl.DataFrame, actions: Actions, name: str, seeds: dict[str, str]) -> None:
    """Show the results and their downloads.

    `actions` shows the buttons of one film; `seeds` are the titles of the query's films by id.
    """
    table, posters = _view(frame)
    max_score = max(frame["score"].to_list())
    if table:
        _table(frame, max_score, actions)
    else:
        _legend(frame)
        for position, film in enumerate(frame.to_dicts(), start=1):
            _card(film, position, max_score, actions, posters, seeds)
    downloads.table(frame, name, films=True)


def _view(frame: pl.DataFrame) -> tuple[bool, bool]:
    """Return whether to show a table, and whether to show posters."""
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            "Show results as",
            ("Cards", "Table"),
            default="Cards",
            required=True,
            key="view",
            bind="query-params",
            label_visibility="collapsed",
        )
        posters = False
        if view != "Table" and any(map(is_web_address, frame["poster"])):
            posters = st.toggle(
                "Show posters",
                key="posters",
                bind="query-params",
                help="Your browser loads them directly from their source.",
            )
    return view == "Table", posters


def _legend(frame: pl.DataFrame) -> None:
    """Show the colours of the score bars, if there are several."""
    groups = [grouped(terms) for terms in frame["terms"]]
    present = [name for name in GROUPS if any(parts[name] for parts in groups)]
    if len(present) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.caption("Parts of the score:", width="content")
        for group in present:
            with st.container(
                horizontal=True, vertical_alignment="center", gap="xsmall", width="content"
            ):
                st.image(charts.swatch(group), alt="")
                st.caption(GROUP_LABELS[group], width="content")


def _card(
    film: dict[str, Any],
    position: int,
    max_score: float,
    actions: Actions,
    posters: bool,
    seeds: dict[str, str],
) -> None:
    with st.container(border=True):
        if posters:
            beside, body = st.columns([1, 9], width="stretch")
            with beside:
                if is_web_address(film["poster"]):
                    st.image(film["poster"], width=POSTER_WIDTH, alt=f"Poster of {film['title']}")
                else:
                    st.caption("no poster")
        else:
            body = st.container()
        with body:
            description, score = st.columns([7, 3], gap="medium")
            with description, st.container(gap="xsmall"):
                _description(film, position, seeds)
            with score:
                score_bar(film, max_score)
                with st.container(horizontal=True, gap="small"):
                    actions(film)
                    hidden.hide_button(film)


def _description(film: dict[str, Any], position: int, seeds: dict[str, str]) -> None:
    original = film["original_title"]
    also = f"*{plain(original)}*" if original not in (None, film["title"]) else ""
    kind = "" if film["type"] in ("movie", None) else f" :gray-badge[{type_word(film['type'])}]"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        film_link(film["id"], f"{position}. {titled(film)}", strong=True)
        if also or kind:
            st.markdown(also + kind, width="content")
        people = zip(film["director"][:3], film["director_ids"][:3], strict=True)
        for name, person in people:
            person_link(person, name)
    nearest = f"nearest to {seeds[film['seed']]}: " if len(seeds) > 1 else ""
    if film["reason"]:
        st.markdown(plain(nearest + film["reason"]))
    st.caption(plain(_overview(film)))
    if film["overview_url"]:
        st.caption(origin(film, shortened=film["overview"] != _overview(film)))
    if film["group"]:
        st.caption(plain(f"In the same series: {films_line(film['group'])}"))
    st.caption(plain(_facts(film)))


def score_bar(film: dict[str, Any], max_score: float) -> None:
    """Show the score as a stacked bar, its value below and its parts on hover."""
    parts = grouped(film["terms"])
    breakdown = " · ".join(
        f"{GROUP_LABELS[group]} {part:.2f}" for group, part in parts.items() if part
    )
    st.image(charts.term_bar(parts, max_score), alt=f"Score {film['score']:.2f}: {breakdown}")
    st.caption(f"{film['score']:.2f}", help=breakdown)


def _overview(film: dict[str, Any]) -> str:
    """Return the beginning of the overview, or say that there is none."""
    text = " ".join((film["overview"] or "").split())
    if not text:
        return "No overview in this catalogue."
    if len(text) <= OVERVIEW_LENGTH:
        return text
    return text[:OVERVIEW_LENGTH].rsplit(" ", 1)[0].rstrip(".,;:") + " …"


def _facts(film: dict[str, Any]) -> str:
    runtime = f"{film['runtime']} min" if film["runtime"] else ""
    return " · ".join(filter(None, [", ".join(film["genres"] or []), runtime, rated(film)]))


def _table(frame: pl.DataFrame, max_score: float, actions: Actions) -> None:
    column = st.column_config
    films = frame.to_dicts()
    parts = [[round(part, 4) for part in grouped(film["terms"]).values()] for film in films]
    shown = frame.select(
        pl.int_range(1, pl.len() + 1).alias("position"),
        "title",
        "year",
        pl.col("director").list.join(", "),
        "score",
        pl.Series("terms", parts, dtype=pl.List(pl.Float64)),
        "reason",
        "rating",
        "votes",
    )
    if not any(frame["reason"]):
        shown = shown.drop("reason")
    selection = st.dataframe(
        shown,
        key="films",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "position": column.NumberColumn("#", width=40),
            "title": film_column("Film", "open_film", frame["id"], width=190),
            "year": column.NumberColumn("Year", format="%d", width=60),
            "director": column.TextColumn("Director", width=140),
            "score": column.ProgressColumn(
                "Score", width=110, min_value=0.0, max_value=max(max_score, 0.01), format="%.2f"
            ),
            "terms": column.BarChartColumn(
                "Terms",
                width=80,
                y_min=0.0,
                help="Left to right: " + ", ".join(GROUP_LABELS.values()),
            ),
            "reason": column.TextColumn("Why", width=300),
            "rating": column.NumberColumn("Rating", format="%.1f", width=70),
            "votes": column.NumberColumn("Votes", format="localized", width=80),
        },
        alt="Films found, best first",
    )
    rows = selection["selection"]["rows"]
    if rows and rows[0] < len(films):
        film = films[rows[0]]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(titled(film))}**", width="content")
            actions(film)
            hidden.hide_button(film)
    else:
        st.caption("Select a row for actions on that film.")
