"""Directors who share people: scores, thresholds and the evidence for them."""

from recsys.directors.answers import DEFAULT_METHOD, METHODS, Method
from recsys.directors.asked import Taste
from recsys.directors.recommend import Directors
from recsys.directors.thresholds import THRESHOLD_RULES, ThresholdRule, Thresholds

__all__ = [
    "DEFAULT_METHOD",
    "METHODS",
    "THRESHOLD_RULES",
    "Directors",
    "Method",
    "Taste",
    "ThresholdRule",
    "Thresholds",
]
