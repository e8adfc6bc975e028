"""Round numbers: the steps of scales, and short forms for labels."""

from __future__ import annotations

_STEPS = (1, 2, 5)


def votes_steps(most: int) -> list[int]:
    """0, then 1, 2 and 5 times the powers of ten up to a number."""
    steps = [0]
    power = 1
    while power <= most:
        steps += [power * step for step in _STEPS if power * step <= most]
        power *= 10
    return steps


def short_votes(votes: int) -> str:
    """Votes as sliders and figures show them: 500, 20k, 1M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if votes >= size:
            return f"{votes / size:g}{letter}"
    return str(votes)
