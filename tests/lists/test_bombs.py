"""Archives that unpack to far more than they are."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import zipfile

import pytest

from recsys.errors import UnreadableList
from recsys.lists import read_list

METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}


def bomb(method: str, megabytes: int) -> bytes:
    """An archive of one list that holds that many megabytes of line ends."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(content, "w", METHODS[method]) as archive,
        archive.open("watched.csv", "w") as sink,
    ):
        for _ in range(megabytes):
            sink.write(b"\n" * 10**6)
    return content.getvalue()


@pytest.mark.parametrize("method", METHODS)
def test_memory_stays_level_through_a_hundred_bombs(method: str) -> None:
    content = bomb(method, 100 if method != "stored" else 21)
    with pytest.raises(UnreadableList):
        read_list(content, "list.zip")  # loads what the first reading loads
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(100):
        with pytest.raises(UnreadableList) as refused:
            read_list(content, "list.zip")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 60_000  # kB
    if method in ("bzip2", "lzma"):
        assert "packed in an unusual way" in str(refused.value)


def test_a_bzip2_bomb_fits_into_little_memory() -> None:
    """400 MB in a kilobyte are refused by a process that may use no such memory."""
    script = (
        "import sys, resource; from recsys.lists import read_list\n"
        "from recsys.errors import UnreadableList\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: read_list(sys.stdin.buffer.read(), 'list.zip')\n"
        "except UnreadableList: pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=bomb("bzip2", 400), capture_output=True, check=True
    )
    assert int(done.stdout) < 20_000  # kB
