"""On how many random worlds a property is tried: a few in the ordinary run, more where asked."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("TRIES", "1"))
"""`make test-tries` sets it."""


def tries(ordinary: int, *unchecked: HealthCheck) -> settings:
    """Settings of hypothesis for a property whose examples take milliseconds or more each."""
    return settings(
        max_examples=ordinary * TIMES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, *unchecked],
    )
