"""Reads list files: a text, a table, or an archive of them.

Archives are read in memory, so their file names never reach the file system.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from recsys.errors import UnreadableList
from recsys.lists.entries import Entry, UserList
from recsys.lists.tables import MAX_FILMS, entries_of
from recsys.util.zips import read_member

MAX_BYTES = 20_000_000
"""Maximum size of a file, and of an archive's unpacked content."""
MAX_FILES = 2_000
"""Maximum number of files in an archive."""

_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DIRECTORY_ENTRY = b"PK\x01\x02"
"""Signature of each entry in an archive's central directory."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_IGNORED_PARTS = {
    "profile",
    "comments",
    "reviews",
    "likes/lists",
    "likes/reviews",
    "lists",
    "reactions",
}
"""Files of a Letterboxd export without films."""
_IGNORED_FOLDERS = {"deleted", "orphaned", "__MACOSX"}
"""Folders with deleted content or metadata."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
           ValueError, OverflowError)  # fmt: skip
"""Errors that `zipfile` raises for damaged, encrypted or unsupported archives."""


def read_list(source: bytes | str | Path, name: str = "") -> UserList:
    """Read a list of films from bytes or from a file.

    Supported are Letterboxd exports (a table or the archive), IMDb exports (ratings, watchlist,
    lists), any CSV with a column of titles or IMDb ids, and text with one title per line and an
    optional year. The encoding is UTF-8, or UTF-16 with a byte order mark.

    Parameters
    ----------
    source : bytes, str or Path
        A str is a path.
    name : str
        Name used in errors; by default the file name.

    Raises
    ------
    UnreadableList
        The list can't be read, is too large, is not text, or contains no film.
    """
    if isinstance(source, bytes):
        name, content = name or "the list", source
    else:
        path = Path(source)
        name, content = name or path.name or str(path), _content(path)
    if len(content) > MAX_BYTES:
        raise _too_large(name)
    if content.startswith(_ARCHIVE):
        return _archive(content, name)
    return UserList(name, {_stem(name): entries_of(_text(content, name), name)})


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableList(str(path), f"can't be read ({reason})") from error


def _text(content: bytes, name: str) -> str:
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableList(name, "is not UTF-8 text; save it as UTF-8", line) from error
    if "\0" in text:
        raise UnreadableList(name, "is not text; give a CSV, a text file or a zip of them")
    return text


def _archive(content: bytes, name: str) -> UserList:
    if content.count(_DIRECTORY_ENTRY) > MAX_FILES:  # before they are all read into memory
        raise UnreadableList(name, f"has more than {MAX_FILES:,} files; give a single list")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(archive, name)
    except _BROKEN as error:
        raise UnreadableList(name, f"is not a valid zip archive ({error})") from error


def _members(archive: zipfile.ZipFile, name: str) -> UserList:
    parts: dict[str, tuple[Entry, ...]] = {}
    skipped, remaining = [], MAX_BYTES
    for member in sorted(archive.infolist(), key=lambda member: member.filename):
        part = _part(member.filename)
        if part is None or part in parts:
            continue
        content = read_member(archive, member, remaining + 1)
        remaining -= len(content)
        if remaining < 0:
            raise _too_large(f"{name}, unpacked,")
        try:
            parts[part] = entries_of(_text(content, member.filename), member.filename)
        except UnreadableList as error:
            skipped.append(str(error))
    if not parts:
        raise UnreadableList(name, "; ".join(skipped[:3]) or "has no list of films (CSV or text)")
    if sum(map(len, parts.values())) > MAX_FILMS:
        raise UnreadableList(name, f"has more than {MAX_FILMS:,} rows; give one of its lists")
    return UserList(name, parts, tuple(skipped))


def _part(path: str) -> str | None:
    """Return the part name of a file in an archive; None for files without films."""
    location = PurePosixPath(path.replace("\\", "/"))
    folder = location.parent.name
    if location.suffix.lower() not in (".csv", ".tsv", ".txt") or _IGNORED_FOLDERS.intersection(
        location.parts
    ):
        return None
    if folder == "likes" and location.stem == "films":
        return "likes"
    part = f"{folder}/{location.stem}" if folder in ("likes", "lists") else location.stem
    return None if part in _IGNORED_PARTS else part


def _stem(name: str) -> str:
    return PurePosixPath(name).stem or name


def _too_large(name: str) -> UnreadableList:
    return UnreadableList(name, f"has more than {MAX_BYTES / 1e6:.0f} MB; give a smaller file")
