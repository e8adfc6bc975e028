"""The question each method answers, and what two directors share, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recsys.directors.query import Method

MAY_BE_CHANCE = 0.05
"""Shared people with a higher false discovery rate may be chance."""

_QUESTIONS: dict[Method, str] = {
    "people": "Who works with the same people as {}?",
    "affinity": "Which directors are kindred to {}?",
    "classic": "Whose films share the most credits with those of {}?",
}


_LIKED: dict[Method, str] = {
    "people": "Who works with the people of the films you liked?",
    "affinity": "Which directors are kindred to the films you liked?",
    "classic": "Whose films share the most credits with those you liked?",
}


def liked_question(method: Method) -> str:
    """The question a method answers about liked films."""
    return _LIKED[method]


def question(method: Method, name: str) -> str:
    """The question a method answers about a director.

    >>> question("people", "Agnès Varda")
    'Who works with the same people as Agnès Varda?'
    """
    return _QUESTIONS[method].format(name)


def shared_words(row: Mapping[str, Any]) -> str:
    """What a row of `Directors.scores` shares, beside chance.

    >>> shared_words({"shared_people": 8, "expected": 1.14, "q": 0.01, "films_together": 1})
    '8 shared people where chance gives 1.1; co-directed 1 film'
    >>> shared_words({"shared_people": 1, "expected": 0.01, "q": 1.0, "films_together": 0})
    '1 shared person where chance gives less than 0.1; this may be chance'
    >>> shared_words({"shared_people": 2, "films_together": 2})
    '2 shared people; co-directed 2 films'
    """
    shared, together = row["shared_people"], row["films_together"]
    parts = [f"{shared:,} shared {'person' if shared == 1 else 'people'}"]
    expected, q = row.get("expected"), row.get("q")
    if expected is not None and shared:
        by_chance = f"{expected:,.1f}" if expected >= 0.05 else "less than 0.1"
        parts[0] += f" where chance gives {by_chance}"
        if q is not None and q > MAY_BE_CHANCE:
            parts.append("this may be chance")
    if together:
        parts.append(f"co-directed {together:,} {'film' if together == 1 else 'films'}")
    return "; ".join(parts)
