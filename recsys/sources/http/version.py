"""What a server says of a file, and how it is kept beside the file."""

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
    """What a server says of a file. Two answers of one version stand for the same bytes.

    `sha256` is that of the file as it was put here; None while it is coming.
    """

    etag: str | None = None
    modified: str | None = None
    size: int | None = None
    sha256: str | None = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Version:
        """What the headers of an answer say; `size` is that of the whole file."""
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
        """What `If-Range` can be asked with. A weak tag promises no equal bytes."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.modified

    def agrees(self, other: Version) -> bool | None:
        """Whether both are the same, as far as both say something; None where nothing tells.

        An equal size alone tells nothing.
        """
        if self.size is not None and other.size is not None and self.size != other.size:
            return False
        pairs = ((self.etag, other.etag), (self.modified, other.modified))
        known = [mine == theirs for mine, theirs in pairs if mine and theirs]
        return all(known) if known else None


def note_of(path: Path) -> Path:
    """Where it stands what was said of a file."""
    return path.with_name(f"{path.name}.json")


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
    aside.write_text(json.dumps(asdict(version)), encoding="utf-8")
    os.replace(aside, note)
