"""Download IMDb's files: complete, resumed, never mixed from two versions."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from recsys.catalog import open_store
from recsys.cli import main
from recsys.errors import DamagedDownload, FetchError, StoreUnwritable
from recsys.settings import PROJECT
from recsys.sources.http.download import MAX_FAILURES, Show
from recsys.sources.http.pace import Clock
from recsys.sources.imdb.download import Downloaded, download
from tests.sources.imdb.imdb_server import FAULTS, Files, imdb_files, serving
from tests.sources.loopback import StoppedClock

BASICS = "title.basics.tsv.gz"
posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals and devices")


@pytest.fixture(scope="module")
def first() -> dict[str, bytes]:
    return imdb_files()


@pytest.fixture(scope="module")
def second() -> dict[str, bytes]:
    return imdb_files(seed=2)


@pytest.fixture
def files(first: dict[str, bytes]) -> Files:
    return Files(dict(first))


def fetch(url: str, folder: Path, clock: StoppedClock | None = None) -> list[Downloaded]:
    """One run that waits for nothing."""
    clock = clock or StoppedClock()
    return download(folder, url=url, clock=Clock(clock.now, clock.sleep), read_timeout=0.4)


def on_disk(folder: Path) -> dict[str, bytes]:
    """The files that a build would read."""
    return {path.name: path.read_bytes() for path in folder.glob("[nt]*.tsv.gz")}


def leave_half(files: Files, url: str, folder: Path) -> int:
    """Stop in the middle of the first file and return the bytes received."""
    number = len(files.asked)
    files.faults = {number + 1: "cut", number + 2: "403"}
    with pytest.raises(FetchError, match="refuses"):
        fetch(url, folder)
    files.faults = {}
    part = folder / f"part-{BASICS}"
    return part.stat().st_size if part.exists() else 0


def test_plain_and_again(files: Files, tmp_path: Path, first: dict[str, bytes]) -> None:
    """Five files are downloaded unchanged; the second run downloads nothing."""
    with serving(files) as url:
        report = fetch(url, tmp_path)
        assert on_disk(tmp_path) == first
        assert [(file.changed, file.received) for file in report] == [
            (True, len(first[file.path.name])) for file in report
        ]
        again = fetch(url, tmp_path)
    assert [(file.changed, file.received) for file in again] == [(False, 0)] * 5
    assert [asked.status for asked in files.asked] == [200] * 5 + [304] * 5
    assert not list(tmp_path.glob("part-*"))


def test_only_what_changed(files: Files, tmp_path: Path, second: dict[str, bytes]) -> None:
    """Only the changed file is downloaded."""
    with serving(files) as url:
        fetch(url, tmp_path)
        files.change(BASICS, second[BASICS])
        report = fetch(url, tmp_path)
    assert {file.path.name for file in report if file.changed} == {BASICS}
    assert on_disk(tmp_path) == files.contents


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("tags", [True, False])
def test_each_fault(fault: str, tags: bool, files: Files, tmp_path: Path) -> None:
    """At the first request, at one that goes on in the middle, and later."""
    files.tags = tags
    with serving(files) as url:
        leave_half(files, url, tmp_path)
        number = len(files.asked)
        files.faults = {number + 1: fault, number + 2: "cut", number + 4: fault}
        fetch(url, tmp_path)
    assert files.asked[number].headers["Range"]
    assert on_disk(tmp_path) == files.contents
    assert [files.asked[place].fault for place in (number, number + 3)] == [fault] * 2


def test_a_line_that_always_breaks(files: Files, tmp_path: Path) -> None:
    """Every connection breaks halfway through what is left; no byte is sent twice."""
    files.faults = dict.fromkeys(range(1, 12), "cut")
    clock = StoppedClock()
    with serving(files) as url:
        fetch(url, tmp_path, clock)
    assert on_disk(tmp_path) == files.contents
    of_basics = [asked for asked in files.asked if asked.name == BASICS]
    assert len(of_basics) == 12
    assert [asked.status for asked in of_basics] == [200] + [206] * 11
    assert sum(asked.sent for asked in of_basics) == len(files.contents[BASICS])
    assert max(clock.waits) <= 1  # each brought something


@pytest.mark.parametrize("dates", [True, False])
@pytest.mark.parametrize("tags", [True, False])
@pytest.mark.parametrize("heeds", [True, False])
@pytest.mark.parametrize("same_size", [True, False])
def test_a_file_that_changes_in_between(
    same_size: bool, heeds: bool, tags: bool, dates: bool,
    files: Files, tmp_path: Path, second: dict[str, bytes],
) -> None:  # fmt: skip
    """The rest of a new file never follows the beginning of the old one, even if the server heeds
    no conditions, or has nothing by which to tell: then the check sum does."""
    files.tags, files.dates, files.heeds = tags, dates, heeds
    old, new = files.contents[BASICS], second[BASICS]
    if same_size:
        old, new = of_one_size(old)
        files.contents[BASICS] = old
    assert (len(new) == len(old)) == same_size
    with serving(files) as url:
        half = leave_half(files, url, tmp_path)
        assert half == len(old) // 2
        files.change(BASICS, new)
        fetch(url, tmp_path)
    assert on_disk(tmp_path) == files.contents
    statuses = [asked.status for asked in files.asked[2:] if asked.name == BASICS]
    assert statuses == ([200] if heeds and (tags or dates) else [206, 200])


def of_one_size(packed: bytes) -> tuple[bytes, bytes]:
    """Two files of as many bytes, which differ everywhere."""
    text = gzip.decompress(packed)
    other = text.replace(b"5", b"_")
    return gzip.compress(text, 0, mtime=0), gzip.compress(other, 0, mtime=0)


def test_a_change_that_nothing_tells(files: Files, tmp_path: Path) -> None:
    """Of the same size and date: only the check sum shows that two files were glued together."""
    files.tags = False
    files.contents[BASICS], new = of_one_size(files.contents[BASICS])
    with serving(files) as url:
        leave_half(files, url, tmp_path)
        files.contents[BASICS] = new
        fetch(url, tmp_path)
    assert [asked.status for asked in files.asked[2:4]] == [206, 200]
    assert on_disk(tmp_path) == files.contents


@pytest.mark.parametrize("heeds", [True, False])
def test_a_server_that_knows_no_conditions(heeds: bool, files: Files, tmp_path: Path) -> None:
    """Where tag and size are those of the file that is here, the answer is not read on."""
    files.heeds = heeds
    with serving(files) as url:
        fetch(url, tmp_path)
        assert not any(file.changed for file in fetch(url, tmp_path))
    if not heeds:
        assert [asked.status for asked in files.asked[5:]] == [200] * 5


def test_a_server_that_tells_nothing(files: Files, tmp_path: Path) -> None:
    """Without tag and date every file is fetched anew, as it may have changed."""
    files.tags = files.dates = False
    with serving(files) as url:
        leave_half(files, url, tmp_path)
        fetch(url, tmp_path)
        assert all(file.changed for file in fetch(url, tmp_path))
    assert "If-Range" not in files.asked[2].headers
    assert on_disk(tmp_path) == files.contents


def test_more_is_said_than_comes(files: Files, tmp_path: Path) -> None:
    """Asked for the rest, the server says that there is none; the check sum, that all is well."""
    files.faults = dict.fromkeys(range(1, 999), "too many said")
    with serving(files) as url:
        fetch(url, tmp_path)
    assert on_disk(tmp_path) == files.contents
    assert [asked.status for asked in files.asked] == [200, 416] * 5


def test_less_is_said_than_there_is(files: Files, tmp_path: Path, first: dict[str, bytes]) -> None:
    """HTTP ends there, so only the check sum tells; the file of yesterday stays."""
    with serving(files) as url:
        fetch(url, tmp_path)
        files.change(BASICS, imdb_files(seed=3)[BASICS])
        files.faults = dict.fromkeys(range(len(files.asked) + 1, 999), "too few said")
        with pytest.raises(
            DamagedDownload, match=r"arrived damaged twice: the gzip data is truncated"
        ):
            fetch(url, tmp_path)
    assert on_disk(tmp_path) == first


def test_damaged_every_time(files: Files, tmp_path: Path, first: dict[str, bytes]) -> None:
    """A damaged download is retried once, then an error; the previous file is kept."""
    with serving(files) as url:
        fetch(url, tmp_path)
        sound = imdb_files(seed=3)[BASICS]
        files.change(BASICS, sound[:-8] + b"\0" * 8)
        before = len(files.asked)
        with pytest.raises(
            DamagedDownload, match=r"arrived damaged twice: the gzip data is damaged"
        ):
            fetch(url, tmp_path)
        assert len(files.asked) - before == 2
        assert on_disk(tmp_path) == first
        files.change(BASICS, sound)
        fetch(url, tmp_path)
    assert on_disk(tmp_path) == files.contents


def test_a_page_instead_of_a_file(files: Files, tmp_path: Path) -> None:
    """A proxy's login page comes with status 200."""
    files.contents[BASICS] = b"<html>log in</html>"
    with serving(files) as url, pytest.raises(DamagedDownload, match="is not gzip"):
        fetch(url, tmp_path)
    assert on_disk(tmp_path) == {}


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "identity"])
def test_a_packed_file_called_an_encoding(encoding: str, files: Files, tmp_path: Path) -> None:
    """Some servers do; unpacked on the way it would not be the file any more."""
    files.encoding = encoding
    files.faults = {1: "cut"}
    with serving(files) as url:
        fetch(url, tmp_path)
    assert on_disk(tmp_path) == files.contents


def test_a_file_that_was_altered_here(files: Files, tmp_path: Path) -> None:
    """A locally altered file is downloaded again."""
    with serving(files) as url:
        fetch(url, tmp_path)
        content = bytearray(files.contents[BASICS])
        content[1_000] ^= 1
        (tmp_path / BASICS).write_bytes(content)
        report = fetch(url, tmp_path)
    assert {file.path.name for file in report if file.changed} == {BASICS}
    assert on_disk(tmp_path) == files.contents


def test_everything_was_here_when_it_was_killed(files: Files, tmp_path: Path) -> None:
    """A complete but unverified download is verified, not repeated."""
    with serving(files) as url:
        leave_half(files, url, tmp_path)
        (tmp_path / f"part-{BASICS}").write_bytes(files.contents[BASICS])
        report = fetch(url, tmp_path)
    assert (report[0].changed, report[0].received) == (True, 0)
    assert on_disk(tmp_path) == files.contents


@posix
def test_a_full_disk(files: Files, tmp_path: Path) -> None:
    """A device that has no room, and a length that exceeds what is free."""

    @contextmanager
    def open_bar(name: str) -> Iterator[Show]:
        part = tmp_path / f"part-{name}"
        yield lambda here, _: here or part.symlink_to("/dev/full")  # where it is opened next

    right = files.respond
    with serving(files) as url:
        with pytest.raises(
            StoreUnwritable, match=r"no space is left on its disk for title\.basics"
        ):
            download(tmp_path, url=url, open_bar=open_bar)
        files.respond = lambda asked: _of_length(right(asked), "9" * 17)  # type: ignore[method-assign]
        with pytest.raises(StoreUnwritable, match=r"99,999,.* bytes are needed, .* are available"):
            fetch(url, tmp_path / "other")
        files.respond = right  # type: ignore[method-assign]
        fetch(url, tmp_path)  # there is room now
    assert on_disk(tmp_path) == files.contents


def _of_length(
    answer: tuple[int, dict[str, str], bytes], length: str
) -> tuple[int, dict[str, str], bytes]:
    status, headers, body = answer
    return status, headers | {"Content-Length": length}, body


@pytest.mark.parametrize("status", ["404", "403"])
def test_refusals(status: str, files: Files, tmp_path: Path) -> None:
    """Refusals are final and name the file."""
    files.faults = {1: status}
    finding = rf"127\.0\.0\.1 refuses {BASICS} \({status}\)"
    with serving(files) as url, pytest.raises(FetchError, match=finding) as caught:
        fetch(url, tmp_path)
    assert caught.value.status == int(status)
    assert len(files.asked) == 1


def test_a_server_that_is_down(files: Files, tmp_path: Path) -> None:
    """Retries slow down and then give up."""
    files.faults = dict.fromkeys(range(1, 999), "503")
    clock = StoppedClock()
    with serving(files) as url, pytest.raises(FetchError, match=r"6 tries.*\(503\)"):
        fetch(url, tmp_path, clock)
    assert len(files.asked) == MAX_FAILURES
    assert clock.waits[0] >= 2  # as `Retry-After` asks
    assert clock.waits[-1] > 5


def test_one_download_at_a_time(files: Files, tmp_path: Path) -> None:
    """Two would write into the same part."""
    with (
        serving(files) as url,
        FileLock(tmp_path / "download.lock"),
        pytest.raises(FetchError, match="Another download"),
    ):
        fetch(url, tmp_path)
    assert files.asked == []


def test_a_bar_for_each_file(files: Files, tmp_path: Path, first: dict[str, bytes]) -> None:
    """Each progress bar counts the bytes present and received."""
    files.faults = {1: "cut"}
    bars: dict[str, list[tuple[int, int | None]]] = {}

    @contextmanager
    def open_bar(name: str) -> Iterator[Show]:
        bars[name] = []
        yield lambda here, whole: bars[name].append((here, whole))

    with serving(files) as url:
        clock = StoppedClock()
        download(tmp_path, url=url, clock=Clock(clock.now, clock.sleep), open_bar=open_bar)
    assert list(bars) == list(first)
    for name, shown in bars.items():
        size = len(first[name])
        assert shown[0] == (0, size)
        assert shown[-1] == (size, size)
        assert shown == sorted(shown)
    assert (len(first[BASICS]) // 2, len(first[BASICS])) in bars[BASICS]


# The commands


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT] if os.name != "nt" else [])
def test_killed_and_interrupted(number: signal.Signals, files: Files, tmp_path: Path) -> None:
    """A real process, stopped in the middle of a file: the next one asks for the rest."""
    child = None

    def strike(request: int) -> None:
        if child is not None and request == 1:
            while not part.exists() or not part.stat().st_size:
                files.closing.wait(0.01)
            child.send_signal(number)
            child.wait(timeout=20)

    files.midway, part = strike, tmp_path / "cache" / "imdb" / f"part-{BASICS}"
    words = [sys.executable, "-m", "recsys", "fetch", "imdb", "--store", str(tmp_path)]
    with serving(files) as url:
        environment = os.environ | {"FILMKIN_IMDB_URL": url}
        child = subprocess.Popen(
            words, cwd=PROJECT, env=environment, text=True, stderr=subprocess.PIPE
        )
        _, errors = child.communicate(timeout=60)
        assert child.returncode == (130 if number == signal.SIGINT else -number)
        assert "Traceback" not in errors
        assert number == signal.SIGKILL or "continues where it stopped" in errors
        here = part.stat().st_size
        child = None
        subprocess.run(words, cwd=PROJECT, env=environment, check=True, capture_output=True)
    assert on_disk(tmp_path / "cache" / "imdb") == files.contents
    assert files.asked[1].headers["Range"] == f"bytes={here}-"
    assert files.asked[1].status == 206


def test_build_from_the_download(
    files: Files,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From nothing to a catalogue, and the day after to the next one."""
    words = ["--store", str(tmp_path)]
    with serving(files) as url:
        monkeypatch.setenv("FILMKIN_IMDB_URL", url)
        assert main(["build", "--download-imdb", "--min-votes", "1", *words]) == 0
        out, errors = capsys.readouterr()
        assert "9 films" in out
        assert f"{BASICS}" in out
        assert "personal and non-commercial use" in errors
        assert main(["fetch", "imdb", *words]) == 0
        assert capsys.readouterr().out.count(", unchanged") == 5
        files.change("title.ratings.tsv.gz", imdb_files(seed=7)["title.ratings.tsv.gz"])
        assert main(["build", "--download-imdb", "--min-votes", "1", *words]) == 0
        assert capsys.readouterr().out.count(", unchanged") == 4
        assert main(["fetch", "imdb", "--akas", *words]) == 1
        assert "refuses title.akas.tsv.gz (404)" in capsys.readouterr().err
    with open_store(tmp_path) as store:
        assert store.graph.movies["votes"].to_list() == [107] * 9


def test_an_address_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FILMKIN_IMDB_URL", "datasets.imdbws.com")
    assert main(["fetch", "imdb", "--store", str(tmp_path)]) == 1
    assert "FILMKIN_IMDB_URL is not a web address" in capsys.readouterr().err
