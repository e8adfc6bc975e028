"""What is on the disk before the pointer to it: every file, its folders, then `CURRENT`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recsys.settings import PROJECT
from recsys.store import StoreFolder
from recsys.store.publish import current_id
from tests.helpers import write_imdb

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed (apt-get install strace)"
)

CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += 0")


def test_everything_is_synchronised_before_it_is_pointed_to(tmp_path: Path) -> None:
    folder = write_imdb(tmp_path / "imdb", basics=[("tt1", "One")], principals=[("tt1", "nm1")])
    store, log = StoreFolder.at(tmp_path / "store"), tmp_path / "calls"
    command = [
        "strace", "-f", "-y", "-qq", "-s", "300", "-o", str(log),
        "-e", "trace=fsync,fdatasync,rename,renameat,renameat2", sys.executable, "-m", "recsys",
        "build", "--imdb", str(folder), "--store", str(store.root),
    ]  # fmt: skip
    subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)
    calls = [(match[1], match[2]) for line in log.read_text().splitlines()
             if (match := CALL.match(line))]  # fmt: skip
    build = store.build(current_id(store)).root
    work = store.builds / f".unfinished-{build.name}"

    def place(name: str, *parts: str) -> int:
        """Where the last call of that kind stands that mentions all parts."""
        found = [number for number, (call, text) in enumerate(calls)
                 if call.startswith(name) and all(part in text for part in parts)]  # fmt: skip
        assert found, (name, parts)
        return found[-1]

    renamed = place("rename", f'"{work}"', f'"{build}"')
    pointed = place("rename", '"%s"' % (store.root / "CURRENT.new"), f'"{store.current}"')
    for path in build.rglob("*"):
        assert place("fsync", f"<{work / path.relative_to(build)}>") < renamed
    assert place("fsync", f"<{work}>") < renamed
    assert renamed < place("fsync", f"<{store.builds}>") < pointed
    assert place("fsync", "CURRENT.new>") < pointed < place("fsync", f"<{store.root}>")
