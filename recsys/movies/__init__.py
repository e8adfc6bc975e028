"""Films like these: candidates, filters, ranking, and the reasons."""

from recsys.movies.facets import Facets
from recsys.movies.filters import MovieFilters
from recsys.movies.folding import FOLDINGS, Folding
from recsys.movies.similar import MAX_SEEDS, Movies
from recsys.movies.weights import GROUPS, TERMS, RankingWeights, grouped

__all__ = [
    "FOLDINGS",
    "GROUPS",
    "MAX_SEEDS",
    "TERMS",
    "Facets",
    "Folding",
    "MovieFilters",
    "Movies",
    "RankingWeights",
    "grouped",
]
