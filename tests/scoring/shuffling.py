"""Credits shuffled with both degree sequences kept: what chance looks like, for tests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from recsys.scoring.work_links import WorkLinks

Allowed = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], npt.NDArray[np.bool_]]


def shuffled(
    links: WorkLinks, rng: np.random.Generator, rounds: int = 60, allowed: Allowed | None = None
) -> WorkLinks:
    """Swap the people of pairs of links; every director and person keeps their number of links.

    In each round all links are paired at random, and a pair trades people unless that would make
    a link twice. Half of the pairs rest, so that the walk has no period. With `allowed` no link
    comes to be that it forbids, by rows of directors and people.
    """
    director, person = links.director.astype(np.int64), links.person.astype(np.int64)
    for _ in range(rounds):
        order = rng.permutation(len(person))
        half = len(order) // 2
        one, two = order[:half], order[half : 2 * half]
        awake = rng.random(half) < 0.5
        one, two = one[awake], two[awake]
        there = director * links.people + person
        new_one = director[one] * links.people + person[two]
        new_two = director[two] * links.people + person[one]
        fresh = ~np.isin(new_one, there) & ~np.isin(new_two, there)
        _, first, count = np.unique(
            np.concatenate([new_one, new_two]), return_index=True, return_counts=True
        )
        alone = np.zeros(2 * len(one), dtype=bool)
        alone[first[count == 1]] = True
        fresh &= alone[: len(one)] & alone[len(one) :]
        if allowed is not None:
            fresh &= allowed(director[one], person[two]) & allowed(director[two], person[one])
        one, two = one[fresh], two[fresh]
        person[one], person[two] = person[two].copy(), person[one].copy()
    order = np.lexsort((person, director))
    return WorkLinks(
        director[order].astype(np.int32), person[order].astype(np.int32),
        links.directors, links.people,
    )  # fmt: skip
