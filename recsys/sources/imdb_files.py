"""IMDb's data set files: which there are, their columns, and whether they are whole.

Layout: https://developer.imdb.com/non-commercial-datasets/ . Tab separated, UTF-8, one header
line, `\\N` for null, no quoting at all.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from recsys.errors import SourceError

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
"""Column names and DuckDB types of each file, in their order."""

REQUIRED = ("title.basics", "title.ratings", "title.crew", "title.principals", "name.basics")
OPTIONAL = ("title.akas",)

_CHUNK = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class InspectedFile:
    """A file that was read to its end: what it is, and how many rows follow its header."""

    dataset: str
    path: Path
    size: int
    sha256: str
    rows: int


def find(folder: Path) -> dict[str, Path]:
    """Paths of the data sets in a folder, `.tsv.gz` or `.tsv`.

    Raises
    ------
    SourceError
        The folder does not exist, or required files are missing (all of them are named).
    """
    if not folder.is_dir():
        raise SourceError(folder, "there is no such folder")
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
            folder, f"{names} missing: IMDb's five files are needed, as .tsv.gz or as .tsv"
        )
    return found


def inspect_all(paths: dict[str, Path]) -> dict[str, InspectedFile]:
    """Read every file to its end, two at a time: hash, header, whole lines, number of rows."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        inspected = pool.map(lambda item: inspect(*item), paths.items())
        return {file.dataset: file for file in inspected}


def inspect(dataset: str, path: Path) -> InspectedFile:
    """Check that a file is whole and has the columns of its data set.

    Raises
    ------
    SourceError
        Empty, not gzip, cut off, another header, or no row; with line and column where known.
    """
    digest = hashlib.sha256()
    lines, head, last = 0, b"", b""
    for text in _decompressed(path, digest):
        if b"\n" not in head:
            head += text
        newlines = text.count(b"\n")
        lines += newlines
        last = text
    size = path.stat().st_size
    if not head:
        raise SourceError(path, "the file is empty")
    _check_header(dataset, path, head)
    if not last.endswith(b"\n"):
        raise SourceError(path, "the file is cut off in its last line", line=lines + 1)
    if lines < 2:
        raise SourceError(path, "the file holds a header and no row", line=1)
    return InspectedFile(dataset, path, size, digest.hexdigest(), lines - 1)


def _decompressed(path: Path, digest: hashlib._Hash) -> Iterator[bytes]:
    """Non-empty pieces of a file's text, unpacked; `digest` takes the bytes as they lie on disk."""
    with path.open("rb") as stream:
        packed = path.suffix == ".gz"
        chunks = iter(lambda: stream.read(_CHUNK), b"")
        if not packed:
            for chunk in chunks:
                digest.update(chunk)
                yield chunk
            return
        yield from _unpack(path, chunks, digest)


def _unpack(path: Path, chunks: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    """Unpack gzip, which may consist of several members one after the other."""
    unpacker, lines, started, inside_member = zlib.decompressobj(wbits=31), 0, False, False
    for chunk in chunks:
        digest.update(chunk)
        if not started and not chunk.startswith(_GZIP_MAGIC):
            raise SourceError(path, "the file is named .gz but is not gzip")
        started = True
        while chunk:
            try:
                text = unpacker.decompress(chunk)
            except zlib.error as error:
                raise SourceError(
                    path, f"the gzip data is damaged ({error}); download it again", line=lines + 1
                ) from error
            lines += text.count(b"\n")
            if text:
                yield text
            inside_member = not unpacker.eof
            chunk = unpacker.unused_data
            if unpacker.eof:
                unpacker = zlib.decompressobj(wbits=31)
    if inside_member:
        raise SourceError(path, "the gzip data is cut off; download it again", line=lines + 1)


def _check_header(dataset: str, path: Path, head: bytes) -> None:
    expected = list(COLUMNS[dataset])
    actual = head.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", "replace").split("\t")
    if actual == expected:
        return
    if not set(actual) & set(expected):
        raise SourceError(path, f"the header line {' '.join(expected)} is missing", line=1)
    for index, name in enumerate(expected):
        if index >= len(actual) or actual[index] != name:
            found = repr(actual[index]) if index < len(actual) else "nothing"
            raise SourceError(path, f"expected here, found {found}", line=1, column=name)
    extra = actual[len(expected)]
    raise SourceError(path, "this column is not in IMDb's layout", line=1, column=extra)
