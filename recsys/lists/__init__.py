"""A user's film lists: reading them, matching them to the catalogue, and applying them."""

from recsys.lists.entries import USES, Entry, PartReport, Use, UserList, combine
from recsys.lists.files import read_list
from recsys.lists.filtering import apply_lists
from recsys.lists.liked import MIN_LIKED_RATING, LikedProfile, liked_profile
from recsys.lists.matching import Film, Match, MatchedList, match
from recsys.lists.summary import summary

__all__ = [
    "MIN_LIKED_RATING",
    "USES",
    "Entry",
    "Film",
    "LikedProfile",
    "Match",
    "MatchedList",
    "PartReport",
    "Use",
    "UserList",
    "apply_lists",
    "combine",
    "liked_profile",
    "match",
    "read_list",
    "summary",
]
