"""The film commands: every option takes effect, every outcome has its exit code."""

from __future__ import annotations

import argparse
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import recsys
from recsys.cli import main
from recsys.cli.film_commands import add_filters, filters_of
from recsys.ingest.pipeline import build_demo
from recsys.movies import MovieFilters, RankingWeights
from tests.helpers import build_store

SEED = "tt0118694"
SENTENCE = "masterless swordsmen defend a poor village against bandits"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return folder


@pytest.fixture(scope="module")
def textless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(
        tmp_path_factory.mktemp("textless"),
        basics=[("tt1", "One", 1990, "movie", ["Drama"]), ("tt2", "Two", 1995, "movie", ["Drama"])],
    )


def run(capsys: pytest.CaptureFixture[str], store: Path, *words: str, code: int = 0) -> str:
    """Run a command, assert its exit code and return what it prints."""
    exit_code = main([*words, "--store", str(store)])
    out, err = capsys.readouterr()
    assert exit_code == code, err
    assert "Traceback" not in err
    return out or err


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


FILTERS: list[tuple[list[str], dict[str, Any]]] = [
    (["--min-year", "1990", "--max-year", "1999"], {"min_year": 1990, "max_year": 1999}),
    (["--min-runtime", "90", "--max-runtime", "120"], {"min_runtime": 90, "max_runtime": 120}),
    (["--genre", "drama", "--genre", "War"], {"genres": ["Drama", "War"]}),
    (
        ["--genre", "Drama", "--genre", "war", "--all-genres"],
        {"genres": ["Drama", "War"], "genres_match": "all"},
    ),
    (["--exclude-genre", "science fiction"], {"exclude_genres": ["Sci-Fi"]}),
    (["--language", "JA", "--language", "fr"], {"languages": ["ja", "fr"]}),
    (["--country", "jp"], {"countries": ["JP"]}),
    (["--min-rating", "8.0"], {"min_rating": 8.0}),
    (["--min-votes", "1000", "--max-votes", "20000"], {"min_votes": 1000, "max_votes": 20_000}),
    (["--type", "movie"], {"types": ["movie"]}),
    (["--min-year", "1990", "--keep-unknown"], {"min_year": 1990, "keep_unknown": True}),
]


@pytest.mark.parametrize(("words", "filters"), FILTERS)
def test_every_filter_reaches_similar(
    capsys: pytest.CaptureFixture[str], demo: Path, words: list[str], filters: dict[str, Any]
) -> None:
    """The JSON equals the Python results."""
    with recsys.open_store(demo) as store:
        frame = store.movies.similar(SEED, 5, MovieFilters(**filters))
    printed = run(capsys, demo, "similar", SEED, "-k", "5", *words, "--json")
    assert json.loads(printed) == as_json(frame.to_dicts())


def test_every_filter_has_an_option() -> None:
    """A field added to `MovieFilters` needs an option; ids are tested elsewhere."""
    parser = argparse.ArgumentParser()
    add_filters(parser)
    tried = {name for _, filters in FILTERS for name in filters}
    assert tried == {field.name for field in fields(MovieFilters)} - {"exclude_ids", "only_ids"}
    assert filters_of(parser.parse_args([])) == MovieFilters()


def test_text_only_diversity_and_several_films(
    capsys: pytest.CaptureFixture[str], demo: Path
) -> None:
    """Titles are resolved, and repeated films count once."""
    with recsys.open_store(demo) as store:
        second = store.titles.resolve("Seven Samurai")
        frame = store.movies.similar(
            [SEED, second], 5, weights=RankingWeights.text_only(), diversity=0.3
        )
    words = ["similar", SEED, "seven samurai", "In the Mood for Love", "-k", "5"]
    printed = run(capsys, demo, *words, "--text-only", "--diversity", "0.3", "--json")
    assert json.loads(printed) == as_json(frame.to_dicts())


def test_similar_as_text(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    """The text has title, year, director, score and reason."""
    printed = run(capsys, demo, "similar", "In the Mood for Love", "-k", "3")
    with recsys.open_store(demo) as store:
        films = store.movies.similar(SEED, 3).to_dicts()
    assert printed.startswith("Films similar to In the Mood for Love\n")
    for film in films:
        assert f"{film['title']} ({film['year']}) {film['director'][0]}" in printed
        assert f"score {film['score']:.3f}" in printed
        assert film["reason"] in printed


def test_several_films_as_text(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    """With several films, each result names the nearest one."""
    printed = run(capsys, demo, "similar", SEED, "Seven Samurai", "-k", "4")
    assert printed.startswith("Films similar to In the Mood for Love and Seven Samurai\n")
    assert printed.count("nearest to ") == 4


def test_discover(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    """A description finds its film, with filters."""
    with recsys.open_store(demo) as store:
        frame = store.movies.search_text(SENTENCE, 3, MovieFilters(countries=["JP"]))
    words = ["discover", SENTENCE, "-k", "3", "--country", "JP"]
    assert json.loads(run(capsys, demo, *words, "--json")) == as_json(frame.to_dicts())
    assert "Seven Samurai (1954) Akira Kurosawa" in run(capsys, demo, *words)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["similar", "tt9999999"], 3, "no film 'tt9999999'"),
        (["similar", "Sevn Samurai"], 3, "did you mean Seven Samurai"),
        (["similar", "Lola"], 3, "more than one film"),
        (["similar", SEED, "--min-rating", "9.9"], 3, "min_rating alone leaves out"),
        (["similar", SEED, "-k", "0"], 2, "k is 0"),
        (["similar", SEED, "-k", "10000"], 2, "k is 10000"),
        (["similar", SEED, "--diversity", "2"], 2, "from 0 to 1"),
        (["similar", SEED, "--min-year", "2000", "--max-year", "1990"], 2, "swap them"),
        (["similar", SEED, "--genre", "Nonsense"], 2, "choose from"),
        (["discover", "  "], 2, "empty"),
        (["discover", "x" * 10_001], 2, "10,000"),
        (["discover", SENTENCE, "--min-rating", "9.9"], 3, "No film passes"),
    ],
)
def test_outcomes(
    capsys: pytest.CaptureFixture[str], demo: Path, words: list[str], code: int, message: str
) -> None:
    """Each outcome has its exit code and a helpful message."""
    assert message in run(capsys, demo, *words, code=code)


def test_without_texts(capsys: pytest.CaptureFixture[str], textless: Path) -> None:
    """A catalogue from IMDb's files alone ranks by people, genre and year."""
    assert "Two (1995)" in run(capsys, textless, "similar", "tt1")
    assert "no overviews" in run(capsys, textless, "similar", "tt1", "--text-only", code=3)
    assert "no overviews" in run(capsys, textless, "discover", SENTENCE, code=3)


def test_weights(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--weight` scales the weights of a group."""
    words = ("similar", SEED, "-k", "8", "--json")
    found = json.loads(run(capsys, demo, *words, "--weight", "people=0", "--weight", "story=3"))
    with recsys.open_store(demo) as store:
        weights = RankingWeights.of_groups(people=0, story=3)
        assert found == as_json(store.movies.similar(SEED, 8, weights=weights).to_dicts())
    assert "'mood'" in run(capsys, demo, *words, "--weight", "mood=1", code=2)
    assert "--weight has no effect" in run(
        capsys, demo, *words, "--text-only", "--weight", "story=1", code=2
    )
