"""How does Filmkin arrive at its answers, and what does it not know?"""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts.common import address, routing
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import known_directors, known_films
from pages.parts.common.links import person_links, to_page
from pages.parts.common.sources import source_name
from pages.parts.common.text import listed, plain
from pages.parts.films import explanation as worked
from recsys.catalog import Store
from recsys.directors import Method
from recsys.errors import InvalidArgument, NothingFound, UnknownId

IMDB = "https://www.imdb.com"
IMDB_TERMS = "https://developer.imdb.com/non-commercial-datasets/"

SOURCES = [
    (
        "imdb",
        "titles, years, genres, ratings, votes, directors, cast and crew",
        "personal and non-commercial use; information courtesy of IMDb, used with permission",
    ),
    (
        "trakt",
        "overviews, taglines, genres, translations; alone also cast and crew",
        "name Trakt as the source; commercial use on request",
    ),
    (
        "wikipedia",
        "how articles about films begin",
        "CC BY-SA 4.0; article and licence are named with each text",
    ),
    ("files of texts", "overviews, keywords, countries, posters by IMDb id", "their makers'"),
    (
        "MovieLens",
        "ratings, to measure the rankings with; no part of any catalogue",
        "for research, to be cited: Harper and Konstan 2015",
    ),
    (
        "demo",
        "well-known films with people, keywords and overviews",
        "MIT; ratings and votes are rounded and approximate",
    ),
]
"""Source, what it gives, terms."""


def page(store: Store) -> None:
    """Both questions with a score taken apart, then sources and limits."""
    address.keep("about", "director", "with", "movie", "like")
    st.title("How does Filmkin arrive at its answers?", anchor=False)
    st.write(
        "Nothing is learned from you and nothing is hidden: every score is a sum, and here is one "
        "of each kind, worked out on the catalogue that is open."
    )
    demo_notice(store)
    affinity, classic, films, data, limits = st.tabs(
        ["Directors", "The classic score", "Films", "Sources and terms", "What it does not know"]
    )
    with affinity:
        by_affinity(store)
    with classic:
        by_counting(store)
    with films:
        by_likeness(store)
    with data:
        sources(store)
    with limits:
        unknown()


def by_affinity(store: Store) -> None:
    """The default ranking of directors."""
    st.markdown(
        "Candidates for a director *d* are all directors *e* on whose films one of *d*'s people "
        "works. Each has a value between 0 and 1 for seven terms; the score is"
    )
    st.latex(r"\mathrm{score}(e) = \sum_t \mathrm{weight}_t \cdot \mathrm{value}_t(d, e)")
    pair = directors(store, "affinity")
    if pair is None:
        return
    (director, name), (other, other_name) = pair
    what = f"{other_name} for {name}"
    st.subheader(f"For example, {plain(what)}", anchor=False)
    worked.terms(
        store.directors.explain_affinity(director, other),
        worked.AFFINITY_TERMS,
        what,
        "director-terms",
    )
    other_pairs(pair)
    st.caption("The weights were fitted to what people like together, on half of the directors.")
    to_page(routing.QUALITY, "How the other half is ranked")


def by_counting(store: Store) -> None:
    """The score of 2019, kept exactly."""
    st.markdown(
        "The original counts shared credits. F(x) are the films *x* directed and P(m) the people "
        "of a film *m*; c(p) is on how many films of *d* a person *p* worked:"
    )
    st.latex(
        r"c(p) = |\{m \in F(d) : p \in P(m)\}|, \quad s(m) = \sum_{p \in P(m)} c(p), \quad "
        r"\mathrm{score}(e) = \frac{S(e)}{|F(e)|}, \quad S(e) = \sum_{m \in F(e)} s(m)"
    )
    st.markdown(
        "Summed by person instead of by film, S(e) is the sum of c(p) · n(p, e), with n(p, e) the "
        "films of *e* on which *p* worked. A director is shown if, among their films with shared "
        "people, the best rating and the most votes reach the two thresholds."
    )
    pair = directors(store, "classic")
    if pair is None:
        return
    (director, name), (other, other_name) = pair
    st.subheader(f"For example, {plain(other_name)} for {plain(name)}", anchor=False)
    worked.classic(store.directors.explain_classic(director, other), name, other_name)
    other_pairs(pair)


def by_likeness(store: Store) -> None:
    """The ranking of films."""
    st.markdown(
        "Candidates are the films nearest by text, those that share most people, and the best "
        "known of the same genres and years. The score is again a sum of weighted terms; of "
        "several films asked about, each term is the mean."
    )
    st.latex(r"\mathrm{score}(m) = \sum_t \mathrm{weight}_t \cdot \mathrm{value}_t(m)")
    pair = films_alike(store)
    if pair is None:
        return
    first, second = (store.movies.films([film]).row(0, named=True) for film in pair)
    what = f"{second['title']} for {first['title']}"
    st.subheader(f"For example, {plain(what)}", anchor=False)
    worked.terms(store.movies.explain(*pair), worked.FILM_TERMS, what, "film-terms")
    to_page(routing.MOVIES, f"All films like {first['title']}", movie=first["id"])
    if store.manifest.vectors is not None:
        st.caption(
            plain(
                f"Texts are made of title, overview, tagline and genres, and turned into vectors "
                f"of {store.manifest.vectors['dimension']} numbers by the model "
                f"{store.manifest.vectors['model']}. “Plot text only” ranks by their cosine "
                "alone, as the original did."
            )
        )
    else:
        st.caption("This catalogue holds no overviews: the term of the plot text is 0.")


def directors(store: Store, method: Method) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Who is scored for whom: as the address says, else an example; None where nobody shares."""
    director, other = st.query_params.get("director"), st.query_params.get("with")
    if director and other:
        try:
            store.directors.explain_affinity(director, other)
        except (UnknownId, NothingFound, InvalidArgument) as error:
            st.info(plain(f"{error} Here is another pair."))
        else:
            names = store.directors.name_of(director), store.directors.name_of(other)
            return (director, names[0]), (other, names[1])
    for known, name in known_directors(store).items():
        scores = store.directors.scores(known, method)
        if not scores.is_empty():
            best = scores.row(0, named=True)
            return (known, name), (best["id"], best["name"])
    st.caption("No two of the best-known directors share people in this catalogue.")
    return None


def films_alike(store: Store) -> tuple[str, str] | None:
    """Which film is scored for which: as the address says, else an example."""
    film, other = st.query_params.get("movie"), st.query_params.get("like")
    if film and other:
        try:
            store.movies.films([film, other])
        except UnknownId as error:
            st.info(plain(f"{error} Here is another pair."))
        else:
            return film, other
    first = known_films(store)[0]["id"]
    try:
        return first, store.movies.similar(first, 1)["id"].to_list()[0]
    except NothingFound:
        st.caption("There is only one film in this catalogue.")
        return None


def other_pairs(pair: tuple[tuple[str, str], tuple[str, str]]) -> None:
    """The way on from an example."""
    (director, name), _ = pair
    with st.container(horizontal=True, gap="small"):
        person_links(pair)
    to_page(routing.DIRECTORS, f"All who share people with {name}", director=director)
    st.caption("Any other pair: the page Directors has a link here with each result.")


def sources(store: Store) -> None:
    """Whose data it is, under which terms, and which of it is open now."""
    present = list(map(source_name, store.manifest.source_names))
    st.markdown(f"This catalogue was built from {plain(listed(present))}.")
    rows = [(source_name(name), gives, terms) for name, gives, terms in SOURCES]
    st.dataframe(
        pl.DataFrame(rows, orient="row", schema=["source", "gives", "terms"]),
        hide_index=True,
        height="content",
        column_config={
            "source": st.column_config.TextColumn("Source", width=180),
            "gives": st.column_config.TextColumn("What it gives", width=380),
            "terms": st.column_config.TextColumn("Terms", width=420),
        },
        alt="Sources of data with what they give and their terms",
    )
    st.markdown(
        f"Information courtesy of [IMDb]({IMDB}), used with permission, where IMDb is a source: "
        f"[terms]({IMDB_TERMS}). Filmkin itself is under the MIT licence."
    )
    to_page(routing.YOUR_DATA, "What exactly is in this catalogue")


def unknown() -> None:
    """What a reader should not take from these pages."""
    st.markdown(
        """
- **Who did what, beyond the credits.** IMDb's data sets name ten to some twenty-five people a
  film, the leading ones. Two directors may share a gaffer, a stunt coordinator or a writer without
  credit, and nothing here says so.
- **Influence.** Shared people are a fact, being influenced is not in the data. Directors who never
  met may be closer than two who share an editor.
- **What you like.** Nobody's taste is stored. The weights were fitted to what people on MovieLens
  like together, who are mostly fond of well-known films in English.
- **How good a film is.** Ratings are those of who voted; old films and films of small countries
  have few votes, from people who sought them out.
- **What a film without an overview is about.** Its similarity rests on people, genre and year. An
  overview is some lines about a plot, not the film: tone, pace and images are not in it.
- **Some weights.** Those of keywords, countries and of the crafts besides directing and acting were
  chosen by judgement: the ratings to measure with come without them.
- **Series without a common title.** Sequels and remakes are recognised by titles and people; films
  such as James Bond's share no title and are not folded.
- **Anything after the build.** A catalogue is as old as the files it was built from.
"""
    )


with leased() as opened:
    page(opened)
