"""`pack` gives the same bytes each time, and `unpack` does not trust archives."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import recsys
from recsys.archive.unpack import unpack
from recsys.cli import main
from recsys.errors import FetchError, UnsoundArchive
from recsys.ingest.pipeline import build_demo
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.manifest import Manifest, seal_of
from recsys.store.publish import current_id, finished_builds, make_current
from recsys.util.hashing import sha256_of
from tests.helpers import build_store


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> StoreFolder:
    """The demo, which has vectors and a Chroma collection."""
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return StoreFolder.at(folder)


@pytest.fixture(scope="module")
def packed(demo: StoreFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("packed") / "demo.zip"
    assert main(["pack", str(archive), "--store", str(demo.root)]) == 0
    return archive


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three films without texts."""
    folder = tmp_path_factory.mktemp("tiny")
    films = [(f"tt{n}", f"Film number {n}") for n in range(3)]
    build_store(folder, basics=films, principals=[("tt1", "nm1")])
    assert main(["pack", str(folder / "tiny.zip"), "--store", str(folder / "store")]) == 0
    return folder / "tiny.zip"


def similar(store: StoreFolder) -> list[str]:
    with recsys.open_store(store.root) as opened:
        film = opened.titles.resolve("Taxi Driver")
        opened.movies.similar(film)  # begins to open Chroma
        assert opened.vectors is not None
        found = opened.movies.similar(film, k=10)
    return found["id"].to_list()


def test_a_packed_build_is_the_same_build_elsewhere(
    demo: StoreFolder, packed: Path, tmp_path: Path
) -> None:
    """Id, results and hashes survive packing and unpacking; `check` finds nothing."""
    there = StoreFolder.at(tmp_path / "there")
    assert unpack(packed, there) == current_id(demo) == current_id(there)
    build = there.build(current_id(there))
    assert check_build(build) == []
    assert Manifest.read(build) == Manifest.read(demo.build(current_id(demo)))
    assert similar(there) == similar(demo)


def test_the_same_build_gives_the_same_bytes(
    demo: StoreFolder, packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Opening Chroma or touching files does not change the SHA-256 of the archive."""
    similar(demo)
    build = demo.build(current_id(demo))
    assert check_build(build) == []
    for path in build.root.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time(), 1e9))
    again = tmp_path / "again.zip"
    assert main(["pack", str(again), "--store", str(demo.root)]) == 0
    assert f'FILMKIN_STORE_SHA256 = "{sha256_of(packed)}"' in capsys.readouterr().out
    assert again.read_bytes() == packed.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.zip"]


def test_fewer_vectors_keep_the_films_with_the_most_votes(
    demo: StoreFolder, tmp_path: Path
) -> None:
    """The capped build keeps 100 vectors; the other films remain, without a text."""
    archive, there = tmp_path / "small.zip", StoreFolder.at(tmp_path / "there")
    words = ["pack", str(archive), "--max-vectors", "100", "--store", str(demo.root)]
    assert main(words) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["small.zip"], "nothing is left beside it"
    name = unpack(archive, there)
    assert name != current_id(demo), (
        "another build, which a Chroma server may hold beside the first"
    )
    assert check_build(there.build(name)) == []
    with recsys.open_store(demo.root) as whole, recsys.open_store(there.root) as small:
        assert small.vectors is not None
        votes = small.graph.movie_votes
        kept = votes[small.vectors.movies]
        rest = set(range(len(votes))) - set(small.vectors.movies.tolist())
        assert len(kept) == 100
        assert kept.min() >= max(votes[sorted(rest)])
        assert small.manifest.vectors["left_out"] == whole.manifest.vectors["films"] - 100
        assert small.graph.movies.equals(whole.graph.movies)
        film = small.graph.movies["id"][sorted(rest)[0]]
        assert small.movies.similar(film, k=3).height == 3


@pytest.mark.parametrize(
    ("words", "finding"),
    [
        (["--max-vectors", "0"], "must be 1 or more"),
        (["--max-vectors", "5"], "has no vectors"),
    ],
)
def test_what_can_not_be_capped_is_said(
    words: list[str], finding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = build_store(tmp_path, basics=[("tt1", "One")])
    assert main(["pack", str(tmp_path / "x.zip"), *words, "--store", str(store)]) == 2
    assert finding in capsys.readouterr().err
    assert not list(tmp_path.glob("*.zip*"))


def test_a_place_that_can_not_be_written_is_said(
    demo: StoreFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for target in (tmp_path, tmp_path / "none" / "x.zip"):
        assert main(["pack", str(target), "--store", str(demo.root)]) == 2
        assert "can't be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["catalogue.duckdb", "graph/movies.arrow", "chroma/chroma.sqlite3"]
)
@pytest.mark.parametrize("damage", ["remove", "alter"])
def test_a_damaged_build_is_not_packed(
    name: str, damage: str, demo: StoreFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged build must fail here, not on the machine that unpacks it."""
    store = StoreFolder.at(shutil.copytree(demo.root, tmp_path / "store"))
    path = store.build(current_id(store)).root / name
    if damage == "remove" and name != "chroma/chroma.sqlite3":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[:100] + b"?" * 4000 + content[4100:])
    target = tmp_path / "x.zip"
    target.write_text("an older archive")
    assert main(["pack", str(target), "--store", str(store.root)]) == 4
    assert path.name in capsys.readouterr().err
    assert target.read_text() == "an older archive"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", "x.zip"]


def sealed(facts: dict[str, Any]) -> bytes:
    """A manifest with a correct seal, as an attacker would write it."""
    facts.pop("sha256", None)
    return json.dumps(facts | {"sha256": seal_of(facts)}).encode()


def rewrite(
    tiny: Path, target: Path, change: Callable[[dict[str, bytes]], None], **manifest: object
) -> Path:
    """The archive with other members; `manifest` replaces fields of the manifest."""
    with zipfile.ZipFile(tiny) as source:
        members = {info.filename: source.read(info) for info in source.infolist()}
    members["manifest.json"] = sealed(json.loads(members["manifest.json"]) | manifest)
    change(members)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as sink:
        for name, content in members.items():
            sink.writestr(name, content)
    return target


def unchanged(members: dict[str, bytes]) -> None:
    pass


def refused(archive: Path, tmp_path: Path) -> str:
    """The error for an archive; asserts that nothing was written."""
    before = {path for path in tmp_path.rglob("*") if "there" not in path.parts}
    there = StoreFolder.at(tmp_path / "there")
    with pytest.raises(UnsoundArchive) as caught:
        unpack(archive, there)
    assert finished_builds(there) == []
    assert not there.current.exists()
    assert not list(there.builds.glob("*")) if there.builds.exists() else True
    assert {path for path in tmp_path.rglob("*") if "there" not in path.parts} == before
    return str(caught.value)


def test_two_builds_of_one_name(tiny: Path, tmp_path: Path) -> None:
    """Two builds may get the same id on two machines; they must not be confused."""
    there = StoreFolder.at(tmp_path / "there")
    name = unpack(tiny, there)
    make_current(there, name)
    assert unpack(tiny, there) == name, "the same build again"
    archive = rewrite(tiny, tmp_path / "x.zip", unchanged, created="2001-01-01T00:00:00+00:00")
    with pytest.raises(UnsoundArchive, match=f"the store has another build {name}"):
        unpack(archive, there)


@pytest.mark.parametrize(
    "name",
    [
        "/tmp/evil", "../evil", "graph/../../evil", "..\\evil", "C:\\evil", "C:evil",
        "graph//movies", "./evil", "evil", "lease", "graph/", "chroma/other.sqlite3",
    ],
)  # fmt: skip
def test_a_member_that_is_no_file_of_a_build(name: str, tiny: Path, tmp_path: Path) -> None:
    """Paths outside the build and unexpected files, even if the manifest lists them."""

    def add(members: dict[str, bytes]) -> None:
        members[name] = b"evil"

    archive = rewrite(tiny, tmp_path / "x.zip", add)
    assert "is not" in refused(archive, tmp_path)
    with zipfile.ZipFile(tiny) as source:
        files = json.loads(source.read("manifest.json"))["files"]
    if name not in ("evil", "chroma/other.sqlite3"):  # these two would lie within the build
        files[name] = {"bytes": 4, "sha256": "0" * 64}
        assert "is not" in refused(rewrite(tiny, archive, add, files=files), tmp_path)


@pytest.mark.parametrize(
    "kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFDIR]
)
def test_links_devices_and_the_like(kind: int, tiny: Path, tmp_path: Path) -> None:
    """A link in place of a file would redirect the next write."""
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(tiny) as source, zipfile.ZipFile(archive, "w") as sink:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "catalogue.duckdb":
                info.external_attr, content = (kind | 0o777) << 16, b"/etc/passwd"
            sink.writestr(info, content)
    assert "'catalogue.duckdb' is not a plain file" in refused(archive, tmp_path)


def drop(members: dict[str, bytes]) -> None:
    del members["catalogue.duckdb"]


def alter(members: dict[str, bytes]) -> None:
    members["catalogue.duckdb"] = b"?" * len(members["catalogue.duckdb"])


def grow(members: dict[str, bytes]) -> None:
    members["catalogue.duckdb"] += b"?"


def last(members: dict[str, bytes]) -> None:
    members["manifest.json"] = members.pop("manifest.json")


def no_json(members: dict[str, bytes]) -> None:
    members["manifest.json"] = b"\xff"


def deep(members: dict[str, bytes]) -> None:
    members["manifest.json"] = b"[" * 100_000


def endless(members: dict[str, bytes]) -> None:
    members["manifest.json"] = b" " * 17_000_000


@pytest.mark.parametrize(
    ("change", "manifest", "finding"),
    [
        (drop, {}, "'catalogue.duckdb' is missing"),
        (alter, {}, "the SHA-256 of"),
        (grow, {}, "the size of"),
        (last, {}, "does not start with a manifest"),
        (no_json, {}, "not UTF-8"),
        (deep, {}, "not a manifest"),
        (endless, {}, "too large"),
        (unchanged, {"schema_version": 999}, "schema 999, this Filmkin reads"),
        (unchanged, {"build_id": "../../evil"}, "not a build id"),
        (unchanged, {"build_id": "20200101-000000-00\n"}, "not a build id"),
        (unchanged, {"build_id": 3}, "not a manifest"),
        (unchanged, {"files": {}}, "not a file of a build"),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_an_archive_of_another_content(
    change: Callable[[dict[str, bytes]], None],
    manifest: dict[str, object],
    finding: str,
    tiny: Path,
    tmp_path: Path,
) -> None:
    archive = rewrite(tiny, tmp_path / "x.zip", change, **manifest)
    assert finding in refused(archive, tmp_path)


def test_a_bomb(tiny: Path, tmp_path: Path) -> None:
    """Half a gigabyte of zeros in two megabytes is refused before writing."""
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(tiny) as source:
        members = {info.filename: source.read(info) for info in source.infolist()}
    facts = json.loads(members["manifest.json"])
    size = 500_000_000
    facts["files"]["catalogue.duckdb"] = {"bytes": size, "sha256": "0" * 64}
    members["manifest.json"] = sealed(facts)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as sink:
        for name, content in members.items():
            if name != "catalogue.duckdb":
                sink.writestr(name, content)
                continue
            with sink.open(name, "w") as stream:
                for _ in range(size // 10_000_000):
                    stream.write(bytes(10_000_000))
    assert archive.stat().st_size < 5_000_000
    assert "times its size" in refused(archive, tmp_path)


def test_a_bomb_that_lies_about_its_size(tiny: Path, tmp_path: Path) -> None:
    """A member with more data than its stated 4 kB is not written beyond them."""

    def add_zeros(members: dict[str, bytes]) -> None:
        members["catalogue.duckdb"] = bytes(50_000_000)

    with zipfile.ZipFile(tiny) as source:
        files = json.loads(source.read("manifest.json"))["files"]
    files["catalogue.duckdb"]["bytes"] = 50_000_000
    archive = rewrite(tiny, tmp_path / "x.zip", add_zeros, files=files)
    content = archive.read_bytes()
    directory = content.rindex(b"catalogue.duckdb") - 46
    assert content[directory : directory + 4] == b"PK\x01\x02"
    lie = (4096).to_bytes(4, "little")
    content = content[: directory + 24] + lie + content[directory + 28 :]
    archive.write_bytes(content)
    assert "the size of" in refused(archive, tmp_path)
    told = files | {"catalogue.duckdb": {"bytes": 4096, "sha256": "0" * 64}}
    archive = rewrite(tiny, archive, add_zeros, files=told)
    content = archive.read_bytes()
    directory = content.rindex(b"catalogue.duckdb") - 46
    archive.write_bytes(content[: directory + 24] + lie + content[directory + 28 :])
    assert "not a sound ZIP file" in refused(archive, tmp_path)


def test_no_archive_at_all_and_one_that_is_cut(tiny: Path, tmp_path: Path) -> None:
    content, archive = tiny.read_bytes(), tmp_path / "x.zip"
    middle = len(content) // 2
    for damaged in (b"", b"no zip", content[:middle], content[: middle // 2] + content[middle:]):
        archive.write_bytes(damaged)
        refused(archive, tmp_path)


def test_altered_archives_are_refused_or_give_the_same_build(tiny: Path, tmp_path: Path) -> None:
    """An altered archive is refused, or gives the same build."""
    content, archive, chance = tiny.read_bytes(), tmp_path / "x.zip", random.Random(4)
    directory = content.index(b"PK\x01\x02")
    accepted = 0
    assert unpack(tiny, StoreFolder.at(tmp_path / "whole"))
    for at in [chance.randrange(len(content)) for _ in range(15)] + [
        chance.randrange(directory, len(content)) for _ in range(25)
    ]:
        damaged = bytearray(content)
        damaged[at] ^= 1 << chance.randrange(8)
        archive.write_bytes(damaged)
        there = StoreFolder.at(tmp_path / "there")
        try:
            name = unpack(archive, there)
        except UnsoundArchive:
            assert finished_builds(there) == []
        else:  # the byte says nothing, such as a date
            accepted += 1
            assert check_build(there.build(name)) == []
            shutil.rmtree(there.root)
    assert 0 < accepted < 20


def test_a_disk_without_room(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error comes before anything is written."""
    monkeypatch.setattr("recsys.archive.unpack.RESERVE", shutil.disk_usage(tmp_path).free - 1000)
    with pytest.raises(FetchError, match="has 0 MB"):
        unpack(tiny, StoreFolder.at(tmp_path / "there"))
    assert not (tmp_path / "there" / "builds").exists()
