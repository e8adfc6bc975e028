"""Scores taken apart: the terms of one, with every number, from the catalogue that is open."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts.common import downloads as downloads
from pages.parts.common.links import person_column
from pages.parts.common.text import number_of, plain
from recsys.directors.explanation import ClassicExplanation

AFFINITY_TERMS: dict[str, tuple[str, str]] = {
    "people": (
        "shared people",
        "1 − exp(−Σ rarity · √(c · n)): c and n weigh the films with either director by role, "
        "rarity = 1 / (1 + ln films)",
    ),
    "overlap": ("overlap of careers", "shared people / √(people of one · people of the other)"),
    "era": ("era", "exp(−difference of the mean years / 10)"),
    "genre": ("genre", "cosine of the numbers of films of each genre"),
    "text": ("story", "cosine of the mean text vectors; 0 where one has none"),
    "known": ("renown", "ln(1 + most votes on a film) over that of the catalogue"),
    "rated": ("ratings", "mean rating of 10 by votes, drawn to the average by 500 votes"),
}
"""Name and meaning of each term of the affinity of directors."""

FILM_TERMS: dict[str, tuple[str, str]] = {
    "text": ("plot text", "cosine of the texts, −1 to 1; 0 where one film has none"),
    "director": ("directors", "shared directors over the geometric mean of how many each has"),
    "people": (
        "cast and crew",
        "1 − exp(−Σ rarity · weight of the role) over shared people, rarity = 1 / (1 + ln films)",
    ),
    "franchise": ("series", "1 for a film of the same series, else 0"),
    "title": ("title", "cosine of the titles' words, rarer words more; less where many share them"),
    "genre": ("genre", "cosine of the genres, rarer ones more"),
    "keywords": ("keywords", "cosine of the keywords, rarer ones more"),
    "place": ("place", "mean of the same for countries and for languages"),
    "era": ("era", "exp(−difference in years / 10)"),
    "known": ("renown", "ln(1 + votes) over that of the most voted film"),
    "rated": ("rating", "rating of 10, drawn to the average by 50 votes"),
}
"""The same for films."""

_ADDENDS = 15
"""Numbers of a sum that are written out."""


def terms(steps: pl.DataFrame, words: dict[str, tuple[str, str]], what: str, file: str) -> None:
    """Weight times value a term, and the sum.

    `what` says whose score for whom it is; `file` names the table that is taken away.
    """
    shown = steps.select(
        pl.Series("term", [words[term][0] for term in steps["term"]]),
        "value",
        "weight",
        "part",
        pl.Series("meaning", [words[term][1] for term in steps["term"]]),
    )
    column = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        height="content",
        column_config={
            "term": column.TextColumn("Term", width=130),
            "value": column.NumberColumn("Value", format="%.3f", help="0 to 1"),
            "weight": column.NumberColumn("Weight", format="%.2f", help="How much it counts"),
            "part": column.NumberColumn(
                "Part of the score", format="%.3f", help="Value times weight"
            ),
            "meaning": column.TextColumn("What the value is", width=560),
        },
        alt=f"Terms of the score of {what}: value, weight and part",
    )
    parts = [part for part in steps["part"] if part]
    total = steps["part"].sum()
    st.markdown(f"{' + '.join(f'{part:.3f}' for part in parts)} = **{total:.3f}**, the score.")
    downloads.table(steps, f"filmkin-{file}", "the terms")


def classic(steps: ClassicExplanation, name: str, other: str) -> None:
    """Shared people with their two numbers, the sum, and the division that ends it."""
    column = st.column_config
    st.dataframe(
        steps.people.select("name", "query_films", "candidate_films", "contribution"),
        hide_index=True,
        height="content" if steps.people.height <= 12 else 460,
        column_config={
            "name": person_column("Person p", "open_counted", steps.people["id"], width=200),
            "query_films": column.NumberColumn("c(p)", help=f"Films of {plain(name)} with them"),
            "candidate_films": column.NumberColumn("n(p, e)", help=f"Films of {plain(other)} with them"),
            "contribution": column.NumberColumn("c(p) · n(p, e)", help="What they give to the sum"),
        },
        alt=f"People whom {name} and {other} share, with the number of films with each",
    )
    given = " + ".join(f"{number:,}" for number in steps.people["contribution"].head(_ADDENDS))
    if steps.people.height > _ADDENDS:
        given += " + …"
    st.markdown(
        f"S(e) = {given} = {steps.total:,}; {plain(other)} directed "
        f"{number_of(steps.other_films, 'film')}: {steps.total:,} / {steps.other_films:,} = "
        f"**{steps.score:.3f}**, the score."
    )
    downloads.table(steps.people, "filmkin-classic-people", "these people")
