"""Genres of other sources map to IMDb's, and roles map to bits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidArgument
from recsys.vocabulary.genres import ALIASES, GENRES, NOT_GENRES, canonical, genres_of
from recsys.vocabulary.roles import (
    ALL_ROLES_MASK,
    CATEGORY_TO_ROLE,
    ROLES,
    mask_to_roles,
    roles_to_mask,
)


@pytest.mark.parametrize("genre", GENRES)
def test_imdb_genres_in_any_spelling(genre: str) -> None:
    """IMDb's `Sci-Fi` is the same genre as `sci fi` or `SCI_FI`."""
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
def test_genres_of_other_sources(word: str, genre: str | None) -> None:
    """Labels that name no genre become None; unknown genres stay."""
    assert canonical(word) == genre


@pytest.mark.parametrize(
    ("label", "genres"),
    [
        ("Action & Adventure", ["Action", "Adventure"]),
        ("drama / romance", ["Drama", "Romance"]),
        ("Sci-Fi and Fantasy", ["Sci-Fi", "Fantasy"]),
        ("War & Politics", ["War", "Politics"]),
        ("Rock and Roll", ["Rock and Roll"]),
        ("Sword & Sandal", ["Sword & Sandal"]),
        ("Drama / TV Movie", ["Drama"]),
        ("TV Movie", []),
        ("", []),
        (" & ", []),
    ],
)
def test_labels_that_join_genres(label: str, genres: list[str]) -> None:
    """A label splits only if a part is a genre of its own."""
    assert genres_of(label) == genres


def test_genre_tables_are_consistent() -> None:
    """An alias of a missing genre would create a genre that nobody can filter by."""
    assert set(ALIASES.values()) <= set(GENRES)
    assert all(key == "".join(filter(str.isalpha, key)).lower() for key in [*ALIASES, *NOT_GENRES])
    assert not NOT_GENRES & ALIASES.keys()
    assert list(GENRES) == sorted(set(GENRES))


@given(st.text())
def test_canonical_is_idempotent(word: str) -> None:
    """Mapping a mapped genre changes nothing."""
    genre = canonical(word)
    assert genre is None or canonical(genre) == genre


@given(st.sets(st.sampled_from(ROLES), min_size=1))
def test_roles_to_mask_and_back(roles: set[str]) -> None:
    """Masks are stored in builds, so names and bits must map both ways."""
    assert mask_to_roles(roles_to_mask(roles)) == [role for role in ROLES if role in roles]


def test_order_of_roles_is_fixed() -> None:
    """Bit i stands for ROLES[i] in every build on disk; a new order needs a new schema."""
    assert ROLES == (
        "director", "writer", "actor", "producer", "composer", "cinematographer", "editor",
        "production_designer", "casting_director", "self", "archive_footage", "other",
    )  # fmt: skip
    assert roles_to_mask(["director"]) == 1
    assert roles_to_mask(None) == ALL_ROLES_MASK == 0b1111_1111_1111
    assert ALL_ROLES_MASK < 1 << 16, "masks are 16 bits wide"
    assert set(CATEGORY_TO_ROLE.values()) == set(ROLES)


@pytest.mark.parametrize("roles", [[], ["gaffer"], ["writer", ""], ["Writer"]])
def test_unknown_roles_are_refused(roles: list[str]) -> None:
    """A mistyped role must not look like an empty result."""
    with pytest.raises(InvalidArgument):
        roles_to_mask(roles)
