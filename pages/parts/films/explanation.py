"""Score breakdowns: every term and number of a score in the open catalogue."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts.common import downloads
from pages.parts.common.links import person_column
from pages.parts.common.text import number_of, plain
from recsys.directors.explanation import ClassicExplanation

PEOPLE_TERMS: dict[str, tuple[str, str]] = {
    "people": (
        "shared people",
        "s / (1 + s); s = Σ rarity · √(c · n), times the part that chance does not explain, times "
        "films / (films + 2); c and n weigh the films with each director by role",
    ),
    "together": ("directed together", "n / (n + 2) for n films directed together"),
}
"""Name and definition of the terms of people first that affinity lacks or defines otherwise."""

AFFINITY_TERMS: dict[str, tuple[str, str]] = {
    "people": (
        "shared people",
        "1 − exp(−Σ rarity · √(c · n)); c and n weigh the films with each director by role, "
        "rarity = 1 / (1 + ln films)",
    ),
    "overlap": ("career overlap", "shared people / √(people of one · people of the other)"),
    "era": ("era", "exp(−difference of the mean years / 10)"),
    "genre": ("genre", "cosine of the numbers of films per genre"),
    "text": ("story", "cosine of the mean text vectors; 0 if one has none"),
    "known": ("popularity", "ln(1 + most votes of a film) / ln(1 + most votes in the catalogue)"),
    "rated": (
        "Bayesian rating",
        "mean rating out of 10, weighted by votes, with a prior of 500 votes at the average",
    ),
}
"""Name and definition of each term of the directors' affinity."""

DIRECTOR_TERMS = AFFINITY_TERMS | PEOPLE_TERMS
"""Name and definition of each term of people first, and the overlap of affinity."""

FILM_TERMS: dict[str, tuple[str, str]] = {
    "text": (
        "plot text",
        "cosine of the texts after the catalogue's mean is subtracted, −1 to 1; 0 if one film "
        "has none",
    ),
    "words": (
        "shared words",
        "cosine of the words of overview, tagline and keywords, weighted by rarity",
    ),
    "keywords": ("keywords", "cosine of the keywords, weighted by rarity"),
    "director": (
        "directors",
        "shared directors / geometric mean of the two films' director counts",
    ),
    "people": (
        "cast and crew",
        "1 − exp(−Σ rarity · weight of the role) over shared people, rarity = 1 / (1 + ln films)",
    ),
    "companies": ("companies", "cosine of the production companies, weighted by rarity"),
    "franchise": ("series", "1 for a film of the same series, else 0"),
    "title": ("title", "cosine of title words, weighted by rarity; less if many films share them"),
    "genre": ("genre", "cosine of the genres, weighted by rarity"),
    "place": ("place", "mean of the cosines of countries and of languages, weighted by rarity"),
    "era": ("era", "exp(−difference in years / 10)"),
    "reception": ("reception", "exp(−difference of the Bayesian ratings / 0.1)"),
    "known": (
        "popularity",
        "ln(1 + votes) / its value at the film that 70 % of the films are less known than; "
        "at most 1",
    ),
    "rated": ("Bayesian rating", "rating out of 10, with a prior of 50 votes at the average"),
}
"""Name and definition of each term of the films' similarity."""

_ADDENDS_SHOWN = 15
"""Numbers of a sum that are written out."""


def terms(
    breakdown: pl.DataFrame,
    descriptions: dict[str, tuple[str, str]],
    subject: str,
    file_name: str,
) -> None:
    """Show weight times value per term, and the sum.

    `subject` names the pair that is scored; `file_name` is that of the download.
    """
    shown = breakdown.select(
        pl.Series("term", [descriptions[term][0] for term in breakdown["term"]]),
        "value",
        "weight",
        "part",
        pl.Series("definition", [descriptions[term][1] for term in breakdown["term"]]),
    )
    column = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        height="content",
        column_config={
            "term": column.TextColumn("Term", width=130),
            "value": column.NumberColumn(
                "Value", format="%.3f", help="0 to 1; a film's plot text from −1"
            ),
            "weight": column.NumberColumn("Weight", format="%.2f", help="How much it counts"),
            "part": column.NumberColumn(
                "Part of the score", format="%.3f", help="Value times weight"
            ),
            "definition": column.TextColumn("Definition of the value", width=560),
        },
        alt=f"Terms of the score of {subject}: value, weight and part",
    )
    parts = [part for part in breakdown["part"] if part]
    total = breakdown["part"].sum()
    st.markdown(f"{' + '.join(f'{part:.3f}' for part in parts)} = **{total:.3f}**, the score.")
    downloads.table(breakdown, f"filmkin-{file_name}", "the terms")


def classic(breakdown: ClassicExplanation, name: str, other: str) -> None:
    """Show shared people with both counts, their sum and the division by films."""
    column = st.column_config
    st.dataframe(
        breakdown.people.select("name", "query_films", "candidate_films", "contribution"),
        hide_index=True,
        height="content" if breakdown.people.height <= 12 else 460,
        column_config={
            "name": person_column("Person p", "open_counted", breakdown.people["id"], width=200),
            "query_films": column.NumberColumn("c(p)", help=f"Films of {plain(name)} with them"),
            "candidate_films": column.NumberColumn(
                "n(p, e)", help=f"Films of {plain(other)} with them"
            ),
            "contribution": column.NumberColumn("c(p) · n(p, e)", help="Contribution to the sum"),
        },
        alt=f"People shared by {name} and {other}, with the number of films with each",
    )
    addends = " + ".join(
        f"{number:,}" for number in breakdown.people["contribution"].head(_ADDENDS_SHOWN)
    )
    if breakdown.people.height > _ADDENDS_SHOWN:
        addends += " + …"
    st.markdown(
        f"S(e) = {addends} = {breakdown.total:,}; {plain(other)} directed "
        f"{number_of(breakdown.other_films, 'film')}: "
        f"{breakdown.total:,} / {breakdown.other_films:,} = **{breakdown.score:.3f}**, the score."
    )
    downloads.table(breakdown.people, "filmkin-classic-people", "these people")
