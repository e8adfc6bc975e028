"""Tiny catalogues from given or random films, staged as by a source, with their graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from hypothesis import strategies as st

from recsys.directors import Directors
from recsys.ingest.catalogue import create_tables
from recsys.ingest.graph import build_graph
from recsys.sources.staging import CREATE_STAGING
from recsys.store.graph import CreditGraph


@dataclass(frozen=True)
class Film:
    id: str
    directors: Sequence[str] = ()
    credits: Sequence[tuple[str, str]] = ()  # (person, role), repeats allowed
    rating: float | None = None
    votes: int | None = None
    year: int | None = 2000
    title: str = ""


@dataclass
class World:
    con: duckdb.DuckDBPyConnection
    graph: CreditGraph
    directors: Directors = field(init=False)

    def __post_init__(self) -> None:
        self.directors = Directors(self.graph)


def make_world(folder: Path, films: Sequence[Film], names: dict[str, str] | None = None) -> World:
    """Build the tables in memory and the graph in `folder`."""
    con = duckdb.connect()
    con.execute(CREATE_STAGING)
    for film in films:
        con.execute(
            "INSERT INTO staged_movies VALUES (?, 'movie', ?, ?, ?, 90, ['Drama'], ?, ?)",
            [film.id, film.title or film.id, film.title or film.id, film.year, film.rating,
             film.votes],
        )  # fmt: skip
        for person in film.directors:
            con.execute("INSERT INTO staged_directing VALUES (?, ?)", [film.id, person])
        for person, role in film.credits:
            con.execute(
                "INSERT INTO staged_credits VALUES (?, ?, ?, NULL)", [film.id, person, role]
            )
    for person, name in (names or {}).items():
        con.execute("INSERT INTO staged_people VALUES (?, ?, NULL, NULL)", [person, name])
    create_tables(con)
    build_graph(con, folder)
    return World(con, CreditGraph(folder))


PEOPLE = [f"nm{number}" for number in range(7)]
RATINGS = [None, 6.9, 7.0, 7.1]
VOTES = [1, 5, 10]
YEARS = [None, 1999, 2000, 2001]


@st.composite
def random_films(draw: st.DrawFn) -> list[Film]:
    """One to eight films with co-directors, self-credits, repeats, ties and missing values."""
    people = st.sampled_from(PEOPLE)
    films = []
    for number in range(draw(st.integers(1, 8))):
        rating = draw(st.sampled_from(RATINGS))
        films.append(
            Film(
                id=f"tt{number}",
                directors=draw(st.lists(people, max_size=2)),
                credits=draw(
                    st.lists(
                        st.tuples(people, st.sampled_from(["actor", "editor", "director"])),
                        max_size=6,
                    )
                ),
                rating=rating,
                votes=None if rating is None else draw(st.sampled_from(VOTES)),
                year=draw(st.sampled_from(YEARS)),
            )
        )
    return films
