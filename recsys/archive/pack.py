"""Pack a build into one ZIP archive, the manifest first.

The same build always gives the same bytes: names are sorted, dates are fixed, and Chroma's SQLite
file is stored without its records of openings.
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
"""The only file that a manifest does not describe."""

_CHUNK = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DELETE_OPENINGS = ("DELETE FROM acquire_write", "DELETE FROM maintenance_log")


def pack(build: BuildFolder, target: Path, progress: Progress = lambda _: None) -> str:
    """Write a build to one archive and return its SHA-256. Memory does not grow with the build.

    Raises
    ------
    DamagedStore
        A file differs from the manifest. The target is unchanged.
    """
    manifest = Manifest.read(build)
    aside = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as packed:
            _add(packed, MANIFEST, build.manifest)
            for path in described_files(build):
                name = path.relative_to(build.root).as_posix()
                progress(f"packing {name}")
                sha256 = _add(packed, name, path)
                if manifest.files.get(name, {}).get("sha256") != sha256:
                    raise DamagedStore(path, "its SHA-256 is not the one in the manifest")
            missing = manifest.files.keys() - set(packed.namelist())
            if missing:
                raise DamagedStore(build.root / min(missing), "the file is missing")
            if (build.root / CHROMA).is_file():
                progress(f"packing {CHROMA}")
                with _without_openings(build.root / CHROMA, aside) as clean:
                    _add(packed, CHROMA, clean)
        sha256 = sha256_of(aside)
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)
    return sha256


def copy_hashed(source: IO[bytes], sink: IO[bytes]) -> str:
    """Copy a stream to its end and return the SHA-256 of the content."""
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        sink.write(chunk)
    return digest.hexdigest()


def _add(packed: zipfile.ZipFile, name: str, path: Path) -> str:
    """Add one file and return its SHA-256."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.file_size = path.stat().st_size  # lets `zipfile` choose ZIP64 for large files
    with path.open("rb") as source, packed.open(info, "w") as sink:
        return copy_hashed(source, sink)


@contextmanager
def _without_openings(database: Path, target: Path) -> Iterator[Path]:
    """A compact copy of Chroma's SQLite file without the records of its openings."""
    copy, clean = (target.with_name(f"{target.name}.{name}") for name in ("between", "sqlite3"))
    try:
        _vacuum(f"{database.as_uri()}?mode=ro", copy)
        with closing(sqlite3.connect(copy)) as con:
            for statement in _DELETE_OPENINGS:
                con.execute(statement)
            con.commit()
        _vacuum(copy.as_uri(), clean)
        yield clean
    except sqlite3.Error as error:
        raise DamagedStore(database, f"SQLite can't read it ({error})") from error
    finally:
        copy.unlink(missing_ok=True)
        clean.unlink(missing_ok=True)


def _vacuum(uri: str, target: Path) -> None:
    target.unlink(missing_ok=True)  # left by a killed run
    with closing(sqlite3.connect(uri, uri=True)) as con:
        con.execute("VACUUM INTO ?", (str(target),))
