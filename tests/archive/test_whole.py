"""What an archive makes live is whole, sealed and of the expected types; leftovers are removed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from recsys.archive import fetched
from recsys.archive.aside import IN_USE, folder_aside
from recsys.archive.fetched import fetch_store
from recsys.archive.unpack import unpack
from recsys.cli import main
from recsys.errors import DamagedStore, FetchError, UnsoundArchive
from recsys.settings import PROJECT
from recsys.sources.http import download
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.manifest import Manifest, seal_of
from recsys.store.publish import current_id
from recsys.util.hashing import sha256_of
from tests.archive.archive_server import file_server
from tests.helpers import build_store


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    films = [(f"tt{n}", f"Film number {n}") for n in range(3)]
    store = build_store(folder, basics=films, principals=[("tt1", "nm1")])
    assert main(["pack", str(folder / "films.zip"), "--store", str(store)]) == 0
    return folder / "films.zip"


def repacked(archive: Path, target: Path, change: Any, sealed: bool = True) -> Path:
    """The archive with a changed manifest, of which only the described files remain."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(target, "w") as sink:
        facts = json.loads(source.read("manifest.json"))
        facts.pop("sha256")
        change(facts)
        if sealed:
            facts["sha256"] = seal_of(dict(facts))
        sink.writestr("manifest.json", json.dumps(facts))
        for name in facts["files"] if isinstance(facts["files"], dict) else ():
            sink.writestr(name, source.read(name))
    return target


@pytest.mark.parametrize("what", ["graph/movie_votes.npy", "catalogue.duckdb", "manifest.json"])
def test_a_build_damaged_on_disk_is_replaced(archive: Path, tmp_path: Path, what: str) -> None:
    store = StoreFolder.at(tmp_path / "store")
    build_id = unpack(archive, store)
    file = store.build(build_id).root / what
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert check_build(store.build(build_id))
    assert unpack(archive, store) == build_id
    assert check_build(store.build(build_id)) == []
    assert [path.name for path in store.builds.iterdir()] == [build_id]


def drop_all(facts: dict[str, Any]) -> None:
    facts["files"] = {}


def drop_search(facts: dict[str, Any]) -> None:
    facts["files"] = {
        name: file for name, file in facts["files"].items() if not name.startswith("search/")
    }


def miscount(facts: dict[str, Any]) -> None:
    facts["tables"]["movies"] = 7


@pytest.mark.parametrize("change", [drop_all, drop_search, miscount])
def test_an_archive_without_all_that_answers(archive: Path, tmp_path: Path, change: Any) -> None:
    store = StoreFolder.at(tmp_path / "store")
    with pytest.raises(UnsoundArchive):
        unpack(repacked(archive, tmp_path / "part.zip", change), store)
    assert not store.current.exists()
    assert not list(store.builds.iterdir())


def test_a_manifest_without_a_seal(archive: Path, tmp_path: Path) -> None:
    unsealed = repacked(archive, tmp_path / "open.zip", lambda _: None, sealed=False)
    with pytest.raises(UnsoundArchive, match="no hash of its own"):
        unpack(unsealed, StoreFolder.at(tmp_path / "store"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("created", "yesterday"), ("created", 5), ("options", {}), ("options", {"types": "movie"}),
        ("sources", ["imdb"]), ("sources", [{"name": 1}]), ("tables", {"movies": "many"}),
        ("tables", {}), ("ranges", {"min_year": "1900"}), ("vectors", {"films": "all"}),
        ("vectors", []), ("files", {"a": {"bytes": "1", "sha256": "x" * 64}}), ("build_id", None),
        ("files", {"a": {"bytes": -1, "sha256": "x" * 64}}),
    ],
)  # fmt: skip
def test_values_of_wrong_types_are_damage(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str, value: Any
) -> None:
    with zipfile.ZipFile(archive) as packed:
        facts = json.loads(packed.read("manifest.json"))
    facts.pop("sha256")
    facts[field] = value
    sealed = json.dumps(facts | {"sha256": seal_of(dict(facts))})
    with pytest.raises(DamagedStore, match=f"wrong type: {field}"):
        Manifest.parse(sealed, Path("manifest.json"))
    store = StoreFolder.at(tmp_path / "store")
    build_id = unpack(archive, store)
    store.build(build_id).manifest.write_text(sealed)
    for command in ("info", "check", "builds"):
        assert main([command, "--store", str(store.root)]) in (0, 4)
        assert "Traceback" not in capsys.readouterr().err


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.setattr("recsys.settings.SECRETS", tmp_path / "none.toml")
    monkeypatch.setattr(fetched, "_failed", set())
    monkeypatch.setattr(download, "backoff", lambda _failures: 0.0)
    return monkeypatch


def test_a_refused_archive_does_not_stay(
    archive: Path, tmp_path: Path, settings: pytest.MonkeyPatch
) -> None:
    refused = repacked(archive, tmp_path / "part.zip", drop_all)
    store = StoreFolder.at(tmp_path / "store")
    with file_server(refused.read_bytes()) as server:
        settings.setenv("FILMKIN_STORE_URL", server.url)
        settings.setenv("FILMKIN_STORE_SHA256", sha256_of(refused))
        with pytest.raises(UnsoundArchive):
            fetch_store(store.root)
    assert not list(store.archives.iterdir())


def test_a_first_answer_that_the_file_is_empty(
    archive: Path, tmp_path: Path, settings: pytest.MonkeyPatch
) -> None:
    with file_server(archive.read_bytes()) as server:
        server.statuses = [416] * 20
        settings.setenv("FILMKIN_STORE_URL", server.url)
        settings.setenv("FILMKIN_STORE_SHA256", sha256_of(archive))
        server.error_headers = {"Content-Range": "bytes */0"}
        with pytest.raises(FetchError, match="not the requested range"):
            fetch_store(tmp_path / "store")


def test_a_server_that_sends_next_to_nothing(
    archive: Path, tmp_path: Path, settings: pytest.MonkeyPatch
) -> None:
    """Each try ends although bytes keep coming, and the tries are counted."""
    settings.setattr(download, "SLOW_SECONDS", 0.0)
    settings.setattr(download, "SLOW_BYTES", 10**9)
    with file_server(archive.read_bytes()) as server:
        settings.setenv("FILMKIN_STORE_URL", server.url)
        settings.setenv("FILMKIN_STORE_SHA256", sha256_of(archive))
        settings.setattr(download, "_CHUNK", 100)
        with pytest.raises(FetchError, match="in 6 tries, last: fewer than"):
            fetch_store(tmp_path / "store")
        assert len(server.asked) == download.MAX_FAILURES


HOLD = """
import sys
from pathlib import Path
from recsys.archive.aside import folder_aside
with folder_aside(Path(sys.argv[1]), ".aside-") as folder:
    (folder / "part").write_bytes(b"x" * 1000)
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        with folder_aside(tmp_path, ".aside-") as own:
            assert len(list(tmp_path.iterdir())) == 2, "one in use is left alone"
            assert (own / IN_USE).exists()
        os.kill(child.pid, signal.SIGKILL)
    [left] = tmp_path.iterdir()
    with folder_aside(tmp_path, ".aside-") as own:
        assert list(tmp_path.iterdir()) == [own]
        assert not left.exists()
    assert not list(tmp_path.iterdir())


def test_a_killed_export_is_tidied_by_the_next(archive: Path, tmp_path: Path) -> None:
    store = StoreFolder.at(tmp_path / "store")
    unpack(archive, store)
    left = tmp_path / ".tables.unfinished-killed"
    left.mkdir()
    (left / IN_USE).touch()
    assert main(["export", str(tmp_path / "tables"), "--store", str(store.root)]) == 0
    assert not left.exists()
    assert not (tmp_path / "tables" / IN_USE).exists()
    assert (tmp_path / "tables" / "movies.parquet").is_file()
    assert current_id(store)
