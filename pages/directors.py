"""The Directors page: directors who share collaborators with one director or with liked films."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import address, downloads
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import example_directors
from pages.parts.common.links import film_column, person_column, person_link
from pages.parts.common.person_search import open_director, person_search
from pages.parts.common.text import films_line, number_of, plain
from pages.parts.directors import controls as director_controls
from pages.parts.directors import evidence as director_evidence
from pages.parts.directors import thresholds as director_thresholds
from pages.parts.lists import your_list
from recsys.catalog import Store
from recsys.directors import LikedFilms, Method, liked_question, question
from recsys.errors import BelowThresholds, NothingFound, NothingLiked, UnknownId

SCORE_HELP: dict[Method, str] = {
    "people": "Shared people by role, rarity and what chance does not explain, then small parts "
    "for films directed together, genre, story, era, popularity and Bayesian rating. Select a row "
    "for the breakdown.",
    "affinity": "The sum of shared people (by role and rarity), career overlap, era, genre, story, "
    "popularity and Bayesian rating. Select a row for the breakdown.",
    "classic": "Shared credits per film: how often people who worked with the chosen director "
    "appear on a film of this one, averaged over all of their films",
}


def page() -> None:
    """Show search and controls in the sidebar, results and evidence beside them."""
    with st.sidebar:
        person_search(open_director)
    controls_and_results()


@st.fragment
def controls_and_results() -> None:
    """Show the controls and the results; moving a control reruns this fragment only."""
    address.keep("directors", "director", "with")
    with leased() as store:
        with st.sidebar:
            settings = director_controls.show_controls(store)
            lists = your_list.show_your_list(store)
        results(store, settings, lists)


def results(
    store: Store,
    settings: director_controls.DirectorSettings,
    lists: your_list.ActiveLists,
) -> None:
    """Show results for a director or for the reader's list; else a welcome."""
    director = st.query_params.get("director")
    if not director and not lists.has_profile:
        welcome(store)
        return
    try:
        if director:
            name = store.directors.name_of(director)
            st.title(question(settings.method, plain(name)), anchor=False)
            recommendations(store, director, name, settings)
        else:
            st.title(liked_question(settings.method), anchor=False)
            recommendations(store, lists.profile(), "Your list", settings)
    except NothingLiked as error:
        your_list.no_liked_films(error)
    except UnknownId as error:
        st.header("Director not found", anchor=False)
        st.write(plain(str(error)))
        examples(store)
    except BelowThresholds as error:
        below_thresholds(store, error)
    except NothingFound as error:
        st.info(plain(str(error)))
        examples(store)


def welcome(store: Store) -> None:
    """Explain the page and offer examples."""
    st.title("Who works with the same people?", anchor=False)
    st.write(
        "Choose a director. Filmkin finds the directors whose films were made by the same "
        "people, suggests a film to start with and lists everyone they share."
    )
    examples(store)
    demo_notice(store)


def examples(store: Store) -> None:
    """Show buttons for well-known directors of this catalogue."""
    directors = example_directors(store)
    if not directors:  # the catalogue has no directors
        return
    st.caption("For example")
    with st.container(horizontal=True):
        for person, name in directors.items():
            st.button(plain(name), key=f"example-{person}", on_click=open_director, args=(person,))


def recommendations(
    store: Store,
    director: str | LikedFilms,
    name: str,
    settings: director_controls.DirectorSettings,
) -> None:
    """Show the recommended directors and, below, the evidence for the selected one."""
    demo_notice(store)
    summary(store, director, settings)
    query = settings.query(director)
    frame = store.directors.ranked(query, settings.limit, settings.film_min_votes)
    ranks = director_thresholds.rank_words(store, director, settings)
    other = result_table(frame, ranks, settings.method)
    subject = director if isinstance(director, str) else "your-list"
    downloads.table(frame, f"filmkin-{subject}")
    director_evidence.show_evidence(store, director, name, other, frame, settings)


def summary(
    store: Store, director: str | LikedFilms, settings: director_controls.DirectorSettings
) -> None:
    """Show the counts of films, collaborators and candidates in one line."""
    scores = store.directors.scores(director, settings.method, settings.roles, settings.weights)
    passing = store.directors.count_passing(settings.query(director))
    if isinstance(director, LikedFilms):
        films, kind = len(director.films), "film you liked"
    else:
        films, kind = store.directors.filmography(director).height, "film"
    people = store.directors.collaborator_count(director, settings.roles)
    st.caption(
        f"{number_of(films, kind, kind.replace('film', 'films'))} · "
        f"{number_of(people, 'collaborator')} · "
        f"{number_of(scores.height, 'director')} share people or a film; "
        f"{passing:,} meet your limits"
    )
    if isinstance(director, str):
        always_together(store, director)


def always_together(store: Store, director: str) -> None:
    """Name the co-directors with whom the director made all films, and they theirs."""
    for other in store.directors.co_directors(director).filter(pl.col("always")).to_dicts():
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            films = number_of(other["films_together"], "film")
            st.caption(f"Directed everything together ({films}) with", width="content")
            person_link(other["id"], other["name"])


def result_table(frame: pl.DataFrame, ranks: list[str], method: Method) -> dict[str, Any]:
    """Show the table; return the selected row.

    The address holds the selection, so it survives moved thresholds and the browser's Back. If
    that director is not among the results, the first row is selected.
    """
    ids = frame["id"].to_list()
    chosen = st.query_params.get("with")
    selected = ids.index(chosen) if chosen in ids else 0
    st.session_state["directors"] = {"selection": {"rows": [selected]}}
    shown = frame.select(
        pl.int_range(1, pl.len() + 1).alias("position"),
        "name",
        "score",
        pl.Series("rank", ranks),
        pl.col("shared_people").alias("shared"),
        *([pl.col("expected")] if "expected" in frame.columns else []),
        "films",
        "best_rating",
        "best_votes",
        pl.Series("start", [films_line(films[:1]) for films in frame["top_films"]]),
    )
    st.dataframe(
        shown,
        key="directors",
        hide_index=True,
        on_select=lambda: _select(ids, selected),
        selection_mode="single-row-required",
        column_config=_columns(frame, method),
        alt="Recommended directors, best first",
    )
    return frame.row(selected, named=True)


def _select(ids: list[str], before: int) -> None:
    rows = st.session_state["directors"]["selection"]["rows"]
    if rows and rows[0] != before:  # the browser also reports a row that the page selected
        st.query_params["with"] = ids[rows[0]]


def _columns(frame: pl.DataFrame, method: Method) -> dict[str, Any]:
    column = st.column_config
    top = frame["score"].to_list()[0]  # best first
    return {
        "position": column.NumberColumn(
            "#", width=40, help="Position among the directors who meet the thresholds"
        ),
        "name": person_column("Director", "open_director", frame["id"], width=160),
        "score": column.ProgressColumn(
            "Score",
            width=120,
            min_value=0.0,
            max_value=top,
            format="%.2f",
            help=SCORE_HELP[method],
        ),
        "rank": column.TextColumn("Rank", width=60, help=director_thresholds.RANK_HELP),
        "shared": column.NumberColumn("Shared", help="Number of people they share"),
        "expected": column.NumberColumn(
            "By chance",
            format="%.1f",
            help="Number of people they would share by chance, given how many people each of them "
            "and each person works with",
        ),
        "films": column.NumberColumn("Films", help="Films directed in this catalogue"),
        "best_rating": column.NumberColumn(
            "Best rating",
            format="%.1f",
            help="Highest rating, out of 10, of a film with shared people",
        ),
        "best_votes": column.NumberColumn(
            "Most votes", format="localized", help="Highest vote count of a film with shared people"
        ),
        "start": film_column(
            "Best film",
            "open_best",
            [films[0]["id"] if films else "" for films in frame["top_films"].to_list()],
            help="The highest rated of all their films",
        ),
    }


def below_thresholds(store: Store, error: BelowThresholds) -> None:
    """Explain that no director meets the thresholds; offer buttons that relax them."""
    st.header("No director meets these thresholds", anchor=False)
    st.write(
        f"Of {number_of(error.candidates, 'director')} with shared people, none has a film rated "
        f"{error.min_rating:g} or higher and one with at least {error.min_votes:,} votes."
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
        st.button("Reset all controls", on_click=director_controls.reset, args=(store,))


page()
