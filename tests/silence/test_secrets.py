"""Marked keys must not appear in anything that is written, printed, logged or sent."""

from __future__ import annotations

import gzip
import logging
import sqlite3
import traceback
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

import recsys
from recsys.cli import main
from recsys.errors import DamagedStore, InvalidArgument
from recsys.settings import SECRETS, SETTINGS
from recsys.store import StoreFolder
from tests.app.server import running_app
from tests.archive.archive_server import file_server
from tests.movies.worlds import Film, build_films
from tests.sources.trakt.server import Trakt, serving
from tests.sources.trakt.worlds import film

MARK = "marked-secret-4711"
KEY, TOKEN = f"{MARK}-trakt", f"{MARK}-chroma"
CHROMA_ADDRESSES = (
    f"http://reader:{MARK}@127.0.0.1:9", f"ftp://reader:{MARK}@127.0.0.1", f"http://{MARK}@[",
    f"http://reader:12/{MARK}@127.0.0.1", f"http://reader:{MARK}@127.0.0.1:port",
)  # fmt: skip
"""An unreachable address and some misspelt ones."""
FILMS = [Film(f"tt{n:07}", [n, 1.0]) for n in range(3)]
ADDRESSES = (
    "/", "/_stcore/health", "/api/v1/health", "/api/v1/openapi.json", "/api/v1/discover?q=heist",
    "/api/v1/directors/nobody", "/api/v1/movies/similar?id=", "/api/nothing",
)  # fmt: skip

pytestmark = pytest.mark.skipif(SECRETS.exists(), reason="this checkout has secrets of its own")


def test_no_key_turns_up_anywhere(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Fetching, building, packing, serving and every kind of failure, with the log at its most
    talkative; then all of it is searched, also inside databases and archives."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TRAKT_CLIENT_ID", KEY)
    monkeypatch.setenv("FILMKIN_CHROMA_TOKEN", TOKEN)
    store, archive = tmp_path / "store", tmp_path / "packed.zip"
    there, raised = ["--store", str(store)], []

    trakt = Trakt([film(n, 1990, overview=None, tagline=None) for n in (1, 2)])
    with serving(trakt) as url:
        monkeypatch.setenv("FILMKIN_TRAKT_URL", url)
        fetch = ["fetch", "trakt", "--years", "1990", *there]
        for fault in ("401", "403", "403 page", "426"):
            trakt.faults = {len(trakt.asked) + 1: fault}
            assert main(fetch) == 1
        trakt.faults = {}
        assert main(fetch) == 0
    assert trakt.keys == {KEY}, "it was sent, and in its header"
    assert main(["build", "--trakt", *there]) == 0
    for words in (["info", "--json"], ["check", "--json"], ["pack", str(archive)]):
        assert main([*words, *there]) == 0

    other = tmp_path / "other"
    build_films(other, FILMS)
    for address in CHROMA_ADDRESSES:
        with monkeypatch.context() as wrong:
            wrong.setenv("FILMKIN_CHROMA_URL", address)
            with pytest.raises(InvalidArgument) as refused:
                build_films(other, FILMS)
            raised += traceback.format_exception(refused.value)
            assert main(["similar", "tt0000001", "--store", str(other)]) == 0
            with recsys.open_store(other) as opened:
                opened.movies.warm_up()
                assert opened._index is not None
                with pytest.raises(DamagedStore) as unreachable:
                    opened._index.wait()
                raised += traceback.format_exception(unreachable.value)
                opened.movies.similar("tt0000001", 2)  # tells why the index is not used
            assert main(["check", "--store", str(other)]) == 4
    assert "without the index" in caplog.text
    with file_server(archive.read_bytes()) as server, monkeypatch.context() as host:
        host.setenv("FILMKIN_STORE_URL", server.url.replace("marked-address", MARK))
        host.setenv("FILMKIN_STORE_SHA256", "0" * 64)
        assert main(["fetch", "store", "--store", str(tmp_path / "fetched")]) == 1
        with running_app(store, tmp_path / "app.log") as address:
            answers = [_answer(address + path) for path in ADDRESSES]

    assert "urllib3" in {record.name.partition(".")[0] for record in caplog.records}
    asked = [f"{one.path}?{one.query}" for one in trakt.asked]
    texts = [*asked, *answers, *raised, *capfd.readouterr(), caplog.text, repr(SETTINGS)]
    assert [text for text in texts if MARK in text] == []
    assert _files_with_a_mark(tmp_path) == []
    assert _answers_with_a_mark(StoreFolder.at(store).trakt / "answers.sqlite") == 0


def _answer(address: str) -> str:
    """Headers and body, of a refusal too."""
    try:
        with urllib.request.urlopen(address) as response:
            return f"{response.headers}{response.read()!r}"
    except urllib.error.HTTPError as error:
        return f"{error.headers}{error.read()!r}"


def _files_with_a_mark(folder: Path) -> list[str]:
    found = []
    for path in filter(Path.is_file, folder.rglob("*")):
        if MARK in path.name or MARK.encode() in path.read_bytes():
            found.append(path.name)
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                found += [name for name in packed.namelist() if MARK.encode() in packed.read(name)]
    return found


def _answers_with_a_mark(cache: Path) -> int:
    """Cached responses of Trakt, decompressed."""
    with sqlite3.connect(cache) as con:
        rows = con.execute("SELECT headers, body FROM answers").fetchall()
    assert rows
    return sum(MARK in headers or MARK.encode() in gzip.decompress(body) for headers, body in rows)
