"""`fetch wikipedia` and `build --wikipedia` as a user runs them, killed and interrupted."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import recsys
from recsys.catalog import open_store
from recsys.cli import main
from recsys.settings import PROJECT
from recsys.sources.http.cache import Cache
from recsys.sources.wikipedia.collected import Collected
from recsys.store import StoreFolder
from tests.helpers import build_store, write_imdb
from tests.sources.wikipedia.checks import stored
from tests.sources.wikipedia.server import Item, Page, Wiki, address, serving
from tests.sources.wikipedia.worlds import film, world

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")

KILLS = 4


def start(settings: Mapping[str, str], store: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "recsys", "fetch", "wikipedia", "--languages", "en,fr",
         "--store", str(store)],
        cwd=PROJECT, env=os.environ | settings, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def collected_in(store: Path) -> Collected:
    with Cache(StoreFolder.at(store).wikipedia) as cache:
        return Collected.of(cache)


@posix
def test_kills(tmp_path: Path) -> None:
    """SIGKILL before an answer, in the middle of it or right after: nothing is lost or asked for
    again, and the end is the same."""
    wiki, films, expected = world()
    store = build_store(tmp_path, basics=[(each, "Film") for each in films])
    rng, child, kills = random.Random(11), None, 0

    def strike(number: int) -> None:
        if child is not None and number == kill_at:
            child.kill()

    with serving(wiki) as settings:
        while True:
            collected, asked_before = collected_in(store), len(wiki.asked)
            kill_at = asked_before + rng.randint(1, 3) if kills < KILLS else -1
            wiki.before = wiki.midway = wiki.after = lambda _number: None
            setattr(wiki, rng.choice(("before", "midway", "after")), strike)
            child = start(settings, store)
            out, errors = child.communicate(timeout=60)
            for asked in wiki.asked[asked_before:]:
                assert not any(collected.was_queried(each, ("en", "fr")) for each in asked.films)
                language = asked.path.split("/")[0]
                assert not any(collected.is_read((language, title)) for title in asked.titles)
            if child.returncode == 0:
                break
            assert child.returncode == -signal.SIGKILL, errors
            kills += 1
    assert kills == KILLS
    assert (
        "Films without an overview: 240. With a text on Wikipedia: 168, without an article: 48"
        in out
    )
    assert stored(StoreFolder.at(store).wikipedia, films)[0] == expected


@posix
def test_ctrl_c(tmp_path: Path) -> None:
    """Ctrl-C keeps what arrived and says how to resume, without a traceback."""
    wiki, films, _ = world()
    store, child = build_store(tmp_path, basics=[(each, "Film") for each in films]), None

    def strike(number: int) -> None:
        if child is not None and number == 3:
            child.send_signal(signal.SIGINT)
            wiki.closing.wait(timeout=0.5)  # the answer comes after the signal

    wiki.before = strike
    with serving(wiki) as settings:
        child = start(settings, store)
        out, errors = child.communicate(timeout=60)
    assert (child.returncode, out) == (130, "")
    assert "continues where it stopped" in errors
    assert "Traceback" not in errors
    assert len(collected_in(store).films) == len(films)


def small_world() -> Wiki:
    """Two films with an article, the second in French only, a third without one."""
    items = [
        Item(1, [film(1)], {"en": "Film 1", "fr": "Film un"}),
        Item(2, [film(2)], {"fr": "Film deux"}),
    ]
    pages = {
        ("en", "Film 1"): Page("One in English."),
        ("fr", "Film un"): Page("Un en français."),
        ("fr", "Film deux"): Page("Deux en français."),
    }
    return Wiki(items, pages)


@pytest.fixture
def imdb(tmp_path: Path) -> Path:
    return write_imdb(
        tmp_path / "imdb",
        basics=[(film(number), f"Film {number}") for number in (1, 2, 3, 4)],
        ratings=[(film(2), 7.0, 900), (film(4), 6.0, 10)],
    )


def run(store: Path, *words: str | Path) -> int:
    return main([*map(str, words), "--store", str(store)])


def test_fetch_build_info(
    tmp_path: Path,
    imdb: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From a catalogue without texts to one with, each text with its address and licence."""
    monkeypatch.setenv("FILMKIN_MODEL", "all-MiniLM-L6-v2")
    own = tmp_path / "own.csv"
    own.write_text(f"imdb_id,overview\n{film(4)},Four by hand.\n")
    store = tmp_path / "store"
    assert run(store, "fetch", "wikipedia") == 4  # there is no catalogue to fetch for
    assert run(store, "build", "--imdb", imdb, "--overviews", own) == 0
    wiki = small_world()
    with serving(wiki) as settings:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        assert run(store, "fetch", "wikipedia", "--languages", "en,fr") == 0
    out, errors = capsys.readouterr()
    assert "Films without an overview: 3. With a text on Wikipedia: 2, without an article: 1" in out
    assert errors == ""
    # Those with most votes come first; the one with an overview is not asked about.
    assert wiki.asked[0].films == [film(2), film(1), film(3)]
    assert run(store, "build", "--imdb", imdb, "--overviews", own, "--wikipedia") == 0
    capsys.readouterr()
    assert run(store, "info") == 0
    info = capsys.readouterr().out
    assert "Source wikipedia" in info
    assert "films asked about          3     2  1 no article" in info
    assert "provides overview of 2" in info
    assert run(store, "check") == 0
    capsys.readouterr()
    assert run(store, "similar", film(4), "--text-only", "--json") == 0
    found = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert found[film(2)]["overview"] == "Deux en français."
    assert found[film(2)]["overview_url"] == address("fr", "Film deux")
    assert found[film(2)]["overview_licence"] == "CC BY-SA 4.0"
    with open_store(store) as opened:
        own_film = opened.movies.films([film(4)]).to_dicts()[0]
        assert (own_film["overview"], own_film["overview_url"]) == ("Four by hand.", None)


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (("--overviews", "own", "--wikipedia"), "One by hand."),
        (("--wikipedia", "--overviews", "own"), "One in English."),
        (("--wikipedia", "--text-language", "fr"), "Un en français."),
    ],
)
def test_the_first_on_the_command_line_wins(
    order: tuple[str, ...],
    text: str,
    tmp_path: Path,
    imdb: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A text and its origin go together: never one's text under the other's licence."""
    monkeypatch.setenv("FILMKIN_MODEL", "all-MiniLM-L6-v2")
    own = tmp_path / "own.csv"
    own.write_text(f"imdb_id,overview,tagline\n{film(1)},One by hand.,A tagline.\n")
    store = tmp_path / "store"
    assert run(store, "build", "--imdb", imdb) == 0
    with serving(small_world()) as settings:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        for languages in ("en", "fr,en"):
            assert run(store, "fetch", "wikipedia", "--languages", languages) == 0
    words = [own if word == "own" else word for word in order]
    assert run(store, "build", "--imdb", imdb, *words) == 0
    with recsys.open_store(store) as opened:
        row = opened.movies.films([film(1)]).to_dicts()[0]
    assert row["overview"] == text
    assert (row["overview_licence"] is None) == (text == "One by hand.")
    assert (row["overview_url"] is None) == (text == "One by hand.")


@pytest.mark.parametrize(
    ("words", "code", "finding"),
    [
        (
            ["fetch", "wikipedia", "--languages", "english!"],
            2,
            "not the language code of a Wikipedia",
        ),
        (["fetch", "wikipedia", "--languages", ""], 2, "languages is empty"),
        (["fetch", "wikipedia", "--limit", "0"], 2, "1 or more"),
        (["fetch", "wikipedia"], 4, "No catalogue has been built"),
        (["build", "--wikipedia"], 2, "Choose a source of films"),
        (["build", "--demo", "--wikipedia"], 2, "omit other texts"),
        (["build", "--imdb", "x", "--text-language", "fr"], 2, "add --trakt or --wikipedia"),
    ],
)
def test_what_is_wrong_is_said(
    words: list[str],
    code: int,
    finding: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Invalid options fail before any request and name the remedy."""
    assert run(tmp_path, *words) == code
    assert finding in capsys.readouterr().err


def test_nothing_fetched(tmp_path: Path, imdb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "store", "build", "--imdb", imdb, "--wikipedia") == 6
    assert "nothing was fetched" in capsys.readouterr().err
