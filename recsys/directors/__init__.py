"""Directors who share people: scores, thresholds and evidence."""

from recsys.directors.compare import MAX_COMPARED, Comparison
from recsys.directors.query import DEFAULT_METHOD, METHODS, DirectorQuery, Method
from recsys.directors.query_films import LikedFilms
from recsys.directors.recommend import Directors
from recsys.directors.thresholds import THRESHOLD_RULES, ThresholdRule, Thresholds

__all__ = [
    "DEFAULT_METHOD",
    "MAX_COMPARED",
    "METHODS",
    "THRESHOLD_RULES",
    "Comparison",
    "DirectorQuery",
    "Directors",
    "LikedFilms",
    "Method",
    "ThresholdRule",
    "Thresholds",
]
