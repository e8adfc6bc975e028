"""Which directors work with the same people as this one?"""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts import director_controls, director_evidence
from pages.parts.catalogue import demo_notice, leased
from pages.parts.person_search import person_search
from pages.parts.text import films_line, number_of, plain
from recsys.errors import BelowThresholds, NothingFound, UnknownId
from recsys.store import Store
from recsys.tables import to_csv

EXAMPLES = ("Wong Kar-wai", "Akira Kurosawa", "Agnès Varda", "Martin Scorsese")


def page(store: Store) -> None:
    """The whole page: controls in the sidebar, answer and evidence in the middle."""
    st.session_state.setdefault("director", st.query_params.get("director"))
    with st.sidebar:
        person_search(store, "director")
        settings = director_controls.draw(store)
    director = st.session_state["director"]
    if not director:
        welcome(store)
        return
    st.query_params["director"] = director
    try:
        name = store.directors.name_of(director)
        answer(store, director, name, settings)
    except UnknownId as error:
        st.header("No such director here", anchor=False)
        st.write(plain(str(error)))
        examples(store)
    except BelowThresholds as error:
        below_thresholds(error)
    except NothingFound as error:
        st.info(plain(str(error)))
        examples(store)


def welcome(store: Store) -> None:
    """What the page answers, and somewhere to start."""
    st.title("Who works with the same people?", anchor=False)
    st.write(
        "Choose a director and Cinegraph names the directors whose films were made by the same "
        "people, with the films to start from and everybody they share."
    )
    examples(store)
    demo_notice(store)


def examples(store: Store) -> None:
    """Directors to begin with: well-known names, as far as this catalogue has them."""
    found = []
    for name in EXAMPLES:
        best = store.people.search(name, 1, directors_first=True)
        if best.height and best["directed"][0]:
            found.append(best.row(0, named=True))
    if not found:
        return
    st.caption("For example")
    with st.container(horizontal=True):
        for person in found:
            st.button(
                plain(person["name"]),
                key=f"example-{person['id']}",
                on_click=_choose,
                args=(person["id"],),
            )


def answer(store: Store, director: str, name: str, settings: director_controls.Settings) -> None:
    """The recommended directors, and below them the evidence for the one selected."""
    st.title(f"Who works with the same people as {plain(name)}?", anchor=False)
    demo_notice(store)
    summary(store, director, settings)
    limits = settings.limits
    frame = store.directors.recommend(
        director,
        min_rating=limits.min_rating,
        min_votes=limits.min_votes,
        threshold_rule=limits.rule,
        min_films=limits.min_films,
        years=limits.years,
        limit=settings.limit,
        roles=settings.roles,
        film_min_votes=settings.film_min_votes,
    )
    other = result_table(frame)
    st.download_button(
        "Download as CSV",
        to_csv(frame),
        file_name=f"cinegraph-{director}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    director_evidence.draw(store, director, name, other, frame, settings.roles)


def summary(store: Store, director: str, settings: director_controls.Settings) -> None:
    """One line of numbers over the table."""
    candidates = store.directors.scores(director, roles=settings.roles).height
    passing = store.directors.count_passing(director, limits=settings.limits, roles=settings.roles)
    films = store.directors.filmography(director).height
    people = store.directors.collaborator_count(director, settings.roles)
    st.caption(
        f"{number_of(films, 'film')} · {number_of(people, 'collaborator')} · "
        f"{number_of(candidates, 'candidate')}, {passing:,} pass"
    )


def result_table(frame: pl.DataFrame) -> dict:
    """The table; returns the selected row, the first where none is selected."""
    ids = frame["id"].to_list()
    st.session_state.setdefault("with", st.query_params.get("with"))
    chosen = st.session_state["with"]
    selected = ids.index(chosen) if chosen in ids else 0
    key = f"directors-{hash(tuple(ids))}"
    shown = frame.select(
        pl.int_range(1, pl.len() + 1).alias("place"),
        "name",
        "score",
        pl.col("shared_people").alias("shared"),
        "films",
        "best_rating",
        "best_votes",
        pl.Series("start", [films_line(films[:1]) for films in frame["top_films"]]),
    )
    state = st.dataframe(
        shown,
        key=key,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [selected]}},
        column_config=_columns(frame),
        alt="Recommended directors, best first",
    )
    rows = state["selection"]["rows"]
    row = frame.row(rows[0] if rows else selected, named=True)
    st.session_state["with"] = row["id"]
    st.query_params["with"] = row["id"]
    return row


def _columns(frame: pl.DataFrame) -> dict:
    column = st.column_config
    top = frame["score"].to_list()[0]  # best first
    return {
        "place": column.NumberColumn(
            "#", width=40, pinned=True, help="Place among those that pass"
        ),
        "name": column.TextColumn("Director", pinned=True),
        "score": column.ProgressColumn(
            "Score",
            min_value=0.0,
            max_value=top,
            format="%.2f",
            help="Shared credits a film: how often the people of the director in question work "
            "on a film of this one, on average over all of their films",
        ),
        "shared": column.NumberColumn("Shared", help="Different people they share"),
        "films": column.NumberColumn("Films", help="Films directed in this catalogue"),
        "best_rating": column.NumberColumn(
            "Best rating", format="%.1f", help="Best rating, of 10, of a film with shared people"
        ),
        "best_votes": column.NumberColumn(
            "Most votes", format="localized", help="Most votes on a film with shared people"
        ),
        "start": column.TextColumn("Best film", help="The best rated of all their films"),
    }


def below_thresholds(error: BelowThresholds) -> None:
    """Nobody passes: say how near the nearest is, with the button that lets it in."""
    st.header("Nobody passes these thresholds", anchor=False)
    st.write(
        f"{number_of(error.candidates, 'director')} share people, none of them with a rating of "
        f"{error.min_rating:g} and {error.min_votes:,} votes."
    )
    with st.container(horizontal=True):
        if error.rating_that_passes is not None:
            rating = error.rating_that_passes
            st.button(
                f"Lower the rating to {rating:g}",
                on_click=director_controls.change,
                kwargs={"rating": rating},
                type="primary",
            )
        if error.votes_that_pass is not None:
            votes = director_controls.votes_step_below(error.votes_that_pass)
            st.button(
                f"Lower the votes to {votes:,}",
                on_click=director_controls.change,
                kwargs={"votes": votes},
            )
        st.button("Take all limits off", on_click=director_controls.reset)


def _choose(person_id: str) -> None:
    st.session_state["director"] = person_id
    st.session_state["with"] = None


with leased() as opened:
    page(opened)
