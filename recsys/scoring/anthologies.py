"""Anthologies: films whose people need never have met."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recsys.store.graph import CreditGraph

ANTHOLOGY_DIRECTORS = 4
"""A film with this many directors is an anthology."""


def is_anthology(graph: CreditGraph) -> npt.NDArray[np.bool_]:
    """Whether a film has four directors or more, by row of the film."""
    return np.diff(graph.movie_directors.offsets) >= ANTHOLOGY_DIRECTORS
