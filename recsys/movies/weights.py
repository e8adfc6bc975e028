"""What counts how much in the ranking of films."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

from recsys.errors import InvalidArgument

HIGHEST = 10.0
"""Weight above which nothing else would be seen."""


@dataclass(frozen=True, kw_only=True)
class RankingWeights:
    """One weight a term, 0 to 10; a score is the sum of term times weight.

    Every term lies between 0 and 1 (`text` between -1 and 1) and is described in `terms.py` and
    `docs/methods.md`.

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
        Similarity of the titles, unless many films are called so.
    genre : float
        Similarity of the genre profiles.
    keywords : float
        Shared keywords, rarer ones more.
    place : float
        Shared country and language.
    era : float
        Nearness in year.
    known : float
        How well known the film is, whatever the seed; below 0 (to -10) the little-known lead.
    rated : float
        How well rated the film is, whatever the seed.
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
            lowest = -HIGHEST if name == "known" else 0.0
            if not (math.isfinite(value) and lowest <= value <= HIGHEST):
                raise InvalidArgument(
                    f"The weight of {name} is {value}, it goes from {lowest:g} to {HIGHEST:g}."
                )
        if not any(vars(self).values()):
            raise InvalidArgument("All weights are 0: nothing is left to rank by.")

    @classmethod
    def text_only(cls) -> RankingWeights:
        """Cosine of the texts alone, as in the film recommender of 2022."""
        return cls(**{field.name: float(field.name == "text") for field in fields(cls)})

    @classmethod
    def of_groups(cls, **factors: float) -> RankingWeights:
        """The defaults, those of a group times a factor: `of_groups(story=2, people=0)`.

        Raises
        ------
        InvalidArgument
            No group of that name, or a weight out of range.
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
        """Whether nothing but the text counts."""
        return all(not value for name, value in vars(self).items() if name != "text")


TERMS: tuple[str, ...] = tuple(field.name for field in fields(RankingWeights))
"""Names of the terms, in the order in which they are shown."""

GROUPS: dict[str, tuple[str, ...]] = {
    "story": ("text", "keywords", "franchise", "title"),
    "people": ("director", "people"),
    "genre": ("genre", "place"),
    "era": ("era",),
    "known": ("known",),
    "rated": ("rated",),
}
"""The terms as a reader sees them: every term is in one group."""


def grouped(terms: dict[str, float]) -> dict[str, float]:
    """A result's terms summed by group; they still add up to the score.

    >>> grouped({"text": 0.5, "keywords": 0.25})["story"]
    0.75
    """
    return {group: sum(terms.get(name, 0.0) for name in names) for group, names in GROUPS.items()}
