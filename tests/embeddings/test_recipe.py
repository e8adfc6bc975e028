"""The recipe is the original's to the letter: another space would be another vector."""

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
    """`title: overview - tagline Genres:- genres`, missing parts left empty."""
    assert recipe_text(*parts) == text


def test_recipe_has_a_version() -> None:
    """Vectors of another recipe are worthless, so its name goes into every build."""
    name, _, version = RECIPE.rpartition("/")
    assert name
    assert int(version) >= 1
