"""Exploring a catalogue: filterable views with distributions, and read-only SQL."""

from recsys.explore.dimensions import Dimension
from recsys.explore.examples import EXAMPLES, Example
from recsys.explore.explorer import KINDS, Explorer, Kind
from recsys.explore.sql import QueryLimits, QueryResult
from recsys.explore.views import Selection, View

__all__ = [
    "EXAMPLES",
    "KINDS",
    "Dimension",
    "Example",
    "Explorer",
    "Kind",
    "QueryLimits",
    "QueryResult",
    "Selection",
    "View",
]
