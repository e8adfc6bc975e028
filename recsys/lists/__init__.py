"""A user's own lists of films: read, matched with the catalogue, put to use; never written."""

from recsys.lists.entries import USES, Entry, Use, UserList
from recsys.lists.files import read_list
from recsys.lists.matching import Film, Match, Matched, match
from recsys.lists.taste import Liked, liked

__all__ = [
    "USES",
    "Entry",
    "Film",
    "Liked",
    "Match",
    "Matched",
    "Use",
    "UserList",
    "liked",
    "match",
    "read_list",
]
