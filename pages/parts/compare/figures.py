"""Directors side by side, drawn: when, in which craft, each two, and every set of them."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from pages.parts.common import downloads as downloads
from pages.parts.common import figures
from pages.parts.common.text import listed, number_of, role_words
from recsys import charts
from recsys.directors import Comparison

_NAMED = 3


def draw(comparison: Comparison) -> None:
    """All figures, in tabs, each over the data to take away."""
    tabs = {"When": _when, "Craft": _craft, "Each two": _each_two, "Every set": _every_set}
    figures.in_tabs("compared", {name: partial(drawn, comparison) for name, drawn in tabs.items()})


def _when(comparison: Comparison) -> None:
    work = comparison.work
    dated = work.drop_nulls("year")
    if dated.is_empty():
        st.caption("No year is known of any of the films that they share people on.")
        return
    people = dated["person_id"].n_unique()
    left_out = work.height - dated.height
    drawn = (
        "" if people <= charts.MOST_PEOPLE else f", the first {charts.MOST_PEOPLE} of {people:,}"
    )
    st.caption(
        f"A mark a year in which somebody worked with a director{drawn}; larger for more films"
        + (
            f". {number_of(left_out, 'credit')} on films without a year left out"
            if left_out
            else ""
        )
    )
    years = dated["year"].to_list()
    first = comparison.people.row(0, named=True)
    figures.show(
        charts.timeline(work, comparison.directors, figures.ink()),
        key="timeline",
        alt=f"When {number_of(people, 'shared person', 'shared people')} worked with "
        f"{_names(comparison)}, from {min(years)} to {max(years)}; {first['name']} first, on "
        f"{number_of(first['films'], 'film')}.",
    )
    downloads.table(work, "filmkin-compare-work", "who worked with whom, and when")


def _craft(comparison: Comparison) -> None:
    st.caption("Everybody counts once, in the craft of most of their films with these directors")
    totals = comparison.roles.group_by("role", maintain_order=True).agg(pl.col("people").sum())
    said = [f"{people:,} as {role_words([role])}" for role, people in totals.iter_rows()]
    figures.show(
        charts.shared_by_role(comparison.roles, comparison.directors.height, figures.ink()),
        key="by-craft",
        alt=f"People shared by {_names(comparison)}, by craft: {', '.join(said)}.",
    )
    downloads.table(comparison.roles, "filmkin-compare-roles", "people by craft")


def _each_two(comparison: Comparison) -> None:
    st.caption(
        "How many people each two share; in brackets all people of a director. Stronger where it "
        "is more of both careers"
    )
    best = comparison.pairs.sort("overlap", descending=True, maintain_order=True)
    closest = best.row(0, named=True)
    figures.show(
        charts.pair_map(comparison.directors, comparison.pairs, figures.ink()),
        key="each-two",
        alt=f"Shared people of each two of {_names(comparison)}. {closest['first']} and "
        f"{closest['second']} overlap most, with {closest['shared']:,}.",
    )
    downloads.table(comparison.pairs, "filmkin-compare-pairs", "each two directors")


def _every_set(comparison: Comparison) -> None:
    shared = comparison.intersections.filter(pl.col("size") > 1)
    found = shared.filter(pl.col("people") > 0)
    empty = shared.height - found.height
    left_out = [f"{number_of(empty, 'set')} that nobody belongs to"] if empty else []
    if found.height > charts.MOST_SETS:
        left_out.append(f"{found.height - charts.MOST_SETS:,} smaller ones")
    st.caption(
        "How many people worked with just the directors whose dots are filled"
        + (f"; left out: {listed(left_out)}" if left_out else "")
    )
    largest = found.row(0, named=True)
    figures.show(
        charts.intersections(found, comparison.directors, figures.ink()),
        key="sets",
        alt=f"People by the set of directors they worked with; the largest set is "
        f"{listed(largest['directors'])} with {largest['people']:,}, among them "
        f"{listed(largest['who'][:_NAMED])}.",
    )
    downloads.table(comparison.intersections, "filmkin-compare-sets", "every set, even of one")


def _names(comparison: Comparison) -> str:
    return listed(comparison.directors["name"])
