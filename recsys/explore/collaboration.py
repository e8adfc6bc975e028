"""Who keeps working with whom: every director and collaborator of a catalogue, counted once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Relation
from recsys.vocabulary.roles import ROLES

RECURRING = 2
"""Films together from which a collaborator is recurring."""

_ROLE_BITS = len(ROLES)


@dataclass(frozen=True)
class Collaboration:
    """Pairs of a director and a collaborator, who is anybody else credited on a film of theirs.

    Attributes
    ----------
    director, person : int32 arrays, shape (pairs,)
        Rows of those with `RECURRING` films together or more; by director, then by person.
    films : int32 array, shape (pairs,)
        Films together.
    roles : uint16 array, shape (pairs,)
        Role mask of the person on these films.
    directors_of : int32 array, shape (people,)
        With how many directors somebody worked, be it once.
    recurring_of : int32 array, shape (directors,)
        How many recurring collaborators a director has.
    """

    director: Ints
    person: Ints
    films: Ints
    roles: npt.NDArray[np.uint16]
    directors_of: Ints
    recurring_of: Ints

    @property
    def by_director(self) -> Relation:
        """Rows of directors to places in the arrays of pairs."""
        offsets = np.concatenate([[0], np.cumsum(self.recurring_of, dtype=np.int64)])
        return Relation(offsets, np.arange(len(self.person), dtype=np.int32))


def collaboration(graph: CreditGraph) -> Collaboration:
    """Count every pair.

    Director, person and roles of a credit make one number, so that a single sort brings the
    credits of a pair together.
    """
    credits = graph.movie_people
    assert credits.roles is not None, "a relation of credits"
    everybody = np.arange(graph.director_count, dtype=np.int32)
    director, film = graph.director_movies.expand(everybody)
    at, edges = credits.edges(film)
    director, person = director[at], credits.targets[edges]
    person_bits = graph.people.height.bit_length()
    key = director.astype(np.int64) << person_bits | person
    key = key << _ROLE_BITS | credits.roles[edges]
    key = key[person != graph.director_persons[director]]
    key.sort()
    pair = key >> _ROLE_BITS
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    films = np.diff(first, append=len(pair)).astype(np.int32)
    people = (pair[first] & (1 << person_bits) - 1).astype(np.int32)
    often = films >= RECURRING
    directors = (pair[first[often]] >> person_bits).astype(np.int32)
    return Collaboration(
        director=directors,
        person=people[often],
        films=films[often],
        roles=_roles(key[np.repeat(often, films)], films[often]),
        directors_of=np.bincount(people, minlength=graph.people.height).astype(np.int32),
        recurring_of=np.bincount(directors, minlength=graph.director_count).astype(np.int32),
    )


def _roles(key: npt.NDArray[np.int64], counts: Ints) -> npt.NDArray[np.uint16]:
    """The roles of each run of so many credits, united."""
    if not len(counts):
        return np.zeros(0, np.uint16)
    roles = (key & (1 << _ROLE_BITS) - 1).astype(np.uint16)
    return np.bitwise_or.reduceat(roles, np.cumsum(counts) - counts)
