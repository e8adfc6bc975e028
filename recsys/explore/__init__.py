"""What a catalogue holds: distributions that filter tables, and read-only SQL."""

from recsys.explore.dimensions import Dimension
from recsys.explore.examples import EXAMPLES, Example
from recsys.explore.explorer import KINDS, Explorer, Kind
from recsys.explore.sql import QueryLimits, QueryResult
from recsys.explore.views import Found, View

__all__ = [
    "EXAMPLES",
    "KINDS",
    "Dimension",
    "Example",
    "Explorer",
    "Found",
    "Kind",
    "QueryLimits",
    "QueryResult",
    "View",
]
