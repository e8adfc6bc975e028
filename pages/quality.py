"""Do people agree with these rankings?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import address, figures
from pages.parts.common import downloads as downloads
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.text import number_of, plain
from recsys import charts
from recsys.catalog import Store
from recsys.errors import DamagedStore
from recsys.evaluate.report import DEFAULT, ORIGINAL, as_frame, difference, lacking_words
from recsys.evaluate.run import kept, present_weights
from recsys.store import StoreFolder

MOVIELENS = "https://grouplens.org/datasets/movielens/"
COMMAND = "python -m recsys evaluate --movielens FOLDER"

ORIGINALS = {
    "films": "the plot text alone, as in the original of 2022",
    "directors": "the classic score of 2019",
}


def page(store: Store) -> None:
    """The last measurement of the live build, or how to make one."""
    address.keep("quality")
    st.title("Do people agree with these rankings?", anchor=False)
    demo_notice(store)
    try:
        result = kept(StoreFolder.at(), store.manifest.build_id)
    except DamagedStore as error:
        st.warning(f"The measurement can't be read; make it again. {plain(str(error.file))}")
        result = None
    if result is None:
        not_measured(store)
        return
    introduction(result)
    for kind in ("films", "directors"):
        section(result, kind)
    method(result)
    unmeasured(result)
    sources(result)


def not_measured(store: Store) -> None:
    """There is nothing to show, and no figure is made up."""
    st.header("Not measured on this build", anchor=False)
    st.write(
        "Films and directors that the same people like, more often than chance would have it, "
        "should stand near each other in a good ranking. Once that is measured, this page says "
        "how far these rankings do so, and the original ones."
    )
    if not store.movies.has_texts:
        st.write(
            "The measurement compares with the original recommender, which ranks by plot texts, "
            "and this build holds none. Build it with overviews first:"
        )
        st.code("python -m recsys build --imdb FOLDER --overviews FILE", language="bash")
    st.markdown(
        f"It takes ratings by people: download a data set of [MovieLens]({MOVIELENS}), "
        "`ml-latest-small` will do, unpack it into a folder, then run"
    )
    st.code(COMMAND, language="bash")
    st.write("The result is kept with this build and appears here.")


def introduction(result: dict[str, Any]) -> None:
    """What was measured, and on how many."""
    measured = datetime.fromisoformat(result["measured"])
    st.write(
        f"The ratings of {result['users']:,} people on MovieLens say which films and directors are "
        "liked by the same people more often than chance would have it. A good ranking puts these "
        "first, though it knows none of the ratings: it goes by texts, credits, genres, years and "
        "votes."
    )
    st.caption(
        f"Measured on {measured:%d %B %Y at %H:%M} UTC · build `{result['build_id']}` · "
        f"texts by {plain(result['model'])}"
    )
    if result["weights"] != present_weights():
        st.warning(
            "Measured with other weights than the present defaults; run the command again to see "
            "theirs."
        )
        st.code(COMMAND, language="bash")


def section(result: dict[str, Any], kind: str) -> None:
    """Answer, figure and table for films or directors."""
    found = result[kind]
    depth = found["depth"]
    st.header(kind.capitalize(), anchor=False)
    if not found["rows"]:
        st.write(
            f"Not measured: only {number_of(found['candidates'], kind[:-1])} of this build "
            f"{'is' if found['candidates'] == 1 else 'are'} liked by enough people, and the first "
            f"{depth} places are to be filled from them."
        )
        return
    # Of rankings that look the same in three decimals the default comes first.
    rows = as_frame(found).sort(
        pl.col("ndcg").round(3), pl.col("name") == DEFAULT, descending=True, maintain_order=True
    )
    summary = in_words(rows, kind, depth)
    st.markdown(summary)
    if more := people_earn_their_place(found["rows"]):
        st.markdown(more)
    st.caption(
        f"{found['candidates']:,} {kind} are ranked for each other; the figures are means over "
        f"the {found['reported']:,} that no weight was fitted on"
    )
    bars, numbers = st.tabs(["Bars", "All figures"])
    with bars:
        figures.show(
            charts.agreement(rows, depth, figures.ink()),
            key=f"bars-{kind}",
            alt=f"nDCG of {rows.height} rankings of {kind} with intervals. {plain_words(summary)}",
        )
    with numbers:
        table(rows, kind, depth)
        downloads.table(rows, f"filmkin-quality-{kind}")


def in_words(rows: pl.DataFrame, kind: str, depth: int) -> str:
    """The default against the original, as far as the interval allows to say."""
    [default] = rows.filter(name=DEFAULT).to_dicts()
    [original] = rows.filter(name=ORIGINAL).to_dicts()
    numbers = (
        f"nDCG@{depth} is {default['ndcg']:.3f} against {original['ndcg']:.3f} for "
        f"{ORIGINALS[kind]}; the difference is {difference(default)}"
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
    return f"**These ratings can't tell the default from the original**: {numbers}."


def people_earn_their_place(rows: list[dict[str, Any]]) -> str | None:
    """For directors: whether shared people add to all else that is known."""
    [default] = [row for row in rows if row["name"] == DEFAULT]
    found = default.get("difference_from_without_people")
    if found is None:
        return None
    adds = "adds to" if found["low"] > 0 else "does not measurably add to"
    return (
        f"Who works with whom {adds} era, genre, story and renown: with the terms about shared "
        f"people the default gains {found['mean']:+.3f} "
        f"({found['low']:+.3f} to {found['high']:+.3f})."
    )


def plain_words(markdown: str) -> str:
    """Without the marks of bold type, for who listens."""
    return markdown.replace("**", "")


def table(rows: pl.DataFrame, kind: str, depth: int) -> None:
    """Every row with its figures; what a column means is said on hover and below."""
    shown = rows.select(
        "name",
        "ndcg",
        pl.format(
            "{} to {}", _three("ndcg_low"), _three("ndcg_high")
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
                "earlier places count more"
            ),
            "interval": column.TextColumn(
                "95 % interval", help="Where the mean would lie with other queries of the kind"
            ),
            "difference": column.TextColumn(
                "Against the original", width=190,
                help="Mean difference query by query, with its interval; above 0 is better"
            ),
            "recall": column.NumberColumn(
                f"Recall@{depth}", format="%.3f", help="Share of the relevant among the first"
            ),
            "mean_z": column.NumberColumn(
                "Mean z", format="%.2f",
                help="How much more often than by chance the recommended are liked together"
            ),
            "coverage": column.NumberColumn(
                "Coverage", format="%.0f %%", help="Share of all candidates that are ever shown"
            ),
            "median_votes": column.NumberColumn(
                "Median votes", format="localized", help="How well known what is shown is"
            ),
            "meaning": column.TextColumn("What it is", width=270),
        },
        alt=f"Rankings of {kind} with all figures, best first",
    )  # fmt: skip


def method(result: dict[str, Any]) -> None:
    """What the rows mean, what is relevant, the metrics and the split."""
    films, directors = result["films"], result["directors"]
    st.header("How it is measured", anchor=False)
    st.markdown(
        f"""
**Rows.** *Default* is the ranking of the pages unless you move a slider; for films they also fold
franchises, which is *default, franchises grouped*. *Original* is {ORIGINALS["films"]}, and for
directors {ORIGINALS["directors"]}. *Only …* ranks by one term of the
default, *without …* by all but one; where that changes nothing, the term has no say here. *Random*
and *popularity* (most votes first) are what any ranking has to beat.

**Relevant** are, for each film, the {films["depth"]} others (for each director the
{directors["depth"]} others) with the highest z: of all users *U*, *n* like the one and *m* the
other, so chance alone has *e = nm / U* like both; with *c* who do, *z = (c − e) / √(e + 5)*. A like
is a rating of 4 stars or more; a director is liked by who likes a film of theirs.

**Figures.** nDCG weighs each relevant one found by 1 / log₂(place + 1) and divides by the best
there can be: 1 is perfect. Recall is the share of the relevant that is found. Coverage and median
votes tell whether a ranking shows everybody the same well-known few. Intervals are bootstrap
intervals over queries; two rankings are compared query by query.

**Split.** Weights were fitted on the films and directors whose id has an even SHA-256 hash, in
effect a coin tossed once for each. The figures are of the others: {films["reported"]:,} of
{films["candidates"]:,} films and {directors["reported"]:,} of {directors["candidates"]:,}
directors.
"""
    )


def unmeasured(result: dict[str, Any]) -> None:
    """What these figures say nothing about."""
    st.header("What is not measured", anchor=False)
    if lacking := lacking_words(result):
        st.markdown(
            "No film of this build has any of these, so nothing is known of what they add: "
            f"**{plain(lacking)}**."
        )
    st.markdown(
        "Films and directors that few of these people have rated are not judged, and neither are "
        "several films at once, filters, diversity and sentences typed in words. To be liked by "
        "the same people is not the same as to be alike: taste follows fame and fashion, too."
    )


def sources(result: dict[str, Any]) -> None:
    """The data's citation, as its terms ask, and how to repeat this."""
    st.header("Whose ratings these are", anchor=False)
    st.markdown(
        f"[MovieLens]({MOVIELENS}) by GroupLens, University of Minnesota, who do not endorse this. "
        "For research, not for commercial use; to be cited as"
    )
    st.markdown(f"> {plain(result['citation'])}")
    st.caption(
        f"ratings.csv with SHA-256 `{result['ratings_sha256'][:16]}…`. To measure again, or with "
        "other ratings:"
    )
    st.code(COMMAND, language="bash")


def _three(name: str) -> pl.Expr:
    return pl.col(name).map_elements("{:.3f}".format, return_dtype=pl.String)


with leased() as opened:
    page(opened)
