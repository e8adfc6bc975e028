"""Roles of principals: IMDb's categories, one role per craft, stored as bit masks."""

from __future__ import annotations

from collections.abc import Iterable

from recsys.errors import InvalidArgument

ROLES: tuple[str, ...] = (
    "director",
    "writer",
    "actor",
    "producer",
    "composer",
    "cinematographer",
    "editor",
    "production_designer",
    "casting_director",
    "self",
    "archive_footage",
    "other",
)
"""Every role, in display order. Bit i of a role mask stands for ROLES[i]."""

CATEGORY_TO_ROLE: dict[str, str] = {
    **{role: role for role in ROLES},
    "actress": "actor",
    "archive_sound": "archive_footage",
}
"""IMDb's `category` to role; any other category becomes `other`."""

ALL_ROLES_MASK = (1 << len(ROLES)) - 1


def roles_to_mask(roles: Iterable[str] | None) -> int:
    """The bit mask of the given roles; None means all.

    Raises
    ------
    InvalidArgument
        A role is not in `ROLES`, or `roles` is empty.
    """
    if roles is None:
        return ALL_ROLES_MASK
    mask = 0
    for role in roles:
        if role not in ROLES:
            raise InvalidArgument(f"Unknown role {role!r}; choose from {', '.join(ROLES)}.")
        mask |= 1 << ROLES.index(role)
    if not mask:
        raise InvalidArgument("Give at least one role, or omit roles to count all.")
    return mask


def mask_to_roles(mask: int) -> list[str]:
    """The roles of a bit mask, in the order of `ROLES`."""
    return [role for bit, role in enumerate(ROLES) if mask >> bit & 1]
