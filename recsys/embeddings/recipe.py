"""What of a film is encoded: the recipe of the film recommender of 2022."""

from __future__ import annotations

from collections.abc import Sequence

RECIPE = "title-overview-tagline-genres/1"
"""Name and version; recorded with the vectors, which another recipe would make worthless."""


def recipe_text(
    title: str, overview: str | None, tagline: str | None, genres: Sequence[str]
) -> str:
    """`title: overview - tagline Genres:- genres`, missing parts left empty.

    >>> recipe_text("Ran", "A lord divides his land.", None, ["drama", "war"])
    'Ran: A lord divides his land. -  Genres:- drama, war'
    """
    return f"{title}: {overview or ''} - {tagline or ''} Genres:- {', '.join(genres)}"
