"""How well the rankings find films that people call alike."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import downloads, figures
from pages.parts.common.text import join_words, plain
from recsys import charts
from recsys.evaluate.likeness_report import LABELS, Shown, as_frame, difference, figures_of, shown
from recsys.evaluate.systems import FAME, TEXT

_RELEVANT, _DEPTH = 20, 10

_TITLES = {
    "judgements": "Films that people judged alike",
    "grades": "Films by how alike people found them",
    "tags": "Films that people gave the same tags",
    "genome": "Films with the same tag genome",
    "likes": "Films that the same people like",
}
_WHERE = {
    "tags": "its 20 nearest films by the tags that people gave them",
    "genome": "its 20 nearest films by how well a thousand tags fit them",
    "likes": "the 20 films that its fans like most beyond chance",
}
_HELP = {
    "auc": "How often a pair judged alike scores above one that is not; 0.5 is chance",
    "order": "Share of pairs of films with different grades for one seed, in the right order",
    "ndcg": "Agreement in the first ten, 0 to 1; earlier positions count more",
    "catalogue": "The same if all films of the catalogue are ranked, not only those of the file",
    "hits": "Relevant films among the first ten",
}


def likeness(result: dict[str, Any]) -> None:
    """Show a sentence, a figure and a table for each truth of a result."""
    truths = shown(result)
    if not truths:
        return
    st.header("Films like a film", anchor=False)
    for number, truth in enumerate(truths):
        _truth(truth, number)


def _truth(truth: Shown, number: int) -> None:
    st.subheader(_TITLES[truth.kind], anchor=False)
    summary = f"{meaning(truth)} {verdict(truth)}"
    st.markdown(summary)
    st.caption(f"{plain(truth.file)}: {truth.describe_sizes}; {truth.note}")
    rows, key = as_frame(truth), f"likeness-{truth.kind}-{number}"
    bars, table = st.tabs(["Bars", "All figures"])
    with bars:
        figures.show(
            charts.likeness(rows, truth.main, LABELS[truth.main], figures.ink()),
            key=key,
            alt=f"{LABELS[truth.main]} of {rows.height} rankings with intervals. "
            + summary.replace("**", ""),
        )
    with table:
        _table(truth, rows)
        downloads.table(rows, f"filmkin-{key}")


def meaning(truth: Shown) -> str:
    """Say in a sentence what the main figure means to somebody who looks for a film."""
    names = (truth.default, TEXT, FAME)
    if truth.kind == "judgements":
        times, text_times, fame_times = (round(100 * truth.value(name)) for name in names)
        return (
            "Take a pair of films that people called alike and a pair that they did not: the "
            f"default scores the first higher **{times} times in 100**, plot text alone "
            f"{text_times}, year and fame {fame_times}, a coin 50."
        )
    if truth.kind == "grades":
        times, text_times, fame_times = (round(100 * truth.value(name)) for name in names)
        return (
            "Take two films that people found more and less like a third: the default puts the "
            f"better one first **{times} times in 100**, plot text alone {text_times}, year and "
            f"fame {fame_times}, a coin 50."
        )
    default, text, fame = (truth.value(name, "hits") for name in names)
    chance = _DEPTH * min(1.0, _RELEVANT / max(1, truth.sizes["films"] - 1))
    same_time = " among people who rated at the same time"
    where = _WHERE[truth.kind] + same_time * (truth.sizes.get("cohorts", 0) > 1)
    return (
        f"Of the first ten films for a film, **{default:.1f}** are among {where}; "
        f"with plot text alone {text:.1f}, by year and fame {fame:.1f}, by chance {chance:.1f}."
    )


def verdict(truth: Shown) -> str:
    """Say what the intervals allow to conclude about the default."""
    [row] = as_frame(truth).filter(name=truth.default).to_dicts()
    parts = {"from_text": "plot text alone", "from_fame": "year and fame"}
    better = [words for name, words in parts.items() if row[f"{name}_low"] > 0]
    worse = [words for name, words in parts.items() if row[f"{name}_high"] < 0]
    equal = [words for words in parts.values() if words not in better + worse]
    conclusions = [
        f"{verb} {join_words(words)}"
        for verb, words in (
            ("is better than", better),
            ("is worse than", worse),
            ("does not differ measurably from", equal),
        )
        if words
    ]
    return f"By {LABELS[truth.main]} the default {join_words(conclusions)}."


def _table(truth: Shown, rows: pl.DataFrame) -> None:
    main, *others = figures_of(truth)
    records = rows.to_dicts()
    column = st.column_config
    st.dataframe(
        rows.select(
            "name",
            main,
            pl.Series(
                "interval", [f"{row[f'{main}_low']:.3f} to {row[f'{main}_high']:.3f}"
                             for row in records]
            ),
            pl.Series("from_text", [difference(row, "from_text") for row in records]),
            pl.Series("from_fame", [difference(row, "from_fame") for row in records]),
            *others,
            "meaning",
        ),
        hide_index=True,
        height="content",
        column_config={
            "name": column.TextColumn("Ranking", width=180),
            "interval": column.TextColumn(
                "95 % interval", help="Bootstrap interval over the seeds"
            ),
            "from_text": column.TextColumn(
                "Against plot text", width=190, help="Paired difference with its interval"
            ),
            "from_fame": column.TextColumn(
                "Against year and fame", width=190, help="Paired difference with its interval"
            ),
            "meaning": column.TextColumn("What it is", width=270),
            **{
                name: column.NumberColumn(
                    LABELS[name], format="%.1f" if name == "hits" else "%.3f", help=_HELP[name]
                )
                for name in (main, *others)
            },
        },
        alt=f"Rankings by {LABELS[main]}, with all figures",
    )  # fmt: skip
