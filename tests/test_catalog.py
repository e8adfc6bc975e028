"""Opening a store: errors name the remedy, and readers write nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import recsys
from recsys.catalog import Store
from recsys.cli import main
from recsys.errors import DamagedStore, InvalidArgument, NoStore
from recsys.ingest.pipeline import build
from recsys.settings import PROJECT
from recsys.sources.imdb.source import ImdbSource
from recsys.store import BuildFolder, StoreFolder
from recsys.store.publish import current_id
from tests.helpers import build_store

WORLD = {
    "basics": [("tt1", "One"), ("tt2", "Two")],
    "crew": [("tt1", "nm1"), ("tt2", "nm2")],
    "principals": [("tt1", "nm3"), ("tt2", "nm3")],
    "names": [("nm1", "Ann"), ("nm2", "Bob")],
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(tmp_path_factory.mktemp("sound"), **WORLD)


@pytest.fixture
def store(sound: Path, tmp_path: Path) -> StoreFolder:
    return StoreFolder.at(shutil.copytree(sound, tmp_path / "store"))


def ask_everything(store: Store, labels: bool = False) -> None:
    """Query directors, names and tables, which opens all their files."""
    if labels:
        for kind in ("genres", "countries", "languages", "keywords", "types"):
            store.graph.labels(kind)
    assert store.directors.recommend("nm1")["id"].to_list() == ["nm2"]
    assert store.directors.shared_collaborators("nm1", "nm2").height == 1
    assert store.titles.search("one")["id"][0] == "tt1"
    assert store.people.search("ann")["id"][0] == "nm1"
    assert store.sql("SELECT count(*) FROM movies").item() == 2


def test_no_store(tmp_path: Path) -> None:
    """The error says how to build a catalogue."""
    with pytest.raises(NoStore) as caught:
        recsys.open_store(tmp_path / "nothing")
    assert caught.value.root == tmp_path / "nothing"
    assert "filmkin build" in str(caught.value)
    assert not (tmp_path / "nothing").exists(), "looking must not create anything"


def test_a_file_where_the_store_should_be(tmp_path: Path) -> None:
    """A path to a file is not a store."""
    (tmp_path / "file").write_text("text")
    with pytest.raises(NoStore):
        recsys.open_store(tmp_path / "file")


def test_path_of_the_settings(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting applies only without a path."""
    monkeypatch.setenv("FILMKIN_STORE", str(sound))
    with recsys.open_store() as store:
        assert store.build.root.is_relative_to(sound)
    with pytest.raises(NoStore):
        recsys.open_store(sound / "elsewhere")


def test_current_names_a_build_that_is_gone(store: StoreFolder) -> None:
    """Somebody removed the folder of a build by hand."""
    folder = store.build(current_id(store))
    shutil.rmtree(folder.root)
    with pytest.raises(DamagedStore) as caught:
        recsys.open_store(store.root)
    assert caught.value.file == folder.root
    assert "build again" in str(caught.value)


GRAPH_FILES = (
    "director_persons movie_rating_tenths movie_votes movie_year person_votes movie_people_offsets "
    "movie_people_targets movie_people_roles person_movies_offsets person_movies_targets "
    "person_movies_roles movie_directors_offsets movie_directors_targets director_movies_offsets "
    "director_movies_targets"
)


def files_behind_the_questions(folder: BuildFolder) -> list[Path]:
    """The files that `ask_everything` reads."""
    return [
        folder.manifest,
        folder.catalogue,
        folder.graph / "movies.arrow",
        folder.graph / "people.arrow",
        *(folder.graph / f"{name}.npy" for name in GRAPH_FILES.split()),
        *sorted(path for path in folder.search.rglob("*") if path.is_file()),
    ]


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _scribble(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)


def _break_the_header(path: Path) -> None:
    """NumPy parses the header as Python; this one has an open bracket."""
    path.write_bytes(path.read_bytes().replace(b"}", b"(", 1))


def test_a_header_that_is_no_python(store: StoreFolder) -> None:
    """A broken header raises other errors than any other damage."""
    folder, named = store.build(current_id(store)), []
    for path in sorted(folder.root.rglob("*.npy")):
        content = path.read_bytes()
        _break_the_header(path)
        try:
            with recsys.open_store(store.root) as opened:
                ask_everything(opened, labels=True)
        except DamagedStore as error:
            named.append(error.file in (path, path.parent))
        path.write_bytes(content)
    assert len(named) > 35
    assert all(named)


@pytest.mark.parametrize("damage", [Path.unlink, _empty, _halve, _scribble])
def test_a_damaged_file_is_named_when_it_is_needed(
    store: StoreFolder, damage: Callable[[Path], None]
) -> None:
    """For any missing or damaged file, DamagedStore names the file and the remedy."""
    folder = store.build(current_id(store))
    unnamed = []
    assert len(files_behind_the_questions(folder)) > 35
    for path in files_behind_the_questions(folder):
        if path == folder.catalogue and damage is _halve:
            continue  # DuckDB reads blocks on need; `check` reads all of them
        content = path.read_bytes()
        damage(path)
        try:
            with recsys.open_store(store.root) as opened:
                ask_everything(opened)
        except DamagedStore as error:
            named = error.file in (path, path.parent)
            if not (named and "build again" in str(error)):
                unnamed.append((path.name, str(error)))
        except Exception as error:
            unnamed.append((path.name, repr(error)))
        else:
            unnamed.append((path.name, "nothing was raised"))
        path.write_bytes(content)
    assert unnamed == []


def test_a_build_without_its_lease_is_damaged(store: StoreFolder) -> None:
    """A build without its lease file is damaged."""
    folder = store.build(current_id(store))
    folder.lease.unlink()
    with pytest.raises(DamagedStore) as caught:
        recsys.open_store(store.root)
    assert caught.value.file == folder.root


def test_a_build_of_an_older_schema_says_to_build_again(
    sound: Path, store: StoreFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command line names the remedy, and the remedy works."""
    manifest = store.build(current_id(store)).manifest
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(content | {"schema_version": 1}), encoding="utf-8")
    assert main(["directors", "Ann", "--store", str(store.root)]) == 4
    shown = capsys.readouterr().err
    assert "schema 1, this Filmkin reads" in shown
    assert "Run the build again" in shown
    assert "Traceback" not in shown
    build([ImdbSource(sound.parent / "imdb")], store.root)
    assert main(["directors", "Ann", "--store", str(store.root)]) == 0


def test_sql_can_only_read_the_catalogue(sound: Path) -> None:
    """A statement must neither change the catalogue nor reach another file."""
    with recsys.open_store(sound) as store:
        query = "SELECT primaryTitle FROM movies WHERE tconst = ?"
        assert store.sql(query, ["tt2"]).rows() == [("Two",)]
        with pytest.raises(duckdb.Error):
            store.sql("DELETE FROM movies")
        with pytest.raises(duckdb.PermissionException):
            store.sql("SELECT * FROM read_text('/etc/hostname')")


def test_store_is_a_context_and_closes_twice(sound: Path) -> None:
    """A store can be closed twice."""
    with recsys.open_store(sound) as store:
        store.close()
    store.close()


def snapshot(root: Path) -> dict[str, tuple[int, int]]:
    """Modification time and size of all paths below a folder."""
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in [root, *root.rglob("*")]
    }


def test_readers_write_nothing(sound: Path) -> None:
    """Readers write nothing, as many machines may share a store."""
    before = snapshot(sound)
    with recsys.open_store(sound) as store:
        ask_everything(store)
    assert snapshot(sound) == before


READ_ONLY = """
import os, sys
from pathlib import Path
from tests.test_catalog import ask_everything, recsys
from recsys.store.check import check_build

def use():
    with recsys.open_store(sys.argv[1]) as store:
        ask_everything(store)
        assert check_build(store.build) == []

use()  # imports what is imported on first need, while Python's own files can be read
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    (Path(sys.argv[1]) / "new").touch()
except PermissionError:
    print("read only")
use()
print("used")
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX modes")
def test_a_store_on_a_read_only_place_is_used(sound: Path) -> None:
    """Queries and `check` work on a read-only store."""
    # pytest's own folders can't be entered by another user.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        store = shutil.copytree(sound, Path(folder) / "store")
        paths = [store, *store.rglob("*")]
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            done = subprocess.run(
                [sys.executable, "-c", READ_ONLY, store],
                cwd=PROJECT, capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            for path in paths:
                path.chmod(0o755)
    assert done.stdout.split("\n")[:2] == ["read only", "used"], done.stderr


def test_bad_arguments_are_not_found_missing(sound: Path) -> None:
    """An invalid limit is an error, not an empty result."""
    with recsys.open_store(sound) as store, pytest.raises(InvalidArgument):
        store.titles.search("one", limit=0)
