"""An open build: the one object that owns its files and answers questions about it."""

from __future__ import annotations

from collections.abc import Container
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any

import polars as pl

from recsys.errors import DamagedStore, NoStore
from recsys.store.connection import catalogue_connection
from recsys.store.graph import CreditGraph
from recsys.store.layout import BuildFolder, StoreFolder
from recsys.store.lease import Lease
from recsys.store.manifest import Manifest, altered_files
from recsys.store.publish import current_id, finished_builds
from recsys.store.vectors import FilmVectors

if TYPE_CHECKING:
    from recsys.directors import Directors
    from recsys.explore import Explorer
    from recsys.movies import Movies
    from recsys.profiles import FilmProfile, PersonProfile
    from recsys.search import People, Titles
    from recsys.store.vector_index import VectorIndex


class Store:
    """One build, open for reading. Safe to share between threads; close it when done.

    What answers a kind of question is imported and opened when it is first asked, so a command
    that needs directors alone does not wait for the rest.

    Attributes
    ----------
    build : BuildFolder
    manifest : Manifest
    graph : CreditGraph
    directors : Directors
    movies : Movies
    titles, people : Titles, People
        Search and resolution of names.
    explore : Explorer
        Distributions over the whole catalogue, and read-only SQL.
    """

    def __init__(self, build: BuildFolder) -> None:
        self.build = build
        self._index: VectorIndex | None = None
        self._making = Lock()
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
        """Text vectors of films and directors; None in a build without texts."""
        return None if self.manifest.vectors is None else FilmVectors(self.build.vectors)

    @cached_property
    def movies(self) -> Movies:
        from recsys.movies import Movies
        from recsys.store.vector_index import VectorIndex

        if self.vectors is None:
            return Movies(self.graph, None, None)
        with self._making:  # from Python 3.12 on two threads may come here, and one would leak
            self._index = self._index or VectorIndex(self.build, self.vectors)
        return Movies(self.graph, self.vectors, self._index)

    @cached_property
    def titles(self) -> Titles:
        from recsys.search import Titles

        return Titles(self.graph, self.build.search_index("titles"))

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
        """Whether the vector index stands in memory already; asking does not open it."""
        return self._index is not None and self._index.is_open

    @property
    def model_loaded(self) -> bool:
        """Whether the text model stands in memory already; asking does not load it."""
        return "movies" in self.__dict__ and self.movies.model_loaded

    def film(self, movie_id: str) -> FilmProfile:
        """All about one film: facts, everybody on it, its franchise.

        Raises
        ------
        UnknownId
        """
        from recsys.profiles import film_profile

        return film_profile(self.graph, self.sql, movie_id)

    def person(self, person_id: str) -> PersonProfile:
        """All about one person: films by role, recurring collaborators.

        Raises
        ------
        UnknownId
        """
        from recsys.profiles import person_profile

        return person_profile(self.graph, person_id)

    def search(self, query: str, limit: int = 10) -> pl.DataFrame:
        """Films and people at once; columns as in `search.both.search_both`.

        Raises
        ------
        InvalidArgument
            `limit` is outside 1 to 1,000.
        """
        from recsys.search import search_both

        return search_both(self.titles, self.people, query, limit)

    def sql(self, query: str, params: list[Any] | None = None) -> pl.DataFrame:
        """Run one read-only statement over the catalogue's tables."""
        with catalogue_connection(self.build.catalogue) as con:
            return con.sql(query, params=params).pl()

    def verify(self) -> None:
        """Read every file of the build whole; about a second for half a gigabyte.

        Raises
        ------
        DamagedStore
            One is not as the manifest says.
        """
        for path, finding in altered_files(self.build, self.manifest):
            raise DamagedStore(path, finding)

    def close(self) -> None:
        """Let go of the build; it may be removed from now on."""
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
        self.close()


def open_store(path: Path | str | None = None, verify: bool = False) -> Store:
    """Open the live build of a store; by default of the one in the settings.

    With `verify` every file is read and compared with the manifest first (see `Store.verify`).

    Raises
    ------
    NoStore
        Nothing has been built there.
    DamagedStore
        A file is missing or is not what it should be; names file and remedy.
    """
    folder = StoreFolder.at(path)
    for _ in range(3):
        build_id = current_id(folder)
        build = folder.build(build_id)
        try:
            return _open(build, verify)
        except (FileNotFoundError, DamagedStore) as error:
            # A build may be replaced and removed between reading its name and leasing it.
            if current_id(folder) != build_id:
                continue
            if isinstance(error, DamagedStore):
                raise
            raise DamagedStore(build.root, "CURRENT names it, but it is not whole") from error
    raise NoStore(folder.root)


def open_other(folder: StoreFolder, than: Container[str]) -> Store | None:
    """Open the newest build of another name that is whole, every file read; None without one."""
    for name in reversed(finished_builds(folder)):
        if name not in than:
            try:
                return _open(folder.build(name), verify=True)
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
