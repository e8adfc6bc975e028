"""Films found, as cards or as a table, with what made them rank where they do."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from pages.parts.common import downloads as downloads
from pages.parts.common.links import film_column, film_link, person_link
from pages.parts.common.sources import origin
from pages.parts.common.text import films_line, is_web_address, plain, rated, titled
from pages.parts.films.controls import type_word
from pages.parts.lists import hidden
from recsys import charts
from recsys.movies import GROUPS, grouped

LINE = 190
"""Characters of an overview that a card shows."""
POSTER_WIDTH = 92

Actions = Callable[[dict], None]


def draw(frame: pl.DataFrame, actions: Actions, name: str, seeds: dict[str, str]) -> None:
    """The results, and the file to take away.

    `actions` draws the buttons of one film; `seeds` holds the titles of the films asked about.
    """
    table, posters = _view(frame)
    top = max(frame["score"].to_list())
    if table:
        _table(frame, top, actions)
    else:
        _legend(frame)
        for place, film in enumerate(frame.to_dicts(), start=1):
            _card(film, place, top, actions, posters, seeds)
    downloads.table(frame, name, films=True)


def _view(frame: pl.DataFrame) -> tuple[bool, bool]:
    """Whether to show a table, and posters."""
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
                help="Your browser then loads them from the addresses the source gave.",
            )
    return view == "Table", posters


def _legend(frame: pl.DataFrame) -> None:
    """The colours of the bars, where there is more than one."""
    groups = [grouped(terms) for terms in frame["terms"]]
    drawn = [name for name in GROUPS if any(parts[name] for parts in groups)]
    if len(drawn) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.caption("What makes up a score:", width="content")
        for group in drawn:
            with st.container(
                horizontal=True, vertical_alignment="center", gap="xsmall", width="content"
            ):
                st.image(charts.swatch(group), alt="")
                st.caption(group, width="content")


def _card(
    film: dict, place: int, top: float, actions: Actions, posters: bool, seeds: dict[str, str]
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
            words, weight = st.columns([7, 3], gap="medium")
            with words, st.container(gap="xsmall"):
                _words(film, place, seeds)
            with weight:
                bar(film, top)
                with st.container(horizontal=True, gap="small"):
                    actions(film)
                    hidden.button(film)


def _words(film: dict, place: int, seeds: dict[str, str]) -> None:
    original = film["original_title"]
    also = f"*{plain(original)}*" if original not in (None, film["title"]) else ""
    kind = "" if film["type"] in ("movie", None) else f" :gray-badge[{type_word(film['type'])}]"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        film_link(film["id"], f"{place}. {titled(film)}", strong=True)
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
        st.caption(plain(f"Of the same series: {films_line(film['group'])}"))
    st.caption(plain(_numbers(film)))


def bar(film: dict, top: float) -> None:
    """The stacked bar of a score, the number under it, and the parts on hover."""
    parts = grouped(film["terms"])
    said = " · ".join(f"{group} {part:.2f}" for group, part in parts.items() if part)
    st.image(charts.term_bar(parts, top), alt=f"Score {film['score']:.2f}: {said}")
    st.caption(f"{film['score']:.2f}", help=said)


def _overview(film: dict) -> str:
    """The beginning of an overview; says so where there is none."""
    text = " ".join((film["overview"] or "").split())
    if not text:
        return "No overview in this catalogue."
    if len(text) <= LINE:
        return text
    return text[:LINE].rsplit(" ", 1)[0].rstrip(".,;:") + " …"


def _numbers(film: dict) -> str:
    runtime = f"{film['runtime']} min" if film["runtime"] else ""
    return " · ".join(filter(None, [", ".join(film["genres"] or []), runtime, rated(film)]))


def _table(frame: pl.DataFrame, top: float, actions: Actions) -> None:
    column = st.column_config
    films = frame.to_dicts()
    parts = [[round(part, 4) for part in grouped(film["terms"]).values()] for film in films]
    shown = frame.select(
        pl.int_range(1, pl.len() + 1).alias("place"),
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
    chosen = st.dataframe(
        shown,
        key="films",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "place": column.NumberColumn("#", width=40),
            "title": film_column("Film", "open_film", frame["id"], width=190),
            "year": column.NumberColumn("Year", format="%d", width=60),
            "director": column.TextColumn("Director", width=140),
            "score": column.ProgressColumn(
                "Score", width=110, min_value=0.0, max_value=max(top, 0.01), format="%.2f"
            ),
            "terms": column.BarChartColumn(
                "Terms", width=80, y_min=0.0, help="From left to right: " + ", ".join(GROUPS)
            ),
            "reason": column.TextColumn("Why", width=300),
            "rating": column.NumberColumn("Rating", format="%.1f", width=70),
            "votes": column.NumberColumn("Votes", format="localized", width=80),
        },
        alt="Films found, best first",
    )
    rows = chosen["selection"]["rows"]
    if rows and rows[0] < len(films):
        film = films[rows[0]]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(titled(film))}**", width="content")
            actions(film)
            hidden.button(film)
    else:
        st.caption("Select a row to go on from that film.")
