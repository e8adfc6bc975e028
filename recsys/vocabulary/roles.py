"""Roles of principals: IMDb's categories, folded to one word a craft, held as bits."""

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
"""Every role, in the order in which they are shown. Bit i of a role mask stands for ROLES[i]."""

CATEGORY_TO_ROLE: dict[str, str] = {
    **{role: role for role in ROLES},
    "actress": "actor",
    "archive_sound": "archive_footage",
}
"""IMDb's `category` to role; a category that is not listed becomes `other`."""

ALL_ROLES_MASK = (1 << len(ROLES)) - 1


def roles_to_mask(roles: Iterable[str] | None) -> int:
    """Bits of the given roles; None means all.

    Raises
    ------
    InvalidArgument
        A role that is not in `ROLES`, or no role at all.
    """
    if roles is None:
        return ALL_ROLES_MASK
    mask = 0
    for role in roles:
        if role not in ROLES:
            raise InvalidArgument(f"There is no role {role!r}; choose from {', '.join(ROLES)}.")
        mask |= 1 << ROLES.index(role)
    if not mask:
        raise InvalidArgument("Give at least one role, or leave roles out to count all.")
    return mask


def mask_to_roles(mask: int) -> list[str]:
    """Roles of a bit mask, in the order of `ROLES`."""
    return [role for bit, role in enumerate(ROLES) if mask >> bit & 1]
