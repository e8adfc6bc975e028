"""Nearest vectors from Chroma: opened in the background, on first need."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from recsys.errors import DamagedStore
from recsys.store.chroma import get_collection, open_client
from recsys.store.layout import BuildFolder
from recsys.store.vectors import FilmVectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_BATCH = 5_000
LARGEST_QUERY = 5_000
"""Neighbours asked for at once; above that an exact product is faster."""


class FilmIndex:
    """The Chroma collection of one build. Safe to share between threads.

    Opening takes seconds in a large catalogue, so it happens in the background; until it is
    open, `nearest` has no answer and the caller reckons exactly.
    """

    def __init__(self, build: BuildFolder, vectors: FilmVectors) -> None:
        self._build, self._vectors = build, vectors
        self._client: Any = None
        self._collection: Collection | None = None
        self._failure: Exception | None = None
        self._opening: Thread | None = None
        self._opened, self._lock = Event(), Lock()

    def nearest(self, vector: np.ndarray, count: int) -> tuple[list[str], np.ndarray] | None:
        """Ids and cosine similarities of the nearest films, best first; None while opening.

        Approximate, as HNSW is.

        Raises
        ------
        DamagedStore
            The collection is missing, damaged, or of another model.
        """
        self.start()
        if not self._opened.is_set():
            return None
        collection = self._ready()
        found = collection.query(
            query_embeddings=[vector], n_results=min(count, LARGEST_QUERY), include=["distances"]
        )
        distances = found["distances"]
        assert distances is not None, "distances were asked for"
        return found["ids"][0], 1 - np.asarray(distances[0], dtype=np.float32)

    def wait(self) -> None:
        """Open the collection now; raises as `nearest` does."""
        self.start()
        self._opened.wait()
        self._ready()

    def differences(self, ids: list[str], matrix: np.ndarray) -> Iterator[str]:
        """Where the collection does not hold just these ids with just these vectors."""
        self.wait()
        collection = self._ready()
        if collection.count() != len(ids):
            yield f"{self._build.chroma}: {collection.count():,} vectors instead of {len(ids):,}"
        for start in range(0, len(ids), _BATCH):
            part = ids[start : start + _BATCH]
            found = collection.get(ids=part, include=["embeddings"])
            # `get` keeps no order of its own.
            places = {film: place for place, film in enumerate(found["ids"])}
            lost = [film for film in part if film not in places]
            if lost:
                yield f"{self._build.chroma}: no vector for {lost[0]} ({len(lost):,} in all)"
                continue
            stored = np.asarray(found["embeddings"])[[places[film] for film in part]]
            wrong = ~np.isclose(stored, matrix[start : start + _BATCH], atol=1e-5).all(axis=1)
            if wrong.any():
                film = part[int(np.argmax(wrong))]
                yield f"{self._build.chroma}: another vector for {film} than in vectors/"

    def close(self) -> None:
        """Let go of the collection's files."""
        if self._opening is not None:
            self._opened.wait()
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = self._collection = None

    def start(self) -> None:
        """Begin to open the collection in the background."""
        with self._lock:
            if self._opening is None:
                self._opening = Thread(target=self._open, name="open-chroma", daemon=True)
                self._opening.start()

    def _open(self) -> None:
        try:
            client = open_client(self._build.chroma)
            self._client = client
            collection = get_collection(client, self._build.root.name)
            self._check(collection)
            # The first query reads the index into memory.
            collection.query(query_embeddings=[self._vectors.matrix[0]], n_results=1)
            self._collection = collection
        except Exception as error:  # kept for the thread that asks
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
                raise DamagedStore(
                    self._build.chroma, f"its {name} is {facts.get(name)!r} instead of {value!r}"
                )

    def _ready(self) -> Collection:
        if isinstance(self._failure, DamagedStore):
            raise self._failure
        if self._failure is not None:
            reason = (str(self._failure).splitlines() or [type(self._failure).__name__])[0]
            raise DamagedStore(self._build.chroma, f"Chroma can't open it ({reason})") from (
                self._failure
            )
        assert self._collection is not None, "opened, not failed, not closed"
        return self._collection

    def __enter__(self) -> FilmIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
