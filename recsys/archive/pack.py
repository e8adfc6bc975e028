"""A build as one file, to be fetched elsewhere.

A ZIP archive with the manifest first. The same build gives the same bytes: names are sorted, dates
left out, and Chroma's SQLite file goes in without the notes that it makes of every opening.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from recsys.errors import DamagedStore
from recsys.store.layout import BuildFolder
from recsys.store.manifest import Manifest, described_files
from recsys.util.hashing import sha256_of
from recsys.util.progress import Progress

MANIFEST = "manifest.json"
CHROMA = "chroma/chroma.sqlite3"
"""The one file that a manifest does not describe."""

_AT_ONCE = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FORGET_OPENINGS = ("DELETE FROM acquire_write", "DELETE FROM maintenance_log")


def pack(build: BuildFolder, target: Path, progress: Progress = lambda _: None) -> str:
    """Write a build into one archive; returns its SHA-256. Memory does not grow with the build.

    Raises
    ------
    DamagedStore
        A file is not what the manifest says. The target is as it was.
    """
    manifest = Manifest.read(build)
    aside = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as packed:
            _add(packed, MANIFEST, build.manifest)
            for path in described_files(build):
                name = path.relative_to(build.root).as_posix()
                progress(f"packing {name}")
                found = _add(packed, name, path)
                if manifest.files.get(name, {}).get("sha256") != found:
                    raise DamagedStore(path, "its SHA-256 is not the one in the manifest")
            missing = manifest.files.keys() - set(packed.namelist())
            if missing:
                raise DamagedStore(build.root / min(missing), "the file is missing")
            if (build.root / CHROMA).is_file():
                progress(f"packing {CHROMA}")
                with _without_openings(build.root / CHROMA, aside) as clean:
                    _add(packed, CHROMA, clean)
        found = sha256_of(aside)
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)
    return found


def copy_hashed(source: IO[bytes], sink: IO[bytes]) -> str:
    """Copy a stream to its end; returns the SHA-256 of what went over."""
    digest = hashlib.sha256()
    while piece := source.read(_AT_ONCE):
        digest.update(piece)
        sink.write(piece)
    return digest.hexdigest()


def _add(packed: zipfile.ZipFile, name: str, path: Path) -> str:
    """Add one file; returns its SHA-256."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.file_size = path.stat().st_size  # a large one is announced as such
    with path.open("rb") as source, packed.open(info, "w") as sink:
        return copy_hashed(source, sink)


@contextmanager
def _without_openings(database: Path, beside: Path) -> Iterator[Path]:
    """A copy of Chroma's SQLite file as it was before anybody opened it, without empty pages."""
    between, clean = (beside.with_name(f"{beside.name}.{name}") for name in ("between", "sqlite3"))
    try:
        _vacuum(f"{database.as_uri()}?mode=ro", between)
        with closing(sqlite3.connect(between)) as con:
            for statement in _FORGET_OPENINGS:
                con.execute(statement)
            con.commit()
        _vacuum(between.as_uri(), clean)
        yield clean
    except sqlite3.Error as error:
        raise DamagedStore(database, f"SQLite can't read it ({error})") from error
    finally:
        between.unlink(missing_ok=True)
        clean.unlink(missing_ok=True)


def _vacuum(uri: str, target: Path) -> None:
    target.unlink(missing_ok=True)  # left behind by a kill
    with closing(sqlite3.connect(uri, uri=True)) as con:
        con.execute("VACUUM INTO ?", (str(target),))
