"""Round numbers for scales, and short forms for labels."""

from __future__ import annotations

_STEPS = (1, 2, 5)


def votes_steps(max_votes: int) -> list[int]:
    """0, then 1, 2 and 5 times each power of ten, up to `max_votes`."""
    steps = [0]
    power = 1
    while power <= max_votes:
        steps += [power * step for step in _STEPS if power * step <= max_votes]
        power *= 10
    return steps


def short_votes(votes: int) -> str:
    """A vote count as sliders and figures show it: 500, 20k, 1M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if votes >= size:
            return f"{votes / size:g}{letter}"
    return str(votes)
