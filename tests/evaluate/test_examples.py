"""Examples side by side: which seeds, and which films."""

from __future__ import annotations

from pathlib import Path

import recsys
from recsys.catalog import Store
from recsys.evaluate.examples import SEEDS, SHOWN, example_seeds, side_by_side
from recsys.movies import RankingWeights
from tests.helpers import build_store
from tests.movies.worlds import Film, build_films


def test_the_most_voted_films_of_each_decade(tmp_path: Path) -> None:
    """One per director; the second films of a decade come after the first ones of all."""
    films = [
        Film("tt1", [1, 0], year=1951, votes=10, rating=5.0, directors=["nm1"]),
        Film("tt2", [1, 0], year=1952, votes=90, rating=5.0, directors=["nm2"]),
        Film("tt3", [0, 1], year=1961, votes=30, rating=5.0, directors=["nm2"]),
        Film("tt4", [0, 1], year=1962, votes=20, rating=5.0, directors=["nm3"]),
        Film("tt5", None, year=1971, votes=99, rating=5.0),
        Film("tt6", [1, 1], year=None, votes=99, rating=5.0),
    ]
    build_films(tmp_path, films)
    with recsys.open_store(tmp_path) as store:
        assert example_seeds(store) == ["tt1", "tt2", "tt4"]
        assert example_seeds(store, 1) == ["tt2"]


def test_ten_films_of_the_demo(demo: Store) -> None:
    seeds = example_seeds(demo)
    years = demo.movies.films(seeds)["year"].to_list()
    assert len(set(seeds)) == SEEDS
    assert years == sorted(years)
    assert len({year // 10 for year in years}) >= 8


def test_both_rankings_are_those_of_the_pages(demo: Store) -> None:
    [seed, *_] = example_seeds(demo)
    [found] = side_by_side(demo, [seed])
    text = demo.movies.similar(seed, SHOWN, weights=RankingWeights.text_only(), franchises="keep")
    assert found["seed"]["id"] == seed
    assert [film["id"] for film in found["ours"]] == demo.movies.similar(seed, SHOWN)[
        "id"
    ].to_list()
    assert [film["id"] for film in found["text"]] == text["id"].to_list()


def test_a_build_without_texts_has_one_list(tmp_path: Path) -> None:
    basics = [("tt1", "One", 1990), ("tt2", "Two", None)]
    with recsys.open_store(build_store(tmp_path, basics=basics)) as store:
        assert example_seeds(store) == ["tt1"]
        [found] = side_by_side(store, ["tt1"])
        assert [film["title"] for film in found["ours"]] == ["Two"]
        assert found["text"] == []


def test_a_single_film_is_no_example(tmp_path: Path) -> None:
    """There is nothing to compare it with."""
    with recsys.open_store(build_store(tmp_path, basics=[("tt1", "One", 1990)])) as store:
        assert example_seeds(store) == []
