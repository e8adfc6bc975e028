"""Pairs, people and directors of a catalogue, by how often they work together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.explore.collaboration import RECURRING, Collaboration
from recsys.explore.dimensions import crafts, numbers
from recsys.explore.views import View
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.vocabulary.roles import mask_to_roles

MOST_NAMED = 12
"""Directors of a person, and collaborators of a director, that a row names."""

_FROM_TWO = (2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 50, 100, 200)
_FROM_NONE = (0, 1, *_FROM_TWO)


def pairs_view(graph: CreditGraph, pairs: Collaboration) -> View:
    """A director and somebody who worked on two of their films or more.

    Columns: `director_id`, `director`, `person_id`, `person`, `roles` (list), `films` (together),
    `of_director`, `of_person` (share of the films that the one directed, and that the other worked
    on, 0 to 1), `first_year`, `last_year`, `titles` (list of id, title, year).
    """
    of_director = pairs.films / graph.films_directed[pairs.director]
    of_person = pairs.films / graph.person_movies.counts(pairs.person)

    def describe(rows: np.ndarray) -> pl.DataFrame:
        titles = _films_together(graph, pairs.director[rows], pairs.person[rows])
        directors = graph.people[graph.director_persons[pairs.director[rows]]]
        people = graph.people[pairs.person[rows]]
        return pl.DataFrame(
            {
                "director_id": directors["id"],
                "director": directors["name"],
                "person_id": people["id"],
                "person": people["name"],
                "roles": _roles(pairs.roles[rows]),
                "films": pairs.films[rows],
                "of_director": of_director[rows],
                "of_person": of_person[rows],
            }
        ).with_columns(titles.get_columns())

    return View(
        len(pairs.films),
        {
            "films": numbers("films together", pairs.films, _FROM_TWO),
            "craft": crafts(pairs.roles),
        },
        {
            "films together": lambda: (pairs.films, of_director, of_person),
            "share of the director's films": lambda: (of_director, pairs.films),
            "share of the collaborator's films": lambda: (of_person, pairs.films),
        },
        describe,
    )


def people_view(graph: CreditGraph, pairs: Collaboration) -> View:
    """Those who worked with two directors or more, be it once.

    Columns: `id`, `name`, `roles` (list), `directors` (worked with), `films` (worked on),
    `first_year`, `last_year`, `worked_with` (list of id, name, films: most films first, the first
    `MOST_NAMED`).
    """
    shared = np.flatnonzero(pairs.directors_of >= RECURRING).astype(np.int32)
    directors, films = pairs.directors_of[shared], graph.person_movies.counts(shared)
    masks = _all_roles(graph, shared)

    def describe(rows: np.ndarray) -> pl.DataFrame:
        people = shared[rows]
        place, film = graph.person_movies.expand(people)
        known = graph.people[people]
        return pl.DataFrame(
            {
                "id": known["id"],
                "name": known["name"],
                "roles": _roles(masks[rows]),
                "directors": directors[rows],
                "films": films[rows],
            }
        ).with_columns(
            *_years(place, graph.movie_year[film], len(rows)).get_columns(),
            _directors_of(graph, people).alias("worked_with"),
        )

    return View(
        len(shared),
        {
            "directors": numbers("directors worked with", directors, _FROM_TWO),
            "craft": crafts(masks),
        },
        {"directors": lambda: (directors, films), "films": lambda: (films, directors)},
        describe,
    )


def directors_view(graph: CreditGraph, pairs: Collaboration) -> View:
    """Every director.

    Columns: `id`, `name`, `films` (directed), `collaborators`, `recurring` (collaborators on two
    films or more), `share` (of the collaborators that recur, 0 to 1), `first_year`, `last_year`,
    `most` (list of id, name, films: recurring collaborators, most films first, `MOST_NAMED`).
    """
    films, everybody = graph.films_directed, np.asarray(graph.director_collaborators)
    share = pairs.recurring_of / np.maximum(1, everybody)

    def describe(rows: np.ndarray) -> pl.DataFrame:
        directors = rows.astype(np.int32)
        known = graph.people[graph.director_persons[directors]]
        at, film = graph.director_movies.expand(directors)
        place, pair = pairs.by_director.expand(directors)
        return pl.DataFrame(
            {
                "id": known["id"],
                "name": known["name"],
                "films": films[rows],
                "collaborators": everybody[rows],
                "recurring": pairs.recurring_of[rows],
                "share": share[rows],
            }
        ).with_columns(
            *_years(at, graph.movie_year[film], len(rows)).get_columns(),
            _named(graph, place, pairs.person[pair], pairs.films[pair], len(rows)).alias("most"),
        )

    return View(
        graph.director_count,
        {
            "recurring": numbers("recurring collaborators", pairs.recurring_of, _FROM_NONE),
            "films": numbers("films directed", films, _FROM_NONE[1:]),
        },
        {
            "recurring collaborators": lambda: (pairs.recurring_of, share),
            "share that recur": lambda: (share, pairs.recurring_of),
            "films directed": lambda: (films, pairs.recurring_of),
        },
        describe,
    )


def _films_together(graph: CreditGraph, directors: Ints, people: Ints) -> pl.DataFrame:
    """`first_year`, `last_year` and `titles` of each director and person, by year."""
    place, film = graph.director_movies.expand(directors)
    at, worked = graph.movie_people.expand(film)
    here = worked == people[place[at]]
    place, film = place[at[here]], film[at[here]]
    year = graph.movie_year[film]
    order = np.lexsort((film, np.where(year > 0, year, np.iinfo(np.int16).max), place))
    titles = graph.movies[film[order]].select("id", "title", "year").to_struct("titles")
    listed = _lists(pl.DataFrame({"place": place[order], "titles": titles}), len(people))
    return _years(place, year, len(people)).with_columns(listed)


def _directors_of(graph: CreditGraph, people: Ints) -> pl.Series:
    """Whom people worked for; the films that they directed themselves left out."""
    place, film = graph.person_movies.expand(people)
    at, director = graph.movie_directors.expand(film)
    person = graph.director_persons[director]
    other = person != people[place[at]]
    rows = pl.DataFrame({"place": place[at[other]], "person": person[other]})
    counted = rows.group_by("place", "person").agg(pl.len().alias("films"))
    return _named(
        graph,
        counted["place"].to_numpy(),
        counted["person"].to_numpy(),
        counted["films"].to_numpy(),
        len(people),
    )


def _named(
    graph: CreditGraph,
    place: npt.NDArray[np.integer],
    person: npt.NDArray[np.integer],
    films: npt.NDArray[np.integer],
    count: int,
) -> pl.Series:
    """People with their films as a list a place: most films first, then by id."""
    order = np.lexsort((person, -films.astype(np.int64), place))
    place, person, films = place[order], person[order], films[order]
    first = np.arange(len(place)) - np.searchsorted(place, place) < MOST_NAMED
    people = graph.people[person[first]].select("id", "name")
    named = people.with_columns(pl.Series("films", films[first], pl.Int64)).to_struct("named")
    return _lists(pl.DataFrame({"place": place[first], "named": named}), count)


def _lists(rows: pl.DataFrame, count: int) -> pl.Series:
    """The second column as a list a place, in its order; empty where a place has no rows."""
    place, values = rows.columns
    every = pl.DataFrame({place: np.arange(count)}, schema={place: rows.schema[place]})
    listed = rows.group_by(place, maintain_order=True).agg(values)
    return every.join(listed, on=place, how="left", maintain_order="left")[values].fill_null([])


def _years(place: Ints, year: npt.NDArray[np.integer], count: int) -> pl.DataFrame:
    """`first_year` and `last_year` of each place, null where none is known."""
    first, last = np.full(count, 9_999), np.zeros(count, np.int64)
    dated = year > 0
    np.minimum.at(first, place[dated], year[dated])
    np.maximum.at(last, place[dated], year[dated])
    known = last > 0
    return pl.DataFrame({"first_year": first, "last_year": last}).select(
        pl.when(pl.Series(known)).then(pl.all()).cast(pl.Int16)
    )


def _all_roles(graph: CreditGraph, people: Ints) -> npt.NDArray[np.uint16]:
    """The roles of people on all of their films."""
    credits = graph.person_movies
    assert credits.roles is not None, "a relation of credits"
    place, edges = credits.edges(people)
    if not len(people):
        return np.zeros(0, np.uint16)
    starts = np.searchsorted(place, np.arange(len(people)))
    return np.bitwise_or.reduceat(credits.roles[edges], starts)


def _roles(masks: npt.NDArray[np.integer]) -> pl.Series:
    return pl.Series([mask_to_roles(mask) for mask in masks.tolist()], dtype=pl.List(pl.String))
