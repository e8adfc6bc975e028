"""Nearest-neighbour search in a build's Chroma collection, opened in the background."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from recsys import settings
from recsys.errors import DamagedStore, InvalidArgument, StoreUnwritable
from recsys.store.chroma import (
    WRITE_SECONDS,
    get_collection,
    in_time,
    is_read_only,
    open_client,
)
from recsys.store.layout import BuildFolder
from recsys.store.publish import build_id_of
from recsys.store.vectors import FilmVectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_log = logging.getLogger(__name__)

_BATCH = 5_000
PAUSE_SECONDS = 5.0
"""A frozen server is not asked again for this long."""

MAX_NEIGHBOURS = 5_000
"""Neighbours per query; above that an exact matrix product is faster."""


class _Mismatch(DamagedStore):
    """The collection belongs to other vectors. Other failures fall back to exact search."""


class VectorIndex:
    """The Chroma collection of one build. Safe to share between threads.

    Opening takes seconds in a large catalogue, so it happens in the background. Until then
    `nearest` returns None and the caller computes exactly. The same holds if the collection can't
    be opened or its server does not answer; a warning is logged once.
    """

    def __init__(self, build: BuildFolder, vectors: FilmVectors, copy: Path | None = None) -> None:
        self._build, self._vectors = build, vectors
        self._folder = copy or build.chroma  # `copy` holds the same files
        self._client: Any = None
        self._collection: Collection | None = None
        self._failure: Exception | None = None
        self._opening: Thread | None = None
        self._opened, self._lock = Event(), Lock()
        self._warned = False
        self._problem = ""
        self._paused_until = 0.0  # in `time.monotonic`'s seconds

    def nearest(self, vector: np.ndarray, count: int) -> list[str] | None:
        """Ids of the approximately nearest films, nearest first, or None if it is not open.

        Raises
        ------
        DamagedStore
            The collection was made with another model or recipe than the vectors.
        """
        self.start()
        if not self._opened.is_set():
            return None
        if isinstance(self._failure, _Mismatch):
            raise self._failure
        if time.monotonic() < self._paused_until:
            return None
        try:
            response = in_time(
                self._ready().query,
                query_embeddings=[vector],
                n_results=min(count, MAX_NEIGHBOURS),
                include=[],
            )
        except Exception as error:  # Chroma's and its transport's; exact search needs neither
            self._pause(error)
            return None
        self._problem = ""
        return response["ids"][0]

    @property
    def problem(self) -> str:
        """Why similar films are computed without the index; empty if it answers or is opening."""
        if self._failure is not None:
            return _first_line(self._failure)
        return self._problem

    @property
    def is_open(self) -> bool:
        """Whether the collection is open."""
        return self._collection is not None

    def wait(self) -> None:
        """Block until the collection is open.

        Raises
        ------
        DamagedStore
            The collection is missing, damaged, unreachable, or of another model.
        """
        self.start()
        self._opened.wait()
        self._ready()

    def differences(self, ids: list[str], matrix: np.ndarray) -> Iterator[str]:
        """Describe where the collection differs from these ids and vectors.

        Raises
        ------
        DamagedStore
            As `wait` does, or the collection can't be read.
        """
        self.wait()
        try:
            yield from self._differences(self._ready(), ids, matrix)
        except Exception as error:  # Chroma's and its transport's
            raise DamagedStore(
                self._build.chroma, f"Chroma can't read it ({_first_line(error)})"
            ) from error

    def _differences(
        self, collection: Collection, ids: list[str], matrix: np.ndarray
    ) -> Iterator[str]:
        count = in_time(collection.count)
        if count != len(ids):
            yield f"{self._build.chroma}: {count:,} vectors instead of {len(ids):,}"
        for start in range(0, len(ids), _BATCH):
            part = ids[start : start + _BATCH]
            response = in_time(
                collection.get, ids=part, include=["embeddings"], seconds=WRITE_SECONDS
            )
            # `get` returns vectors in no particular order.
            index = {film: position for position, film in enumerate(response["ids"])}
            missing = [film for film in part if film not in index]
            if missing:
                yield f"{self._build.chroma}: no vector for {missing[0]} ({len(missing):,} in all)"
                continue
            stored = np.asarray(response["embeddings"])[[index[film] for film in part]]
            wrong = ~np.isclose(stored, matrix[start : start + _BATCH], atol=1e-5).all(axis=1)
            if wrong.any():
                film = part[int(np.argmax(wrong))]
                yield f"{self._build.chroma}: the vector of {film} differs from the one in vectors/"

    def close(self) -> None:
        """Close the collection's files."""
        if self._opening is not None:
            self._opened.wait()
        with self._lock:
            if self._client is not None:
                with suppress(InvalidArgument):  # a frozen server
                    in_time(self._client.close)
            self._client = self._collection = None

    def start(self) -> None:
        """Start opening the collection in the background."""
        with self._lock:
            if self._opening is None:
                # Not a daemon: one inside Chroma while the interpreter exits crashes the process.
                self._opening = Thread(target=self._open, name="open-chroma")
                self._opening.start()

    def _open(self) -> None:
        try:
            if not settings.CHROMA_URL.get() and not self._folder.is_dir():
                # Chroma would create an empty one.
                raise DamagedStore(self._build.chroma, "the folder is missing")
            if is_read_only(self._folder):
                raise StoreUnwritable(
                    self._build.chroma, "Chroma writes to its files when it opens them"
                )
            client = open_client(self._folder)
            self._client = client
            collection = get_collection(client, build_id_of(self._build))
            self._check(collection)
            # The first query loads the index into memory.
            in_time(collection.query, query_embeddings=[self._vectors.matrix[0]], n_results=1)
            self._collection = collection
        except Exception as error:  # raised in the thread that uses the index
            self._failure = error
        finally:
            self._opened.set()

    def _check(self, collection: Collection) -> None:
        facts, vectors = collection.metadata or {}, self._vectors
        expected = {
            "model": vectors.model,
            "recipe": vectors.recipe,
            "dimension": vectors.dimension,
        }
        for name, value in expected.items():
            if facts.get(name) != value:
                raise _Mismatch(
                    self._build.chroma, f"its {name} is {facts.get(name)!r} instead of {value!r}"
                )

    def _ready(self) -> Collection:
        if isinstance(self._failure, DamagedStore | StoreUnwritable):
            raise self._failure
        if self._failure is not None:
            raise DamagedStore(
                self._build.chroma, f"Chroma can't open it ({_first_line(self._failure)})"
            ) from self._failure
        assert self._collection is not None, "opened, not failed, not closed"
        return self._collection

    def _pause(self, error: Exception) -> None:
        """Compute exactly for a while, so that not every query waits for a frozen server.

        Any other failure is told at once, and a server that is back answers the next query.
        """
        self._problem = _first_line(error)
        if isinstance(error.__cause__, TimeoutError):
            self._paused_until = time.monotonic() + PAUSE_SECONDS
        self._warn(error)

    def _warn(self, error: Exception) -> None:
        with self._lock:
            first, self._warned = not self._warned, True
        if first:
            _log.warning("Similar films are computed without the index: %s", _first_line(error))

    def __enter__(self) -> VectorIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
