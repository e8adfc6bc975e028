"""Who worked for whom: people and directors as the two sides of one graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.vocabulary.roles import ALL_ROLES_MASK

ANTHOLOGY_DIRECTORS = 4
"""A film with this many directors is an anthology: its people need never have met."""

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class WorkLinks:
    """Every pair of a director and a person of their films, each once.

    Attributes
    ----------
    director, person : int32 arrays, shape (links,)
        Rows of the graph, ordered by director, then by person.
    directors, people : int
        Rows on either side, those without a link included.
    """

    director: Ints
    person: Ints
    directors: int
    people: int

    @property
    def director_degree(self) -> Ints:
        """Different people of each director, shape (directors,)."""
        return np.bincount(self.director, minlength=self.directors).astype(np.int32)

    @property
    def person_degree(self) -> Ints:
        """Different directors of each person, shape (people,)."""
        return np.bincount(self.person, minlength=self.people).astype(np.int32)


def is_anthology(graph: CreditGraph) -> Booleans:
    """Which films have four directors or more, by row of a film."""
    return np.diff(graph.movie_directors.offsets) >= ANTHOLOGY_DIRECTORS


def work_links(graph: CreditGraph, role_mask: int = ALL_ROLES_MASK) -> WorkLinks:
    """Link directors to the people credited on their films.

    Anthologies link nobody, and no director is linked to themselves. A person on several films of
    a director is one link. Only credits in the given roles count.
    """
    directors = np.arange(graph.director_count, dtype=np.int32)
    director, film = graph.director_movies.expand(directors)
    counted = ~is_anthology(graph)[film]
    director, film = director[counted], film[counted]
    place, person = graph.movie_people.expand(film, role_mask)
    director = director[place]
    apart = graph.director_persons[director] != person
    people = graph.people.height
    pairs = np.sort(director[apart].astype(np.int64) * people + person[apart])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return WorkLinks(
        (pairs // max(1, people)).astype(np.int32),
        (pairs % max(1, people)).astype(np.int32),
        graph.director_count,
        people,
    )
