"""The About page: how the scores are calculated, data sources and limitations."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts.common import address, routing
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import example_directors, example_films
from pages.parts.common.links import person_links, to_page
from pages.parts.common.sources import source_name
from pages.parts.common.text import join_words, plain
from pages.parts.films import explanation
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
        "overviews, taglines, genres, translations; without IMDb, also cast and crew",
        "credit Trakt as the source; ask before commercial use",
    ),
    (
        "wikipedia",
        "the opening of articles about films",
        "CC BY-SA 4.0; each text names its article and licence",
    ),
    (
        "your own files",
        "overviews, keywords, countries, posters by IMDb id",
        "set by their publishers",
    ),
    (
        "MovieLens",
        "ratings to evaluate the rankings; not part of any catalogue",
        "research use, with citation: Harper and Konstan 2015",
    ),
    (
        "MoreLikeThis",
        "pairs of films that people judged similar, to evaluate the rankings; not part of any "
        "catalogue",
        "CC BY-NC-ND 4.0: Gawinecki et al. 2021",
    ),
    (
        "demo",
        "well-known films with people, keywords and overviews",
        "MIT; ratings and votes are rounded and approximate",
    ),
]
"""Source, what it provides, terms of use."""


def page(store: Store) -> None:
    """Explain a score of each kind, then list sources and limitations."""
    address.keep("about", "director", "with", "movie", "like")
    st.title("How does Filmkin rank directors and films?", anchor=False)
    st.write(
        "Filmkin learns nothing from you and hides nothing. Every score is computed from a sum; "
        "here is one of each kind, from the current catalogue."
    )
    demo_notice(store)
    people, affinity, classic, films, data, limits = st.tabs(
        [
            "Directors",
            "Kindred directors",
            "The classic score",
            "Films",
            "Sources and terms",
            "Limitations",
        ]
    )
    with people:
        people_score(store)
    with affinity:
        affinity_score(store)
    with classic:
        classic_score(store)
    with films:
        film_score(store)
    with data:
        sources(store)
    with limits:
        limitations()


def people_score(store: Store) -> None:
    """Explain the default ranking of directors."""
    st.markdown(
        "The candidates for a director *d* are all directors *e* with a film that one of *d*'s "
        "collaborators worked on. Shared people decide: by role and rarity, without films that "
        "both directed, without anthologies of four directors or more, and only so far as chance "
        "does not explain them. The other terms are small and order those who share equally."
    )
    st.latex(r"\mathrm{score}(e) = \sum_t \mathrm{weight}_t \cdot \mathrm{value}_t(d, e)")
    pair = director_pair(store, "people")
    if pair is None:
        return
    (director, name), (other, other_name) = pair
    subject = f"{other_name} for {name}"
    st.subheader(f"For example, {plain(subject)}", anchor=False)
    explanation.terms(
        store.directors.explain_people(director, other),
        explanation.DIRECTOR_TERMS,
        subject,
        "people-terms",
    )
    other_pairs(pair)
    st.caption(
        "Chance is a random catalogue in which every director works with as many people, and "
        "every person with as many directors, as in this one (Saracco et al. 2017)."
    )


def affinity_score(store: Store) -> None:
    """Explain the ranking of kindred directors."""
    st.markdown(
        "Kindred directors need not share many people. The candidates are the same; each of seven "
        "terms has a value between 0 and 1, and genre, story and era weigh as much as people:"
    )
    st.latex(r"\mathrm{score}(e) = \sum_t \mathrm{weight}_t \cdot \mathrm{value}_t(d, e)")
    pair = director_pair(store, "affinity")
    if pair is None:
        return
    (director, name), (other, other_name) = pair
    subject = f"{other_name} for {name}"
    st.subheader(f"For example, {plain(subject)}", anchor=False)
    explanation.terms(
        store.directors.explain_affinity(director, other),
        explanation.AFFINITY_TERMS,
        subject,
        "director-terms",
    )
    other_pairs(pair)
    st.caption(
        "The weights were fitted on half of the directors, to rank those whom the same people like."
    )
    to_page(routing.QUALITY, "How well it ranks the other half")


def classic_score(store: Store) -> None:
    """Explain the 2019 score, which is kept exactly."""
    st.markdown(
        "The 2019 score counts shared credits. F(x) is the set of films *x* directed, P(m) the "
        "people credited on a film *m*, and c(p) the number of films of *d* a person *p* worked "
        "on:"
    )
    st.latex(
        r"c(p) = |\{m \in F(d) : p \in P(m)\}|, \quad s(m) = \sum_{p \in P(m)} c(p), \quad "
        r"\mathrm{score}(e) = \frac{S(e)}{|F(e)|}, \quad S(e) = \sum_{m \in F(e)} s(m)"
    )
    st.markdown(
        "Summed by person instead of by film, S(e) is the sum of c(p) · n(p, e), where n(p, e) is "
        "the number of films of *e* that *p* worked on. A director is shown if, among their films "
        "with shared people, the highest rating and the highest vote count reach the two "
        "thresholds."
    )
    pair = director_pair(store, "classic")
    if pair is None:
        return
    (director, name), (other, other_name) = pair
    st.subheader(f"For example, {plain(other_name)} for {plain(name)}", anchor=False)
    explanation.classic(store.directors.explain_classic(director, other), name, other_name)
    other_pairs(pair)


def film_score(store: Store) -> None:
    """Explain the ranking of films."""
    st.markdown(
        "The candidates are the films nearest by text, those that share the most people, and the "
        "most popular of the same genres and years. The score is again a sum of weighted terms; "
        "for several chosen films, each term is the mean."
    )
    st.latex(r"\mathrm{score}(m) = \sum_t \mathrm{weight}_t \cdot \mathrm{value}_t(m)")
    pair = film_pair(store)
    if pair is None:
        return
    first, second = (store.movies.films([film]).row(0, named=True) for film in pair)
    subject = f"{second['title']} for {first['title']}"
    st.subheader(f"For example, {plain(subject)}", anchor=False)
    explanation.terms(store.movies.explain(*pair), explanation.FILM_TERMS, subject, "film-terms")
    to_page(routing.MOVIES, f"All films similar to {first['title']}", movie=first["id"])
    if store.manifest.vectors is not None:
        st.caption(
            plain(
                f"The model {store.manifest.vectors['model']} turns title, overview, tagline and "
                f"genres into vectors of {store.manifest.vectors['dimension']} numbers. “Plot text "
                "only” ranks by their cosine alone, as FlixRec did."
            )
        )
    else:
        st.caption("This catalogue has no overviews, so the plot text term is 0.")


def director_pair(store: Store, method: Method) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Return the pair of the address, else an example; None if no example shares anyone."""
    director, other = st.query_params.get("director"), st.query_params.get("with")
    if director and other:
        try:
            store.directors.explain_people(director, other)
        except (UnknownId, NothingFound, InvalidArgument) as error:
            st.info(plain(f"{error} Here is another pair."))
        else:
            names = store.directors.name_of(director), store.directors.name_of(other)
            return (director, names[0]), (other, names[1])
    for example, name in example_directors(store).items():
        scores = store.directors.scores(example, method)
        if not scores.is_empty():
            best = scores.row(0, named=True)
            return (example, name), (best["id"], best["name"])
    st.caption("None of the best-known directors shares people with another in this catalogue.")
    return None


def film_pair(store: Store) -> tuple[str, str] | None:
    """Return the pair of the address, else an example; None in a catalogue of one film."""
    film, other = st.query_params.get("movie"), st.query_params.get("like")
    if film and other:
        try:
            store.movies.films([film, other])
        except UnknownId as error:
            st.info(plain(f"{error} Here is another pair."))
        else:
            return film, other
    first = example_films(store)[0]["id"]
    try:
        return first, store.movies.similar(first, 1)["id"].to_list()[0]
    except NothingFound:
        st.caption("There is only one film in this catalogue.")
        return None


def other_pairs(pair: tuple[tuple[str, str], tuple[str, str]]) -> None:
    """Link to the two directors and to all results for the first."""
    (director, name), _ = pair
    with st.container(horizontal=True, gap="small"):
        person_links(pair)
    to_page(routing.DIRECTORS, f"All directors who share people with {name}", director=director)
    st.caption("For any other pair, follow the link beside a result on the Directors page.")


def sources(store: Store) -> None:
    """List the sources with their terms, and those of the open catalogue."""
    present = list(map(source_name, store.manifest.source_names))
    st.markdown(f"This catalogue was built from {plain(join_words(present))}.")
    rows = [(source_name(name), content, terms) for name, content, terms in SOURCES]
    st.dataframe(
        pl.DataFrame(rows, orient="row", schema=["source", "content", "terms"]),
        hide_index=True,
        height="content",
        column_config={
            "source": st.column_config.TextColumn("Source", width=180),
            "content": st.column_config.TextColumn("What it provides", width=380),
            "terms": st.column_config.TextColumn("Terms", width=420),
        },
        alt="Data sources, what they provide and their terms",
    )
    st.markdown(
        f"Where IMDb is a source: information courtesy of [IMDb]({IMDB}), used with permission "
        f"([terms]({IMDB_TERMS})). Filmkin itself is under the MIT licence."
    )
    to_page(routing.YOUR_DATA, "Details of this catalogue")


def limitations() -> None:
    """List what the results do not show."""
    st.markdown(
        """
- **Work beyond the credits.** IMDb's data sets name between ten and about twenty-five leading
  people per film. Two directors may share a gaffer, a stunt coordinator or an uncredited writer,
  and the results do not show it.
- **Influence.** Shared people are facts; influence is not in the data. Directors who never met may
  be closer than two who share an editor.
- **What you like.** No preferences are stored. The weights were fitted to rank films that the
  same MovieLens users like, and they favour well-known films in English.
- **How good a film is.** Ratings reflect the people who voted. Old films and films from small
  countries have few votes, from people who sought them out.
- **The plot of a film without an overview.** Its similarity rests on people, genre and year. An
  overview is a few lines about a plot; tone, pace and images are not in it.
- **Some weights.** The weights of keywords, countries and roles other than director and actor were
  chosen by judgement, because the evaluation data has none of these.
- **Series without a common title.** Sequels and remakes are recognised by titles and people. Films
  such as the James Bond series share no title and are not grouped.
- **Anything after the build.** A catalogue is as old as the files it was built from.
"""
    )


with leased() as opened:
    page(opened)
