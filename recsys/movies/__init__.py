"""Film recommendations: filters, candidates, ranking and explanations."""

from recsys.movies.discover import Discovery
from recsys.movies.filter_options import FilterOptions
from recsys.movies.filters import MovieFilters
from recsys.movies.franchise_grouping import FRANCHISE_GROUPINGS, FranchiseGrouping
from recsys.movies.sentence import SentenceFacts
from recsys.movies.similar import MAX_SEEDS, Movies
from recsys.movies.weights import GROUPS, PRESETS, TERMS, Preset, RankingWeights, grouped

__all__ = [
    "FRANCHISE_GROUPINGS",
    "GROUPS",
    "MAX_SEEDS",
    "PRESETS",
    "TERMS",
    "Discovery",
    "FilterOptions",
    "FranchiseGrouping",
    "MovieFilters",
    "Movies",
    "Preset",
    "RankingWeights",
    "SentenceFacts",
    "grouped",
]
