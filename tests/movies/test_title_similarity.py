"""Title similarity against values computed by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from recsys.ingest.title_stems import _singular, words_of
from recsys.movies import RankingWeights
from recsys.movies.title_similarity import MIN_FILM_COUNT, NAMESAKES_AT_HALF, TitleSimilarity
from tests.movies.test_similar import scores
from tests.movies.worlds import Film, open_world


def test_words() -> None:
    """Stop words and part numbers are removed, plurals reduced and accents folded."""
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
    labels = [set(words.filter(movie=row)["label"]) for row in range(len(expected))]
    assert labels == list(expected.values())
    assert words.is_unique().all()
    for word in ("aliens", "status", "mass", "gas", "wolves"):
        assert words_of([word])["label"].to_list() == [_singular(word)]


def test_by_hand(tmp_path: Path) -> None:
    """The cosine, reduced by the number of films with an equally similar title."""
    titles = ("Predator", "Predator 2", "Alien vs. Predator", "Aliens", "Amélie")
    films = [Film(f"tt{number}", title=title) for number, title in enumerate(titles)]
    predator, alien, vs = (math.log1p(MIN_FILM_COUNT / count) for count in (3, 2, 1))
    cosine = predator**2 / (predator * math.sqrt(predator**2 + alien**2 + vs**2))
    with open_world(tmp_path / "w", films) as world:
        assert scores(world, "title") == pytest.approx(
            {
                "tt1": 1 / (1 + 1 / NAMESAKES_AT_HALF),
                "tt2": cosine / (1 + 2 / NAMESAKES_AT_HALF),
                "tt3": 0,
                "tt4": 0,
            }
        )
        assert scores(world, "title", "tt4") == dict.fromkeys(("tt0", "tt1", "tt2", "tt3"), 0)


def test_common_titles_are_dissimilar(tmp_path: Path) -> None:
    """Two hundred films called Home are not a franchise."""
    films = [Film(f"tt{number:03}", title="Home") for number in range(200)]
    films += [Film("tt900", title="Home Alone"), Film("tt901", title="Home Alone 2")]
    with open_world(tmp_path / "w", films) as world:
        similarity = scores(world, "title", "tt000")
        assert similarity["tt001"] == pytest.approx(1 / (1 + 199 / NAMESAKES_AT_HALF))
        assert scores(world, "title", "tt900")["tt901"] == pytest.approx(
            1 / (1 + 1 / NAMESAKES_AT_HALF)
        )


def test_the_title_alone_makes_a_candidate(tmp_path: Path) -> None:
    """A film that shares only the title is recommended, and the reason says so."""
    films = [Film("tt0", title="Predator", year=1987, genres=["Action"])]
    films += [
        Film(f"tt{number}", title=f"Number {number}", year=1987, genres=["Action"], votes=9)
        for number in range(1, 400)
    ]
    films.append(Film("tt999", title="Predator: Badlands", year=2025, genres=["Horror"]))
    with open_world(tmp_path / "w", films) as world:
        frame = world.movies.similar("tt0", 400)
        row = next(row for row in frame.to_dicts() if row["id"] == "tt999")
        assert row["terms"]["title"] > RankingWeights().title / 2
        assert "a title like it" in row["reason"]


def test_the_seed_is_excluded(tmp_path: Path) -> None:
    """Rows are ascending and exclude the seed."""
    films = [Film(f"tt{number}", title="Halloween") for number in range(3)]
    with open_world(tmp_path / "w", films) as world:
        titles = TitleSimilarity(world.graph)
        rows, similarity = titles.similar(1)
        assert rows.tolist() == [0, 2]
        assert similarity == pytest.approx([1 / (1 + 2 / NAMESAKES_AT_HALF)] * 2)
