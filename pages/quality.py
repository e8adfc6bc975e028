"""The Quality page: how well the rankings agree with what people like and judge alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from pages.parts.common import address
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.text import plain
from pages.parts.quality.agreement import agreement
from pages.parts.quality.examples import examples
from pages.parts.quality.guards import guard_rails
from pages.parts.quality.likeness import likeness
from pages.parts.quality.method import likeness_method
from recsys.catalog import Store
from recsys.errors import DamagedStore
from recsys.evaluate.report import describe_missing
from recsys.evaluate.run import current_weights, load_result
from recsys.store import StoreFolder

MOVIELENS = "https://grouplens.org/datasets/movielens/"
MORE_LIKE_THIS = "https://github.com/la-samsung-poland/more-like-this-dataset"
COMMAND = "filmkin evaluate --movielens FOLDER"


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
        examples(store)
        how_to_evaluate(store)
        return
    introduction(result)
    likeness(result)
    guard_rails(result)
    examples(store)
    likeness_method(result)
    if "films" in result:
        agreement(result)
    not_measured(result)
    sources(result)


def not_evaluated(store: Store) -> None:
    """Explain what the page shows in a build without an evaluation."""
    st.header("This build has not been evaluated", anchor=False)
    compared = (
        "the first films of this ranking are beside those of a ranking by plot text alone."
        if store.movies.has_texts
        else "these are the first films of this ranking."
    )
    st.write(
        "A good ranking finds the films that people call alike, not the famous ones of the same "
        f"year. Until that is measured, judge by examples: {compared}"
    )


def how_to_evaluate(store: Store) -> None:
    """Say which data to download and what to run."""
    st.header("Measure it", anchor=False)
    if not store.movies.has_texts:
        st.write(
            "The evaluation compares with a ranking by plot text alone, and this build has no "
            "plot texts. Build it with overviews first:"
        )
        st.code("filmkin build --imdb FOLDER --overviews FILE", language="bash")
    st.markdown(
        f"""
It needs what people say. Download any of these and name it in the command; the result is stored
with this build and appears here.

- A [MovieLens]({MOVIELENS}) data set (`ml-latest-small` is enough), unpacked into a folder. For
  research; to be cited.
- [MoreLikeThis]({MORE_LIKE_THIS}): `ratings.tsv` with pairs that people judged. CC BY-NC-ND 4.0.
- Your own tables of judgements, tags or likes, with the terms of their source.
"""
    )
    st.code(COMMAND, language="bash")
    st.code("filmkin evaluate --judgements FILE --tags FILE --likes FILE", language="bash")


def introduction(result: dict[str, Any]) -> None:
    """Say what a good ranking is, and when this one was measured."""
    measured = datetime.fromisoformat(result["measured"])
    st.write(
        "A good ranking finds the films that people call alike, without knowing what they said: "
        "it uses texts, credits, genres, years and votes. Every table has a row for plot text "
        "alone and one for year and fame, which know nothing else."
    )
    st.caption(
        f"Measured on {measured:%d %B %Y at %H:%M} UTC · build `{result['build_id']}` · "
        f"texts by {plain(result['model'])}"
    )
    if result["weights"] != current_weights():
        st.warning(
            "This evaluation used weights that differ from the current defaults. Run the command "
            "again to evaluate the current ones."
        )
        st.code(COMMAND, language="bash")


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
    found = [truth["source"] for truth in result["likeness"]["truths"]]
    if found:
        st.header("Sources", anchor=False)
    for source in found:
        terms = f" {plain(source['terms'].capitalize())}." if source["terms"] else ""
        st.markdown(
            f"**{plain(source['name'])}**: {source['rows']:,} rows, {source['used']:,} of them "
            f"about films of this catalogue.{terms}"
        )
        if source["citation"]:
            st.markdown(f"> {plain(source['citation'])}")
        st.caption(f"SHA-256 `{source['sha256'][:16]}…`")
    st.caption("To repeat the evaluation, or to use other data:")
    st.code(COMMAND, language="bash")


with leased() as opened:
    page(opened)
