"""Ranking weights: how much each term contributes to a film's score."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from recsys.errors import InvalidArgument

MAX_WEIGHT = 10.0
"""A higher weight would drown all other terms."""

Preset = Literal["like", "story", "people", "fans"]
"""The best all-round likeness; the plot; the same people; what people who like it like as well."""

PRESETS: tuple[Preset, ...] = get_args(Preset)

_WEIGHTS: dict[str, dict[str, float]] = {
    "like": {},
    "story": {
        "text": 1.0, "words": 2.0, "keywords": 0.6, "director": 0.2, "people": 0.4,
        "companies": 0.0, "franchise": 0.3, "title": 0.1, "genre": 0.5, "place": 0.0, "era": 0.05,
        "reception": 0.1, "known": 0.15, "rated": 0.1,
    },
    "people": {
        "text": 0.3, "words": 0.0, "keywords": 0.0, "director": 1.2, "people": 2.0,
        "companies": 0.4, "franchise": 0.4, "title": 0.0, "genre": 0.1, "place": 0.0, "era": 0.0,
        "reception": 0.0, "known": 0.1, "rated": 0.2,
    },
    "fans": {
        "text": 0.6, "words": 1.6, "keywords": 0.3, "director": 0.65, "people": 1.2,
        "companies": 0.3, "franchise": 0.5, "title": 0.4, "genre": 0.5, "place": 0.15, "era": 0.25,
        "reception": 0.2, "known": 0.15, "rated": 0.4,
    },
}  # fmt: skip
"""Weights of each preset that differ from the defaults; `docs/methods.md` has their figures."""


@dataclass(frozen=True, kw_only=True)
class RankingWeights:
    """One weight per term, 0 to 10; the score is the weighted sum of the terms.

    Terms range from 0 to 1 (`text` from -1 to 1); `terms.py` and `docs/methods.md` define them.
    The defaults are those of the preset `like`.

    Attributes
    ----------
    text : float
        Cosine of the two films' text vectors, from which the catalogue's mean is subtracted. If
        no other term has a weight, it is the plain cosine, as in FlixRec.
    words : float
        Words that both overviews, taglines or keywords share; rarer ones count more.
    keywords : float
        Shared keywords; rarer ones count more.
    director : float
        Shared directors.
    people : float
        Shared cast and crew, by role and rarity.
    companies : float
        Shared production companies; rarer ones count more.
    franchise : float
        Sequels, remakes, films of the same universe.
    title : float
        Similarity of the titles, lower for titles that many films share.
    genre : float
        Similarity of the genres.
    place : float
        Shared country and language.
    era : float
        Closeness of the release years.
    reception : float
        Closeness of the Bayesian ratings.
    known : float
        Popularity of the film, independent of the seed; a negative weight (to -10) favours
        little-known films.
    rated : float
        Bayesian rating of the film, independent of the seed.
    """

    text: float = 1.0
    words: float = 2.0
    keywords: float = 0.5
    director: float = 0.5
    people: float = 1.1
    companies: float = 0.25
    franchise: float = 0.5
    title: float = 0.2
    genre: float = 0.5
    place: float = 0.15
    era: float = 0.2
    reception: float = 0.15
    known: float = 0.15
    rated: float = 0.2

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
    def preset(cls, name: str) -> RankingWeights:
        """Return the weights of a preset: like, story, people or fans.

        Raises
        ------
        InvalidArgument
            There is no preset of that name.
        """
        if name not in _WEIGHTS:
            raise InvalidArgument(f"There is no preset {name!r}; choose {', '.join(PRESETS)}.")
        return cls(**_WEIGHTS[name])

    @classmethod
    def text_only(cls) -> RankingWeights:
        """Return weights that use the plain text cosine alone, as FlixRec does."""
        return cls(**{field.name: float(field.name == "text") for field in fields(cls)})

    @classmethod
    def of_groups(cls, preset: str = "like", **factors: float) -> RankingWeights:
        """Return a preset with groups scaled by factors: `of_groups(story=2, people=0)`.

        Raises
        ------
        InvalidArgument
            There is no preset or group of that name, or a weight is out of range.
        """
        unknown = factors.keys() - GROUPS.keys()
        if unknown:
            raise InvalidArgument(
                f"There is no group of weights {sorted(unknown)[0]!r}; "
                f"choose from {', '.join(GROUPS)}."
            )
        start = cls.preset(preset)
        return replace(start, **{
            name: getattr(start, name) * factor
            for group, factor in factors.items()
            for name in GROUPS[group]
        })  # fmt: skip

    @property
    def is_text_only(self) -> bool:
        """Whether the text is the only term with a weight."""
        return all(not value for name, value in vars(self).items() if name != "text")


TERMS: tuple[str, ...] = tuple(field.name for field in fields(RankingWeights))
"""Names of the terms, in display order."""

SEED_INDEPENDENT = ("known", "rated")
"""Terms of a film alone."""

GROUPS: dict[str, tuple[str, ...]] = {
    "story": ("text", "words", "keywords", "franchise", "title"),
    "people": ("director", "people", "companies"),
    "genre": ("genre", "place"),
    "era": ("era",),
    "known": ("known",),
    "rated": ("rated", "reception"),
}
"""The terms grouped for display; every term is in one group."""


def grouped(terms: dict[str, float]) -> dict[str, float]:
    """Sum a result's terms by group; the sums still add up to the score.

    >>> grouped({"text": 0.5, "keywords": 0.25})["story"]
    0.75
    """
    return {group: sum(terms.get(name, 0.0) for name in names) for group, names in GROUPS.items()}
