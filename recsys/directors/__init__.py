"""Directors who share people: scores, thresholds and evidence."""

from recsys.directors.compare import MAX_COMPARED, Comparison
from recsys.directors.people import GROUPS, PeopleWeights
from recsys.directors.query import DEFAULT_METHOD, METHODS, DirectorQuery, Method
from recsys.directors.query_films import LikedFilms
from recsys.directors.recommend import Directors
from recsys.directors.thresholds import THRESHOLD_RULES, ThresholdRule, Thresholds
from recsys.directors.words import liked_question, question, shared_words

__all__ = [
    "DEFAULT_METHOD",
    "GROUPS",
    "MAX_COMPARED",
    "METHODS",
    "THRESHOLD_RULES",
    "Comparison",
    "DirectorQuery",
    "Directors",
    "LikedFilms",
    "Method",
    "PeopleWeights",
    "ThresholdRule",
    "Thresholds",
    "liked_question",
    "question",
    "shared_words",
]
