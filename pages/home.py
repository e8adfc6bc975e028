"""What is this, and where do I start?"""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from pages.parts.common import address, routing
from pages.parts.common.catalogue import leased
from pages.parts.common.examples import SENTENCES, known_directors, known_films
from pages.parts.common.links import film_links, person_links, to_page
from pages.parts.common.search_box import find
from pages.parts.common.sources import source_name
from pages.parts.common.text import number_of, plain, role_words, titled
from recsys.catalog import Store
from recsys.errors import NothingFound

SHOWN = 3


def page(store: Store) -> None:
    """Search, three worked examples, and what there is to search."""
    address.keep("home")
    st.title("Who works with the same people, and which films are alike?", anchor=False)
    st.write(
        "Filmkin answers both from open film data and shows its evidence: who worked on both "
        "sides, in which role, on which films."
    )
    find("find")
    st.subheader("For example", anchor=False)
    for draw, column in zip((director, film, sentence), st.columns(3), strict=True):
        with column, st.container(border=True, height="stretch"):
            draw(store)
    holdings(store)


def director(store: Store) -> None:
    """The first example: whose people a director shares."""
    known = known_directors(store)
    if not known:
        st.markdown("**Who works with the same people?**")
        st.caption("This catalogue names no directors: build one with cast and crew.")
        to_page(routing.YOUR_DATA, "Use your own data")
        return
    [(person, name), *_] = known.items()
    st.markdown(f"**Who works with the same people as {plain(name)}?**")
    try:
        found = store.directors.recommend(person, limit=SHOWN)
    except NothingFound as error:
        st.caption(plain(str(error)))
        return
    person_links(found.select("id", "name").iter_rows())
    first = found.row(0, named=True)
    because = ", ".join(f"{p['name']} ({role_words(p['roles'])})" for p in first["because"][:SHOWN])
    st.caption(plain(f"{first['name']} through {because}"))
    to_page(routing.DIRECTORS, "All of them, with the evidence", director=person)


def film(store: Store) -> None:
    """The second: which films are like one."""
    [first, *_] = known_films(store)
    st.markdown(f"**Which films are like {plain(first['title'])}?**")
    try:
        found = store.movies.similar(first["id"], SHOWN)
    except NothingFound as error:
        st.caption(plain(str(error)))
        return
    film_links(found.to_dicts())
    best = found.row(0, named=True)
    st.caption(plain(f"{titled(best)}: {best['reason']}"))
    to_page(routing.MOVIES, "All of them, with the reasons", movie=first["id"])


def sentence(store: Store) -> None:
    """The third: a film described; without texts, films like two at once."""
    if store.movies.has_texts:
        words = SENTENCES[0]
        st.markdown(f"**Which film is it: “{words}”?**")
        st.write("No title at hand? Say what happens in it, to whom, where.")
        st.caption("The first sentence takes some seconds, while the text model is loaded.")
        to_page(routing.DISCOVER, "Look for it", q=words)
        return
    both = known_films(store)[:2]
    titles = " and ".join(one["title"] for one in both)
    st.markdown(f"**Which films are like {plain(titles)}?**")
    st.write("Several films at once: what fits all of them comes first.")
    to_page(routing.MOVIES, "Look at them", movie=[one["id"] for one in both])


def holdings(store: Store) -> None:
    """What the catalogue holds, from whom, and how old it is."""
    manifest = store.manifest
    tables, ranges = manifest.tables, manifest.ranges
    years = f" from {ranges['min_year']} to {ranges['max_year']}" if ranges["min_year"] else ""
    sources = ", ".join(map(source_name, manifest.source_names))
    st.subheader("What is in here", anchor=False)
    st.markdown(
        f"**{number_of(tables['movies'], 'film')}**{years}, "
        f"**{number_of(tables['people'], 'person', 'people')}**, "
        f"{number_of(tables['directors'], 'director')} among them, with "
        f"{number_of(tables['movie_prin'], 'credit')}.  \n"
        f"From {plain(sources)}; built {_age(datetime.fromisoformat(manifest.created))}."
    )
    if manifest.is_demo:
        st.write(
            "This is the demo: real films, with rounded, approximate ratings and votes. All films "
            "of IMDb take a download and one command."
        )
    to_page(routing.YOUR_DATA, "Use real data" if manifest.is_demo else "More on this catalogue")


def _age(made: datetime) -> str:
    days = (datetime.now(UTC).date() - made.date()).days
    ago = "today" if days < 1 else f"{number_of(days, 'day')} ago"
    return f"on {made:%d %B %Y}, {ago}"


routing.forward()
with leased() as opened:
    page(opened)
