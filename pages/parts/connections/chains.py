"""Paths as a figure and as text with links."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import downloads, figures, routing
from pages.parts.common.links import film_link, person_link
from pages.parts.common.text import join_words, number_of, plain, role_words, titled
from recsys import charts


def show_paths(found: pl.DataFrame) -> None:
    """Show a sentence, the figure, and beside it every path as text."""
    st.markdown(plain(sentence(found)))
    picture, text = st.columns(2, gap="medium")
    first, last = _ends(found)
    with picture:
        st.caption("Each line is one path. Hover for roles; a click opens the person or film.")
        figures.show(
            charts.paths(found, figures.ink()),
            key="paths",
            alt=f"{sentence(found)} Each path is a line with people and films as stations.",
            title=f"From {first} to {last}",
            on_click=_open,
        )
    with text:
        first_path, *others = found["steps"].to_list()
        st.markdown("**Through the rarest links**" if others else "**The path**")
        _chain(first_path)
        for steps in others:
            with st.expander(f"Through {plain(_through(steps))}"):
                _chain(steps)
    downloads.table(found, "filmkin-paths", "these paths")


def sentence(found: pl.DataFrame) -> str:
    """Say how far apart the ends are, and through whom the first path goes."""
    first, last = _ends(found)
    steps = found["steps"].to_list()[0]
    films = sum(step["kind"] == "film" for step in steps[1:-1])
    people = [step["name"] for step in steps[1:-1] if step["kind"] == "person"]
    if not people:
        [film] = [step for step in steps if step["kind"] == "film"][:1]
        if films:
            return f"{first} and {last} worked on the same film: {_film(film)}."
        return f"{first} worked on {last}." if steps[0]["kind"] == "person" else (
            f"{last} worked on {first}."
        )  # fmt: skip
    over = f"{number_of(films, 'film')} and " if films else ""
    middle = f"{over}{number_of(len(people), 'person', 'people')} between them"
    paths = "One shortest path" if found.height == 1 else f"{found.height} shortest paths"
    return f"{paths} from {first} to {last}, with {middle}; the rarest goes through {people[0]}."


def _ends(found: pl.DataFrame) -> tuple[str, str]:
    steps = found["steps"].to_list()[0]
    return str(steps[0]["name"]), str(steps[-1]["name"])


def _film(step: dict[str, Any]) -> str:
    return titled({"title": step["name"], "year": step["year"]})


def _through(steps: list[dict[str, Any]]) -> str:
    """Return the people between the ends; the films if there are none."""
    people = [step["name"] for step in steps[1:-1] if step["kind"] == "person"]
    return join_words(people or [step["name"] for step in steps[1:-1]])


def _chain(steps: list[dict[str, Any]]) -> None:
    """Show one path, a step per line with the role that links it to the one above."""
    with st.container(gap=None):
        for step in steps:
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                if step["kind"] == "person":
                    person_link(step["id"], step["name"], strong=True)
                else:
                    film_link(step["id"], _film(step))
                if step["roles"]:
                    st.caption(plain(role_words(step["roles"])), width="content")


def _open(datum: list[str]) -> None:
    kind, chosen = datum
    page, parameter = (routing.PERSON, "person") if kind == "person" else (routing.FILM, "movie")
    st.switch_page(routing.target(page), query_params={parameter: chosen})
