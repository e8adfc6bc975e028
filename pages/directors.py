"""Which directors work with the same people as this one?"""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts.common import address
from pages.parts.common import downloads as downloads
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import known_directors
from pages.parts.common.links import film_column, person_column
from pages.parts.common.person_search import open_director, person_search
from pages.parts.common.text import films_line, number_of, plain
from pages.parts.directors import controls as director_controls
from pages.parts.directors import evidence as director_evidence
from pages.parts.directors import thresholds as director_thresholds
from pages.parts.lists import your_list
from recsys.catalog import Store
from recsys.directors import LikedFilms, Method
from recsys.errors import BelowThresholds, NothingFound, NothingLiked, UnknownId

SCORE_HELP: dict[Method, str] = {
    "affinity": "Shared people by role and rarity, overlap of careers against chance, era, genre, "
    "story, renown and ratings, added up; select a row for its parts",
    "classic": "Shared credits a film: how often the people of the director in question work on a "
    "film of this one, on average over all of their films",
}


def page() -> None:
    """The whole page: search and controls in the sidebar, answer and evidence beside them."""
    with st.sidebar:
        person_search(open_director)
    asked()


@st.fragment
def asked() -> None:
    """Controls and what they ask for: what is moved draws these anew, and nothing else."""
    address.keep("directors", "director", "with")
    with leased() as store:
        with st.sidebar:
            settings = director_controls.draw(store)
            lists = your_list.draw(store)
        answers(store, settings, lists)


def answers(store: Store, settings: director_controls.Settings, lists: your_list.Lists) -> None:
    """For a director, for a reader's list, or where to start."""
    director = st.query_params.get("director")
    if not director and not lists.has_taste:
        welcome(store)
        return
    try:
        if director:
            name = store.directors.name_of(director)
            st.title(f"Who works with the same people as {plain(name)}?", anchor=False)
            answer(store, director, name, settings)
        else:
            st.title("Who works with the people of the films you liked?", anchor=False)
            answer(store, lists.taste(), "Your list", settings)
    except NothingLiked as error:
        your_list.no_taste(error)
    except UnknownId as error:
        st.header("No such director here", anchor=False)
        st.write(plain(str(error)))
        examples(store)
    except BelowThresholds as error:
        below_thresholds(store, error)
    except NothingFound as error:
        st.info(plain(str(error)))
        examples(store)


def welcome(store: Store) -> None:
    """What the page answers, and somewhere to start."""
    st.title("Who works with the same people?", anchor=False)
    st.write(
        "Choose a director and Filmkin names the directors whose films were made by the same "
        "people, with the films to start from and everybody they share."
    )
    examples(store)
    demo_notice(store)


def examples(store: Store) -> None:
    """Directors to begin with: well-known names, as far as this catalogue has them."""
    directors = known_directors(store)
    if not directors:  # a catalogue whose films name none
        return
    st.caption("For example")
    with st.container(horizontal=True):
        for person, name in directors.items():
            st.button(plain(name), key=f"example-{person}", on_click=open_director, args=(person,))


def answer(
    store: Store, director: str | LikedFilms, name: str, settings: director_controls.Settings
) -> None:
    """The recommended directors, and below them the evidence for the one selected."""
    demo_notice(store)
    summary(store, director, settings)
    limits = settings.limits
    frame = store.directors.recommend(
        director,
        settings.method,
        min_rating=limits.min_rating,
        min_votes=limits.min_votes,
        threshold_rule=limits.rule,
        min_films=limits.min_films,
        years=limits.years,
        limit=settings.limit,
        roles=settings.roles,
        film_min_votes=settings.film_min_votes,
    )
    ranks = director_thresholds.rank_words(store, director, settings)
    other = result_table(frame, ranks, settings.method)
    whose = director if isinstance(director, str) else "your-list"
    downloads.table(frame, f"filmkin-{whose}")
    director_evidence.draw(store, director, name, other, frame, settings)


def summary(store: Store, director: str | LikedFilms, settings: director_controls.Settings) -> None:
    """One line of numbers over the table."""
    candidates = store.directors.scores(director, settings.method, settings.roles).height
    passing = store.directors.count_passing(
        director, settings.method, settings.limits, settings.roles
    )
    if isinstance(director, LikedFilms):
        films, kind = len(director.films), "film you liked"
    else:
        films, kind = store.directors.filmography(director).height, "film"
    people = store.directors.collaborator_count(director, settings.roles)
    st.caption(
        f"{number_of(films, kind, kind.replace('film', 'films'))} · "
        f"{number_of(people, 'collaborator')} · "
        f"{number_of(candidates, 'candidate')}, {passing:,} pass"
    )


def result_table(frame: pl.DataFrame, ranks: list[str], method: Method) -> dict:
    """The table; returns the selected row, the first where the one asked for is not shown.

    The address says who is selected, so moved thresholds and the browser's Back keep it.
    """
    ids = frame["id"].to_list()
    chosen = st.query_params.get("with")
    selected = ids.index(chosen) if chosen in ids else 0
    st.session_state["directors"] = {"selection": {"rows": [selected]}}
    shown = frame.select(
        pl.int_range(1, pl.len() + 1).alias("place"),
        "name",
        "score",
        pl.Series("rank", ranks),
        pl.col("shared_people").alias("shared"),
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
    if rows and rows[0] != before:  # the browser also sends back a row that the page selected
        st.query_params["with"] = ids[rows[0]]


def _columns(frame: pl.DataFrame, method: Method) -> dict:
    column = st.column_config
    top = frame["score"].to_list()[0]  # best first
    return {
        "place": column.NumberColumn("#", width=40, help="Place among those that pass"),
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
        "shared": column.NumberColumn("Shared", help="Different people they share"),
        "films": column.NumberColumn("Films", help="Films directed in this catalogue"),
        "best_rating": column.NumberColumn(
            "Best rating", format="%.1f", help="Best rating, of 10, of a film with shared people"
        ),
        "best_votes": column.NumberColumn(
            "Most votes", format="localized", help="Most votes on a film with shared people"
        ),
        "start": film_column(
            "Best film",
            "open_best",
            [films[0]["id"] if films else "" for films in frame["top_films"].to_list()],
            help="The best rated of all their films",
        ),
    }


def below_thresholds(store: Store, error: BelowThresholds) -> None:
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
        st.button("Take all limits off", on_click=director_controls.reset, args=(store,))


page()
