"""The version of a remote file, and its record beside the local copy."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Version:
    """A remote file's version as given by its server; equal versions mean equal bytes.

    `sha256` is the hash of the finished local file, None during the download.
    """

    etag: str | None = None
    modified: str | None = None
    size: int | None = None
    sha256: str | None = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Version:
        """The version given by the headers of a response; `size` is the size of the whole file."""
        piece = re.fullmatch(r"bytes \d+-\d+/(\d+)", headers.get("Content-Range", "").strip())
        size = headers.get("Content-Length", "") if "Content-Range" not in headers else ""
        size = piece[1] if piece else size
        return cls(
            headers.get("ETag"),
            headers.get("Last-Modified"),
            int(size) if size.isascii() and size.isdigit() else None,
        )

    @property
    def condition(self) -> str | None:
        """Value for `If-Range`, or None. A weak tag does not guarantee equal bytes."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.modified

    def matches(self, other: Version) -> bool | None:
        """Whether both versions are the same, or None if they have nothing to compare.

        An equal size alone proves nothing.
        """
        if self.size is not None and other.size is not None and self.size != other.size:
            return False
        pairs = ((self.etag, other.etag), (self.modified, other.modified))
        equal = [first == second for first, second in pairs if first and second]
        return all(equal) if equal else None


def version_path(path: Path) -> Path:
    """Path of the version record of a file."""
    return path.with_name(f"{path.name}.json")


def read_version(path: Path) -> Version | None:
    """The recorded version of a file, or None."""
    try:
        fields: Any = json.loads(version_path(path).read_text(encoding="utf-8"))
        return Version(**fields)
    except (OSError, ValueError, TypeError):
        return None


def write_version(path: Path, version: Version) -> None:
    """Record the version of a file, atomically."""
    record = version_path(path)
    aside = record.with_name(f"{record.name}.new")
    aside.write_text(json.dumps(asdict(version)), encoding="utf-8")
    os.replace(aside, record)
