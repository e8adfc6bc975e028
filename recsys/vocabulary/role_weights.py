"""Weight of a credit by role."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recsys.vocabulary.roles import ROLES

ROLE_WEIGHTS: dict[str, float] = {
    "writer": 1.0,
    "actor": 0.8,
    "composer": 0.8,
    "cinematographer": 0.8,
    "editor": 0.6,
    "producer": 0.5,
    "production_designer": 0.5,
    "self": 0.4,
    "casting_director": 0.2,
}
"""Weight of a credit by role, 0.1 for other roles; each ranking sets the weight of directing."""

_OTHER_ROLE = 0.1


@lru_cache
def by_role_mask(directing: float) -> npt.NDArray[np.float64]:
    """Weight by role mask: the highest weight of its roles; `directing` is the director's.

    Shape (2 ** number of roles,), to be indexed with an array of masks. Read-only.
    """
    single = [
        directing if role == "director" else ROLE_WEIGHTS.get(role, _OTHER_ROLE) for role in ROLES
    ]
    masks = np.arange(1 << len(ROLES))
    weights = np.zeros(len(masks))
    for bit, weight in enumerate(single):
        np.maximum(weights, np.where(masks >> bit & 1, weight, 0), out=weights)
    weights.setflags(write=False)
    return weights
