"""`check` finds and names all damage in a build, and finds nothing in a sound one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

import recsys
from recsys.cli import main
from recsys.store import BuildFolder, StoreFolder
from recsys.store.check import check_build
from recsys.store.layout import SCHEMA_VERSION
from recsys.store.manifest import describe_files, seal_of
from recsys.store.publish import current_id
from tests.helpers import build_store
from tests.movies.worlds import build_films
from tests.store.killing import films


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> StoreFolder:
    store = build_store(
        tmp_path_factory.mktemp("sound"),
        basics=[("tt1", "One"), ("tt2", "Two"), ("tt3", "Three")],
        ratings=[("tt1", 7.5, 100)],
        crew=[("tt1", "nm1"), ("tt2", "nm2"), ("tt3", "nm1")],
        principals=[("tt1", "nm3"), ("tt2", "nm3"), ("tt3", "nm4")],
        names=[("nm1", "Ann")],
        akas=[("tt1", "Eins")],
    )
    return StoreFolder.at(store)


@pytest.fixture
def build(sound: StoreFolder, tmp_path: Path) -> BuildFolder:
    store = StoreFolder.at(shutil.copytree(sound.root, tmp_path / "store"))
    return store.build(current_id(store))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> StoreFolder:
    """A store with every kind of file, vectors and Chroma included."""
    store = StoreFolder.at(tmp_path_factory.mktemp("whole"))
    build_films(store.root, films(0))
    return store


@pytest.fixture
def every_file(whole: StoreFolder, tmp_path: Path) -> BuildFolder:
    store = StoreFolder.at(shutil.copytree(whole.root, tmp_path / "whole"))
    return store.build(current_id(store))


def files_of(build: BuildFolder) -> list[Path]:
    """All files of a build except Chroma's database, which changes at every opening."""
    files = sorted(path for path in build.root.rglob("*") if path.is_file())
    found = {path.relative_to(build.root).parts[0] for path in files}
    assert found == {
        "catalogue.duckdb", "graph", "search", "lexical", "vectors", "chroma", "manifest.json",
        "lease",
    }  # fmt: skip
    return [path for path in files if path.name != "chroma.sqlite3"]


def command(build: BuildFolder) -> int:
    return main(["check", "--store", str(build.root.parent.parent)])


def test_a_sound_build(build: BuildFolder, capsys: pytest.CaptureFixture[str]) -> None:
    """A sound build has no findings and exit code 0."""
    assert check_build(build) == []
    assert command(build) == 0
    out, err = capsys.readouterr()
    assert build.root.name in out
    assert "are correct" in out
    assert err == ""


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _flip_a_byte(path: Path, at: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 0x10
    path.write_bytes(content)


def _grow(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


@pytest.mark.parametrize("damage", [_truncate, _empty, Path.unlink, _flip_a_byte, _grow])
def test_every_damaged_file_is_named(
    every_file: BuildFolder, damage: Callable[[Path], None]
) -> None:
    """`check` reads every file of a build."""
    build, files = every_file, files_of(every_file)
    assert len(files) > 45
    unnoticed = []
    for path in files:
        if path == build.lease and damage is not Path.unlink:
            continue  # an empty file that only has to be there
        if path == build.manifest and damage is _truncate:
            continue  # its last byte ends a line, no more
        content = path.read_bytes()
        if not content and damage in (_truncate, _empty, _flip_a_byte):
            continue  # nothing in it can be lost
        damage(path)
        findings = check_build(build)
        if not any(str(path) in finding for finding in findings):
            unnoticed.append((path.name, findings))
        path.write_bytes(content)
    assert unnoticed == []
    assert check_build(build) == []


def test_files_of_another_build_are_named(every_file: BuildFolder, tmp_path: Path) -> None:
    """A file copied from another build is sound by itself but named as wrong."""
    build, store = every_file, StoreFolder.at(tmp_path / "other")
    build_films(store.root, films(3)[:30])
    other, unnoticed, swapped = store.build(current_id(store)), [], 0
    for path in files_of(build):
        [theirs] = other.root.glob(_anywhere(path.relative_to(build.root)))
        content = path.read_bytes()
        if theirs.read_bytes() == content:
            continue
        swapped += 1
        shutil.copy(theirs, path)
        findings = check_build(build)
        if not any(str(path) in finding for finding in findings):
            unnoticed.append((path.name, findings))
        path.write_bytes(content)
    assert unnoticed == []
    assert swapped > 30
    assert check_build(build) == []


def _anywhere(path: Path) -> str:
    """A pattern for the same file in another build, where Chroma's folder has another name."""
    return f"chroma/*/{path.name}" if path.parts[0] == "chroma" else path.as_posix()


@pytest.mark.parametrize(
    ("damage", "must"),
    [(Path.unlink, True), (_empty, True), (_truncate, False), (_grow, False)]
    + [(partial(_flip_a_byte, at=at), False) for at in (0.001, 0.1, 0.3, 0.6, 0.9)],
)
def test_chromas_database(
    every_file: BuildFolder, damage: Callable[[Path], None], must: bool
) -> None:
    """It has no hash, as every opening alters it. What `check` finds no fault with holds every
    vector as it was made, which `check` has compared one by one."""
    damage(every_file.chroma / "chroma.sqlite3")
    findings = check_build(every_file)
    assert all(str(every_file.chroma) in finding for finding in findings)
    assert findings or not must
    with recsys.open_store(every_file.root.parent.parent) as store:
        assert store.movies.similar("tt0000003", 5, franchises="keep").height == 5


def test_an_edited_manifest_is_named(build: BuildFolder) -> None:
    """An edit of the manifest breaks its own hash."""
    text = build.manifest.read_text()
    build.manifest.write_text(text.replace('"tables"', '"tables" ', 1))
    assert check_build(build) == [], "the content is the same"
    build.manifest.write_text(text.replace('"movies": 3', '"movies": 4', 1))
    [finding] = check_build(build)
    assert finding.startswith(f"{build.manifest}: the content was altered")


def change(build: BuildFolder, alter: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(build.manifest.read_text())
    del content["sha256"]
    alter(content)
    build.manifest.write_text(json.dumps(content | {"sha256": seal_of(content)}))


def unlist(content: dict[str, Any]) -> None:
    del content["files"]["catalogue.duckdb"]


MANIFESTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "other schema": lambda content: content.update(schema_version=SCHEMA_VERSION + 1),
    "no schema": lambda content: content.pop("schema_version"),
    "field missing": lambda content: content.pop("tables"),
    "field too many": lambda content: content.update(surprise=1),
    "files is a list": lambda content: content.update(files=[1]),
    "file without hash": lambda content: content["files"].update(x={"bytes": 1}),
    "tables is a text": lambda content: content.update(tables="many"),
    "file unlisted": unlist,
    "other build": lambda content: content.update(build_id="20200101-000000-00"),
}


@pytest.mark.parametrize("alter", MANIFESTS.values(), ids=MANIFESTS)
def test_a_wrong_manifest_is_named(
    build: BuildFolder, alter: Callable[[dict[str, Any]], object]
) -> None:
    """A manifest of another version or edited by hand raises DamagedStore."""
    change(build, alter)
    [finding] = check_build(build)
    assert "manifest.json" in finding
    assert command(build) == 4


@pytest.mark.parametrize("text", ["", "{", "[]", "1", "null", '"text"', "not json", "\ufeff{}"])
def test_a_manifest_that_is_no_manifest(build: BuildFolder, text: str) -> None:
    """Truncated, overwritten or replaced by another file."""
    build.manifest.write_text(text, encoding="utf-8")
    [finding] = check_build(build)
    assert str(build.manifest) in finding


def test_a_manifest_that_is_no_text(build: BuildFolder) -> None:
    """Invalid UTF-8 is damage too."""
    build.manifest.write_bytes(b"\xff\xfe\x00")
    [finding] = check_build(build)
    assert str(build.manifest) in finding


@pytest.mark.parametrize("table", ["movies", "people", "movie_prin", "titles"])
def test_wrong_counts_are_named(build: BuildFolder, table: str) -> None:
    """Missing rows are found by the row counts of the manifest."""
    change(build, lambda content: content["tables"].update({table: 7}))
    [finding] = check_build(build)
    assert table in finding
    assert "7" in finding


def rehash(build: BuildFolder) -> None:
    """Update the hashes, as if the damage had happened before hashing."""
    files = describe_files(build)
    change(build, lambda content: content.update(files=files))


def test_broken_keys_are_named(build: BuildFolder) -> None:
    """Key checks find faults that existed before the files were hashed."""
    with duckdb.connect(str(build.catalogue)) as con:
        con.execute("UPDATE movie_prin SET tconst = 'tt9' WHERE tconst = 'tt3'")
    rehash(build)
    [finding] = check_build(build)
    assert "movie_prin.tconst is in movies" in finding


def test_a_graph_that_is_not_of_these_tables_is_named(build: BuildFolder) -> None:
    """The graph must have the same edges as the tables."""
    path = build.graph / "person_movies_targets.npy"
    targets = np.load(path)
    np.save(path, targets[::-1].copy())
    rehash(build)
    [finding] = check_build(build)
    assert "person_movies" in finding


def test_command_prints_every_finding(
    build: BuildFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command prints one line per finding or JSON, and exits with 4."""
    for name in ("movie_votes.npy", "people.arrow"):
        (build.graph / name).unlink()
    findings = check_build(build)
    assert len(findings) == 2
    assert command(build) == 4
    assert capsys.readouterr().out.splitlines() == findings
    assert main(["check", "--json", "--store", str(build.root.parent.parent)]) == 4
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"build_id": build.root.name, "findings": findings}
