"""How results show films of one franchise."""

from __future__ import annotations

from typing import Literal, get_args

from recsys.errors import InvalidArgument

FranchiseGrouping = Literal["group", "keep", "hide"]
"""One row a franchise; a row a film; a row a film without the franchise that is asked about."""

FRANCHISE_GROUPINGS: tuple[FranchiseGrouping, ...] = get_args(FranchiseGrouping)


def check_grouping(franchises: str) -> None:
    """Refuse what is no way to show franchises.

    Raises
    ------
    InvalidArgument
    """
    if franchises not in FRANCHISE_GROUPINGS:
        raise InvalidArgument(
            f"franchises is {franchises!r}, choose {', '.join(FRANCHISE_GROUPINGS)}."
        )
