"""Guard rails: what the rankings recommend, whatever people say about it."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import downloads
from pages.parts.common.text import number_of, plain

MAX_FAME = 0.25
"""The largest share of a score's spread that known and rated should have."""


def guard_rails(result: dict[str, Any]) -> None:
    """Show the guard rails of a result, with a sentence for each of the default's."""
    guards = result["likeness"]["guards"]
    if not guards["rows"]:
        return
    st.header("What the rankings recommend", anchor=False)
    st.write(
        "A ranking can please a measure by showing everybody the famous films of the year. These "
        f"figures look at the first ten for {number_of(guards['seeds'], 'film')} drawn at random."
    )
    rows = pl.DataFrame(guards["rows"], infer_schema_length=None)
    [default] = rows.filter(name=result["likeness"]["default"]).to_dicts()
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences(default)))
    _table(rows)
    downloads.table(rows, "filmkin-guard-rails")


def sentences(row: dict[str, Any]) -> list[str]:
    """Say in a sentence each what the default's guard rails mean."""
    found = []
    if row["near_years"] is not None:
        found.append(
            f"**{row['near_years']:.0%}** of the results are within two years of the film asked "
            "for; the more, the less you find from other times."
        )
    most = row["most_shown"]
    return [
        *found,
        f"**{row['unlinked']:.1%}** share nobody, no franchise, hardly a genre and no story with "
        "it; they are there for year and fame alone.",
        f"The most shown film, *{plain(row['most_shown_film'])}*, is recommended for "
        f"**{most:.0%}** of all films.",
        f"Half of the results have fewer than **{row['median_votes']:,.0f}** votes, and "
        f"**{row['distinct']:,}** different films appear.",
        f"Popularity and rating make **{row['fame']:.2f}** of the differences in score among the "
        f"first 50; above {MAX_FAME} they carry the ranking instead of breaking ties.",
    ]


def _table(rows: pl.DataFrame) -> None:
    column = st.column_config
    st.dataframe(
        rows.with_columns(pl.col("near_years", "unlinked", "most_shown") * 100),
        hide_index=True,
        height="content",
        column_order=[
            "name", "near_years", "unlinked", "most_shown", "most_shown_film", "median_votes",
            "distinct", "fame",
        ],
        column_config={
            "name": column.TextColumn("Ranking", width=180),
            "near_years": column.NumberColumn(
                "Within 2 years", format="%.0f %%", help="Share of results released within two "
                "years of the film asked for"
            ),
            "unlinked": column.NumberColumn(
                "No link", format="%.1f %%", help="Share of results with nobody in common, not "
                "of one franchise, genre cosine below 0.5, text outside the nearest 5 %"
            ),
            "most_shown": column.NumberColumn(
                "Most shown", format="%.1f %%", help="Share of films for which one film is shown"
            ),
            "most_shown_film": column.TextColumn("Which film", width=180),
            "median_votes": column.NumberColumn("Median votes", format="localized"),
            "distinct": column.NumberColumn(
                "Different films", format="localized", help="Different films among all results"
            ),
            "fame": column.NumberColumn(
                "Fame", format="%.2f", help="Standard deviation of known + rated over that of "
                "the score among the first 50, median over the films asked for"
            ),
        },
        alt="Guard rails of each ranking",
    )  # fmt: skip
