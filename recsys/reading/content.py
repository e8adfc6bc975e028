"""Unpacks files: plain, gzip, or a zip with one table.

Bytes are counted while they are unpacked, so a small file can't fill the memory or keep a process
busy for hours. Of zip's compression methods only those that unpack piece by piece are allowed.
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
from recsys.util.zips import METHODS

TABLES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")
"""Suffixes of files in an archive that may be tables."""
MAX_MEMBERS = 2_000
"""Maximum number of files in an archive."""
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    OverflowError, OSError,
)  # fmt: skip
"""Errors that the standard library raises for damaged, encrypted or unsupported files."""

_PIECE = 1 << 16
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DIRECTORY_ENTRY = b"PK\x01\x02"
"""Signature of each entry in an archive's central directory."""
_UNSUPPORTED = {
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
}
_FREE_BYTES, _MAX_RATIO = 50_000_000, 200
"""Text is packed to a tenth or a twentieth; beyond the free bytes, 200 times is a bomb."""


def is_zip(content: bytes) -> bool:
    """Return whether bytes begin as a zip archive."""
    return content.startswith(_ZIP)


def is_packed(content: bytes) -> bool:
    """Return whether bytes begin as a zip archive or a gzip file."""
    return content.startswith((_GZIP, *_ZIP))


def pieces(source: bytes | Path, max_bytes: int) -> Iterator[bytes]:
    """Yield the unpacked bytes of a file in pieces of at most 64 kB.

    Parameters
    ----------
    source : bytes or Path
    max_bytes : int
        Maximum size of the unpacked text.

    Raises
    ------
    Unreadable
        The file is missing, damaged, of an unsupported format, or too large.
    """
    try:
        with _opened(source) as (stream, size):
            yield from _counted(stream, size, max_bytes)
    except FileNotFoundError as error:
        raise Unreadable("there is no such file") from error
    except BROKEN as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Unreadable(f"the file can't be read ({reason})") from error


def check_member_count(content: bytes) -> None:
    """Raise Unreadable for too many members, before `zipfile` makes an object of each."""
    if content.count(_DIRECTORY_ENTRY) > MAX_MEMBERS:
        raise _too_many_members()


def tables_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members of an archive that may be tables, sorted by name.

    Raises
    ------
    Unreadable
        The archive has too many members or is a workbook, or a table is encrypted or compressed
        with an unsupported method.
    """
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise _too_many_members()
    if any(member.filename == "[Content_Types].xml" for member in members):
        raise Unreadable("it is an Excel workbook; save it as `CSV UTF-8`")
    tables = [
        member
        for member in members
        if PurePosixPath(member.filename.replace("\\", "/")).suffix.lower() in TABLES
        and "__MACOSX" not in member.filename
    ]
    for member in tables:
        if member.compress_type not in METHODS or member.flag_bits & 1:
            raise Unreadable(
                f"{member.filename} is encrypted or packed in an unusual way; "
                "zip it again, or give it unpacked"
            )
    return sorted(tables, key=lambda member: member.filename)


@contextmanager
def _opened(source: bytes | Path) -> Iterator[tuple[IO[bytes], int]]:
    """The unpacked stream, and the packed size in bytes."""
    if isinstance(source, bytes):
        check_member_count(source if is_zip(source) else b"")
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        start = stream.read(8)
        stream.seek(0)
        for signature, format_name in _UNSUPPORTED.items():
            if start.startswith(signature):
                raise Unreadable(f"it is {format_name}; give a CSV, JSON, gzip or zip file")
        if start.startswith(_GZIP):
            with gzip.GzipFile(fileobj=stream) as unpacked_stream:
                yield cast(IO[bytes], unpacked_stream), size
        elif start.startswith(_ZIP):
            with zipfile.ZipFile(stream) as archive, archive.open(_only_table(archive)) as member:
                yield member, size
        else:
            yield stream, size


def _only_table(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    tables = tables_of(archive)
    if len(tables) != 1:
        names = ", ".join(member.filename for member in tables[:5]) or "none"
        raise Unreadable(f"a zip must have one table, this one has {names}; unpack it, choose one")
    return tables[0]


def _counted(stream: IO[bytes], packed: int, max_bytes: int) -> Iterator[bytes]:
    allowed = min(max_bytes, max(_FREE_BYTES, packed * _MAX_RATIO))
    total = 0
    while piece := stream.read(_PIECE):
        total += len(piece)
        if total > allowed:
            raise Unreadable(f"it has more than {allowed / 1e6:,.0f} MB of text; split the file")
        yield piece


def _too_many_members() -> Unreadable:
    return Unreadable(f"the zip has more than {MAX_MEMBERS:,} files; give one of them")
