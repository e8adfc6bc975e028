"""The command line as a process: imports, output and interruption."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from recsys.settings import PROJECT
from recsys.store import StoreFolder
from recsys.store.publish import current_id
from tests.helpers import build_store, write_imdb

WORLD = {
    "basics": [(f"tt{n:04}", f"Film number {n}") for n in range(400)],
    "crew": [(f"tt{n:04}", f"nm{n % 50:04}") for n in range(400)],
    "principals": [(f"tt{n:04}", f"nm{n // 2:04}") for n in range(400)],
    "names": [(f"nm{n:04}", f"Person number {n}") for n in range(400)],
}

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals, pipes and terminals")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(tmp_path_factory.mktemp("store"), **WORLD)


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "recsys", *map(str, words)]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), cwd=PROJECT, capture_output=True, text=True, check=False)


def test_exit_code_and_output_of_the_process(store: Path) -> None:
    """`python -m recsys` returns the exit code and separates results from errors."""
    good = run("directors", "nm0001", "--json", "--store", store)
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)
    bad = run("directors", "nobody", "--store", store)
    assert (bad.returncode, bad.stdout) == (3, "")
    assert bad.stderr.startswith("filmkin: This catalogue has no person")
    assert run("directors", "nm0001", "--limit", "0", "--store", store).returncode == 2


def test_progress_is_hidden_without_a_terminal(tmp_path: Path) -> None:
    """A log must not contain progress lines."""
    folder = write_imdb(tmp_path / "imdb", **WORLD)
    done = run("build", "--imdb", folder, "--store", tmp_path / "store")
    assert (done.returncode, done.stderr) == (0, "")
    assert "400 films" in done.stdout


@posix
def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    """A terminal shows the current step on stderr, apart from the result."""
    import pty
    import termios

    folder = write_imdb(tmp_path / "imdb", **WORLD)
    parent, child = pty.openpty()
    termios.tcsetwinsize(child, (24, 80))  # without a width nothing is shown
    words = command("build", "--imdb", folder, "--store", tmp_path / "store")
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, stderr=child) as process:
        os.close(child)
        shown = b"".join(_until_closed(parent))
        assert process.stdout is not None
        out = process.stdout.read()
    os.close(parent)
    assert process.returncode == 0
    assert b"reading principals" in shown
    assert b"reading" not in out


def _until_closed(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(descriptor, 4096)
        except OSError:  # Linux's error for a closed terminal
            return
        if not piece:
            return
        yield piece


PRINT_IMPORTS = """
import json, sys
from recsys.cli import main
assert main(sys.argv[1:]) == 0
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [["directors", "nm0001"], ["directors", "Person number 1"], ["search", "film"], ["info"]],
)
def test_queries_import_nothing_heavy(store: Path, words: list[str]) -> None:
    """Torch and Chroma take seconds to import, and director queries need neither."""
    done = subprocess.run(
        [sys.executable, "-c", PRINT_IMPORTS, *words, "--store", str(store)],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {name.split(".")[0] for name in json.loads(done.stderr)}
    heavy = {"chromadb", "torch", "streamlit", "sentence_transformers", "onnxruntime", "plotly"}
    assert imported & heavy == set()
    assert "recsys.ingest.pipeline" not in json.loads(done.stderr)


@posix
def test_reader_that_stops_early_is_no_error(store: Path) -> None:
    """`| head -1` closes the pipe; that must not print a traceback."""
    line = f"{sys.executable} -m recsys search film --limit 400 --store {store} | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["id", "title", "year", "directed", "by", "rating", "votes"]
    assert done.stderr == ""


@posix
@pytest.mark.parametrize("words", [["search", "film", "--limit", "400"], ["info"]])
def test_a_closed_pipe_ends_quietly(store: Path, words: list[str]) -> None:
    """A closed pipe gives no traceback, and the exit code of SIGPIPE."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command(*words, "--store", store),
            cwd=PROJECT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert done.stderr == ""
    assert done.returncode == 141


@posix
@pytest.mark.parametrize("moment", [".unfinished-*", ".unfinished-*/graph"])
def test_an_interrupted_build_leaves_the_live_build(tmp_path: Path, moment: str) -> None:
    """Ctrl-C in or between queries: code 130, one line, no traceback, no files left."""
    store = StoreFolder.at(build_store(tmp_path, basics=[("tt1", "Old")]))
    before = current_id(store)
    count = 20_000
    folder = write_imdb(
        tmp_path / "bigger",
        basics=[(f"tt{n:05}", f"Film number {n}") for n in range(count)],
        principals=[(f"tt{n:05}", f"nm{n:05}") for n in range(count)],
        names=[(f"nm{n:05}", f"Person number {n}") for n in range(count)],
    )
    words = command("build", "--imdb", folder, "--store", store.root)
    with subprocess.Popen(words, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as process:
        while not list(store.builds.glob(moment)):
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"ended early with {process.wait(0.002)}")
        process.send_signal(signal.SIGINT)
        _, shown = process.communicate()
    assert process.returncode == 130
    assert shown == "filmkin: interrupted; the live build is unchanged\n"
    assert current_id(store) == before
    assert [path.name for path in store.builds.iterdir()] == [before]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_output_that_can_not_show_a_letter(tmp_path: Path, encoding: str) -> None:
    """What the encoding lacks is escaped, in text and in JSON."""
    basics = [("tt1", "\u4e03\u4eba\u306e\u4f8d", 1954)]
    store = build_store(tmp_path, basics=basics, principals=[("tt1", "nm1")])
    for words in (["search", "\u4e03\u4eba"], ["search", "tt1", "--json"], ["info"]):
        done = subprocess.run(
            [sys.executable, "-m", "recsys", *words, "--store", str(store)],
            env=os.environ | {"PYTHONIOENCODING": encoding},
            cwd=PROJECT,
            capture_output=True,
        )
        assert b"Traceback" not in done.stderr, done.stderr
        assert done.returncode in (0, 3)
        done.stdout.decode(encoding)
