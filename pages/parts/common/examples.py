"""Directors and films to begin with: well-known ones, as far as a catalogue has them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from recsys.catalog import Store
from recsys.errors import Ambiguous, NoFilms, UnknownId

DIRECTORS = ("Wong Kar-wai", "Akira Kurosawa", "Agnès Varda", "Martin Scorsese")
FILMS = ("In the Mood for Love", "Now You See Me", "Seven Samurai", "Alien", "Solaris 1972")
SENTENCES = (
    "two lonely strangers meet in a big city at night",
    "an old man looks back on his life during a journey",
    "a robbery that goes wrong, told out of order",
)

_BEST_KNOWN = 4


def known_directors(store: Store, names: Sequence[str] = DIRECTORS) -> dict[str, str]:
    """Ids and names of these directors; where none of them is here, of the best known."""
    found = {}
    for name in names:
        with suppress(UnknownId, Ambiguous, NoFilms):
            person = store.people.resolve(name, directors_first=True)
            found[person] = store.directors.name_of(person)
    if found:
        return found
    return {best: store.directors.name_of(best) for best in store.directors.best_known(_BEST_KNOWN)}


def known_films(store: Store, titles: Sequence[str] = FILMS) -> list[dict]:
    """Facts on these films; where none of them is here, on the best known."""
    found = []
    for title in titles:
        with suppress(UnknownId, Ambiguous):
            found.append(store.titles.resolve(title))
    return store.movies.films(found or store.movies.best_known(_BEST_KNOWN)).to_dicts()
