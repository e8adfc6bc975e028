"""What a server says of a file, and how it is kept beside the file."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import requests

from recsys.errors import DiskFull


@dataclass(frozen=True)
class Version:
    """What a server says of a file. Two answers of one version stand for the same bytes.

    `sha256` is that of the file as it was put here; None while it is coming.
    """

    url: str
    etag: str | None = None
    modified: str | None = None
    size: int | None = None
    sha256: str | None = None

    @classmethod
    def of(cls, url: str, response: requests.Response) -> Version:
        """What an answer says; `size` is that of the whole file."""
        headers = response.headers
        size = headers.get("Content-Length", "")
        return cls(
            url,
            headers.get("ETag"),
            headers.get("Last-Modified"),
            int(size) if re.fullmatch(r"\d+", size) else None,
        )

    @property
    def condition(self) -> str | None:
        """What `If-Range` can be asked with. A weak tag promises no equal bytes."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.modified

    def agrees(self, other: Version) -> bool | None:
        """Whether an answer is of the same version; None where nothing tells."""
        pairs = ((self.etag, other.etag), (self.modified, other.modified))
        known = [mine == theirs for mine, theirs in pairs if mine and theirs]
        return all(known) if known else None


def read_note(path: Path) -> Version | None:
    """What was said of a file; None where nothing is known."""
    try:
        said: Any = json.loads(note_of(path).read_text(encoding="utf-8"))
        return Version(**said)
    except (OSError, ValueError, TypeError):
        return None


def write_note(path: Path, version: Version) -> None:
    """Keep what was said of a file; the note is there whole or not at all."""
    note = note_of(path)
    aside = note.with_name(f"{note.name}.new")
    with disk_of(path):
        aside.write_text(json.dumps(asdict(version)), encoding="utf-8")
        os.replace(aside, note)


def note_of(path: Path) -> Path:
    """Where the note of a file lies."""
    return path.with_name(f"{path.name}.json")


@contextmanager
def disk_of(path: Path) -> Iterator[None]:
    """Says so where writing fails because the disk is full.

    Raises
    ------
    DiskFull
    """
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise DiskFull(path.parent) from error
