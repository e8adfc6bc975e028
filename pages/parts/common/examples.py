"""Example directors, films and descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from recsys.catalog import Store
from recsys.errors import Ambiguous, NoFilms, UnknownId

DIRECTORS = ("Wong Kar-wai", "Akira Kurosawa", "Agnès Varda", "Martin Scorsese")
FILMS = ("In the Mood for Love", "Now You See Me", "Seven Samurai", "Alien", "Solaris 1972")
SENTENCES = (
    "two lonely strangers meet in a big city at night",
    "an old man looks back on his life during a journey",
    "a robbery that goes wrong, told out of order",
)

_FALLBACK_COUNT = 4


def example_directors(store: Store, names: Sequence[str] = DIRECTORS) -> dict[str, str]:
    """Return ids and names of these directors; if the catalogue has none, of its best known."""
    directors = {}
    for name in names:
        with suppress(UnknownId, Ambiguous, NoFilms):
            person = store.people.resolve(name, directors_first=True)
            directors[person] = store.directors.name_of(person)
    if directors:
        return directors
    best_known = store.directors.best_known(_FALLBACK_COUNT)
    return {person: store.directors.name_of(person) for person in best_known}


def example_films(store: Store, titles: Sequence[str] = FILMS) -> list[dict[str, Any]]:
    """Return facts of these films; if the catalogue has none, of its best known."""
    ids = []
    for title in titles:
        with suppress(UnknownId, Ambiguous):
            ids.append(store.titles.resolve(title))
    return store.movies.films(ids or store.movies.best_known(_FALLBACK_COUNT)).to_dicts()
