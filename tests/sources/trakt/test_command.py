"""`fetch trakt` and `build --trakt` as a user runs them; the key stays where it belongs."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from recsys.catalog import open_store
from recsys.cli import main
from recsys.settings import SECRETS, TRAKT_CLIENT_ID
from recsys.store import StoreFolder
from tests.helpers import write_imdb
from tests.sources.trakt.server import KEY, Trakt, serving
from tests.sources.trakt.worlds import film

PEOPLE = {
    "cast": [
        {"characters": ["A"], "person": {"name": "Ann", "ids": {"trakt": 1, "imdb": "nm0000001"}}}
    ],
    "crew": {
        "directing": [{"jobs": ["Director"], "person": {"name": "Di", "ids": {"trakt": 2}}}],
    },
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("TRAKT_CLIENT_ID", KEY)
    return monkeypatch


def test_fetch_build_info(
    tmp_path: Path, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From nothing to a recommendation, with Trakt alone; and no file or output holds the key."""
    films = [film(n, 1990, overview=None, tagline=None) for n in (11, 12)]
    other = PEOPLE | {
        "crew": {
            "directing": [{"jobs": ["Director"], "person": {"name": "Ed", "ids": {"trakt": 3}}}]
        }
    }
    trakt = Trakt(films, answers={"movies/11/people": PEOPLE, "movies/12/people": other})
    store = tmp_path / "store"
    with serving(trakt) as url:
        environment.setenv("FILMKIN_TRAKT_URL", url)
        words = ["fetch", "trakt", "--years", "1990", "--people", "--store", str(store)]
        assert main(words) == 0
        trakt.faults[len(trakt.asked) + 1] = "403"
        assert main([*words, "--translations", "fr"]) == 1
    assert main(["build", "--trakt", "--store", str(store)]) == 0
    assert main(["info", "--store", str(store)]) == 0
    assert main(["check", "--store", str(store)]) == 0
    out, errors = capsys.readouterr()
    assert "2 movies from Trakt are in the cache" in out
    assert "2 films, 2 directors, 3 people" in out
    assert "does not know this key" in errors
    with open_store(store) as opened:
        frame = opened.directors.recommend("trakt-person-2", method="classic")
        assert frame["id"].to_list() == ["trakt-person-3"]
        assert opened.manifest.sources[0]["rows"]["principals of movies"]["kept"] == 4
    assert trakt.keys == {KEY}
    assert KEY not in out + errors
    with sqlite3.connect(StoreFolder.at(store).trakt / "answers.sqlite") as con:
        for headers, body in con.execute("SELECT headers, body FROM answers"):
            assert KEY not in headers
            assert KEY.encode() not in gzip.decompress(body)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


def test_a_server_that_sends_the_key_back(
    tmp_path: Path, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A proxy that echoes request headers must not bring the key into the cache."""
    trakt = Trakt([film(1, 1990)])
    plain = trakt.respond
    trakt.respond = lambda asked, number: _with_header(plain(asked, number))  # type: ignore[method-assign]
    with serving(trakt) as url:
        environment.setenv("FILMKIN_TRAKT_URL", url)
        assert main(["fetch", "trakt", "--years", "1990", "--store", str(tmp_path)]) == 0
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


def _with_header(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
    status, headers, body = answer
    return status, headers | {"X-Echo": f"key={KEY}", "Set-Cookie": f"k={KEY}"}, body


def test_joined_to_imdb(
    tmp_path: Path, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """IMDb says which films there are, Trakt adds to them by `ids.imdb`; more votes win a film."""
    films = [
        film(1, 1990, title="Other", overview=None, tagline=None, runtime=111),
        film(2, 1990, ids={"imdb": "tt0000001"}, votes=4_000, overview=None, tagline=None),
        film(3, 1990, ids={"imdb": None}),
        film(4, 1990),
    ]
    imdb = write_imdb(
        tmp_path / "imdb", basics=[("tt0000001", "One", 1990), ("tt0000009", "Nine", 1990)]
    )
    store = tmp_path / "store"
    with serving(Trakt(films)) as url:
        environment.setenv("FILMKIN_TRAKT_URL", url)
        assert main(["fetch", "trakt", "--years", "1990", "--store", str(store)]) == 0
    assert main(["build", "--trakt", "--imdb", str(imdb), "--store", str(store)]) == 0
    with open_store(store) as opened:
        assert opened.manifest.tables["movies"] == 2
        assert opened.manifest.tables["trakt"] == 1
        source = opened.manifest.sources[1]
    dropped = source["rows"]["movies"]["dropped"]
    assert dropped["IMDb id given twice"] == 1
    assert dropped["film left out"] == 2
    assert source["gave"]["countries"] == 1


@pytest.mark.parametrize(
    ("words", "code", "finding"),
    [
        (["fetch", "trakt", "--years", "1999-1990"], 2, "years are 1999-1990"),
        (["fetch", "trakt", "--languages", "english"], 2, "not a two-letter language code"),
        (["fetch", "trakt", "--since", "2020-01-01"], 2, "changes of the last 30 days"),
        (["fetch", "trakt", "--limit", "0"], 2, "1 or more"),
        (["build"], 2, "Choose a source of films"),
        (["build", "--trakt"], 6, "nothing was fetched"),
        (["build", "--trakt", "--demo"], 2, "omit other texts"),
    ],
)
def test_what_is_wrong_is_said(
    words: list[str],
    code: int,
    finding: str,
    tmp_path: Path,
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Invalid options fail before any request and name the remedy."""
    assert main([*words, "--store", str(tmp_path)]) == code
    assert finding in capsys.readouterr().err


@pytest.mark.parametrize("url", ["no address", "ftp://127.0.0.1", "http://"])
def test_an_address_that_is_none(
    url: str,
    tmp_path: Path,
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A setting with a slip in it is named at once, not asked for half an hour."""
    environment.setenv("FILMKIN_TRAKT_URL", url)
    assert main(["fetch", "trakt", "--store", str(tmp_path)]) == 1
    assert "FILMKIN_TRAKT_URL is not a web address" in capsys.readouterr().err


@pytest.mark.skipif(SECRETS.exists(), reason="this checkout has secrets of its own")
@pytest.mark.parametrize("key", ["", "with a blank", "line\nbreak", "ключ"])
def test_a_key_that_is_none(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a sound key nothing is sent, and what stands there is not printed."""
    monkeypatch.setenv("TRAKT_CLIENT_ID", key)
    assert main(["fetch", "trakt", "--store", str(tmp_path)]) == 1
    errors = capsys.readouterr().err
    assert "TRAKT_CLIENT_ID" in errors
    assert not key or key not in errors


def test_the_key_from_streamlits_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line finds the key where the hosted app has it."""
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f'TRAKT_CLIENT_ID = "{KEY}"\n')
    monkeypatch.setattr("recsys.settings.SECRETS", secrets)
    monkeypatch.delenv("TRAKT_CLIENT_ID", raising=False)
    assert TRAKT_CLIENT_ID.get() == KEY
    monkeypatch.setenv("TRAKT_CLIENT_ID", "another")
    assert TRAKT_CLIENT_ID.get() == "another"
    secrets.write_text("broken [")
    monkeypatch.delenv("TRAKT_CLIENT_ID")
    assert TRAKT_CLIENT_ID.get() == ""
