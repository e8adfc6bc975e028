"""`Store`: an open build, and the entry point to everything it answers."""

from __future__ import annotations

from collections.abc import Container
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any

import polars as pl

from recsys.errors import DamagedStore, NoStore, RecsysError
from recsys.store.connection import catalogue_connection
from recsys.store.failures import raise_if_exhausted
from recsys.store.graph import CreditGraph
from recsys.store.layout import BuildFolder, StoreFolder
from recsys.store.lease import Lease
from recsys.store.lexical import LexicalIndex
from recsys.store.manifest import Manifest, altered_files
from recsys.store.publish import current_id, finished_builds
from recsys.store.vectors import FilmVectors

if TYPE_CHECKING:
    from recsys.connections import Connections
    from recsys.directors import Directors
    from recsys.explore import Explorer
    from recsys.movies import Movies
    from recsys.profiles import FilmProfile, PersonProfile
    from recsys.search import People, Titles
    from recsys.store.vector_index import VectorIndex


class Store:
    """One build, open for reading. Safe to share between threads; close it when done.

    Each part is imported and opened on first use, so a command about directors does not wait for
    the search indexes or the vectors.

    Attributes
    ----------
    build : BuildFolder
    manifest : Manifest
    graph : CreditGraph
    directors : Directors
    movies : Movies
    connections : Connections
        Paths between people and films, and who bridges.
    titles, people : Titles, People
        Search by name, and resolution of a name to one id.
    explore : Explorer
        Distributions over the whole catalogue, and read-only SQL.
    """

    def __init__(self, build: BuildFolder) -> None:
        self.build = build
        self._index: VectorIndex | None = None
        self._index_lock = Lock()
        self._was_compared = False
        self._lease = Lease(build)
        try:
            self.manifest = Manifest.read(build)
            self.graph = CreditGraph(build.graph)
        except BaseException:
            self._lease.release()
            raise

    @cached_property
    def directors(self) -> Directors:
        from recsys.directors import Directors

        return Directors(self.graph, self.vectors)

    @cached_property
    def vectors(self) -> FilmVectors | None:
        """Text vectors of films and directors, or None if the build has no texts."""
        return None if self.manifest.vectors is None else FilmVectors(self.build.vectors)

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The words of the films' texts."""
        return LexicalIndex(self.build.lexical)

    @cached_property
    def movies(self) -> Movies:
        from recsys.movies import Movies
        from recsys.store.vector_index import VectorIndex

        if self.vectors is None:
            return Movies(self.graph, self.lexical, None, None)
        with self._index_lock:  # since Python 3.12 two threads may get here; one index would leak
            self._index = self._index or VectorIndex(self.build, self.vectors)
        return Movies(self.graph, self.lexical, self.vectors, self._index)

    @cached_property
    def connections(self) -> Connections:
        from recsys.connections import Connections

        return Connections(self.graph)

    @cached_property
    def titles(self) -> Titles:
        from recsys.search import Titles

        return Titles(self.graph, self.build.search_index("titles"), self.build.catalogue)

    @cached_property
    def people(self) -> People:
        from recsys.search import People

        return People(self.graph, self.build.search_index("people"))

    @cached_property
    def explore(self) -> Explorer:
        from recsys.explore import Explorer

        return Explorer(self.graph, self.build.catalogue)

    @property
    def chroma_open(self) -> bool:
        """Whether the vector index is open; reading this does not open it."""
        return self._index is not None and self._index.is_open

    @property
    def chroma_problem(self) -> str:
        """Why similar films are computed without the vector index; empty if nothing is wrong."""
        return "" if self._index is None else self._index.problem

    @property
    def model_loaded(self) -> bool:
        """Whether the text model is loaded; reading this does not load it."""
        return "movies" in self.__dict__ and self.movies.model_loaded

    def film(self, movie_id: str) -> FilmProfile:
        """Profile of a film: facts, cast and crew, franchise.

        Raises
        ------
        UnknownId
        """
        from recsys.profiles import film_profile

        return film_profile(self.graph, self.sql, movie_id)

    def person(self, person_id: str) -> PersonProfile:
        """Profile of a person: films by role, recurring collaborators.

        Raises
        ------
        UnknownId
        """
        from recsys.profiles import person_profile

        return person_profile(self.graph, person_id)

    def search(self, query: str, limit: int = 10) -> pl.DataFrame:
        """Search films and people together; columns as in `search.both.search_both`.

        Raises
        ------
        InvalidArgument
            `limit` is outside 1 to 1,000.
        """
        from recsys.search import search_both

        return search_both(self.titles, self.people, query, limit)

    def resolve(self, text_or_id: str) -> str:
        """Return the id of the person or film with this exact id, name or title.

        Raises
        ------
        UnknownId, Ambiguous
        """
        from recsys.search import resolve_either

        return resolve_either(self.titles, self.people, text_or_id)

    def sql(self, query: str, params: list[Any] | None = None) -> pl.DataFrame:
        """Run one read-only statement on the catalogue's tables."""
        with catalogue_connection(self.build.catalogue) as con:
            result: pl.DataFrame = con.sql(query, params=params).pl()
            return result

    def verify(self) -> None:
        """Compare every file of the build with the manifest; about 2 s per gigabyte.

        Raises
        ------
        DamagedStore
            A file differs from the manifest.
        """
        for path, finding in altered_files(self.build, self.manifest):
            raise DamagedStore(path, finding)

    def blame_damage(self, error: Exception) -> None:
        """Raise DamagedStore if a damaged file explains an error that nobody expected.

        Files are mapped into memory unread, so damage shows as any error of Python or a library.
        Only then are all files compared with the manifest, once; `verify` compares them up front.
        """
        if isinstance(error, RecsysError) or self._was_compared:
            return
        raise_if_exhausted(error, self.build.root)
        self._was_compared = True
        for path, finding in altered_files(self.build, self.manifest):
            met = f"{finding} (met as {type(error).__name__}; `filmkin check` lists all damage)"
            raise DamagedStore(path, met) from error

    def close(self) -> None:
        """Close the files and release the lease; the build may be removed afterwards."""
        if self._index is not None:
            self._index.close()
        self._lease.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if isinstance(error, Exception):
                self.blame_damage(error)
        finally:
            self.close()


def open_store(path: Path | str | None = None, verify: bool = False) -> Store:
    """Open the live build of a store, by default of the one in the settings.

    With `verify`, first compare every file with the manifest (see `Store.verify`).

    Raises
    ------
    NoStore
        The store has no build.
    DamagedStore
        A file is missing or invalid; the message names the file and the remedy.
    """
    folder = StoreFolder.at(path)
    for _ in range(3):
        build_id = current_id(folder)
        build = folder.build(build_id)
        try:
            return _open(build, verify)
        except (FileNotFoundError, DamagedStore) as error:
            # The build may be replaced and removed between reading its name and leasing it.
            if current_id(folder) != build_id:
                continue
            if isinstance(error, DamagedStore):
                raise
            raise DamagedStore(
                build.root, "CURRENT names this build, but it is incomplete"
            ) from error
    raise NoStore(folder.root)


def open_fallback(folder: StoreFolder, excluded: Container[str]) -> Store | None:
    """Open the newest intact build whose id is not in `excluded`, or return None.

    Every file is compared with the manifest.
    """
    for build_id in reversed(finished_builds(folder)):
        if build_id not in excluded:
            try:
                return _open(folder.build(build_id), verify=True)
            except (FileNotFoundError, DamagedStore):
                continue
    return None


def _open(build: BuildFolder, verify: bool) -> Store:
    store = Store(build)
    try:
        if verify:
            store.verify()
    except BaseException:
        store.close()
        raise
    return store
