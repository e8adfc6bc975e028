"""Directors who share people: scores, thresholds and the evidence for them."""

from recsys.directors.recommend import DEFAULT_METHOD, METHODS, Directors, Method
from recsys.directors.thresholds import THRESHOLD_RULES, ThresholdRule, Thresholds

__all__ = [
    "DEFAULT_METHOD",
    "METHODS",
    "THRESHOLD_RULES",
    "Directors",
    "Method",
    "ThresholdRule",
    "Thresholds",
]
