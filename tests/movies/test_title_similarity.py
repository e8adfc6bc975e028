"""Similarity of titles, computed by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from recsys.ingest.title_stems import _singular, words_of
from recsys.movies.title_similarity import CALLED_SO, FEWEST_FILMS, TitleSimilarity
from tests.movies.test_similar import scores
from tests.movies.worlds import Film, open_world


def test_words() -> None:
    """What many titles have and what counts parts says nothing about the film."""
    expected = {
        "The Naked Gun 2½: The Smell of Fear": {"naked", "gun", "smell", "fear"},
        "Rocky IV": {"rocky"},
        "Kill Bill: Vol. 2": {"kill", "bill"},
        "Amélie": {"amelie"},
        "Aliens and Aliens, Mass": {"alien", "mass"},
        "1984": set(),
        "": set(),
    }
    words = words_of(expected)
    found = [set(words.filter(movie=row)["label"]) for row in range(len(expected))]
    assert found == list(expected.values())
    assert words.is_unique().all()
    for word in ("aliens", "status", "mass", "gas", "wolves"):
        assert words_of([word])["label"].to_list() == [_singular(word)]


def test_by_hand(tmp_path: Path) -> None:
    """The cosine, less the more films there are of as like a title."""
    titles = ("Predator", "Predator 2", "Alien vs. Predator", "Aliens", "Amélie")
    films = [Film(f"tt{place}", title=title) for place, title in enumerate(titles)]
    predator, alien, vs = (math.log1p(FEWEST_FILMS / count) for count in (3, 2, 1))
    cosine = predator**2 / (predator * math.sqrt(predator**2 + alien**2 + vs**2))
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, "title") == pytest.approx(
            {
                "tt1": 1 / (1 + 1 / CALLED_SO),
                "tt2": cosine / (1 + 2 / CALLED_SO),
                "tt3": 0,
                "tt4": 0,
            }
        )
        assert scores(world, "title", "tt4") == dict.fromkeys(("tt0", "tt1", "tt2", "tt3"), 0)


def test_of_many_called_so_none_is_alike(tmp_path: Path) -> None:
    """Two hundred films called Home are no series."""
    films = [Film(f"tt{place:03}", title="Home") for place in range(200)]
    films += [Film("tt900", title="Home Alone"), Film("tt901", title="Home Alone 2")]
    with open_world(tmp_path / "w", films) as world:
        found = scores(world, "title", "tt000")
        assert found["tt001"] == pytest.approx(1 / (1 + 199 / CALLED_SO))
        assert scores(world, "title", "tt900")["tt901"] == pytest.approx(1 / (1 + 1 / CALLED_SO))


def test_a_film_is_found_by_its_title_alone(tmp_path: Path) -> None:
    """Nobody came back, other genre, forty years later, no text; and the reason says so."""
    films = [Film("tt0", title="Predator", year=1987, genres=["Action"])]
    films += [
        Film(f"tt{place}", title=f"Number {place}", year=1987, genres=["Action"], votes=9)
        for place in range(1, 400)
    ]
    films.append(Film("tt999", title="Predator: Badlands", year=2025, genres=["Horror"]))
    with open_world(tmp_path / "w", films) as world:
        found = world.movies.similar("tt0", 400)
        row = next(row for row in found.to_dicts() if row["id"] == "tt999")
        assert row["terms"]["title"] > 0.5
        assert "a title like it" in row["reason"]


def test_like_leaves_the_film_itself_out(tmp_path: Path) -> None:
    """Rows ascend, so that they can be looked up."""
    films = [Film(f"tt{place}", title="Halloween") for place in range(3)]
    with open_world(tmp_path / "w", films) as world:
        titles = TitleSimilarity(world.graph)
        rows, similarity = titles.similar(1)
        assert rows.tolist() == [0, 2]
        assert similarity == pytest.approx([1 / (1 + 2 / CALLED_SO)] * 2)
