"""The profile of a list: its liked films and their weights."""

from __future__ import annotations

from dataclasses import dataclass

from recsys.errors import NothingLiked
from recsys.lists.matching import MatchedList

MIN_LIKED_RATING = 7.0
"""Minimum rating (out of 10) of a liked film: three and a half of five stars."""
_ZERO_WEIGHT_RATING = 6.0


@dataclass(frozen=True)
class LikedProfile:
    """The liked films of a list, highest rating first.

    Attributes
    ----------
    ids : tuple of str
    weights : tuple of float
        One positive weight per film: its rating out of 10 minus 6, so that five stars weigh four
        times as much as three and a half. All weights are 1 if the list has no ratings.
    total : int
        Number of liked films before `max_films` was applied.
    """

    ids: tuple[str, ...]
    weights: tuple[float, ...]
    total: int


def liked_profile(matched: MatchedList, max_films: int | None = None) -> LikedProfile:
    """Return a list's liked films: rated at least 7 of 10, or all films of an unrated list.

    Only sure matches count. If several entries name a film, the last rating counts. `max_films`
    keeps the highest ratings, ties in list order.

    Raises
    ------
    NothingLiked
        No film is both liked and in the catalogue, or none of the ratings can be read.
    """
    ratings: dict[str, float | None] = {}
    for match in matched.sure:
        assert match.film is not None, "a sure match has a film"
        rating = match.entry.rating
        if rating is not None or match.film.id not in ratings:
            ratings[match.film.id] = rating
    has_ratings = any(match.entry.rating is not None for match in matched.matches)
    if not has_ratings and (unread := _unread_ratings(matched)):
        raise NothingLiked(
            f"None of the {unread:,} ratings on the list can be read, so the films you like are "
            "unknown. Write them as 1 to 5, 1 to 10 or 1 to 100, or remove their column."
        )
    weights = {
        film: (rating or 0.0) - _ZERO_WEIGHT_RATING if has_ratings else 1.0
        for film, rating in ratings.items()
        if not has_ratings or (rating or 0.0) >= MIN_LIKED_RATING
    }
    if not weights:
        condition = (
            f"is rated {MIN_LIKED_RATING:g} of 10 or more and is" if has_ratings else "is certainly"
        )
        raise NothingLiked(
            f"None of the {len(matched.matches):,} films on the list {condition} in this "
            "catalogue; recommendations need at least one."
        )
    best = sorted(weights.items(), key=lambda film: -film[1])[:max_films]
    ids, film_weights = zip(*best, strict=True)
    return LikedProfile(ids, film_weights, len(weights))


def _unread_ratings(matched: MatchedList) -> int:
    return sum(match.entry.unread_rating for match in matched.matches)
