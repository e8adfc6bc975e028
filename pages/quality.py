"""The Quality page: how well the rankings agree with people's ratings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import address, downloads, figures
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.text import number_of, plain
from recsys import charts
from recsys.catalog import Store
from recsys.errors import DamagedStore
from recsys.evaluate.report import DEFAULT, ORIGINAL, as_frame, describe_missing, difference
from recsys.evaluate.run import current_weights, load_result
from recsys.store import StoreFolder

MOVIELENS = "https://grouplens.org/datasets/movielens/"
COMMAND = "filmkin evaluate --movielens FOLDER"

BASELINES = {
    "films": "plot text alone, as in FlixRec (2022)",
    "directors": "the classic score of 2019",
}


def page(store: Store) -> None:
    """Show the latest evaluation of the live build, or how to run one."""
    address.keep("quality")
    st.title("Do people agree with these rankings?", anchor=False)
    demo_notice(store)
    try:
        result = load_result(StoreFolder.at(), store.manifest.build_id)
    except DamagedStore as error:
        st.warning(
            f"The evaluation file can't be read. Run the evaluation again. {plain(str(error.file))}"
        )
        result = None
    if result is None:
        not_evaluated(store)
        return
    introduction(result)
    for kind in ("films", "directors"):
        section(result, kind)
    method(result)
    not_measured(result)
    sources(result)


def not_evaluated(store: Store) -> None:
    """Explain the evaluation and how to run it."""
    st.header("This build has not been evaluated", anchor=False)
    st.write(
        "A good ranking puts films and directors near each other if the same people like them "
        "more often than expected by chance. After an evaluation, this page shows how well these "
        "rankings and the original ones do so."
    )
    if not store.movies.has_texts:
        st.write(
            "The evaluation compares with a ranking by plot text alone, and this build has no "
            "plot texts. Build it with overviews first:"
        )
        st.code("filmkin build --imdb FOLDER --overviews FILE", language="bash")
    st.markdown(
        f"It needs people's ratings. Download a [MovieLens]({MOVIELENS}) data set "
        "(`ml-latest-small` is enough), unpack it into a folder, then run"
    )
    st.code(COMMAND, language="bash")
    st.write("The result is stored with this build and appears here.")


def introduction(result: dict[str, Any]) -> None:
    """Say what was measured, on how many users and when."""
    measured = datetime.fromisoformat(result["measured"])
    st.write(
        f"The ratings of {result['users']:,} MovieLens users show which films and directors the "
        "same people like more often than expected by chance. A good ranking puts these first "
        "without knowing those ratings: it uses texts, credits, genres, years and votes."
    )
    st.caption(
        f"Measured on {measured:%d %B %Y at %H:%M} UTC · build `{result['build_id']}` · "
        f"texts by {plain(result['model'])}"
    )
    if result["weights"] != current_weights():
        st.warning(
            "This evaluation used other weights than the current defaults. Run the command again "
            "to evaluate the current ones."
        )
        st.code(COMMAND, language="bash")


def section(result: dict[str, Any], kind: str) -> None:
    """Show the conclusion, a figure and a table for films or directors."""
    measured = result[kind]
    depth = measured["depth"]
    st.header(kind.capitalize(), anchor=False)
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
    st.header("How it is measured", anchor=False)
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


def not_measured(result: dict[str, Any]) -> None:
    """Say what the evaluation does not cover."""
    st.header("What is not measured", anchor=False)
    if lacking := describe_missing(result):
        st.markdown(
            "No film of this build has any of these, so their effect is unknown: "
            f"**{plain(lacking)}**."
        )
    st.markdown(
        "Films and directors that few of these users rated are not evaluated; nor are queries of "
        "several films, filters, diversity and descriptions. Films liked by the same people are "
        "not always similar: taste also follows fame and fashion."
    )


def sources(result: dict[str, Any]) -> None:
    """Cite the data, as its terms require, and show how to repeat the evaluation."""
    st.header("Source of the ratings", anchor=False)
    st.markdown(
        f"[MovieLens]({MOVIELENS}) by GroupLens, University of Minnesota, who do not endorse this. "
        "For research, not for commercial use. Citation:"
    )
    st.markdown(f"> {plain(result['citation'])}")
    st.caption(
        f"ratings.csv with SHA-256 `{result['ratings_sha256'][:16]}…`. To repeat the evaluation, "
        "or use other ratings:"
    )
    st.code(COMMAND, language="bash")


def _three_decimals(name: str) -> pl.Expr:
    return pl.col(name).map_elements("{:.3f}".format, return_dtype=pl.String)


with leased() as opened:
    page(opened)
