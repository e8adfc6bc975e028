"""Opening a store: what is missing is named with its remedy, and nothing is ever written."""

from __future__ import annotations

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
from recsys.errors import DamagedStore, InvalidArgument, NoStore
from recsys.settings import PROJECT
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
    """Questions about directors, names and tables; each opens its own files on first need."""
    if labels:
        for kind in ("genres", "countries", "languages", "keywords", "types"):
            store.graph.labels(kind)
    assert store.directors.recommend("nm1")["id"].to_list() == ["nm2"]
    assert store.directors.shared_collaborators("nm1", "nm2").height == 1
    assert store.titles.search("one")["id"][0] == "tt1"
    assert store.people.search("ann")["id"][0] == "nm1"
    assert store.sql("SELECT count(*) FROM movies").item() == 2


def test_no_store(tmp_path: Path) -> None:
    """Before the first build the message must say how to make one."""
    with pytest.raises(NoStore) as caught:
        recsys.open_store(tmp_path / "nothing")
    assert caught.value.root == tmp_path / "nothing"
    assert "python -m recsys build" in str(caught.value)
    assert not (tmp_path / "nothing").exists(), "looking must not create anything"


def test_a_file_where_the_store_should_be(tmp_path: Path) -> None:
    """A path to a file is no store either."""
    (tmp_path / "file").write_text("text")
    with pytest.raises(NoStore):
        recsys.open_store(tmp_path / "file")


def test_path_of_the_settings(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a path the setting decides, with one it does not."""
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
    """The files that the questions of `ask_everything` read."""
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
    """NumPy reads a header as Python; this one ends in the middle of a bracket."""
    path.write_bytes(path.read_bytes().replace(b"}", b"(", 1))


def test_a_header_that_is_no_python(store: StoreFolder) -> None:
    """One flipped byte there raises what no other damage does."""
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
    """Whichever file is missing or no longer what it was: DamagedStore names it and the remedy."""
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
    """Without the lease file nobody can tell that it is read."""
    folder = store.build(current_id(store))
    folder.lease.unlink()
    with pytest.raises(DamagedStore) as caught:
        recsys.open_store(store.root)
    assert caught.value.file == folder.root


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
    """Both ways of closing are documented; a second close must not harm."""
    with recsys.open_store(sound) as store:
        store.close()
    store.close()


def snapshot(root: Path) -> dict[str, tuple[int, int]]:
    """Every path below a folder with its time of change and its size, folders included."""
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in [root, *root.rglob("*")]
    }


def test_readers_write_nothing(sound: Path) -> None:
    """Many machines read one published store; a reader that writes would break it."""
    before = snapshot(sound)
    with recsys.open_store(sound) as store:
        ask_everything(store)
    assert snapshot(sound) == before


READ_ONLY = """
import os, sys
from pathlib import Path
from tests.store.test_opened import ask_everything, recsys
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
    """A published store may lie where its readers can't write at all."""
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
    """A limit of 0 is a mistake of the caller, not an empty answer."""
    with recsys.open_store(sound) as store, pytest.raises(InvalidArgument):
        store.titles.search("one", limit=0)
