"""Views of a catalogue's pairs, people and directors by how often they work together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from recsys.explore.collaboration import MIN_RECURRING, Collaboration
from recsys.explore.dimensions import crafts, numbers
from recsys.explore.views import View
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.vocabulary.roles import mask_to_roles

MAX_NAMED = 12
"""Directors listed per person, and collaborators listed per director."""

_FROM_TWO = (2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 50, 100, 200)
_FROM_NONE = (0, 1, *_FROM_TWO)


def pairs_view(graph: CreditGraph, pairs: Collaboration) -> View:
    """Return the view of directors and their recurring collaborators.

    Columns: `director_id`, `director`, `person_id`, `person`, `roles` (list), `films` (together),
    `of_director` and `of_person` (share of the director's films and of the person's films, 0 to
    1), `first_year`, `last_year`, `titles` (list of id, title, year).
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
    """Return the view of people who worked with at least two directors.

    Columns: `id`, `name`, `roles` (list), `directors` (number worked with), `films` (number worked
    on), `first_year`, `last_year`, `worked_with` (list of id, name, films; the `MAX_NAMED`
    directors with the most films).
    """
    shared = np.flatnonzero(pairs.directors_of >= MIN_RECURRING).astype(np.int32)
    directors, films = pairs.directors_of[shared], graph.person_movies.counts(shared)
    masks = _all_roles(graph, shared)

    def describe(rows: np.ndarray) -> pl.DataFrame:
        people = shared[rows]
        index, film = graph.person_movies.expand(people)
        records = graph.people[people]
        return pl.DataFrame(
            {
                "id": records["id"],
                "name": records["name"],
                "roles": _roles(masks[rows]),
                "directors": directors[rows],
                "films": films[rows],
            }
        ).with_columns(
            *_years(index, graph.movie_year[film], len(rows)).get_columns(),
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
    """Return the view of all directors.

    Columns: `id`, `name`, `films` (number directed), `collaborators`, `recurring` (collaborators on
    at least two films), `share` (recurring collaborators of all collaborators, 0 to 1),
    `first_year`, `last_year`, `most` (list of id, name, films; the `MAX_NAMED` recurring
    collaborators with the most films).
    """
    films, collaborators = graph.films_directed, np.asarray(graph.director_collaborators)
    share = pairs.recurring_of / np.maximum(1, collaborators)

    def describe(rows: np.ndarray) -> pl.DataFrame:
        directors = rows.astype(np.int32)
        records = graph.people[graph.director_persons[directors]]
        film_index, film = graph.director_movies.expand(directors)
        pair_index, pair = pairs.by_director.expand(directors)
        return pl.DataFrame(
            {
                "id": records["id"],
                "name": records["name"],
                "films": films[rows],
                "collaborators": collaborators[rows],
                "recurring": pairs.recurring_of[rows],
                "share": share[rows],
            }
        ).with_columns(
            *_years(film_index, graph.movie_year[film], len(rows)).get_columns(),
            _named(graph, pair_index, pairs.person[pair], pairs.films[pair], len(rows)).alias(
                "most"
            ),
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
    """Return `first_year`, `last_year` and `titles` (by year) of each director and person."""
    index, film = graph.director_movies.expand(directors)
    credit, credited = graph.movie_people.expand(film)
    together = credited == people[index[credit]]
    index, film = index[credit[together]], film[credit[together]]
    year = graph.movie_year[film]
    order = np.lexsort((film, np.where(year > 0, year, np.iinfo(np.int16).max), index))
    titles = graph.movies[film[order]].select("id", "title", "year").to_struct("titles")
    listed = _lists(pl.DataFrame({"index": index[order], "titles": titles}), len(people))
    return _years(index, year, len(people)).with_columns(listed)


def _directors_of(graph: CreditGraph, people: Ints) -> pl.Series:
    """Return the directors that people worked with, without the films they directed themselves."""
    index, film = graph.person_movies.expand(people)
    owner, director = graph.movie_directors.expand(film)
    person = graph.director_persons[director]
    other = person != people[index[owner]]
    rows = pl.DataFrame({"index": index[owner[other]], "person": person[other]})
    counted = rows.group_by("index", "person").agg(pl.len().alias("films"))
    return _named(
        graph,
        counted["index"].to_numpy(),
        counted["person"].to_numpy(),
        counted["films"].to_numpy(),
        len(people),
    )


def _named(
    graph: CreditGraph,
    index: npt.NDArray[np.integer],
    person: npt.NDArray[np.integer],
    films: npt.NDArray[np.integer],
    count: int,
) -> pl.Series:
    """Return one list of people per index, sorted by films (highest first), then by id."""
    order = np.lexsort((person, -films.astype(np.int64), index))
    index, person, films = index[order], person[order], films[order]
    first = np.arange(len(index)) - np.searchsorted(index, index) < MAX_NAMED
    people = graph.people[person[first]].select("id", "name")
    named = people.with_columns(pl.Series("films", films[first], pl.Int64)).to_struct("named")
    return _lists(pl.DataFrame({"index": index[first], "named": named}), count)


def _lists(rows: pl.DataFrame, count: int) -> pl.Series:
    """Group the second column into one list per index, preserving order; lists may be empty."""
    index, values = rows.columns
    every = pl.DataFrame({index: np.arange(count)}, schema={index: rows.schema[index]})
    listed = rows.group_by(index, maintain_order=True).agg(values)
    return every.join(listed, on=index, how="left", maintain_order="left")[values].fill_null([])


def _years(index: Ints, year: npt.NDArray[np.integer], count: int) -> pl.DataFrame:
    """Return `first_year` and `last_year` of each index, null if no year is known."""
    first, last = np.full(count, 9_999), np.zeros(count, np.int64)
    dated = year > 0
    np.minimum.at(first, index[dated], year[dated])
    np.maximum.at(last, index[dated], year[dated])
    known = last > 0
    return pl.DataFrame({"first_year": first, "last_year": last}).select(
        pl.when(pl.Series(known)).then(pl.all()).cast(pl.Int16)
    )


def _all_roles(graph: CreditGraph, people: Ints) -> npt.NDArray[np.uint16]:
    """Return each person's role mask over all of their films."""
    credits = graph.person_movies
    assert credits.roles is not None, "a relation of credits"
    index, edges = credits.edges(people)
    if not len(people):
        return np.zeros(0, np.uint16)
    starts = np.searchsorted(index, np.arange(len(people)))
    return np.bitwise_or.reduceat(credits.roles[edges], starts)


def _roles(masks: npt.NDArray[np.integer]) -> pl.Series:
    return pl.Series([mask_to_roles(mask) for mask in masks.tolist()], dtype=pl.List(pl.String))
