"""A cache of responses in one SQLite file, which also serves as the checkpoint of a fetch.

Each response is committed as it arrives, so a kill loses none, and none is requested twice.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recsys.sources.http.client import Response

FILE_NAME = "answers.sqlite"

# A commit survives a kill at once and a power cut moments later. Waiting for the disk at every page
# would take longer than fetching the page.
_CREATE = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS answers (
    name TEXT NOT NULL, sweep INTEGER NOT NULL, size INTEGER NOT NULL, page INTEGER NOT NULL,
    status INTEGER NOT NULL, fetched REAL NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (name, sweep, size, page));
CREATE TABLE IF NOT EXISTS finished (name TEXT PRIMARY KEY, films INTEGER NOT NULL);
"""
_PUT = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_OF_NAME = (
    "SELECT name, sweep, size, page, status, fetched, headers, body FROM answers "
    "WHERE name = ? ORDER BY rowid"
)
_NAMES = (
    "SELECT name, max(fetched) FROM answers WHERE name GLOB ? GROUP BY name ORDER BY max(rowid)"
)
_FINISH = "INSERT OR REPLACE INTO finished VALUES (?, ?)"
_FINISHED = "SELECT films FROM finished WHERE name = ?"


@dataclass(frozen=True)
class StoredResponse:
    """A cached response.

    `size` and `page` are the size and number of a list's page, else 0 and 1. `sweep` counts the
    earlier passes over the list.
    """

    name: str
    sweep: int
    size: int
    page: int
    fetched: float
    response: Response

    def json(self) -> Any:
        """The parsed body."""
        return self.response.json()


class Cache:
    """The cached responses in a folder, which is created if necessary."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE_NAME
        folder.mkdir(parents=True, exist_ok=True)
        self._con = sqlite3.connect(self.file, timeout=60, isolation_level=None)
        self._con.executescript(_CREATE)

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def put(
        self, name: str, response: Response, sweep: int = 0, size: int = 0, page: int = 1
    ) -> None:
        """Commit a response; once this returns, a kill does not lose it."""
        body = gzip.compress(response.content, 6, mtime=0)
        headers = json.dumps(dict(response.headers))
        row = (name, sweep, size, page, response.status, time.time(), headers, body)
        self._con.execute(_PUT, row)

    def responses(self, name: str) -> Iterator[StoredResponse]:
        """Responses stored under a name, in order of arrival."""
        for row in self._con.execute(_OF_NAME, [name]):
            headers, content = json.loads(row[6]), gzip.decompress(row[7])
            name, sweep, size, page, status, fetched = row[:6]
            yield StoredResponse(
                name, sweep, size, page, fetched, Response(status, headers, content)
            )

    def names(self, pattern: str) -> dict[str, float]:
        """Names that match a GLOB pattern, with the time of the last response, oldest first."""
        return dict(self._con.execute(_NAMES, [pattern]).fetchall())

    def finish(self, name: str, films: int) -> None:
        """Mark a list as complete."""
        self._con.execute(_FINISH, [name, films])

    def finished(self, name: str) -> int | None:
        """Number of films of a complete list, or None if it is incomplete."""
        row = self._con.execute(_FINISHED, [name]).fetchone()
        return int(row[0]) if row else None


def describe(folder: Path) -> dict[str, Any]:
    """Name, size and SHA-256 of the cache in a folder, for the manifest of a build."""
    path = folder / FILE_NAME
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}
