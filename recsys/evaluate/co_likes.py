"""Co-likes: films that the same people like more often than chance says.

Chance is computed within cohorts of users who rated at the same time. Otherwise two films of one
year would seem alike only because both were new when their users rated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recsys.evaluate.truths import MAX_SEEDS, Neighbours, nearest

MIN_LIKES = 20
"""Likes that a film needs to be measured."""

LIKED_SHARE = 0.8
"""A rating of this share of the scale's top is a like: 4 of 5, 8 of 10."""

COHORTS, MIN_USERS = 8, 30
"""Number of cohorts, fewer if they would have fewer users than this."""

SMOOTHING = 5.0
_SCALES = (5.0, 10.0, 100.0)
_BLOCK = 4_096
"""Users whose likes are unpacked into a matrix at a time."""


@dataclass(frozen=True)
class UserLikes:
    """Which users like which films.

    Attributes
    ----------
    user, film : int64 arrays, shape (likes,)
        User number, 0 to `users` - 1, and film row; pairs are unique.
    cohort : int64 array, shape (users,)
        Cohort of each user, from 0.
    """

    user: np.ndarray
    film: np.ndarray
    cohort: np.ndarray

    @property
    def users(self) -> int:
        return len(self.cohort)

    def of(self, chosen: np.ndarray) -> UserLikes:
        """Return the likes of the users in a mask of shape (users,)."""
        number = np.cumsum(chosen) - 1
        kept = chosen[self.user]
        return UserLikes(number[self.user[kept]], self.film[kept], self.cohort[chosen])


def like_threshold(highest: float) -> float:
    """Return the lowest rating that is a like: 80 % of the scale's top, which is 5, 10 or 100.

    >>> like_threshold(4.5), like_threshold(10)
    (4.0, 8.0)
    """
    top = next((scale for scale in _SCALES if highest <= scale), highest)
    return LIKED_SHARE * top


def cohorts_of(times: np.ndarray) -> np.ndarray:
    """Return the cohort of each user: equally many users, by the median time of their ratings."""
    users = len(times)
    count = max(1, min(COHORTS, users // MIN_USERS))
    rank = np.argsort(np.argsort(times, kind="stable"), kind="stable")
    return np.asarray(rank * count // max(users, 1))


def lift(likes: UserLikes, seeds: np.ndarray, films: np.ndarray) -> np.ndarray:
    """Return the log-lift of co-likes, shape (seeds, films).

    lift_ij = ln((co_ij + 5) / (e_ij + 5)) with e_ij = Σ_c n_ic · n_jc / U_c, where co_ij is the
    number of users who like both films, n_ic of those of cohort c who like film i, and U_c of all
    users of cohort c. The 5 draws films with few likes towards 0.

    Parameters
    ----------
    seeds, films : int arrays
        Film rows; all seeds are among the films, which are ascending.
    """
    position = np.full(int(max(likes.film.max(initial=0), films.max(initial=0))) + 1, -1)
    position[films] = np.arange(len(films))
    kept = position[likes.film] >= 0
    user, film = likes.user[kept], position[likes.film[kept]]
    order = np.argsort(user, kind="stable")
    user, film = user[order], film[order]
    own = position[seeds]
    together = np.zeros((len(seeds), len(films)))
    for start in range(0, likes.users, _BLOCK):
        first, last = np.searchsorted(user, [start, start + _BLOCK])
        block = np.zeros((min(_BLOCK, likes.users - start), len(films)), dtype=np.float32)
        block[user[first:last] - start, film[first:last]] = 1
        together += block[:, own].T @ block
    groups = int(likes.cohort.max(initial=0)) + 1
    counts = np.bincount(likes.cohort[user] * len(films) + film, minlength=groups * len(films))
    counts = counts.reshape(groups, len(films)).astype(np.float64)
    size = np.maximum(np.bincount(likes.cohort, minlength=groups), 1)[:, None]
    expected = (counts[:, own] / size).T @ counts
    return np.asarray(np.log((together + SMOOTHING) / (expected + SMOOTHING)))


def co_liked(likes: UserLikes, seed_order: np.ndarray, films: int) -> Neighbours:
    """Return the nearest films by lift of all films with at least `MIN_LIKES` likes.

    Parameters
    ----------
    seed_order : int array, shape (seeds,)
        Rows of the films that may be seeds; the first `MAX_SEEDS` with enough likes are.
    films : int
        Number of films in the catalogue.
    """
    liked = np.flatnonzero(np.bincount(likes.film, minlength=films) >= MIN_LIKES)
    seeds = np.sort(seed_order[np.isin(seed_order, liked)][:MAX_SEEDS])
    relevant = nearest(lift(likes, seeds, liked), seeds, liked)
    cohorts = len(np.unique(likes.cohort))
    return Neighbours(seeds, liked, relevant, likes.users, cohorts)
