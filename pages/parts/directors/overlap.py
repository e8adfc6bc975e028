"""Figures of the overlap: who, how much more than chance, when, and how all hang together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import downloads, figures, routing
from pages.parts.common.links import person_column
from pages.parts.common.text import join_words, number_of, plain, role_words
from pages.parts.directors import thresholds as director_thresholds
from pages.parts.directors.controls import DirectorSettings
from recsys import charts
from recsys.catalog import Store
from recsys.directors import LikedFilms

_NAMED = 3
"""People named in a sentence."""


def show_overlap(
    store: Store,
    director: str | LikedFilms,
    name: str,
    other: dict[str, Any],
    frame: pl.DataFrame,
    settings: DirectorSettings,
) -> None:
    """Show the figures in tabs, each with a sentence before it and a table below."""
    overlap = store.directors.overlap(director, frame["id"], settings.roles, settings.method)
    if overlap.is_empty():
        st.caption("They share only people of films that they made together.")
        director_thresholds.show_rank_map(director, other, settings)
        return
    tabs: dict[str, Callable[[], None]] = {"People": partial(_people, name, overlap)}
    if "expected" in frame.columns and frame["expected"].count():
        tabs["Chance"] = partial(_chance, name, frame)
    tabs["Careers"] = partial(_careers, store, director, name, other, settings)
    if _linking(overlap) > 1:
        tabs["Flow"] = partial(_flow, name, overlap)
        tabs["Network"] = partial(_network, name, overlap)
    tabs["Table"] = partial(_table, name, overlap)
    tabs["Thresholds"] = partial(director_thresholds.show_rank_map, director, other, settings)
    figures.in_tabs("links", tabs)


def _linking(overlap: pl.DataFrame) -> int:
    """Number of people whom several directors of the figures share."""
    linking = charts.linking_several(charts.first_directors(overlap))
    return linking["person_id"].n_unique()


def _people(name: str, overlap: pl.DataFrame) -> None:
    """The matrix of people and directors."""
    sentence = _giving_most(name, overlap)
    st.markdown(plain(sentence))
    st.caption(
        f"Numbers are films together: first those with {plain(name)}, then those with each "
        "recommended director; stronger is more. Bold: how many people a director "
        "shares, and with how many of these directors a person worked." + _left_out(overlap)
    )
    figures.show(
        charts.heat_map(name, overlap, figures.ink()),
        key="people-matrix",
        alt=f"{sentence} A matrix of people by directors.",
        title=f"People that {name} shares with other directors",
        on_click=_open_person,
    )
    figures.table(overlap, "filmkin-overlap-people", "people and directors")


def _giving_most(name: str, overlap: pl.DataFrame) -> str:
    """Say who links most strongly, and with whom."""
    top = charts.top_collaborators(charts.first_directors(overlap), _NAMED)
    first, *others = top["person"].unique(maintain_order=True)
    rows = top.filter(person_id=top["person_id"].to_list()[0]).to_dicts()
    theirs = sum(row["other_films"] for row in rows)
    best = max(rows, key=lambda row: int(row["other_films"]))
    sentence = (
        f"{first} ({role_words([rows[0]['role']])}) links most strongly: "
        f"{number_of(rows[0]['films'], 'film')} with {name} and {theirs:,} with "
    )
    if len(rows) == 1:
        sentence += str(best["other"])
    else:
        sentence += f"{len(rows)} of these directors"
        if best["other_films"] > 1:
            sentence += f", {best['other_films']} of them with {best['other']}"
    return f"{sentence}. {join_words(others)} {_follow(others)}." if others else f"{sentence}."


def _follow(people: Sequence[str]) -> str:
    return "comes next" if len(people) == 1 else "come next"


def _left_out(overlap: pl.DataFrame) -> str:
    """Say what the figure leaves out; empty if nothing."""
    shown = charts.first_directors(overlap)
    people = shown["person_id"].n_unique()
    drawn = charts.top_collaborators(shown)["person_id"].n_unique()
    parts = []
    if people > drawn:
        parts.append(f"the {drawn} people who link most strongly, of {people:,}")
    directors = overlap["other_id"].n_unique()
    if directors > charts.MAX_DIRECTORS:
        parts.append(f"the first {charts.MAX_DIRECTORS} directors, of {directors:,}")
    return f" Shown: {join_words(parts)}; the table has all." if parts else ""


def _chance(name: str, frame: pl.DataFrame) -> None:
    """Shared people beside those expected by chance."""
    known = frame.drop_nulls("expected")
    shown = known.head(2 * charts.MAX_DIRECTORS)
    excess = (pl.col("shared_people") - pl.col("expected")).alias("excess")
    most = known.sort(excess, "id", descending=[True, False]).row(0, named=True)
    above = known.filter(pl.col("shared_people") > pl.col("expected")).height
    expected = most["expected"]
    by_chance = f"{expected:.1f}" if expected >= 0.05 else "fewer than 0.1"
    sentence = (
        f"{above:,} of {number_of(known.height, 'director')} share more people with {name} than "
        f"chance would give. {most['name']} stands out most: "
        f"{number_of(most['shared_people'], 'shared person', 'shared people')} where chance gives "
        f"{by_chance}."
    )
    st.markdown(plain(sentence))
    figures.show(
        charts.beside_chance(shown, figures.ink()),
        key="chance",
        alt=f"{sentence} Bars of shared people with a mark at the number expected by chance.",
        title=f"People shared with {name}, and the number expected by chance",
        on_click=_select_director,
    )
    figures.table(
        known.select("name", "shared_people", "expected"), "filmkin-chance", "shared people"
    )


def _careers(
    store: Store,
    director: str | LikedFilms,
    name: str,
    other: dict[str, Any],
    settings: DirectorSettings,
) -> None:
    """The careers of both directors, and the shared people's films with each."""
    shared = store.directors.shared_collaborators(
        director, other["id"], settings.roles, settings.method
    )
    work = _work(shared)
    if isinstance(director, LikedFilms):
        own = store.movies.films(director.films)
    else:
        own = store.directors.filmography(director)
    sides = (own, store.directors.filmography(other["id"]))
    films = pl.concat(
        [
            of.select(pl.lit(side).alias("side"), "id", "title", pl.col("year").cast(pl.Int64))
            for side, of in enumerate(sides)
        ]
    )
    if work.is_empty():
        st.caption("The two share only people of films that they made together.")
        return
    if films.drop_nulls("year").is_empty() or work.drop_nulls("year").is_empty():
        st.caption("None of these films has a known year.")
        return
    sentence = _when(name, other["name"], films, work)
    st.markdown(plain(sentence))
    more = work["person_id"].n_unique() - charts.MAX_SHARED
    st.caption(
        "In the two upper rows, films with a shared person are filled. Below, each shared person's "
        "films with either director."
        + (f" {more:,} more shared people are in the table." if more > 0 else "")
    )
    figures.show(
        charts.careers((name, other["name"]), films, work, figures.ink()),
        key="careers",
        alt=f"{sentence} Time line of both careers and of the people they share.",
        title=f"{name} and {other['name']}: when they worked with the same people",
        on_click=_open_film,
    )
    names = pl.col("side").replace_strict({0: name, 1: other["name"]}).alias("director")
    figures.table(
        work.select("person", names, "title", "year"), "filmkin-careers", "these people's films"
    )


def _work(shared: pl.DataFrame) -> pl.DataFrame:
    """A row per shared person, side and film."""
    sides = []
    for side, column in enumerate(("films", "other_films")):
        rows = shared.select(
            pl.int_range(pl.len()).alias("rank"),
            pl.col("id").alias("person_id"),
            pl.col("name").alias("person"),
            pl.lit(side).alias("side"),
            column,
        )
        sides.append(
            rows.explode(column).unnest(column).with_columns(pl.col("year").cast(pl.Int64))
        )
    return pl.concat(sides).sort("rank", "side", "year", "id", nulls_last=True).drop("rank")


def _when(name: str, other: str, films: pl.DataFrame, work: pl.DataFrame) -> str:
    """Say when both careers run, and who came first with whom."""
    spans = []
    for side, who in enumerate((name, other)):
        years = films.filter(side=side).drop_nulls("year")["year"].to_list()
        spans.append(" ".join([who, _years(years)]) if years else who)
    first = work.drop_nulls("year").group_by("person_id", "side").agg(pl.col("year").min())
    by_side = first.pivot("side", index="person_id", values="year")
    people = number_of(work["person_id"].n_unique(), "person", "people")
    sentence = f"{people} in common: {' and '.join(spans)}"
    if {"0", "1"} <= set(by_side.columns):
        both = by_side.drop_nulls(["0", "1"])
        earlier = both.filter(pl.col("0") < pl.col("1")).height
        later = both.filter(pl.col("1") < pl.col("0")).height
        first_with = [(earlier, name), (later, other)]
        parts = [f"{count:,} worked with {who} first" for count, who in first_with if count]
        sentence += f". {join_words(parts)}" if parts else ""
    return sentence + "."


def _years(years: list[int]) -> str:
    """`in 1961`, or `from 1940 to 1960`."""
    first, last = min(years), max(years)
    return f"in {first}" if first == last else f"from {first} to {last}"


def _flow(name: str, overlap: pl.DataFrame) -> None:
    """The people whom several of the directors share."""
    rows = charts.linking_several(charts.first_directors(overlap))
    people = rows["person_id"].n_unique()
    top = charts.top_collaborators(rows, 1)
    sentence = (
        f"{number_of(people, 'person', 'people')} who worked with {name} "
        f"{'links' if people == 1 else 'link'} several of these directors; "
        f"{top['person'][0]} links {top.height}."
    )
    st.markdown(plain(sentence))
    st.caption("A band is wider the more films a person made with a director.")
    figures.show(
        charts.flow(overlap, figures.ink()),
        key="flow",
        alt=f"{sentence} Bands from people to directors.",
        title=f"Who links the directors that share people with {name}",
    )
    figures.table(rows, "filmkin-overlap-flow", "people who link several")


def _network(name: str, overlap: pl.DataFrame) -> None:
    """How the recommended directors hang together."""
    shown = charts.first_directors(overlap)
    pairs = charts.pairs_of_directors(shown)
    best = pairs.row(0, named=True)
    directors = shown["other_id"].n_unique()
    linked = len({*pairs["first_id"], *pairs["second_id"]})
    everyone = f"All {directors}" if linked == directors else f"{linked} of the {directors}"
    sentence = (
        f"{everyone} directors share some of these people with one another, too. "
        f"{best['first']} and {best['second']} hang together most: "
        f"{number_of(best['people'], 'person', 'people')} who worked with {name} worked with both."
    )
    st.markdown(plain(sentence))
    st.caption(
        "An arc joins two directors; its number and width count the people they share. If many "
        "pairs share two or more, pairs who share one are in the table only."
    )
    figures.show(
        charts.network(overlap, figures.ink()),
        key="network",
        alt=f"{sentence} Arcs between directors.",
        title=f"How the directors that share people with {name} hang together",
        on_click=_select_director,
    )
    figures.table(
        pairs.select("first", "second", "people", "who"), "filmkin-overlap-pairs", "pairs"
    )


def _table(name: str, overlap: pl.DataFrame) -> None:
    st.markdown(plain(_giving_most(name, overlap)))
    st.dataframe(
        overlap.select("person", "role", "films", "other", "other_films"),
        hide_index=True,
        column_config={
            "person": person_column("Person", "open_linking", overlap["person_id"]),
            "role": "Role",
            "films": st.column_config.NumberColumn(f"Films with {name}"),
            "other": person_column("Recommended director", "open_linked", overlap["other_id"]),
            "other_films": st.column_config.NumberColumn("Films with them"),
        },
        alt=f"People shared by {name} and the recommended directors",
    )
    downloads.table(overlap, "filmkin-overlap", "the links")


def _open_person(datum: list[str]) -> None:
    st.switch_page(routing.target(routing.PERSON), query_params={"person": datum[0]})


def _open_film(datum: list[str]) -> None:
    st.switch_page(routing.target(routing.FILM), query_params={"movie": datum[0]})


def _select_director(datum: list[str]) -> None:
    st.query_params["with"] = datum[0]
