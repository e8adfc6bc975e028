"""The text encoded for each film, following FlixRec's recipe of 2022."""

from __future__ import annotations

from collections.abc import Sequence

RECIPE = "title-overview-tagline-genres/1"
"""Name and version, stored with the vectors; a different recipe invalidates them."""


def recipe_text(
    title: str, overview: str | None, tagline: str | None, genres: Sequence[str]
) -> str:
    """Return `title: overview - tagline Genres:- genres`, with missing parts left empty.

    >>> recipe_text("Ran", "A lord divides his land.", None, ["drama", "war"])
    'Ran: A lord divides his land. -  Genres:- drama, war'
    """
    return f"{title}: {overview or ''} - {tagline or ''} Genres:- {', '.join(genres)}"
