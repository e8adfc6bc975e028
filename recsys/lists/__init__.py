"""A user's own lists of films: read, matched with the catalogue, put to use; never written."""

from recsys.lists.entries import USES, Entry, Use, UserList, joined
from recsys.lists.files import read_list
from recsys.lists.filtering import narrowed
from recsys.lists.liked import LIKED_FROM, Liked, liked
from recsys.lists.matching import Film, Match, Matched, match

__all__ = [
    "LIKED_FROM",
    "USES",
    "Entry",
    "Film",
    "Liked",
    "Match",
    "Matched",
    "Use",
    "UserList",
    "joined",
    "liked",
    "match",
    "narrowed",
    "read_list",
]
