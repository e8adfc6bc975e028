"""How well the rankings of films and directors agree with MovieLens users."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import downloads, figures
from pages.parts.common.text import number_of
from recsys import charts
from recsys.evaluate.report import DEFAULT, ORIGINAL, as_frame, difference

BASELINES = {
    "films": "plot text alone, as in FlixRec (2022)",
    "directors": "the classic score of 2019",
}


def agreement(result: dict[str, Any]) -> None:
    """Show films and directors by what MovieLens users like, term by term."""
    st.header("Agreement with MovieLens users", anchor=False)
    st.write(
        f"The ratings of {result['users']:,} MovieLens users show which films and directors the "
        "same people like more often than expected by chance. Year and fame explain much of that, "
        "so it counts less than likeness; it shows what each term contributes."
    )
    for kind in ("films", "directors"):
        section(result, kind)
    method(result)


def section(result: dict[str, Any], kind: str) -> None:
    """Show the conclusion, a figure and a table for films or directors."""
    measured = result[kind]
    depth = measured["depth"]
    st.subheader(kind.capitalize(), anchor=False)
    if not measured["rows"]:
        st.write(
            f"Not measured: only {number_of(measured['candidates'], kind[:-1])} of this build "
            f"{'is' if measured['candidates'] == 1 else 'are'} liked by enough people to fill the "
            f"first {depth} positions."
        )
        return
    # Among rankings equal to three decimals, the default comes first.
    rows = as_frame(measured).sort(
        pl.col("ndcg").round(3), pl.col("name") == DEFAULT, descending=True, maintain_order=True
    )
    summary = conclusion(rows, kind, depth)
    st.markdown(summary)
    if contribution := people_contribution(measured["rows"]):
        st.markdown(contribution)
    st.caption(
        f"{measured['candidates']:,} {kind} are ranked for each other; the figures are means over "
        f"the {measured['reported']:,} that no weight was fitted on"
    )
    bars, numbers = st.tabs(["Bars", "All figures"])
    with bars:
        figures.show(
            charts.agreement(rows, depth, figures.ink()),
            key=f"bars-{kind}",
            alt=f"nDCG of {rows.height} rankings of {kind} with intervals. {without_bold(summary)}",
        )
    with numbers:
        table(rows, kind, depth)
        downloads.table(rows, f"filmkin-quality-{kind}")


def conclusion(rows: pl.DataFrame, kind: str, depth: int) -> str:
    """Compare the default with the original ranking, as far as the interval allows."""
    [default] = rows.filter(name=DEFAULT).to_dicts()
    [original] = rows.filter(name=ORIGINAL).to_dicts()
    numbers = (
        f"nDCG@{depth} is {default['ndcg']:.3f} against {original['ndcg']:.3f} for "
        f"{BASELINES[kind]}; the difference is {difference(default)}"
    )
    if default["difference_low"] > 0:
        times = (
            f", **{default['ndcg'] / original['ndcg']:.1f} times** as much"
            if original["ndcg"]
            else ""
        )
        return f"**People agree more with the default than with the original**{times}: {numbers}."
    if default["difference_high"] < 0:
        return f"**People agree more with the original than with the default**: {numbers}."
    return f"**These ratings show no difference between default and original**: {numbers}."


def people_contribution(rows: list[dict[str, Any]]) -> str | None:
    """Say whether shared people improve the ranking of directors; None for films."""
    [default] = [row for row in rows if row["name"] == DEFAULT]
    gain = default.get("difference_from_without_people")
    if gain is None:
        return None
    adds = "adds to" if gain["low"] > 0 else "does not measurably add to"
    return (
        f"Who works with whom {adds} era, genre, story and popularity: the terms for shared "
        f"people change the default by {gain['mean']:+.3f} "
        f"({gain['low']:+.3f} to {gain['high']:+.3f})."
    )


def without_bold(markdown: str) -> str:
    """Remove the marks of bold type, for screen readers."""
    return markdown.replace("**", "")


def table(rows: pl.DataFrame, kind: str, depth: int) -> None:
    """Show every ranking with its figures; help texts explain the columns."""
    shown = rows.select(
        "name",
        "ndcg",
        pl.format(
            "{} to {}", _three_decimals("ndcg_low"), _three_decimals("ndcg_high")
        ).alias("interval"),
        pl.Series("difference", [difference(row) for row in rows.to_dicts()]),
        "recall",
        "mean_z",
        pl.col("coverage") * 100,
        pl.col("median_votes").round(),
        "meaning",
    )  # fmt: skip
    column = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        height="content",
        column_config={
            "name": column.TextColumn("Ranking", width=220),
            "ndcg": column.NumberColumn(
                f"nDCG@{depth}", format="%.3f", help=f"Agreement in the first {depth}, 0 to 1; "
                "earlier positions count more"
            ),
            "interval": column.TextColumn(
                "95 % interval", help="Bootstrap interval of the mean over queries"
            ),
            "difference": column.TextColumn(
                "Against the original", width=190,
                help="Mean difference per query, with its interval; above 0 is better"
            ),
            "recall": column.NumberColumn(
                f"Recall@{depth}", format="%.3f", help="Share of the relevant that are ranked first"
            ),
            "mean_z": column.NumberColumn(
                "Mean z", format="%.2f",
                help="How much more often than by chance the same people like the recommended"
            ),
            "coverage": column.NumberColumn(
                "Coverage", format="%.0f %%", help="Share of all candidates that are ever shown"
            ),
            "median_votes": column.NumberColumn(
                "Median votes", format="localized", help="Popularity of the recommended"
            ),
            "meaning": column.TextColumn("What it is", width=270),
        },
        alt=f"Rankings of {kind} with all figures, best first",
    )  # fmt: skip


def method(result: dict[str, Any]) -> None:
    """Explain the rows, relevance, the metrics and the split."""
    films, directors = result["films"], result["directors"]
    st.subheader("How agreement is measured", anchor=False)
    st.markdown(
        f"""
**Rows.** *Default* is the ranking of the pages unless you move a slider. For films the pages also
group franchises, which is *default, franchises grouped*. *Original* is {BASELINES["films"]}, and
{BASELINES["directors"]} for directors. *Only …* ranks by one term of the default, *without …* by
all but one; if that changes nothing, the term has no effect here. Any ranking should beat *random*
and *popularity* (most votes first).

**Relevance.** The relevant items of a film are the {films["depth"]} others with the highest z, of a
director the {directors["depth"]} others. Of *U* users, *n* like the one and *m* the other, so
*e = nm / U* are expected to like both by chance; if *c* do, *z = (c − e) / √(e + 5)*. A like is a
rating of 4 stars or more; a user likes a director if they like one of the director's films.

**Metrics.** nDCG weighs each relevant result by 1 / log₂(position + 1) and divides by the best
possible sum: 1 is perfect. Recall is the share of relevant items that are found. Coverage and
median votes tell whether a ranking shows everybody the same popular few. Intervals are bootstrap
intervals over queries; two rankings are compared per query.

**Split.** Weights were fitted on the films and directors whose id has an even SHA-256 hash, which
works like a coin toss. The figures are for the others: {films["reported"]:,} of
{films["candidates"]:,} films and {directors["reported"]:,} of {directors["candidates"]:,}
directors.
"""
    )


def _three_decimals(name: str) -> pl.Expr:
    return pl.col(name).map_elements("{:.3f}".format, return_dtype=pl.String)
