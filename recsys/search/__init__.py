"""Typo-tolerant search for films and people."""

from recsys.search.both import resolve_either, search_both
from recsys.search.index import FuzzyIndex, build_index
from recsys.search.people import People
from recsys.search.titles import Titles
from recsys.util.fold import fold

__all__ = ["FuzzyIndex", "People", "Titles", "build_index", "fold", "resolve_either", "search_both"]
