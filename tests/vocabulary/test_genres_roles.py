"""Genres and roles: each source's words become ours, and bits stand for roles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidArgument
from recsys.vocabulary.genres import ALIASES, GENRES, NOT_GENRES, canonical
from recsys.vocabulary.roles import (
    ALL_ROLES_MASK,
    CATEGORY_TO_ROLE,
    ROLES,
    mask_to_roles,
    roles_to_mask,
)


@pytest.mark.parametrize("genre", GENRES)
def test_our_genres_stay_in_any_spelling(genre: str) -> None:
    """IMDb writes `Sci-Fi`, others `sci fi` or `SCI_FI`; all mean one genre."""
    assert canonical(genre) == genre
    assert canonical(genre.lower()) == genre
    assert canonical(genre.upper().replace("-", "_")) == genre
    assert canonical(f" {genre.replace('-', ' ')} ") == genre


@pytest.mark.parametrize(
    ("word", "genre"),
    [
        ("science-fiction", "Sci-Fi"),
        ("Science Fiction", "Sci-Fi"),
        ("Children", "Family"),
        ("suspense", "Thriller"),
        ("TV Movie", None),
        ("(no genres listed)", None),
        ("", None),
        (" - ", None),
        ("123", None),
        (" Wuxia ", "Wuxia"),
    ],
)
def test_words_of_other_sources(word: str, genre: str | None) -> None:
    """Labels that say nothing go, genres we have no name for stay."""
    assert canonical(word) == genre


def test_tables_are_sound() -> None:
    """An alias to a genre that does not exist would make a genre nobody can filter by."""
    assert set(ALIASES.values()) <= set(GENRES)
    assert all(key == "".join(filter(str.isalpha, key)).lower() for key in [*ALIASES, *NOT_GENRES])
    assert not NOT_GENRES & ALIASES.keys()
    assert list(GENRES) == sorted(set(GENRES))


@given(st.text())
def test_canonical_is_stable(word: str) -> None:
    """A genre that was mapped once must not change when it is mapped again."""
    genre = canonical(word)
    assert genre is None or canonical(genre) == genre


@given(st.sets(st.sampled_from(ROLES), min_size=1))
def test_roles_to_mask_and_back(roles: set[str]) -> None:
    """Masks are stored in builds: names and bits must belong together both ways."""
    assert mask_to_roles(roles_to_mask(roles)) == [role for role in ROLES if role in roles]


def test_order_of_roles_is_pinned() -> None:
    """Bit i stands for ROLES[i] in every build on disk; another order needs a new schema."""
    assert ROLES == (
        "director", "writer", "actor", "producer", "composer", "cinematographer", "editor",
        "production_designer", "casting_director", "self", "archive_footage", "other",
    )  # fmt: skip
    assert roles_to_mask(["director"]) == 1
    assert roles_to_mask(None) == ALL_ROLES_MASK == 0b1111_1111_1111
    assert ALL_ROLES_MASK < 1 << 16, "masks are 16 bits wide"
    assert set(CATEGORY_TO_ROLE.values()) == set(ROLES)


@pytest.mark.parametrize("roles", [[], ["gaffer"], ["writer", ""], ["Writer"]])
def test_wrong_roles_are_refused(roles: list[str]) -> None:
    """A mistyped role must not count nobody and look like an empty answer."""
    with pytest.raises(InvalidArgument):
        roles_to_mask(roles)
