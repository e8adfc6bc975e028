"""Members of ZIP archives, with bounds on what comes out of them."""

from __future__ import annotations

import zipfile

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Methods whose output `zipfile` bounds. Of bzip2 and LZMA it unpacks all of a read at once: a
kilobyte becomes gigabytes."""


def check_method(member: zipfile.ZipInfo) -> None:
    """Raise BadZipFile if a member is packed by another method."""
    if member.compress_type not in METHODS:
        raise zipfile.BadZipFile(
            f"{member.filename!r} has an unsupported compression; pack it with Deflate"
        )


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """Return a member's content, cut after `limit` bytes.

    Raises
    ------
    zipfile.BadZipFile
        Another method than stored and deflate, and as `ZipFile.open`.
    """
    check_method(member)
    with archive.open(member) as stream:
        return stream.read(limit)
