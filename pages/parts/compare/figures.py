"""Figures of the Compare page: by year, by role, by pair and by set of directors."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from pages.parts.common import downloads, figures
from pages.parts.common.text import join_words, number_of, role_words
from recsys import charts
from recsys.directors import Comparison

_NAMES_SHOWN = 3


def show_figures(comparison: Comparison) -> None:
    """Show all figures in tabs, each with its data to download."""
    tabs = {"When": _by_year, "Role": _by_role, "Pairs": _pairs, "Sets": _sets}
    figures.in_tabs("compared", {name: partial(tab, comparison) for name, tab in tabs.items()})


def _by_year(comparison: Comparison) -> None:
    work = comparison.work
    dated = work.drop_nulls("year")
    if dated.is_empty():
        st.caption("No film with shared people has a known year.")
        return
    people = dated["person_id"].n_unique()
    undated = work.height - dated.height
    shown = (
        ""
        if people <= charts.MAX_PEOPLE
        else f"; the first {charts.MAX_PEOPLE} of {people:,} people"
    )
    st.caption(
        f"One mark per year in which a person worked with a director, larger for more films{shown}"
        + (f"; {number_of(undated, 'credit')} without a year left out" if undated else "")
    )
    years = dated["year"].to_list()
    first = comparison.people.row(0, named=True)
    figures.show(
        charts.timeline(work, comparison.directors, figures.ink()),
        key="timeline",
        alt=f"When {number_of(people, 'shared person', 'shared people')} worked with "
        f"{_names(comparison)}, from {min(years)} to {max(years)}; {first['name']} leads, with "
        f"{number_of(first['films'], 'film')}.",
    )
    downloads.table(work, "filmkin-compare-work", "who worked with whom, and when")


def _by_role(comparison: Comparison) -> None:
    st.caption("Each person counts once, in their most frequent role with these directors")
    totals = comparison.roles.group_by("role", maintain_order=True).agg(pl.col("people").sum())
    counts = [f"{people:,} as {role_words([role])}" for role, people in totals.iter_rows()]
    figures.show(
        charts.shared_by_role(comparison.roles, comparison.directors.height, figures.ink()),
        key="by-craft",
        alt=f"People shared by {_names(comparison)}, by role: {', '.join(counts)}.",
    )
    downloads.table(comparison.roles, "filmkin-compare-roles", "people by role")


def _pairs(comparison: Comparison) -> None:
    st.caption(
        "How many people each pair shares; in brackets, everyone who worked with the director. The "
        "colour is stronger if the shared people are a larger part of both careers"
    )
    best = comparison.pairs.sort("overlap", descending=True, maintain_order=True)
    closest = best.row(0, named=True)
    figures.show(
        charts.pair_map(comparison.directors, comparison.pairs, figures.ink()),
        key="each-two",
        alt=f"Shared people of each pair among {_names(comparison)}. {closest['first']} and "
        f"{closest['second']} overlap most, with {closest['shared']:,}.",
    )
    downloads.table(comparison.pairs, "filmkin-compare-pairs", "pairs of directors")


def _sets(comparison: Comparison) -> None:
    shared = comparison.intersections.filter(pl.col("size") > 1)
    occupied = shared.filter(pl.col("people") > 0)
    empty = shared.height - occupied.height
    left_out = [f"{number_of(empty, 'empty set')}"] if empty else []
    if occupied.height > charts.MAX_SETS:
        left_out.append(f"{occupied.height - charts.MAX_SETS:,} smaller ones")
    st.caption(
        "How many people worked with exactly the directors whose dots are filled"
        + (f"; left out: {join_words(left_out)}" if left_out else "")
    )
    largest = occupied.row(0, named=True)
    figures.show(
        charts.intersections(occupied, comparison.directors, figures.ink()),
        key="sets",
        alt=f"People by the set of directors they worked with; the largest set is "
        f"{join_words(largest['directors'])} with {largest['people']:,}, among them "
        f"{join_words(largest['who'][:_NAMES_SHOWN])}.",
    )
    downloads.table(comparison.intersections, "filmkin-compare-sets", "all sets of directors")


def _names(comparison: Comparison) -> str:
    return join_words(comparison.directors["name"])
