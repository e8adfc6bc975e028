"""Films like these: candidates, filters, ranking, and the reasons."""

from recsys.movies.filters import MovieFilters
from recsys.movies.similar import Movies
from recsys.movies.weights import TERMS, RankingWeights

__all__ = ["TERMS", "MovieFilters", "Movies", "RankingWeights"]
