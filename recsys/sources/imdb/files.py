"""IMDb's data set files: find, verify and unpack them.

Layout: https://developer.imdb.com/non-commercial-datasets/ . Tab separated, UTF-8, one header
line, `\\N` for null, no quoting at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib

from recsys.errors import SourceError
from recsys.util.plain_path import is_plain

COLUMNS: dict[str, dict[str, str]] = {
    "title.basics": {
        "tconst": "VARCHAR",
        "titleType": "VARCHAR",
        "primaryTitle": "VARCHAR",
        "originalTitle": "VARCHAR",
        "isAdult": "VARCHAR",
        "startYear": "SMALLINT",
        "endYear": "SMALLINT",
        "runtimeMinutes": "INTEGER",
        "genres": "VARCHAR",
    },
    "title.ratings": {"tconst": "VARCHAR", "averageRating": "DECIMAL(3,1)", "numVotes": "INTEGER"},
    "title.crew": {"tconst": "VARCHAR", "directors": "VARCHAR", "writers": "VARCHAR"},
    "title.principals": {
        "tconst": "VARCHAR",
        "ordering": "INTEGER",
        "nconst": "VARCHAR",
        "category": "VARCHAR",
        "job": "VARCHAR",
        "characters": "VARCHAR",
    },
    "name.basics": {
        "nconst": "VARCHAR",
        "primaryName": "VARCHAR",
        "birthYear": "SMALLINT",
        "deathYear": "SMALLINT",
        "primaryProfession": "VARCHAR",
        "knownForTitles": "VARCHAR",
    },
    "title.akas": {
        "titleId": "VARCHAR",
        "ordering": "INTEGER",
        "title": "VARCHAR",
        "region": "VARCHAR",
        "language": "VARCHAR",
        "types": "VARCHAR",
        "attributes": "VARCHAR",
        "isOriginalTitle": "VARCHAR",
    },
}
"""Columns of each file with the DuckDB types of their values, in IMDb's order.

A file must have all of them, in any order; other columns are ignored.
"""

KEYS: dict[str, str] = {dataset: next(iter(columns)) for dataset, columns in COLUMNS.items()}
"""The column of each file that identifies the title or person of a row."""

REQUIRED = ("title.basics", "title.ratings", "title.crew", "title.principals", "name.basics")
OPTIONAL = ("title.akas",)

_CHUNK = 1 << 16
"""Bytes read at a time; small enough to unpack within the processor's cache."""

_GZIP_MAGIC = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"
_LONGEST_LINE = 8 << 20
"""Bytes; IMDb's longest lines have a few thousand."""
_TAIL = 4096
"""Bytes at the end of a file in which empty lines are counted."""


@dataclass(frozen=True)
class InspectedFile:
    """A verified file: its size, SHA-256 and number of rows without the header.

    `text` is the path of the unpacked text, which DuckDB reads with all cores and gzip with one; it
    equals `path` if nothing was unpacked. `columns` are those of the header, in its order. `odd`
    counts what is unusual but harmless.
    """

    dataset: str
    path: Path
    text: Path
    size: int
    sha256: str
    rows: int
    columns: tuple[str, ...]
    odd: dict[str, int]

    def line_of(self, column: str, value: str) -> int | None:
        """The number of the first line with this value in a column; None if there is none.

        Reads the file from the start, so it is meant for error messages.
        """
        place, wanted = self.columns.index(column), value.encode()
        with self.text.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                cells = line.rstrip(b"\r\n").split(b"\t")
                if number > 1 and len(cells) > place and cells[place].strip() == wanted:
                    return number
        return None


def find(folder: Path) -> dict[str, Path]:
    """Paths of the data set files in a folder, `.tsv.gz` or `.tsv`.

    Raises
    ------
    SourceError
        The folder or required files are missing; names all missing files.
    """
    if not folder.is_dir():
        raise SourceError(folder, "the folder does not exist")
    found: dict[str, Path] = {}
    for dataset in REQUIRED + OPTIONAL:
        for suffix in (".tsv.gz", ".tsv"):
            path = folder / f"{dataset}{suffix}"
            if path.is_file():
                found[dataset] = path
                break
    missing = [dataset for dataset in REQUIRED if dataset not in found]
    if missing:
        names = ", ".join(f"{dataset}.tsv.gz" for dataset in missing)
        raise SourceError(
            folder, f"{names} missing: all five of IMDb's files are required, as .tsv.gz or .tsv"
        )
    return found


def inspect_all(paths: dict[str, Path], folder: Path) -> dict[str, InspectedFile]:
    """Run `inspect` on all files, two at a time, the largest first."""
    largest_first = sorted(paths.items(), key=lambda item: -item[1].stat().st_size)
    with ThreadPoolExecutor(max_workers=2) as pool:
        inspected = pool.map(lambda item: inspect(item[0], item[1], folder), largest_first)
        files = {file.dataset: file for file in inspected}
    return {dataset: files[dataset] for dataset in paths}


def inspect(dataset: str, path: Path, folder: Path | None = None) -> InspectedFile:
    """Check that a file is whole and has the columns of its data set; unpack it if told where to.

    Raises
    ------
    SourceError
        Empty, not gzip, cut off, another header, or no row; with line and column where known.
    """
    digest = hashlib.sha256()
    lines, head, tail, open_line = 0, b"", b"", 0
    unpacks = folder is not None and path.suffix == ".gz"
    text = folder / f"{dataset}.tsv" if folder is not None and unpacks else path
    with text.open("wb") if unpacks else nullcontext() as unpacked:
        for chunk in _chunks(path, digest):
            if b"\n" not in head:
                head += chunk
            ends = chunk.count(b"\n")
            lines += ends
            open_line = len(chunk) - chunk.rfind(b"\n") - 1 + (0 if ends else open_line)
            if open_line > _LONGEST_LINE:
                raise SourceError(path, "this line is too long for IMDb's data", line=lines + 1)
            tail = (tail + chunk)[-_TAIL:]
            if unpacked is not None:
                unpacked.write(chunk)
    if folder is not None and not unpacks and not is_plain(path):
        text = folder / f"{dataset}.tsv"
        text.symlink_to(path.absolute())
    size = path.stat().st_size
    if not head:
        raise SourceError(path, "the file is empty")
    columns = _columns(dataset, path, head)
    if not tail.endswith(b"\n"):
        raise SourceError(
            path,
            "the last line has no line end, so the file may be truncated; download it again, or "
            "add a line end if you wrote the file yourself",
            line=lines + 1,
        )
    empty = _empty_lines_at_end(tail)
    if lines - empty < 2:
        raise SourceError(path, "the file has a header but no rows", line=1)
    odd = {f"column {name} ignored": 1 for name in columns if name not in COLUMNS[dataset]}
    if head.startswith(_MARK):
        odd["byte order mark ignored"] = 1
    if list(columns) != list(COLUMNS[dataset]) and not odd:
        odd["columns in another order"] = 1
    if empty:
        odd["empty line at the end"] = empty
    rows = lines - 1 - empty
    return InspectedFile(dataset, path, text, size, digest.hexdigest(), rows, columns, odd)


def _empty_lines_at_end(tail: bytes) -> int:
    """The number of empty lines at the end."""
    ends = tail.replace(b"\r\n", b"\n")
    return len(ends) - len(ends.rstrip(b"\n")) - 1


def _chunks(path: Path, digest: hashlib._Hash) -> Iterator[bytes]:
    """Non-empty chunks of a file's unpacked text; updates `digest` with the bytes on disk."""
    with path.open("rb") as stream:
        chunks = iter(lambda: stream.read(_CHUNK), b"")
        if path.suffix == ".gz":
            yield from _unpack(path, chunks, digest)
            return
        for chunk in chunks:
            digest.update(chunk)
            yield chunk


def _unpack(path: Path, chunks: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    """Unpack gzip data, which may consist of several members."""
    unpacker, lines, started, inside_member = isal_zlib.decompressobj(wbits=31), 0, False, False
    for chunk in chunks:
        digest.update(chunk)
        if not started and not chunk.startswith(_GZIP_MAGIC):
            raise SourceError(path, "the file is named .gz but is not gzip")
        started = True
        while chunk:
            try:
                text = unpacker.decompress(chunk)
            except isal_zlib.error as error:  # type: ignore[misc]  # its stub has an instance
                raise SourceError(
                    path, f"the gzip data is damaged ({error}); download it again", line=lines + 1
                ) from error
            lines += text.count(b"\n")
            if text:
                yield text
            inside_member = not unpacker.eof
            chunk = unpacker.unused_data
            if unpacker.eof:
                unpacker = isal_zlib.decompressobj(wbits=31)
    if inside_member:
        raise SourceError(path, "the gzip data is truncated; download it again", line=lines + 1)


def _columns(dataset: str, path: Path, head: bytes) -> tuple[str, ...]:
    """The columns of a header line, which must include the data set's, each once."""
    expected = list(COLUMNS[dataset])
    line = head.removeprefix(_MARK).split(b"\n", 1)[0].rstrip(b"\r")
    actual = line.decode("utf-8", "replace").split("\t")
    if not set(actual) & set(expected):
        raise SourceError(path, f"the header line {' '.join(expected)} is missing", line=1)
    for name in expected:
        if actual.count(name) != 1:
            times = "more than once" if name in actual else "not"
            raise SourceError(
                path,
                f"this column is {times} in the header; download the file again",
                line=1,
                column=name,
            )
    further = [name for name in actual if name not in expected]
    for name in further:
        if not name.strip() or further.count(name) > 1:
            finding = "two columns have one name, or a column has none"
            raise SourceError(path, finding, line=1, column=name or None)
    return tuple(actual)
