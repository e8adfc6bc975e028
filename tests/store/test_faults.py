"""System calls that fail in the middle of a build: an error with file and remedy, no traceback."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

import recsys
from recsys.errors import OutOfResources, SourceError, StoreUnwritable
from recsys.settings import PROJECT
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.failures import own_error
from recsys.store.publish import current_id
from tests.helpers import build_store, write_imdb

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed (apt-get install strace)"
)
PREFIX = "filmkin: "


@dataclass(frozen=True)
class Fault:
    """A system call that fails once."""

    call: str
    error: str


FAULTS = (
    Fault("write", "ENOSPC"),
    Fault("pwrite64", "ENOSPC"),
    Fault("pwrite64", "EIO"),
    Fault("openat", "EMFILE"),
    Fault("openat", "EIO"),
    Fault("fsync", "EIO"),
    Fault("mkdir", "ENOSPC"),
    Fault("rename", "EIO"),
    Fault("ftruncate", "EFBIG"),
)


@dataclass(frozen=True)
class Workshop:
    """A store with a live build, and an IMDb folder for the next."""

    store: StoreFolder
    imdb: Path

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "recsys", "build", "--imdb", str(self.imdb), "--store",
                str(self.store.root)]  # fmt: skip

    def traced(self, *options: str) -> subprocess.CompletedProcess[str]:
        command = ["strace", "-qq", "-y", *options, *self.command]
        return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder = tmp_path_factory.mktemp("faults")
    store = build_store(folder / "first", basics=[("tt1", "One")], principals=[("tt1", "nm1")])
    films = range(300)
    imdb = write_imdb(
        folder / "imdb",
        basics=[(f"tt{n:05}", f"Film number {n}") for n in films],
        crew=[(f"tt{n:05}", f"nm{n % 20:05}") for n in films],
        principals=[(f"tt{n:05}", f"nm{n % 50:05}") for n in films],
        names=[(f"nm{n:05}", f"Person number {n}") for n in range(50)],
    )
    return Workshop(StoreFolder.at(store), imdb)


def calls_on_files(workshop: Workshop, log: Path) -> dict[str, list[int]]:
    """Numbers of the calls of the main thread that concern the store or the sources, by call.

    Only the main thread's are the same in each run, and strace counts by thread.
    """
    names = sorted({fault.call for fault in FAULTS})
    done = workshop.traced("-e", f"trace={','.join(names)}", "-o", str(log))
    assert done.returncode == 0, done.stderr
    numbers: dict[str, list[int]] = {name: [] for name in names}
    count = dict.fromkeys(names, 0)
    for line in log.read_text(errors="replace").splitlines():
        if match := re.match(r"(\w+)\(", line):
            count[match[1]] += 1
            if str(workshop.store.root) in line or str(workshop.imdb) in line:
                numbers[match[1]].append(count[match[1]])
    return numbers


def inject(workshop: Workshop, fault: Fault, number: int) -> str:
    """Build with one failing call; return the error, or nothing if the build got over it."""
    store = workshop.store
    before = current_id(store)
    options = f"inject={fault.call}:error={fault.error}:when={number}"
    done = workshop.traced("-e", f"trace={fault.call}", "-e", options, "-o", "/dev/null")
    said = done.stderr.strip()
    assert "Traceback" not in said, (fault, number, said)
    assert done.returncode in (0, 4, 5, 6), (fault, number, done.returncode, said)
    recsys.open_store(store.root).close()
    if done.returncode == 0:
        return ""
    assert said.startswith(PREFIX), (fault, number, said)
    assert current_id(store) >= before
    return said


@needs_strace
def test_failing_system_calls(workshop: Workshop, tmp_path: Path) -> None:
    _inject_all(workshop, tmp_path, 16)


@needs_strace
@pytest.mark.slow
def test_two_hundred_failing_system_calls(workshop: Workshop, tmp_path: Path) -> None:
    _inject_all(workshop, tmp_path, 200)


def _inject_all(workshop: Workshop, folder: Path, total: int) -> None:
    numbers = calls_on_files(workshop, folder / "calls")
    faults = [fault for fault in FAULTS if numbers[fault.call]]
    share = -(-total // len(faults))
    said = []
    for fault in faults:
        places = numbers[fault.call]
        step = max(1, len(places) // share)
        said += [inject(workshop, fault, number) for number in places[step // 2 :: step]]
    assert sum(map(bool, said)) > len(said) // 3, "most faults stop a build"
    done = subprocess.run(workshop.command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    store = workshop.store
    assert check_build(store.build(current_id(store))) == []
    assert not [path for path in store.builds.iterdir() if path.name.startswith(".")]
    print(f"{len(said)} faults, {sum(map(bool, said))} ended a build: {sorted(set(said))[:20]}")


LIMITED = "ulimit {limit}; exec {python} -m recsys build --demo --store {store}"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
@pytest.mark.parametrize("limit", ["-n 40", "-n 20", "-f 100", "-f 1000"])
def test_limits_of_the_shell(tmp_path: Path, limit: str) -> None:
    """With few file handles a build may succeed; if not, it says what to raise."""
    command = LIMITED.format(limit=limit, python=sys.executable, store=tmp_path)
    done = subprocess.run(["bash", "-c", command], cwd=PROJECT, capture_output=True, text=True)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in ((0, 5) if limit.startswith("-n") else (5,)), done.stderr
    if done.returncode:
        assert "ulimit" in done.stderr or "no space is left" in done.stderr, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
@pytest.mark.parametrize("handles", [5, 8, 12, 16, 20, 30])
def test_few_file_handles_are_no_damage(tmp_path: Path, handles: int) -> None:
    store = build_store(tmp_path, basics=[("tt1", "One")], principals=[("tt1", "nm1")])
    words = f"ulimit -n {handles}; exec {sys.executable} -m recsys search One --store {store}"
    done = subprocess.run(["bash", "-c", words], cwd=PROJECT, capture_output=True, text=True)
    if "filmkin" not in done.stderr and done.returncode:
        pytest.skip("too few handles for Python itself")
    assert "Run the build again" not in done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    if done.returncode:
        assert "open files" in done.stderr


def test_errors_of_libraries_name_the_store_and_the_remedy(tmp_path: Path) -> None:
    full = own_error(OSError(28, os.strerror(28)), tmp_path)
    assert isinstance(full, StoreUnwritable)
    assert "no space is left" in str(full)
    source = own_error(OSError(5, os.strerror(5), "/elsewhere/title.tsv"), tmp_path)
    assert isinstance(source, SourceError)
    assert "/elsewhere/title.tsv" in str(source)
    assert isinstance(own_error(MemoryError(), tmp_path), OutOfResources)
    handles = own_error(duckdb.IOException("Cannot open: Too many open files"), tmp_path)
    assert isinstance(handles, OutOfResources)
    for defect in (TypeError("a defect"), AssertionError(), duckdb.ParserException("syntax")):
        assert own_error(defect, tmp_path) is None


def test_memory_of_duckdb(tmp_path: Path) -> None:
    """DuckDB's own error becomes ours, with its remedy."""
    with duckdb.connect(config={"memory_limit": "10MB", "temp_directory": ""}) as con:
        with pytest.raises(duckdb.OutOfMemoryException) as caught:
            con.execute("CREATE TABLE t AS SELECT repeat(i::VARCHAR, 100) FROM range(9000000) r(i)")
        own = own_error(caught.value, tmp_path)
    assert isinstance(own, OutOfResources)
    assert "fewer titles" in str(own)
