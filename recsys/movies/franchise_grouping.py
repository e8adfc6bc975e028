"""Franchise grouping: how results show films of one franchise."""

from __future__ import annotations

from typing import Literal, get_args

from recsys.errors import InvalidArgument

FranchiseGrouping = Literal["group", "keep", "hide"]
"""One row per franchise; one row per film; one row per film without the seeds' franchises."""

FRANCHISE_GROUPINGS: tuple[FranchiseGrouping, ...] = get_args(FranchiseGrouping)


def check_grouping(franchises: str) -> None:
    """Validate a franchise grouping.

    Raises
    ------
    InvalidArgument
    """
    if franchises not in FRANCHISE_GROUPINGS:
        raise InvalidArgument(
            f"franchises is {franchises!r}; choose from {', '.join(FRANCHISE_GROUPINGS)}."
        )
