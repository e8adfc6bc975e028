"""The recipe matches FlixRec's character by character, since a space changes the vector."""

from __future__ import annotations

import pytest

from recsys.embeddings import RECIPE, recipe_text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            ("Ran", "A lord divides his land.", "None so blind.", ["drama", "war"]),
            "Ran: A lord divides his land. - None so blind. Genres:- drama, war",
        ),
        (("Ran", None, "Tag", ["war"]), "Ran:  - Tag Genres:- war"),
        (("Ran", "Text", None, ["war"]), "Ran: Text -  Genres:- war"),
        (("Ran", "Text", "Tag", []), "Ran: Text - Tag Genres:- "),
        (("Ran", None, None, []), "Ran:  -  Genres:- "),
        (("Ran", "", "", []), "Ran:  -  Genres:- "),
        (("", "Text", "Tag", ["a"]), ": Text - Tag Genres:- a"),
        (("乱 🎬", "שלום", "<b>'; --", ["a"]), "乱 🎬: שלום - <b>'; -- Genres:- a"),
    ],
)
def test_recipe(parts: tuple[str, str | None, str | None, list[str]], text: str) -> None:
    """The text is `title: overview - tagline Genres:- genres`; missing parts are empty."""
    assert recipe_text(*parts) == text


def test_recipe_has_a_version() -> None:
    """The recipe has a name and a version, which every build records."""
    name, _, version = RECIPE.rpartition("/")
    assert name
    assert int(version) >= 1
