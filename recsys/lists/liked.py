"""What a list says of its owner's taste: the films they like, and how much."""

from __future__ import annotations

from dataclasses import dataclass

from recsys.errors import NothingLiked
from recsys.lists.matching import Matched

LIKED_FROM = 7.0
"""The least rating of 10 of a film that is liked: three and a half of five stars."""
_WEIGHED_FROM = 6.0


@dataclass(frozen=True)
class Liked:
    """Films that somebody likes, best liked first.

    Attributes
    ----------
    ids : tuple of str
    weights : tuple of float
        One a film, above 0: its rating of 10 less 6, so that five stars count four times as much
        as three and a half; all 1 where the list has no ratings.
    found : int
        How many films are liked; more than `ids` where they were limited.
    """

    ids: tuple[str, ...]
    weights: tuple[float, ...]
    found: int


def liked(matched: Matched, most: int | None = None) -> Liked:
    """The liked films of a list: rated 7 of 10 or more, or all of a list without ratings.

    Only sure matches count. With `most` the best rated, ties in the order of the list.

    Raises
    ------
    NothingLiked
        None of the films is both liked and in the catalogue.
    """
    rated = any(match.entry.rating is not None for match in matched.matches)
    weights: dict[str, float] = {}
    for match in matched.sure:
        assert match.film is not None, "sure of the film"
        rating = match.entry.rating or 0.0
        if not rated:
            weights[match.film.id] = 1.0
        elif rating >= LIKED_FROM:
            weights[match.film.id] = rating - _WEIGHED_FROM
    if not weights:
        wanted = f"rated {LIKED_FROM:g} of 10 or more and is" if rated else "is surely"
        raise NothingLiked(
            f"None of the {len(matched.matches):,} films on the list {wanted} in this catalogue; "
            "without one there is no taste to go by."
        )
    best = sorted(weights.items(), key=lambda film: -film[1])[:most]
    ids, shares = zip(*best, strict=True)
    return Liked(ids, shares, len(weights))
