"""A list's bytes to its entries: a text or a table, or an archive of them. Nothing is unpacked
to disk, so the names in an archive are names alone."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from recsys.errors import UnreadableList
from recsys.lists.entries import Entry, UserList
from recsys.lists.tables import MAX_FILMS, entries_of

MAX_BYTES = 20_000_000
"""Of a file, and of all that is unpacked from an archive."""
MAX_FILES = 2_000
"""In an archive."""

_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_LISTED_FILE = b"PK\x01\x02"
"""Begins each entry in an archive's list of files."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BESIDE = {"profile", "comments", "reviews", "likes/lists", "likes/reviews", "lists", "reactions"}
"""Files of Letterboxd's export that hold no films of their own."""
_GONE = {"deleted", "orphaned", "__MACOSX"}
"""Folders of what the user took back."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
           ValueError, OverflowError)  # fmt: skip
"""What `zipfile` raises of damaged, encrypted or otherwise packed archives."""


def read_list(source: bytes | str | Path, name: str = "") -> UserList:
    """Read a list of films: bytes, or the path of a file.

    Letterboxd's export (any of its tables, or the archive), IMDb's (ratings, watchlist, lists),
    any CSV with a column of titles or of IMDb ids, or one title a line, perhaps with its year.
    UTF-8, or UTF-16 with a byte order mark.

    Parameters
    ----------
    source : bytes, str or Path
        A str is a path.
    name : str
        What to call it in errors; by default the file's name.

    Raises
    ------
    UnreadableList
        It can't be read, is too large, no text, or names no film.
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
        words = getattr(error, "strerror", None) or str(error)
        raise UnreadableList(str(path), f"can't be read ({words})") from error


def _text(content: bytes, name: str) -> str:
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableList(name, "is no UTF-8 text; save it as UTF-8", line) from error
    if "\0" in text:
        raise UnreadableList(name, "is no text; give a CSV, a text or a zip of them")
    return text


def _archive(content: bytes, name: str) -> UserList:
    if content.count(_LISTED_FILE) > MAX_FILES:  # before they are all read into memory
        raise UnreadableList(name, f"holds more than {MAX_FILES:,} files; give one list of them")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(archive, name)
    except _BROKEN as error:
        raise UnreadableList(name, f"is no sound zip archive ({error})") from error


def _members(archive: zipfile.ZipFile, name: str) -> UserList:
    parts: dict[str, tuple[Entry, ...]] = {}
    aside, left = [], MAX_BYTES
    for member in sorted(archive.infolist(), key=lambda member: member.filename):
        part = _part(member.filename)
        if part is None or part in parts:
            continue
        with archive.open(member) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise _too_large(f"{name}, unpacked,")
        try:
            parts[part] = entries_of(_text(content, member.filename), member.filename)
        except UnreadableList as error:
            aside.append(str(error))
    if not parts:
        raise UnreadableList(name, "; ".join(aside[:3]) or "holds no list of films (CSV or text)")
    if sum(map(len, parts.values())) > MAX_FILMS:
        raise UnreadableList(name, f"has more than {MAX_FILMS:,} rows; give one of its lists")
    return UserList(name, parts, tuple(aside))


def _part(path: str) -> str | None:
    """What a file of an archive is called; None for those that hold no films."""
    place = PurePosixPath(path.replace("\\", "/"))
    folder = place.parent.name
    if place.suffix.lower() not in (".csv", ".tsv", ".txt") or _GONE.intersection(place.parts):
        return None
    if folder == "likes" and place.stem == "films":
        return "likes"
    part = f"{folder}/{place.stem}" if folder in ("likes", "lists") else place.stem
    return None if part in _BESIDE else part


def _stem(name: str) -> str:
    return PurePosixPath(name).stem or name


def _too_large(name: str) -> UnreadableList:
    return UnreadableList(
        name, f"has more than {MAX_BYTES / 1e6:.0f} MB; a list of films is smaller"
    )
