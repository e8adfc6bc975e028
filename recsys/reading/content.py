"""The bytes of a file in pieces: plain, gzip, or a zip that holds one table.

What comes out is counted while it is unpacked, so a small file can't fill memory or run for
hours. Only the methods of zip that unpack piece by piece are read.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from recsys.reading.errors import Unreadable

TABLES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")
"""Endings of files in an archive that may hold films."""

_PIECE = 1 << 16
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = {
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
}
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MOST_MEMBERS = 2_000
_LISTED_MEMBER = b"PK\x01\x02"
_FREE, _MOST_TIMES = 50_000_000, 200
"""Text packs to a tenth or a twentieth; beyond the first bytes, 200 times is a bomb."""

BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    OverflowError, OSError,
)  # fmt: skip
"""What the standard library raises of damaged, encrypted or otherwise packed files."""


def pieces(source: bytes | Path, most: int) -> Iterator[bytes]:
    """A file's text as bytes, unpacked, in pieces of at most 64 kB.

    Parameters
    ----------
    source : bytes or Path
    most : int
        Bytes that may come out.

    Raises
    ------
    Unreadable
        The file is missing, damaged, packed in another way, not text, or larger.
    """
    try:
        with _opened(source) as (stream, size):
            yield from _counted(stream, size, most)
    except FileNotFoundError as error:
        raise Unreadable("there is no such file") from error
    except BROKEN as error:
        words = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Unreadable(f"the file can't be read ({words})") from error


def _counted(stream: IO[bytes], packed: int, most: int) -> Iterator[bytes]:
    allowed = min(most, max(_FREE, packed * _MOST_TIMES))
    total = 0
    while piece := stream.read(_PIECE):
        total += len(piece)
        if total > allowed:
            raise Unreadable(
                f"more than {allowed / 1e6:,.0f} MB of text come out of it; split the file"
            )
        yield piece


@contextmanager
def _opened(source: bytes | Path) -> Iterator[tuple[IO[bytes], int]]:
    """The unpacked stream and the size of the file as it lies there."""
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        begins = stream.read(8)
        stream.seek(0)
        for magic, what in _OTHERS.items():
            if begins.startswith(magic):
                raise Unreadable(f"it is {what}; give a CSV, JSON, gzip or zip file")
        if begins.startswith(_GZIP):
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield cast(IO[bytes], unpacked), size
        elif begins.startswith(_ZIP):
            with zipfile.ZipFile(stream) as archive, archive.open(_only(archive)) as member:
                yield member, size
        else:
            yield stream, size


def _only(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one table of an archive."""
    tables = tables_of(archive)
    if len(tables) != 1:
        names = ", ".join(member.filename for member in tables[:5]) or "none"
        raise Unreadable(f"a zip must hold one table, it holds {names}; unpack it and choose one")
    return tables[0]


def tables_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members of an archive that may be tables, by name.

    Raises
    ------
    Unreadable
        Too many members, a workbook, or one that is encrypted or packed in another way.
    """
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise Unreadable(f"the zip holds more than {_MOST_MEMBERS:,} files; give one of them")
    if any(member.filename == "[Content_Types].xml" for member in members):
        raise Unreadable("it is an Excel workbook; save it as `CSV UTF-8`")
    tables = [
        member
        for member in members
        if PurePosixPath(member.filename.replace("\\", "/")).suffix.lower() in TABLES
        and "__MACOSX" not in member.filename
    ]
    for member in tables:
        if member.compress_type not in _PACKED or member.flag_bits & 1:
            raise Unreadable(
                f"{member.filename} is encrypted or packed in an unusual way; "
                "zip it anew, or give it unpacked"
            )
    return sorted(tables, key=lambda member: member.filename)
