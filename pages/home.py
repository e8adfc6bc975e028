"""The Home page: a search box, three examples and a summary of the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from pages.parts.common import address, routing
from pages.parts.common.catalogue import leased
from pages.parts.common.examples import SENTENCES, example_directors, example_films
from pages.parts.common.links import film_links, person_links, to_page
from pages.parts.common.search_box import search_box
from pages.parts.common.sources import source_name
from pages.parts.common.text import number_of, plain, role_words, titled
from recsys.catalog import Store
from recsys.errors import NothingFound

RESULTS_SHOWN = 3


def page(store: Store) -> None:
    """Show the search box, three worked examples and a summary of the catalogue."""
    address.keep("home")
    st.title("Find directors and films through the people who made them", anchor=False)
    st.write(
        "Which directors work with the same people, and which films are alike? Filmkin works it "
        "out from open film data and shows the evidence: who worked with both, in which role, "
        "on which films."
    )
    search_box("find")
    st.subheader("For example", anchor=False)
    examples = (director_example, film_example, sentence_example)
    for show_example, column in zip(examples, st.columns(3), strict=True):
        with column, st.container(border=True, height="stretch"):
            show_example(store)
    catalogue_summary(store)


def director_example(store: Store) -> None:
    """Show the directors who share most with a well-known one."""
    examples = example_directors(store)
    if not examples:
        st.markdown("**Who works with the same people?**")
        st.caption("This catalogue has no directors. Build one with cast and crew.")
        to_page(routing.YOUR_DATA, "Use your own data")
        return
    [(person, name), *_] = examples.items()
    st.markdown(f"**Who works with the same people as {plain(name)}?**")
    try:
        results = store.directors.recommend(person, limit=RESULTS_SHOWN)
    except NothingFound as error:
        st.caption(plain(str(error)))
        return
    person_links(results.select("id", "name").iter_rows())
    first = results.row(0, named=True)
    because = ", ".join(
        f"{p['name']} ({role_words(p['roles'])})" for p in first["because"][:RESULTS_SHOWN]
    )
    st.caption(plain(f"{first['name']} through {because}"))
    to_page(routing.DIRECTORS, "All results, with the evidence", director=person)


def film_example(store: Store) -> None:
    """Show the films most similar to a well-known one."""
    [first, *_] = example_films(store)
    st.markdown(f"**Which films are like {plain(first['title'])}?**")
    try:
        results = store.movies.similar(first["id"], RESULTS_SHOWN)
    except NothingFound as error:
        st.caption(plain(str(error)))
        return
    film_links(results.to_dicts())
    best = results.row(0, named=True)
    st.caption(plain(f"{titled(best)}: {best['reason']}"))
    to_page(routing.MOVIES, "All results, with the reasons", movie=first["id"])


def sentence_example(store: Store) -> None:
    """Offer a search by description or, in a catalogue without texts, by two films at once."""
    if store.movies.has_texts:
        words = SENTENCES[0]
        st.markdown(f"**Which film is it: “{words}”?**")
        st.write("Can't remember the title? Describe what happens, to whom and where.")
        st.caption("The first search takes some seconds while the text model loads.")
        to_page(routing.DISCOVER, "Search for it", q=words)
        return
    films = example_films(store)[:2]
    titles = " and ".join(film["title"] for film in films)
    st.markdown(f"**Which films are like {plain(titles)}?**")
    st.write("Choose several films: those similar to all of them come first.")
    to_page(routing.MOVIES, "See the results", movie=[film["id"] for film in films])


def catalogue_summary(store: Store) -> None:
    """Show the catalogue's size, its sources and its age."""
    manifest = store.manifest
    tables, ranges = manifest.tables, manifest.ranges
    years = f" from {ranges['min_year']} to {ranges['max_year']}" if ranges["min_year"] else ""
    sources = ", ".join(map(source_name, manifest.source_names))
    st.subheader("In this catalogue", anchor=False)
    st.markdown(
        f"**{number_of(tables['movies'], 'film')}**{years}, "
        f"**{number_of(tables['people'], 'person', 'people')}**, "
        f"{number_of(tables['directors'], 'director')} among them, with "
        f"{number_of(tables['movie_prin'], 'credit')}.  \n"
        f"From {plain(sources)}; built {_age(datetime.fromisoformat(manifest.created))}."
    )
    if manifest.is_demo:
        st.write(
            "This is the demo: real films with rounded, approximate ratings and votes. To use all "
            "films on IMDb, download its data and run one command."
        )
    to_page(routing.YOUR_DATA, "Use real data" if manifest.is_demo else "More about this catalogue")


def _age(built: datetime) -> str:
    days = (datetime.now(UTC).date() - built.date()).days
    ago = "today" if days < 1 else f"{number_of(days, 'day')} ago"
    return f"on {built:%d %B %Y}, {ago}"


routing.forward()
with leased() as opened:
    page(opened)
