"""A full disk, a file size limit, a read-only disk: the live build answers, an error explains."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import recsys
from recsys.cli import main
from recsys.errors import StoreUnwritable
from recsys.settings import PROJECT
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.publish import current_id
from tests.helpers import build_store, write_imdb
from tests.movies.worlds import Film, build_films
from tests.store.killing import films

Remount = Callable[[str], None]

LARGER = [
    *films(0),
    *(Film(film.id + str(copy), film.vector) for film in films(0) for copy in range(10)),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Remount]]:
    """A small tmpfs and a function that remounts it; skipped if nothing can be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("A tmpfs can't be mounted here (it takes root); see the test with a limit")

    def remount(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)

    try:
        yield place, remount
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def answers(store: StoreFolder) -> None:
    assert check_build(store.build(current_id(store))) == []
    with recsys.open_store(store.root) as opened:
        assert opened.directors.recommend("nm0000001").height > 0
        assert opened.movies.similar("tt0000003", 5, franchises="keep").height == 5


def test_a_full_disk(disk: tuple[Path, Remount]) -> None:
    """Whichever step runs out of space, the error is the same and the old build stays."""
    place, remount = disk
    store = StoreFolder.at(place / "store")
    build_films(store.root, films(0))
    before, causes = current_id(store), set()
    for spare in (100, 900, 2_000):
        used = (shutil.disk_usage(place).used + 1023) // 1024
        remount(f"size={used + spare}k")
        with pytest.raises(StoreUnwritable, match="no space is left") as caught:
            build_films(store.root, LARGER)
        causes.add(type(caught.value.__cause__).__name__)
        assert [path.name for path in store.builds.iterdir()] == [before]
        assert current_id(store) == before
        answers(store)
    assert len(causes) > 1, causes
    remount("size=64m")
    build_films(store.root, LARGER)
    assert current_id(store) > before
    answers(store)
    assert {path.name for path in store.builds.iterdir()} == {before, current_id(store)}


def test_a_read_only_disk(
    disk: tuple[Path, Remount],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """All queries work, `check` finds the build sound, and a build is refused."""
    place, remount = disk
    store = StoreFolder.at(place / "store")
    build_films(store.root, films(0))
    remount("ro")
    answers(store)
    with recsys.open_store(store.root) as opened:
        opened.movies.warm_up()
        assert opened._index is not None
        opened._index._opened.wait()
        assert opened.movies.similar("tt0000003", 5, franchises="keep").height == 5
    assert "Chroma writes to its files when it opens them" in caplog.text
    assert main(["build", "--demo", "--store", str(store.root)]) == 5
    shown = capsys.readouterr().err
    assert "can't be written to: Read-only file system" in shown
    assert "The live build is unchanged" in shown


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from pathlib import Path
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
try:
    build([ImdbSource(Path(sys.argv[2]))], sys.argv[3])
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
@pytest.mark.parametrize("limit", [100, 20_000, 300_000])
def test_a_limit_on_the_size_of_files(tmp_path: Path, limit: int) -> None:
    """Simulates a full disk where nothing can be mounted: the old build stays."""
    store = StoreFolder.at(build_store(tmp_path, basics=[("tt1", "One")]))
    before = current_id(store)
    count = range(3_000)
    larger = write_imdb(
        tmp_path / "larger",
        basics=[(f"tt{n:05}", f"Film number {n}") for n in count],
        principals=[(f"tt{n:05}", f"nm{n:05}") for n in count],
        names=[(f"nm{n:05}", f"Person number {n}") for n in count],
    )
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), larger, store.root],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("StoreUnwritable"), done.stdout
    assert str(store.root) in done.stdout
    assert "ulimit -f" in done.stdout or "no space is left" in done.stdout
    assert [path.name for path in store.builds.iterdir()] == [before]
    assert check_build(store.build(current_id(store))) == []
    recsys.open_store(store.root).close()
