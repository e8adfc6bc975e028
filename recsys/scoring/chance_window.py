"""Shared people by chance among those who were at work at the time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.scoring.chance import AgainstChance, judge, shared_by
from recsys.scoring.work_links import WorkLinks, is_anthology
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Relation

Floats = npt.NDArray[np.float64]

PERIOD_YEARS, SLACK_YEARS = 5, 1
"""A director's career is widened by the slack on both sides, and careers are kept in periods; a
person could work for a director where the two share a period. So at most one to five years lie
between their films, three on average."""

_DEGREE_RATIO = 1.3
_TOLERANCE = 1e-3
_MOST_ROUNDS = 60
_ROWS_AT_ONCE = 512
_UNDATED = (0, 10_000)
"""First and last period where no year is known: such careers touch all others."""


@dataclass(frozen=True)
class Classes:
    """Rows of one side grouped by degree and career.

    Attributes
    ----------
    of : int32 array, shape (rows,)
        Class of a row, -1 where it has no link.
    degree : float64 array, shape (classes,)
        Mean degree.
    first, last : int64 arrays, shape (classes,)
        Periods of the first and the last film.
    rows : int64 array, shape (classes,)
        Number of rows.
    """

    of: Ints
    degree: Floats
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]


@dataclass(frozen=True)
class WindowChance:
    """The configuration model of `chance` with links between contemporaries alone.

    Attributes
    ----------
    degree : int32 array
        Number of people, by row of a director.
    directors, people : Classes
    x, y : arrays
        Parameters of the classes of directors and of people.
    spread : array, shape (person classes,)
        Variance of the degree of such a person under the model; 0 for degree 1.
    """

    degree: Ints
    directors: Classes
    people: Classes
    x: Floats
    y: Floats
    spread: Floats

    def against(self, director: int, others: Ints, shared: Ints) -> AgainstChance:
        """Compare the candidates of a director; directors are given by row."""
        people = self.people
        ours, theirs = self.directors.of[director], self.directors.of[others]
        if ours < 0:
            return judge(np.zeros((1, 0)), people.rows[:0], np.zeros(len(others), int), shared)
        near = touching(self.directors, np.array([ours]), people)[0] & (self.spread > 0)
        keys = theirs.astype(np.int64) * (int(self.degree.max(initial=0)) + 1)
        keys += self.degree[others]
        _, one, kind = np.unique(keys, return_index=True, return_inverse=True)
        own = self._linked(np.array([director]), near)
        both = shared_by(own, self._linked(others[one], near), self.spread[near])
        return judge(both, people.rows[near], kind, shared)

    def _linked(self, directors: Ints, near: npt.NDArray[np.bool_]) -> Floats:
        """Probability of a link to a person of each of the chosen classes."""
        kind = self.directors.of[directors]
        scale = self.degree[directors] / self.directors.degree[kind]
        strength = np.where(kind >= 0, self.x[kind] * scale, 0.0)
        product: Floats = strength[:, None] * self.y[near]
        product /= 1 + product
        first, last = self.people.first[near], self.people.last[near]
        product *= first <= self.directors.last[kind][:, None]
        product *= last >= self.directors.first[kind][:, None]
        return product


def touching(left: Classes, some: npt.NDArray[np.integer], right: Classes) -> npt.NDArray[np.bool_]:
    """Which careers share a period, shape (some of the left, right)."""
    touch: npt.NDArray[np.bool_] = right.first <= left.last[some][:, None]
    touch &= right.last >= left.first[some][:, None]
    return touch


def solve_window(graph: CreditGraph, links: WorkLinks, role_mask: int) -> WindowChance:
    """Solve the model of a build; seconds for 300,000 directors.

    One Newton step for the directors and one for the people in turn, until degrees are met to a
    thousandth. Where a tiny catalogue leaves no freedom, the last round stands, as in
    `chance.solve`.
    """
    degree = links.director_degree
    directors = _classes(graph, degree, graph.director_movies, None, SLACK_YEARS)
    people = _classes(graph, links.person_degree, graph.person_movies, role_mask, 0)
    total = np.sqrt(max(1.0, float(degree.sum())))
    x, y = directors.degree / total, people.degree / total
    for _ in range(_MOST_ROUNDS):
        reached, slope = _reached(directors, people, x, y)
        worst = np.abs(reached / directors.degree - 1).max(initial=0)
        x = x * _ratio(directors.degree, reached, slope)
        reached, slope = _reached(people, directors, y, x)
        worst = max(worst, np.abs(reached / people.degree - 1).max(initial=0))
        y = y * _ratio(people.degree, reached, slope)
        if worst < _TOLERANCE:
            break
    _, slope = _reached(people, directors, y, x)
    return WindowChance(degree, directors, people, x, y, np.where(people.degree > 1, slope, 0.0))


def _ratio(wanted: Floats, reached: Floats, slope: Floats) -> Floats:
    """Factor of a parameter: one Newton step of its logarithm, at most a factor of e."""
    return np.exp(np.clip((wanted - reached) / np.maximum(slope, 1e-12), -1, 1))


def _reached(left: Classes, right: Classes, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Expected degree of each left class, and its derivative by ln x (the variance)."""
    reached, slope = np.zeros(len(x)), np.zeros(len(x))
    for start in range(0, len(x), _ROWS_AT_ONCE):
        rows = np.arange(start, min(start + _ROWS_AT_ONCE, len(x)))
        near = np.flatnonzero(
            (right.first <= left.last[rows].max()) & (right.last >= left.first[rows].min())
        )
        product = x[rows][:, None] * y[near]
        linked = product / (1 + product)
        linked *= touching(left, rows, right)[:, near]
        reached[rows] = linked @ right.rows[near]
        slope[rows] = reached[rows] - np.square(linked) @ right.rows[near]
    return reached, slope


def _classes(
    graph: CreditGraph, degree: Ints, films: Relation, role_mask: int | None, slack: int
) -> Classes:
    """Classes of the rows that have a degree, in the order of their careers."""
    rows = np.flatnonzero(degree > 0).astype(np.int32)
    first, last = _careers(graph, rows, films, role_mask, slack)
    lump = degree_class(degree[rows])
    keys = (first * (_UNDATED[1] + 1) + last) * (int(lump.max(initial=0)) + 1) + lump
    kinds, kind, count = np.unique(keys, return_inverse=True, return_counts=True)
    career = kinds // (int(lump.max(initial=0)) + 1)
    of = np.full(len(degree), -1, dtype=np.int32)
    of[rows] = kind
    return Classes(
        of,
        np.bincount(kind, weights=degree[rows], minlength=len(kinds)) / np.maximum(1, count),
        career // (_UNDATED[1] + 1),
        career % (_UNDATED[1] + 1),
        count,
    )


def degree_class(degree: Ints) -> npt.NDArray[np.int64]:
    """Degrees in steps of 30 %: each is its own class up to four."""
    steps = np.unique(np.ceil(_DEGREE_RATIO ** np.arange(120)))
    return np.searchsorted(steps, degree)


def _careers(
    graph: CreditGraph, rows: Ints, films: Relation, role_mask: int | None, slack: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Periods of the first and the last film of each row, anthologies left out."""
    place, film = films.expand(rows, role_mask)
    year = graph.movie_year[film].astype(np.int64)
    counted = (year > 0) & ~is_anthology(graph)[film]
    place, year = place[counted], year[counted]
    first = np.full(len(rows), _UNDATED[1], dtype=np.int64)
    last = np.full(len(rows), -1, dtype=np.int64)
    np.minimum.at(first, place, (year - slack) // PERIOD_YEARS)
    np.maximum.at(last, place, (year + slack) // PERIOD_YEARS)
    undated = last < 0
    first[undated], last[undated] = _UNDATED
    return first, last
