"""The query for recommended directors, as the page, the command line and the API state it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from recsys.directors.people import PeopleWeights
from recsys.directors.query_films import LikedFilms
from recsys.directors.thresholds import Thresholds
from recsys.errors import InvalidArgument

Method = Literal["people", "affinity", "classic"]
METHODS: tuple[Method, ...] = ("people", "affinity", "classic")
DEFAULT_METHOD: Method = "people"


@dataclass(frozen=True)
class DirectorQuery:
    """A query for directors who share people with a director or with a reader's liked films.

    Attributes
    ----------
    director : str or LikedFilms
        Person id of the director, or the liked films.
    method : str
        How candidates are scored: `people` (shared people decide), `affinity` (kindred
        directors: people, genre, story, era and fame) or `classic` (2019).
    roles : tuple of str, optional
        Only credits in these roles count, on both sides. Default: all.
    thresholds : Thresholds
        Minimums that a candidate must reach; they do not change scores.
    weights : PeopleWeights
        Weights of the terms of `people`; the other methods have fixed ones.
    """

    director: str | LikedFilms
    method: Method = DEFAULT_METHOD
    roles: tuple[str, ...] | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    weights: PeopleWeights = field(default_factory=PeopleWeights)

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InvalidArgument(f"method is {self.method!r}, choose from {', '.join(METHODS)}.")
        if self.method != "people" and self.weights != PeopleWeights():
            raise InvalidArgument(f"{self.method} has fixed weights; use the method people.")
