"""Directors who share people: scores, thresholds and the evidence for them."""

from recsys.directors.recommend import Directors
from recsys.directors.thresholds import THRESHOLD_RULES, ThresholdRule, Thresholds

__all__ = ["THRESHOLD_RULES", "Directors", "ThresholdRule", "Thresholds"]
