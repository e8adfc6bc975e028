"""Directors who share people: scores, thresholds and the evidence for them."""

from recsys.directors.compare import MOST as MOST_COMPARED
from recsys.directors.compare import Comparison
from recsys.directors.query import LikedFilms
from recsys.directors.rankings import DEFAULT_METHOD, METHODS, Method
from recsys.directors.recommend import Directors
from recsys.directors.thresholds import THRESHOLD_RULES, ThresholdRule, Thresholds

__all__ = [
    "DEFAULT_METHOD",
    "METHODS",
    "MOST_COMPARED",
    "THRESHOLD_RULES",
    "Comparison",
    "Directors",
    "LikedFilms",
    "Method",
    "ThresholdRule",
    "Thresholds",
]
