"""The options that take a list of films: their effect, report and privacy."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

import recsys
from recsys.cli import main
from recsys.directors import LikedFilms
from recsys.ingest.pipeline import build_demo
from recsys.movies import MovieFilters

SEED = "tt0118694"
SENTENCE = "masterless swordsmen defend a poor village against bandits"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return folder


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A few lists as Letterboxd exports them."""
    (tmp_path / "ratings.csv").write_text(
        "Date,Name,Year,Letterboxd URI,Rating\n"
        "2024-01-01,Seven Samurai,1954,x,5\n"
        "2024-01-01,Ran,1985,x,4\n"
        "2024-01-01,Alien,1980,x,3.5\n"
        "2024-01-01,Raging Bull,1980,x,1\n"
        "2024-01-01,Thronne of Blod,1957,x,5\n"
        "2024-01-01,Zzyzx Unheard Of,1999,x,5\n"
    )
    (tmp_path / "watchlist.csv").write_text("Name,Year\nKagemusha,1980\nHarakiri,1962\nHeat,1995\n")
    return tmp_path


def run(
    capsys: pytest.CaptureFixture[str], store: Path, *words: str | Path, code: int = 0
) -> tuple[str, str]:
    exit_code = main([*map(str, words), "--store", str(store)])
    out, err = capsys.readouterr()
    assert exit_code == code, err
    assert "Traceback" not in err
    return out, err


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def ids(store: recsys.Store, *titles: str) -> list[str]:
    return [store.titles.resolve(title) for title in titles]


def test_exclude_and_only(capsys: pytest.CaptureFixture[str], demo: Path, lists: Path) -> None:
    """Lists become filters in addition to the other options."""
    words = ["similar", "Yojimbo", "-k", "5", "--json"]
    with recsys.open_store(demo) as store:
        [seed] = ids(store, "Yojimbo")
        seen = ids(store, "Seven Samurai", "Ran", "Alien", "Raging Bull")
        wanted = ids(store, "Kagemusha", "Harakiri", "Heat")
        left = store.movies.similar(seed, 5, MovieFilters(exclude_ids=seen))
        only = store.movies.similar(seed, 5, MovieFilters(only_ids=wanted, max_year=1980))
    out, _ = run(capsys, demo, *words, "--exclude", lists / "ratings.csv")
    assert json.loads(out)["films"] == as_json(left.to_dicts())
    out, _ = run(capsys, demo, *words, "--only", lists / "watchlist.csv", "--max-year", "1980")
    assert json.loads(out)["films"] == as_json(only.to_dicts())
    assert only.height == 2


def test_matches_are_reported(capsys: pytest.CaptureFixture[str], demo: Path, lists: Path) -> None:
    """On stderr as text, and in JSON as a field."""
    words = ["discover", SENTENCE, "-k", "3", "--exclude", lists / "ratings.csv"]
    out, err = run(capsys, demo, *words)
    assert "Seven Samurai (1954)" not in out
    assert "ratings.csv: 6 rows: 4 films, 1 to confirm, 1 not found; ratings read as stars" in err
    assert "matched with another year: Alien (1980) is Alien (1979) [tt0078748]" in err
    assert "doubtful, not used: Thronne of Blod (1957) may be Throne of Blood (1957)" in err
    assert "not found: Zzyzx Unheard Of (1999)" in err
    similar = ["similar", SEED, "-k", "3", "--exclude", lists / "ratings.csv", "--json"]
    report = json.loads(run(capsys, demo, *similar)[0])["lists"]["exclude"]
    assert (report["file"], report["entries"], report["matched"]) == ("ratings.csv", 6, 4)
    assert report["summary"].startswith("6 rows: 4 films")
    assert (report["left_aside"], report["refused"]) == ({}, [])
    assert report["doubtful"][0]["candidates"][0]["title"] == "Throne of Blood"
    assert report["unmatched"][0]["title"] == "Zzyzx Unheard Of"


def test_films_similar_to_liked_ones(
    capsys: pytest.CaptureFixture[str], demo: Path, lists: Path
) -> None:
    """Seeds are weighted by rating, low ratings count against, no film of the list appears."""
    with recsys.open_store(demo) as store:
        seeds = ids(store, "Seven Samurai", "Ran", "Alien")
        bull = ids(store, "Raging Bull")
        expected = store.movies.similar(
            seeds, 5, MovieFilters(exclude_ids=[*seeds, *bull]), seed_weights=[4.0, 2.0, 1.0],
            disliked=bull,
        )  # fmt: skip
    words = ["similar", "--seeds", lists / "ratings.csv", "-k", "5"]
    out, _ = run(capsys, demo, *words, "--json")
    assert json.loads(out)["films"] == as_json(expected.to_dicts())
    out, _ = run(capsys, demo, *words)
    assert out.startswith("Films similar to Seven Samurai, Ran and Alien\n")
    out, _ = run(capsys, demo, *words, "--only", lists / "watchlist.csv", "--json")
    titles = [film["title"] for film in json.loads(out)["films"]]
    assert sorted(titles) == ["Harakiri", "Heat", "Kagemusha"]


def test_directors_for_liked_films(
    capsys: pytest.CaptureFixture[str], demo: Path, lists: Path
) -> None:
    """A list replaces the director; thresholds still apply."""
    with recsys.open_store(demo) as store:
        liked = ids(store, "Seven Samurai", "Ran", "Alien")
        profile = LikedFilms(tuple(liked), (4.0, 2.0, 1.0), tuple(ids(store, "Raging Bull")))
        expected = store.directors.recommend(profile, min_votes=1_000, limit=3)
    words = ["directors", "--seeds", lists / "ratings.csv", "--limit", "3", "--min-votes", "1000"]
    out, err = run(capsys, demo, *words, "--json")
    assert json.loads(out)["directors"] == as_json(expected.to_dicts())
    assert "6 rows: 4 films" in err
    out, _ = run(capsys, demo, *words)
    assert out.startswith(
        "Who works with the people of the films you liked? (3 films of your list)\n"
    )
    assert expected["name"][0] in out


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["similar"], 2, "either films or a list"),
        (["similar", SEED, "--seeds", "ratings.csv"], 2, "either films or a list"),
        (["directors"], 2, "either a director or a list"),
        (["directors", "Wong Kar-wai", "--seeds", "ratings.csv"], 2, "either a director or a list"),
        (["similar", SEED, "--exclude", "nothing.csv"], 6, "nothing.csv: it can't be read"),
        (["similar", SEED, "--exclude", "odd.csv"], 6, "no column of titles or IMDb ids"),
        (["similar", "--seeds", "low.csv"], 3, "rated 7 of 10 or more"),
        (["directors", "--seeds", "low.csv"], 3, "rated 7 of 10 or more"),
        (["similar", SEED, "--only", "unknown.txt"], 3, "only_ids alone leaves out"),
    ],
)
def test_outcomes(
    capsys: pytest.CaptureFixture[str],
    demo: Path,
    lists: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    code: int,
    message: str,
) -> None:
    """Each outcome has its exit code and a helpful message."""
    (lists / "odd.csv").write_text("User,Stars,Comment\nme,5,good\n")
    (lists / "low.csv").write_text("Name,Year,Rating\nRan,1985,2\n")
    (lists / "unknown.txt").write_text("Zzyzx Unheard Of (1999)\n")
    monkeypatch.chdir(lists)
    assert message in run(capsys, demo, *words, code=code)[1]


def test_lists_are_not_stored(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, demo: Path, lists: Path
) -> None:
    """No file of the store changes, and no log names a film."""
    before = contents(demo)
    caplog.set_level(logging.DEBUG)
    ratings, watchlist = lists / "ratings.csv", lists / "watchlist.csv"
    run(capsys, demo, "similar", "--seeds", ratings, "--only", watchlist)
    run(capsys, demo, "directors", "--seeds", ratings)
    assert contents(demo) == before
    assert sorted(path.name for path in lists.iterdir()) == ["ratings.csv", "watchlist.csv"]
    for private in ("Zzyzx", "Thronne", "ratings.csv", "Seven Samurai"):
        assert private not in caplog.text


def contents(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files except Chroma's, which records each opening."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "chroma.sqlite3" not in path.name
    }
