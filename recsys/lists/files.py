"""Reads list files: a text, a table, JSON, or an archive of them.

Archives are read in memory, so their file names never reach the file system.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from recsys.errors import UnreadableList
from recsys.lists.entries import Entry, PartReport, UserList
from recsys.lists.tables import MAX_FILMS, parse, why_empty
from recsys.reading.content import (
    BROKEN,
    check_member_count,
    is_packed,
    is_zip,
    tables_of,
)
from recsys.reading.errors import Unreadable
from recsys.util.zips import read_member

MAX_BYTES = 20_000_000
"""Maximum size of a file, and of an archive's unpacked content."""

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
_TRAKT_PART = re.compile(r"(ratings|watched|history|watchlist|favorites|collection)\b")
"""Files of a Trakt export with films, such as `ratings/ratings-movies.json`."""


def read_list(source: bytes | str | Path, name: str = "") -> UserList:
    """Read a list of films from bytes or from a file.

    Supported are exports of Letterboxd, IMDb, Trakt, TMDB and similar tools (CSV, JSON, or a zip of
    them), any table with a column of titles or ids, and text with one title per line. Ratings,
    encodings and separators are recognised; see docs/lists.md.

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
        raise UnreadableList(name, f"it has more than {_megabytes(MAX_BYTES)}; give a smaller file")
    try:
        if is_zip(content):
            return _archive(content, name)
        entries, report = parse(content, name.removesuffix(".gz"), MAX_BYTES)
    except Unreadable as error:
        raise UnreadableList(name, error.reason, error.line) from error
    if not entries:
        raise UnreadableList(name, why_empty(report))
    part = _stem(name)
    return UserList(name, {part: entries}, reports={part: report})


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableList(str(path), f"it can't be read ({reason})") from error


def _archive(content: bytes, name: str) -> UserList:
    check_member_count(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(archive, name)
    except BROKEN as error:
        raise UnreadableList(name, f"it is not a valid zip archive ({error})") from error


def _members(archive: zipfile.ZipFile, name: str) -> UserList:
    parts: dict[str, tuple[Entry, ...]] = {}
    reports: dict[str, PartReport] = {}
    skipped = []
    for part, path, content in _contents(archive, name):
        try:
            if is_packed(content):
                raise Unreadable("it is packed twice; unpack it")
            entries, report = parse(content, path, MAX_BYTES)
        except Unreadable as error:
            skipped.append(str(UnreadableList(path, error.reason, error.line)))
            continue
        parts[part] = parts.get(part, ()) + entries
        reports[part] = _joined(reports.get(part), report)
        if sum(map(len, parts.values())) > MAX_FILMS:
            raise UnreadableList(
                name, f"it has more than {MAX_FILMS:,} rows; give one of its lists"
            )
    read = UserList(
        name, {part: entries for part, entries in parts.items() if entries}, tuple(skipped), reports
    )
    if not read.parts:
        reason = why_empty(read.report(*reports)) if reports else "it has no list of films"
        raise UnreadableList(name, "; ".join(skipped[:3]).removesuffix(".") or reason)
    return read


def _contents(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield part, path and content of each list file, within one limit for all of them."""
    remaining = MAX_BYTES
    for member in tables_of(archive):
        part = _part(member.filename)
        if part is None:
            continue
        content = read_member(archive, member, remaining + 1)
        if len(content) > remaining:
            raise UnreadableList(
                name,
                f"unpacked, it has more than {_megabytes(MAX_BYTES)}; give one of its lists",
            )
        remaining -= len(content)
        yield part, member.filename, content


def _joined(first: PartReport | None, second: PartReport) -> PartReport:
    """The report of a part whose rows are in two files, such as Trakt's films and shows."""
    if first is None:
        return second
    both = UserList("", {"1": (), "2": ()}, reports={"1": first, "2": second})
    return both.report()


def _part(path: str) -> str | None:
    """Return the part name of a file in an archive; None for files without films."""
    location = PurePosixPath(path.replace("\\", "/"))
    folder = location.parent.name
    if _IGNORED_FOLDERS.intersection(location.parts):
        return None
    if location.suffix.lower() == ".json":
        return _trakt_part(folder, location.stem)
    if folder == "likes" and location.stem == "films":
        return "likes"
    part = f"{folder}/{location.stem}" if folder in ("likes", "lists") else location.stem
    return None if part in _IGNORED_PARTS else part


def _trakt_part(folder: str, stem: str) -> str | None:
    """The part of a JSON file; other files of Trakt's export have settings and comments.

    >>> _trakt_part("ratings", "ratings-movies"), _trakt_part("lists", "noir"), _trakt_part("", "x")
    ('ratings', 'lists/noir', None)
    """
    found = _TRAKT_PART.match(stem) or _TRAKT_PART.match(folder)
    if found:
        return found[1]
    return f"lists/{stem}" if folder == "lists" and stem != "lists" else None


def _stem(name: str) -> str:
    return PurePosixPath(name.removesuffix(".gz")).stem or name


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
