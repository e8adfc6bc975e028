"""Filters: bounds, unknown values, invalid arguments, and a plain reference implementation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import InvalidArgument, NothingPasses
from recsys.movies import MovieFilters
from recsys.movies.filters import film_mask
from tests.movies.worlds import (
    COUNTRIES,
    GENRES,
    LANGUAGES,
    TYPES,
    Film,
    World,
    open_world,
    random_films,
)
from tests.tries import tries

FILMS = [
    Film("tt1", year=1990, runtime=90, genres=["Drama"], rating=7.0, votes=100,
         countries=["FR"], languages=["fr"]),
    Film("tt2", year=2000, runtime=120, genres=["Drama", "War"], rating=8.0, votes=1_000,
         countries=["FR", "US"], languages=["en", "fr"]),
    Film("tt3", year=2010, runtime=150, genres=["War"], rating=7.1, votes=10_000,
         countries=["US"], languages=["en"], type="tvMovie"),
    Film("tt4", year=None, runtime=None),
]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("filters") / "w", FILMS) as opened:
        yield opened


def passing(world: World, **conditions: Any) -> list[int]:
    """Return the numbers of the films that pass."""
    try:
        mask = film_mask(world.graph, MovieFilters(**conditions))
    except NothingPasses:
        return []
    return [number for number, passes in enumerate(mask, start=1) if passes]


CASES: list[tuple[dict[str, Any], list[int], list[int]]] = [
    # conditions, films that pass, films that also pass with keep_unknown
    ({}, [1, 2, 3, 4], []),
    ({"min_year": 2000}, [2, 3], [4]),
    ({"min_year": 2001}, [3], [4]),
    ({"max_year": 2000}, [1, 2], [4]),
    ({"max_year": 1999}, [1], [4]),
    ({"min_year": 2000, "max_year": 2000}, [2], [4]),
    ({"min_runtime": 120}, [2, 3], [4]),
    ({"max_runtime": 120}, [1, 2], [4]),
    ({"min_runtime": 121, "max_runtime": 149}, [], [4]),
    ({"min_rating": 7.1}, [2, 3], [4]),
    ({"min_rating": 7.0}, [1, 2, 3], [4]),
    ({"min_rating": 8.1}, [], [4]),
    ({"min_votes": 1_000}, [2, 3], [4]),
    ({"min_votes": 1_001}, [3], [4]),
    ({"max_votes": 1_000}, [1, 2], [4]),
    ({"max_votes": 99}, [], [4]),
    ({"genres": ["War"]}, [2, 3], [4]),
    ({"genres": ["Drama", "War"]}, [1, 2, 3], [4]),
    ({"genres": ["Drama", "War"], "genres_match": "all"}, [2], [4]),
    ({"exclude_genres": ["War"]}, [1], [4]),
    ({"exclude_genres": ["Drama", "War"]}, [], [4]),
    ({"genres": ["Drama"], "exclude_genres": ["War"]}, [1], [4]),
    ({"languages": ["fr"]}, [1, 2], [4]),
    ({"languages": ["en", "fr"]}, [1, 2, 3], [4]),
    ({"countries": ["US"]}, [2, 3], [4]),
    ({"types": ["tvMovie"]}, [3], []),
    ({"types": ["movie", "tvMovie"]}, [1, 2, 3, 4], []),
    ({"exclude_ids": ["tt1", "tt4", "tt99"]}, [2, 3], []),
    ({"only_ids": ["tt1", "tt3", "tt99"]}, [1, 3], []),
    ({"only_ids": []}, [], []),
    ({"only_ids": ["tt1"], "exclude_ids": ["tt1"]}, [], []),
]


@pytest.mark.parametrize(("conditions", "known", "unknown"), CASES, ids=lambda case: str(case))
def test_each_condition(
    world: World, conditions: dict[str, Any], known: list[int], unknown: list[int]
) -> None:
    """Bounds are inclusive; a film without the value passes only with `keep_unknown`."""
    assert passing(world, **conditions) == known
    assert passing(world, **conditions, keep_unknown=True) == sorted(known + unknown)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"min_year": 2001, "max_year": 2000}, "min_year is 2001, above max_year, 2000"),
    ({"min_runtime": 2, "max_runtime": 1}, "above max_runtime"),
    ({"min_votes": 2, "max_votes": 1}, "above max_votes"),
    ({"min_runtime": -1}, "min_runtime is -1"),
    ({"max_runtime": -1}, "max_runtime is -1"),
    ({"min_votes": -1}, "min_votes is -1"),
    ({"max_votes": -1}, "max_votes is -1"),
    ({"min_rating": -0.1}, "0 to 10"),
    ({"min_rating": 10.1}, "0 to 10"),
    ({"min_rating": float("nan")}, "0 to 10"),
    ({"genres_match": "some"}, "any or all"),
    ({"genres": "Drama"}, "genres is a single string, 'Drama'; give a list"),
    ({"exclude_genres": "Drama"}, "exclude_genres"),
    ({"languages": "en"}, "languages"),
    ({"countries": "US"}, "countries"),
    ({"types": "movie"}, "types"),
    ({"only_ids": "tt1"}, "only_ids"),
    ({"exclude_ids": "tt1"}, "exclude_ids"),
]


@pytest.mark.parametrize(("conditions", "message"), WRONG, ids=lambda case: str(case))
def test_invalid_arguments(conditions: dict[str, Any], message: str) -> None:
    """Invalid values are rejected on construction; swapped bounds would match nothing."""
    with pytest.raises(InvalidArgument, match=message):
        MovieFilters(**conditions)


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"genres": ["Wuxia"]}, "'Wuxia' among its genres; choose from Drama, War"),
        ({"exclude_genres": ["Wuxia"]}, "'Wuxia'"),
        ({"languages": ["xx"]}, "'xx' among its languages; choose from en, fr"),
        ({"countries": ["jp"]}, "'JP' among its countries; choose from FR, US"),
        ({"types": ["tvSeries"]}, "'tvSeries' among its types; choose from movie, tvMovie"),
    ],
)
def test_unknown_labels(world: World, conditions: dict[str, Any], message: str) -> None:
    """A mistyped label raises InvalidArgument, and the message lists the options."""
    with pytest.raises(InvalidArgument, match=message):
        film_mask(world.graph, MovieFilters(**conditions))


def test_labels_are_normalised() -> None:
    """Spelling variants give equal filters."""
    typed = MovieFilters(genres=["sci-fi", "DRAMA", "Wuxia"], languages=["JA"], countries=["jp"])
    written = MovieFilters(genres=["Drama", "Sci-Fi", "Wuxia"], languages=["ja"], countries=["JP"])
    assert typed == written
    named = MovieFilters(languages=["Japanese", "eng"], countries=["UK", "United States"])
    assert named == MovieFilters(languages=["en", "ja"], countries=["GB", "US"])
    pasted = MovieFilters(exclude_ids=["TT0113277", "own-1"], only_ids=["imdb:tt0113277"])
    assert (pasted.exclude_ids, pasted.only_ids) == (("own-1", "tt0113277"), ("tt0113277",))


def test_a_catalogue_without_labels(tmp_path: Any) -> None:
    """IMDb's files have no countries; the message says to remove the filter."""
    with (
        open_world(tmp_path / "w", [Film("tt1")]) as bare,
        pytest.raises(InvalidArgument, match="has no countries; remove that filter"),
    ):
        film_mask(bare.graph, MovieFilters(countries=["US"]))


def test_equal_filters_are_equal() -> None:
    """Masks are cached by filter, so order and duplicates must not matter."""
    first = MovieFilters(genres=["War", "Drama"], only_ids=iter(["tt2", "tt1", "tt2"]))
    second = MovieFilters(genres=("Drama", "War", "War"), only_ids={"tt1", "tt2"})
    assert first == second
    assert hash(first) == hash(second)
    assert first != MovieFilters(genres=["Drama"], only_ids=["tt1", "tt2"])
    assert MovieFilters(only_ids=[]) != MovieFilters()


def test_truth_value() -> None:
    """Filters without conditions are false; an empty list of allowed ids is a condition."""
    assert not MovieFilters()
    assert not MovieFilters(keep_unknown=True, genres_match="all")
    assert MovieFilters(only_ids=[])
    assert MovieFilters(max_votes=0)
    assert MovieFilters(exclude_ids=["tt1"])


def test_the_most_restrictive_condition_is_named(world: World) -> None:
    """If no film passes, the error names the condition to relax."""
    with pytest.raises(NothingPasses) as caught:
        film_mask(world.graph, MovieFilters(min_year=2010, max_votes=100, genres=["War"]))
    assert caught.value.removed == {"min_year": 3, "max_votes": 3, "genres": 2}
    assert max(caught.value.removed.values()) == 3
    assert "min_year alone leaves out 3" in str(caught.value)
    with pytest.raises(NothingPasses) as caught:
        film_mask(world.graph, MovieFilters(only_ids=[], min_year=1990))
    assert "only_ids alone leaves out 4" in str(caught.value)
    with pytest.raises(NothingPasses):
        world.movies.count(MovieFilters(only_ids=[]))


def test_count(world: World) -> None:
    """`count` returns the number of films that pass."""
    assert world.movies.count(MovieFilters(countries=["US"])) == 2
    assert world.movies.count(MovieFilters()) == 4


def reference(film: Film, f: MovieFilters) -> bool:
    """The filters as a slow, plain reference."""

    def fits(value: float | None, low: float | None, high: float | None) -> bool:
        if low is None and high is None:
            return True
        if value is None:
            return f.keep_unknown
        return (low is None or value >= low) and (high is None or value <= high)

    def has(values: Any, wanted: Any, match: Any = any) -> bool:
        if not wanted:
            return True
        if not values:
            return f.keep_unknown
        return match(word in values for word in wanted)

    return (
        fits(film.year, f.min_year, f.max_year)
        and fits(film.runtime, f.min_runtime, f.max_runtime)
        and fits(film.rating, f.min_rating, None)
        and fits(film.votes, f.min_votes, f.max_votes)
        and has(film.genres, f.genres, all if f.genres_match == "all" else any)
        and (
            not f.exclude_genres
            or (not set(film.genres) & set(f.exclude_genres) if film.genres else f.keep_unknown)
        )
        and has(film.languages, f.languages)
        and has(film.countries, f.countries)
        and (not f.types or film.type in f.types)
        and (f.only_ids is None or film.id in f.only_ids)
        and film.id not in f.exclude_ids
    )


def _bounds(values: list[int]) -> st.SearchStrategy[tuple[int | None, int | None]]:
    bound = st.none() | st.sampled_from(values)
    return st.tuples(bound, bound).filter(
        lambda pair: None in pair or pair[0] <= pair[1]  # type: ignore[operator]
    )


@st.composite
def random_filters(draw: st.DrawFn, films: list[Film]) -> MovieFilters:
    """Generate filters over labels that the films have, since others are refused."""

    def labels(names: list[str], field: str) -> list[str]:
        present = sorted({name for film in films for name in getattr(film, field)} & set(names))
        if not present or draw(st.integers(0, 2)):
            return []
        return draw(st.lists(st.sampled_from(present), max_size=2))

    def sometimes(bounds: st.SearchStrategy[Any]) -> Any:
        return draw(bounds) if draw(st.integers(0, 2)) == 0 else (None, None)

    min_year, max_year = sometimes(_bounds([1949, 1999, 2000, 2002]))
    min_runtime, max_runtime = sometimes(_bounds([79, 80, 100, 101]))
    min_votes, max_votes = sometimes(_bounds([0, 1, 10, 1000]))
    ids = st.lists(st.sampled_from([film.id for film in films] + ["tt9999999"]))
    types = sorted({film.type for film in films} & set(TYPES))
    return MovieFilters(
        min_year=min_year, max_year=max_year, min_runtime=min_runtime, max_runtime=max_runtime,
        min_votes=min_votes, max_votes=max_votes,
        min_rating=draw(st.sampled_from([None, None, 0, 7.0, 7.1])),
        genres=labels(GENRES, "genres"), genres_match=draw(st.sampled_from(["any", "all"])),
        exclude_genres=labels(GENRES, "genres"), languages=labels(LANGUAGES, "languages"),
        countries=labels(COUNTRIES, "countries"),
        types=draw(st.lists(st.sampled_from(types), max_size=1)),
        exclude_ids=draw(st.just([]) | ids), only_ids=draw(st.none() | st.none() | ids),
        keep_unknown=draw(st.booleans()),
    )  # fmt: skip


@tries(10)
@given(random_films(), st.data())
def test_masks_equal_the_reference(
    tmp_path_factory: pytest.TempPathFactory, films: list[Film], data: st.DataObject
) -> None:
    """For random films and filters, the mask equals the reference."""
    with open_world(tmp_path_factory.mktemp("world") / "w", films) as world:
        for _ in range(12):
            filters = data.draw(random_filters(world.films))
            expected = [reference(film, filters) for film in world.films]
            try:
                mask = film_mask(world.graph, filters)
            except NothingPasses:
                mask = np.zeros(len(films), dtype=bool)
            assert mask.tolist() == expected, filters
