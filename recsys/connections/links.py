"""People and films as the two sides of one graph, whose links are credits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from recsys.scoring.work_links import is_anthology
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Relation
from recsys.vocabulary.roles import ALL_ROLES_MASK, ROLES

Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

DIRECTING = 1 << ROLES.index("director")

_CHUNK = 1 << 16


class Kind(IntEnum):
    """The two sides; a link always leads to the other one."""

    PERSON = 0
    FILM = 1

    @property
    def other(self) -> Kind:
        return Kind(1 - self)


@dataclass(frozen=True, kw_only=True)
class PathFilter:
    """The credits that a path may use.

    Attributes
    ----------
    role_mask : int
        Roles, as bits.
    years : (int, int), optional
        First and last year of the films.
    min_votes : int
        Minimum votes of the films.
    anthologies : bool
        Whether films of four directors or more may link. A path may always end at one.
    """

    role_mask: int = ALL_ROLES_MASK
    years: tuple[int, int] | None = None
    min_votes: int = 0
    anthologies: bool = False


class Links:
    """The links of one build. Safe to share between threads."""

    def __init__(self, graph: CreditGraph) -> None:
        self._graph = graph
        self._relations = (graph.person_movies, graph.movie_people)
        self._anthology = is_anthology(graph)
        self._uncredited = _uncredited_directing(graph)
        self.cost = (_cost(graph.person_movies), _cost(graph.movie_people))
        """Cost of passing a row, by kind: ln of its number of credits."""

    def rows(self, kind: Kind) -> int:
        """Number of people or films."""
        return len(self._relations[kind].offsets) - 1

    def work(self, kind: Kind, rows: Ints) -> int:
        """Number of credits of the rows together."""
        return int(self._relations[kind].counts(rows).sum())

    def follow(self, kind: Kind, rows: Ints, role_mask: int) -> tuple[Ints, Ints]:
        """All links of some rows as (index into `rows`, row of the other kind)."""
        mask = None if role_mask == ALL_ROLES_MASK else role_mask
        index, target = self._relations[kind].expand(rows, mask)
        if not role_mask & DIRECTING:
            return index, target
        more, uncredited = self._uncredited[kind].follow(rows, role_mask)
        if not len(more):
            return index, target
        return np.concatenate([index, more]), np.concatenate([target, uncredited])

    def usable(self, allowed: PathFilter) -> Booleans:
        """Films through which a path may pass, by row."""
        graph = self._graph
        usable = np.ones(graph.movie_count, bool) if allowed.anthologies else ~self._anthology
        if allowed.min_votes:
            usable &= graph.movie_votes >= allowed.min_votes
        if allowed.years:
            first, last = allowed.years
            usable &= (graph.movie_year >= first) & (graph.movie_year <= last)
        return usable

    def roles(self, person: int, film: int) -> int:
        """Role mask of a person on a film."""
        targets = self._graph.movie_people.of(film)
        place = int(np.searchsorted(targets, np.int32(person)))
        mask = 0
        if place < len(targets) and targets[place] == person:
            mask = int(self._graph.movie_people.roles_of(film)[place])
        director = self._graph.director_row(person)
        if director is not None and director in self._graph.movie_directors.of(film):
            mask |= DIRECTING
        return mask

    def roles_together(self, person: int, other: int) -> int:
        """Role mask of `other` over the films of `person`, anthologies left out."""
        mine, theirs = (
            self.follow(Kind.PERSON, np.array([row], np.int32), ALL_ROLES_MASK)[1]
            for row in (person, other)
        )
        mask = 0
        for film in np.intersect1d(mine, theirs).tolist():
            if not self._anthology[film]:
                mask |= self.roles(other, film)
        return mask


def _cost(relation: Relation) -> Floats:
    return np.log(np.maximum(1, np.diff(relation.offsets)))


@dataclass(frozen=True)
class _Uncredited:
    """Directing that the credits lack: rows of one kind, ascending, with those of the other.

    Attributes
    ----------
    rows, others : int32 arrays
        Both sides of each missing link.
    credited : uint16 array
        The roles in which that person is credited on that film, often none.
    present : bool array
        By row: whether `rows` contains it, so that few rows are searched for.
    """

    rows: Ints
    others: Ints
    credited: npt.NDArray[np.uint16]
    present: Booleans

    def follow(self, rows: Ints, role_mask: int) -> tuple[Ints, Ints]:
        """The links of some rows that their credits in these roles do not give."""
        searched = np.flatnonzero(self.present[rows]).astype(np.int32)
        start = np.searchsorted(self.rows, rows[searched])
        count = np.searchsorted(self.rows, rows[searched], "right") - start
        index = np.repeat(searched, count)
        place = np.repeat(start - (np.cumsum(count) - count), count) + np.arange(len(index))
        further = (self.credited[place] & role_mask) == 0
        return index[further], self.others[place[further]]


def _uncredited_directing(graph: CreditGraph) -> tuple[_Uncredited, _Uncredited]:
    """Directing without a credit as director, by person and by film.

    IMDb lists a film's directors and its principals in two files, and the second lacks some.
    """
    films = graph.director_movies.targets
    persons = np.repeat(graph.director_persons, graph.films_directed)
    mask = np.zeros(len(films), np.uint16)
    roles = graph.movie_people.roles
    assert roles is not None, "a relation of credits"
    for start in range(0, len(films), _CHUNK):
        index, edge = graph.movie_people.edges(films[start : start + _CHUNK])
        own = graph.movie_people.targets[edge] == persons[start + index]
        mask[start + index[own]] = roles[edge[own]]
    lacking = (mask & DIRECTING) == 0
    person, film, mask = persons[lacking], films[lacking], mask[lacking]
    by_film = np.lexsort((person, film))
    return (
        _Uncredited(person, film, mask, _present(person, graph.people.height)),
        _Uncredited(
            film[by_film], person[by_film], mask[by_film], _present(film, graph.movie_count)
        ),
    )


def _present(rows: Ints, size: int) -> Booleans:
    present = np.zeros(size, bool)
    present[rows] = True
    return present
