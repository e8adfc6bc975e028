"""Counts how often every director and collaborator of a catalogue work together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Relation
from recsys.vocabulary.roles import ROLES

MIN_RECURRING = 2
"""Minimum films together for a recurring collaborator."""

_ROLE_BITS = len(ROLES)


@dataclass(frozen=True)
class Collaboration:
    """Pairs of a director and a collaborator: anyone else credited on one of the director's films.

    Attributes
    ----------
    director, person : int32 arrays, shape (pairs,)
        Rows of pairs with at least `MIN_RECURRING` films together, sorted by director and person.
    films : int32 array, shape (pairs,)
        Number of films together.
    roles : uint16 array, shape (pairs,)
        Role mask of the person on these films.
    directors_of : int32 array, shape (people,)
        Number of directors each person worked with at least once.
    recurring_of : int32 array, shape (directors,)
        Number of recurring collaborators of each director.
    """

    director: Ints
    person: Ints
    films: Ints
    roles: npt.NDArray[np.uint16]
    directors_of: Ints
    recurring_of: Ints

    @property
    def by_director(self) -> Relation:
        """Relation from director rows to indices into the pair arrays."""
        offsets = np.concatenate([[0], np.cumsum(self.recurring_of, dtype=np.int64)])
        return Relation(offsets, np.arange(len(self.person), dtype=np.int32))


def count_collaborations(graph: CreditGraph) -> Collaboration:
    """Count the films of every pair of director and collaborator.

    Director, person and roles of a credit are packed into one number, so that a single sort groups
    the credits of each pair.
    """
    credits = graph.movie_people
    assert credits.roles is not None, "a relation of credits"
    all_directors = np.arange(graph.director_count, dtype=np.int32)
    director, film = graph.director_movies.expand(all_directors)
    owner, edges = credits.edges(film)
    director, person = director[owner], credits.targets[edges]
    person_bits = graph.people.height.bit_length()
    key = director.astype(np.int64) << person_bits | person
    key = key << _ROLE_BITS | credits.roles[edges]
    key = key[person != graph.director_persons[director]]
    key.sort()
    pair = key >> _ROLE_BITS
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    films = np.diff(first, append=len(pair)).astype(np.int32)
    people = (pair[first] & (1 << person_bits) - 1).astype(np.int32)
    recurring = films >= MIN_RECURRING
    directors = (pair[first[recurring]] >> person_bits).astype(np.int32)
    return Collaboration(
        director=directors,
        person=people[recurring],
        films=films[recurring],
        roles=_roles(key[np.repeat(recurring, films)], films[recurring]),
        directors_of=np.bincount(people, minlength=graph.people.height).astype(np.int32),
        recurring_of=np.bincount(directors, minlength=graph.director_count).astype(np.int32),
    )


def _roles(key: npt.NDArray[np.int64], counts: Ints) -> npt.NDArray[np.uint16]:
    """Combine the roles of consecutive runs of credits; `counts` holds the run lengths."""
    if not len(counts):
        return np.zeros(0, np.uint16)
    roles = (key & (1 << _ROLE_BITS) - 1).astype(np.uint16)
    return np.bitwise_or.reduceat(roles, np.cumsum(counts) - counts)
