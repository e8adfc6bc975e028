"""Upper tails of the Poisson-binomial distribution, for people grouped by equal probability."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_HEAVY = 0.05
"""Groups with larger odds are multiplied in one by one: the recurrence would cancel digits."""

_NEGLIGIBLE = 1e-17
_BEYOND = 40
"""Terms added beyond the largest count asked for; they sum the far tail."""


def upper_tails(chance: Floats, people: npt.NDArray[np.int64], most: int) -> Floats:
    r"""P(V >= v) for v = 0 to `most`, where V counts independent successes.

    Parameters
    ----------
    chance : array, shape (cases, groups)
        Probability of a success for each person of a group, 0 to 1.
    people : array, shape (groups,)
        Number of people of each group.
    most : int
        The largest v.

    Returns
    -------
    array, shape (cases, most + 1)

    Notes
    -----
    With odds r = p / (1 - p) and S_k the sum of r^k over people, Newton's identities give
    n f(n) = Σ_k (-1)^(k-1) S_k f(n - k). Groups of large odds are convolved with their binomial
    distribution instead, which adds positive numbers only. Tails below 1e-4 are summed upward;
    against plain convolution they differ by less than 1e-6 of their size, or by 1e-18.
    """
    chance = np.minimum(chance, 1 - 1e-15)
    light = chance.max(axis=0, initial=0) <= _HEAVY
    terms = most + 1 + _BEYOND
    density = _light(chance[:, light], people[light], terms)
    for group in np.flatnonzero(~light):
        density = _times_binomial(density, chance[:, group], int(people[group]))
    below = np.cumsum(density, axis=1) - density
    above = np.cumsum(density[:, ::-1], axis=1)[:, ::-1]
    tails: Floats = np.where(1 - below > 1e-4, 1 - below, above)
    return np.clip(tails[:, : most + 1], 0.0, 1.0)


def _light(chance: Floats, people: npt.NDArray[np.int64], terms: int) -> Floats:
    """Density at 0 to terms - 1 by Newton's identities."""
    density = np.zeros((terms, len(chance)))
    density[0] = np.exp(np.log1p(-chance) @ people)
    odds = chance / (1 - chance)
    sums: list[Floats] = []
    power = np.ones_like(odds)
    while len(sums) < terms:
        power = power * odds
        sums.append(power @ people)
        if sums[-1].max(initial=0) <= _NEGLIGIBLE * max(1e-300, sums[0].max(initial=0)):
            break
    signed = np.array(sums) * (-1.0) ** np.arange(len(sums))[:, None]
    for n in range(1, terms):
        known = min(n, len(signed))
        density[n] = np.einsum("kc,kc->c", signed[:known], density[n - known : n][::-1]) / n
    density[int(people.sum()) + 1 :] = 0  # nobody else is left; the recurrence may leave 1e-22
    positive: Floats = np.maximum(density, 0).T
    return positive


def _times_binomial(density: Floats, chance: Floats, people: int) -> Floats:
    """The density of the sum with a binomial count."""
    terms = density.shape[1]
    most = min(people, terms - 1)
    odds = chance / (1 - chance)
    own = np.exp(people * np.log1p(-chance))
    result: Floats = own[:, None] * density
    for n in range(1, most + 1):
        own = own * odds * (people - n + 1) / n
        result[:, n:] += own[:, None] * density[:, : terms - n]
    return result
