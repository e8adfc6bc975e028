"""The query for recommended directors, as the page, the command line and the API state it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from recsys.directors.query_films import LikedFilms
from recsys.directors.thresholds import Thresholds
from recsys.errors import InvalidArgument

Method = Literal["affinity", "classic"]
METHODS: tuple[Method, ...] = ("affinity", "classic")
DEFAULT_METHOD: Method = "affinity"


@dataclass(frozen=True)
class DirectorQuery:
    """A query for directors who share people with a director or with a reader's liked films.

    Attributes
    ----------
    director : str or LikedFilms
        Person id of the director, or the liked films.
    method : str
        How candidates are scored: `affinity` or `classic`.
    roles : tuple of str, optional
        Only credits in these roles count, on both sides. Default: all.
    thresholds : Thresholds
        Minimums that a candidate must reach; they do not change scores.
    """

    director: str | LikedFilms
    method: Method = DEFAULT_METHOD
    roles: tuple[str, ...] | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InvalidArgument(f"method is {self.method!r}, choose from {', '.join(METHODS)}.")
