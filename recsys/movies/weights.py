"""Ranking weights: how much each term contributes to a film's score."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

from recsys.errors import InvalidArgument

MAX_WEIGHT = 10.0
"""A higher weight would drown all other terms."""


@dataclass(frozen=True, kw_only=True)
class RankingWeights:
    """One weight per term, 0 to 10; the score is the weighted sum of the terms.

    Terms range from 0 to 1 (`text` from -1 to 1); `terms.py` and `docs/methods.md` define them.

    Attributes
    ----------
    text : float
        Cosine of the two films' texts.
    director : float
        Shared directors.
    people : float
        Shared cast and crew, by role and rarity.
    franchise : float
        Sequels, remakes, films of the same universe.
    title : float
        Similarity of the titles, lower for titles that many films share.
    genre : float
        Similarity of the genres.
    keywords : float
        Shared keywords; rarer ones count more.
    place : float
        Shared country and language.
    era : float
        Closeness of the release years.
    known : float
        Popularity of the film, independent of the seed; a negative weight (to -10) favours
        little-known films.
    rated : float
        Bayesian rating of the film, independent of the seed.
    """

    text: float = 1.0
    director: float = 0.4
    people: float = 0.8
    franchise: float = 0.7
    title: float = 1.0
    genre: float = 0.4
    keywords: float = 0.2
    place: float = 0.15
    era: float = 1.0
    known: float = 1.0
    rated: float = 0.8

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            lowest = -MAX_WEIGHT if name == "known" else 0.0
            if not (math.isfinite(value) and lowest <= value <= MAX_WEIGHT):
                raise InvalidArgument(
                    f"The weight of {name} is {value}; it must be {lowest:g} to {MAX_WEIGHT:g}."
                )
        if not any(vars(self).values()):
            raise InvalidArgument("All weights are 0; give at least one term a weight.")

    @classmethod
    def text_only(cls) -> RankingWeights:
        """Return weights that use the text cosine alone, as FlixRec does."""
        return cls(**{field.name: float(field.name == "text") for field in fields(cls)})

    @classmethod
    def of_groups(cls, **factors: float) -> RankingWeights:
        """Return the defaults with groups scaled by factors: `of_groups(story=2, people=0)`.

        Raises
        ------
        InvalidArgument
            There is no group of that name, or a weight is out of range.
        """
        unknown = factors.keys() - GROUPS.keys()
        if unknown:
            raise InvalidArgument(
                f"There is no group of weights {sorted(unknown)[0]!r}; choose {', '.join(GROUPS)}."
            )
        default = cls()
        return replace(default, **{
            name: getattr(default, name) * factor
            for group, factor in factors.items()
            for name in GROUPS[group]
        })  # fmt: skip

    @property
    def is_text_only(self) -> bool:
        """Whether the text is the only term with a weight."""
        return all(not value for name, value in vars(self).items() if name != "text")


TERMS: tuple[str, ...] = tuple(field.name for field in fields(RankingWeights))
"""Names of the terms, in display order."""

GROUPS: dict[str, tuple[str, ...]] = {
    "story": ("text", "keywords", "franchise", "title"),
    "people": ("director", "people"),
    "genre": ("genre", "place"),
    "era": ("era",),
    "known": ("known",),
    "rated": ("rated",),
}
"""The terms grouped for display; every term is in one group."""


def grouped(terms: dict[str, float]) -> dict[str, float]:
    """Sum a result's terms by group; the sums still add up to the score.

    >>> grouped({"text": 0.5, "keywords": 0.25})["story"]
    0.75
    """
    return {group: sum(terms.get(name, 0.0) for name in names) for group, names in GROUPS.items()}
