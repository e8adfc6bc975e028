"""How many people two directors would share by chance: the bipartite configuration model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.scoring.poisson_binomial import upper_tails
from recsys.store.arrays import Ints

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

_TOLERANCE = 1e-8
_MOST_STEPS = 100


@dataclass(frozen=True)
class AgainstChance:
    """What chance says about the candidates of one director; arrays of their number.

    Attributes
    ----------
    expected : float64 array
        Mean number of shared people under the model.
    spread : float64 array
        Its standard deviation.
    p : float64 array
        P(V >= observed), 0 to 1.
    p_sharing : float64 array
        P(V >= observed | V >= 1): the same among those who share somebody at all.
    q : float64 array
        False discovery rate of the candidates with this `p_sharing` or less (Benjamini and
        Hochberg 1995). The family is the candidates who share somebody; `p` itself would be too
        small there, because they were chosen for sharing.
    """

    expected: Floats
    spread: Floats
    p: Floats
    p_sharing: Floats
    q: Floats


@dataclass(frozen=True)
class Chance:
    r"""The maximum-entropy graph of directors and people with the degrees of the credits.

    A director d and a person p are linked with probability x_d y_p / (1 + x_d y_p), independently,
    so that every expected degree is the observed one (Saracco et al. 2017, New J. Phys. 19 053022;
    SDSM in Neal et al. 2021, Sci. Rep. 11 23929). Equal degrees have equal parameters: the model
    is two short tables.

    Attributes
    ----------
    degree, x : arrays, shape (director classes,)
        Numbers of people that directors have, ascending, with their parameters.
    people, y : arrays, shape (person classes,)
        Number of people of each degree, and their parameters.
    spread : array, shape (person classes,)
        Variance of the degree of such a person under the model; 0 for degree 1, who is shared by
        no two.
    """

    degree: Counts
    x: Floats
    people: Counts
    y: Floats
    spread: Floats

    def linked(self, degrees: npt.NDArray[np.integer]) -> Floats:
        """Probability of a link to a person of each class, shape (degrees, person classes).

        A degree of 0 is linked to nobody.
        """
        if not len(self.degree):
            return np.zeros((len(degrees), 0))
        place = np.minimum(np.searchsorted(self.degree, degrees), len(self.degree) - 1)
        product = self.x[place][:, None] * self.y
        return np.where(np.asarray(degrees)[:, None] > 0, product / (1 + product), 0.0)

    def against(self, degree: int, others: Ints, shared: Ints) -> AgainstChance:
        """Compare the candidates of a director with `degree` people.

        Parameters
        ----------
        others : int array, shape (candidates,)
            People of each candidate.
        shared : int array, shape (candidates,)
            People each shares with the director.
        """
        kinds, kind = np.unique(others, return_inverse=True)
        both = shared_by(self.linked(np.array([degree])), self.linked(kinds), self.spread)
        return judge(both, self.people, kind, shared)


def shared_by(ours: Floats, theirs: Floats, spread: Floats) -> Floats:
    r"""Probability that a person of a class is linked to both of two directors.

    The product p_d p_e lets a person of one director have two. With the degree of a person held
    (Hájek 1964, for Poisson sampling given its size) it becomes
    p_d p_e (1 - (1 - p_d)(1 - p_e) / Σ p (1 - p)), which is 0 for a person of one director and
    p_d p_e (k - 1) / k for a person of k where links are rare.
    """
    inverse = np.divide(1, spread, out=np.zeros_like(spread), where=spread > 0)
    held = 1 - theirs
    held *= (ours - 1) * inverse
    held += 1
    held *= ours * (spread > 0)
    held *= theirs
    return np.maximum(held, 0, out=held)


def judge(both: Floats, people: Counts, kind: Counts, shared: Ints) -> AgainstChance:
    """Compare what candidates share with what each kind of them would share by chance.

    Parameters
    ----------
    both : array, shape (kinds, person classes)
        Probability that a person of the class is shared with a candidate of the kind.
    people : array, shape (person classes,)
        Number of people of each class.
    kind : int array, shape (candidates,)
        Kind of each candidate.
    shared : int array, shape (candidates,)
        People that each shares.
    """
    # Not `@`: BLAS starts a thread per core, and concurrent queries would wait for each other.
    number = people.astype(np.float64)
    expected, variance = np.vecdot(both, number), np.vecdot(both * (1 - both), number)
    any_shared = -np.expm1(np.vecdot(np.log1p(-np.minimum(both, 1 - 1e-15)), number))[kind]
    p = np.where(shared > 0, any_shared, 1.0)
    # Most candidates share one person; only the others need their whole tail.
    several = np.flatnonzero(shared > 1)
    if len(several):
        kinds, place = np.unique(kind[several], return_inverse=True)
        tails = upper_tails(both[kinds], people, int(shared.max()))
        p[several] = tails[place, shared[several]]
    p_sharing = np.where(shared > 0, np.minimum(1, p / np.maximum(any_shared, 1e-300)), 1.0)
    q = false_discovery(p_sharing, shared > 0)
    return AgainstChance(expected[kind], np.sqrt(variance)[kind], p, p_sharing, q)


def false_discovery(p: Floats, tested: npt.NDArray[np.bool_]) -> Floats:
    """q-values by Benjamini and Hochberg (1995); 1 for what is not tested."""
    q = np.ones(len(p))
    values = p[tested]
    order = np.argsort(values)
    ratios = values[order] * len(values) / np.arange(1, len(values) + 1)
    ranked = np.minimum(1, np.minimum.accumulate(ratios[::-1])[::-1])
    found = np.empty(len(values))
    found[order] = ranked
    q[tested] = found
    return q


def solve(director_degree: Ints, person_degree: Ints) -> Chance:
    """Solve the model of two degree sequences; degrees of 0 take no part.

    Newton's method on the concave likelihood of ln x and ln y, one unknown a degree class; a real
    catalogue takes some six steps. In tiny catalogues the degrees may leave no freedom, so that
    every link is certain or impossible. Then parameters grow without bound and the last step
    stands, with probabilities near 0 and 1.
    """
    rows, row_count = np.unique(director_degree[director_degree > 0], return_counts=True)
    columns, column_count = np.unique(person_degree[person_degree > 0], return_counts=True)
    total = float((rows * row_count).sum())
    if not total:
        empty = np.zeros(0)
        return Chance(np.zeros(0, np.int64), empty, np.zeros(0, np.int64), empty, empty)
    # What would hold if links were rare. Half of the scale lies on either side.
    a, b = np.log(rows / np.sqrt(total)), np.log(columns / np.sqrt(total))
    for _ in range(_MOST_STEPS):
        linked = 1 / (1 + np.exp(-(a[:, None] + b)))
        missing_a = rows - linked @ column_count
        missing_b = columns - row_count @ linked
        worst = max(np.abs(missing_a / rows).max(), np.abs(missing_b / columns).max())
        if worst < _TOLERANCE:
            break
        step = _newton_step(linked, row_count, column_count, missing_a, missing_b)
        step = np.clip(step, -1.0, 1.0)
        a, b = a + step[: len(a)], b + step[len(a) :]
    linked = 1 / (1 + np.exp(-(a[:, None] + b)))
    spread = np.where(columns > 1, row_count @ (linked * (1 - linked)), 0.0)
    return Chance(
        rows.astype(np.int64), np.exp(a), column_count.astype(np.int64), np.exp(b), spread
    )


def _newton_step(
    linked: Floats, row_count: Counts, column_count: Counts, missing_a: Floats, missing_b: Floats
) -> Floats:
    """Solve the symmetric system of both sides, each equation weighed by its class's number."""
    spread = linked * (1 - linked)
    cross = row_count[:, None] * spread * column_count
    system = np.block([[np.diag(cross.sum(axis=1)), cross], [cross.T, np.diag(cross.sum(axis=0))]])
    # x · t and y / t are the same model: the system has that one free direction.
    free = np.concatenate([np.ones(len(missing_a)), -np.ones(len(missing_b))])
    scale = float(np.trace(system)) / len(free)
    system += scale * np.outer(free, free) / len(free) + 1e-13 * scale * np.eye(len(free))
    return np.linalg.solve(
        system, np.concatenate([row_count * missing_a, column_count * missing_b])
    )
