"""The few collaborators of a person who lead to most other people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.connections.links import Kind, Links, PathFilter
from recsys.store.arrays import Ints


@dataclass(frozen=True)
class Bridges:
    """Collaborators in the order in which they are chosen; arrays of shape (chosen,).

    Attributes
    ----------
    people : int32 array
        Rows of the collaborators.
    films : int64 array
        Films that each made with the person.
    opens : int64 array
        People each leads to whom neither the person nor an earlier bridge worked with.
    alone : int64 array
        The same without regard to earlier bridges.
    reachable : int
        People that all collaborators together lead to.
    """

    people: Ints
    films: npt.NDArray[np.int64]
    opens: npt.NDArray[np.int64]
    alone: npt.NDArray[np.int64]
    reachable: int


def find_bridges(links: Links, person: int, limit: int) -> Bridges:
    """Choose up to `limit` collaborators who together lead to most people, greedily.

    Anthologies link nobody. Ties go to who made more films with the person, then to the lower row.

    Notes
    -----
    The greedy choice reaches at least 63 % of the best possible one (Nemhauser, Wolsey and Fisher
    1978, Mathematical Programming 14, 265-294).
    """
    _, met = people_met(links, np.array([person], np.int32))
    circle, films = np.unique(met[met != person], return_counts=True)
    owner, met = people_met(links, circle)
    new = ~np.isin(met, np.append(circle, person))
    width = max(1, links.rows(Kind.PERSON))
    owner, met = np.divmod(np.unique(owner[new].astype(np.int64) * width + met[new]), width)
    targets, target = np.unique(met, return_inverse=True)
    gain = np.bincount(owner, minlength=len(circle))
    alone = gain.copy()
    chosen: list[int] = []
    opens: list[int] = []
    covered = np.zeros(len(targets), bool)
    while len(chosen) < limit and gain.max(initial=0) > 0:
        best = int(np.lexsort((circle, -films, -gain))[0])
        chosen.append(best)
        opens.append(int(gain[best]))
        covered[target[owner == best]] = True
        gain = np.bincount(owner[~covered[target]], minlength=len(circle))
    return Bridges(
        circle[chosen].astype(np.int32),
        films[chosen],
        np.array(opens, np.int64),
        alone[chosen],
        len(targets),
    )


def people_met(links: Links, people: Ints) -> tuple[Ints, Ints]:
    """(Index into `people`, person on one of their films), once per film, anthologies left out.

    Everybody meets themselves, too.
    """
    allowed = PathFilter()
    owner, film = links.follow(Kind.PERSON, people, allowed.role_mask)
    usual = links.usable(allowed)[film]
    owner, film = owner[usual], film[usual]
    index, met = links.follow(Kind.FILM, film, allowed.role_mask)
    return owner[index], met
