"""The memory-mapped credit graph of a build: who worked on which film, in which roles."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from recsys.errors import DamagedStore
from recsys.store.arrays import Ints, map_array
from recsys.store.failures import raise_if_exhausted
from recsys.store.franchises import Franchises

T = TypeVar("T", bound=np.generic)

_ORIGIN_COLUMNS = ("overview_url", "overview_licence")


@dataclass(frozen=True)
class Relation:
    """Adjacency lists: the targets of row i are `targets[offsets[i]:offsets[i + 1]]`, ascending.

    `roles` holds one role mask per target in relations of credits.
    """

    offsets: npt.NDArray[np.int64]
    targets: Ints
    roles: npt.NDArray[np.uint16] | None = None

    def of(self, row: int) -> Ints:
        """Targets of a row."""
        return self.targets[self.offsets[row] : self.offsets[row + 1]]

    def roles_of(self, row: int) -> npt.NDArray[np.uint16]:
        """Role masks of a row's targets, aligned with `of`."""
        assert self.roles is not None, "a relation of credits"
        return self.roles[self.offsets[row] : self.offsets[row + 1]]

    def counts(self, rows: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        """Number of targets of each row."""
        counts: npt.NDArray[np.int64] = self.offsets[rows + 1] - self.offsets[rows]
        return counts

    def expand(self, rows: Ints, mask: int | None = None) -> tuple[Ints, Ints]:
        """All edges of the rows as (index into `rows`, target), in the order of `rows`.

        With a role mask, only edges with at least one of its roles.
        """
        sources, edges = self.edges(rows)
        targets = self.targets[edges]
        if mask is None or self.roles is None:
            return sources, targets
        selected = (self.roles[edges] & mask) != 0
        return sources[selected], targets[selected]

    def edges(self, rows: Ints) -> tuple[Ints, npt.NDArray[np.int64]]:
        """All edges of the rows as (index into `rows`, index into `targets` and `roles`)."""
        counts = self.counts(rows)
        sources = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
        starts = self.offsets[rows] - (np.cumsum(counts) - counts)
        return sources, np.repeat(starts, counts) + np.arange(len(sources))


@dataclass(frozen=True)
class Labels:
    """One kind of label: sorted names, the labels of each film, the films of each label."""

    names: list[str]
    of_movie: Relation
    movies_with: Relation

    def row_of(self, name: str) -> int | None:
        """Row of a label, or None if no film has it."""
        row = bisect_left(self.names, name)
        return row if row < len(self.names) and self.names[row] == name else None


class CreditGraph:
    """Relations and columns of one build. Rows of films and people are sorted by id.

    Attributes
    ----------
    folder : Path
    movies, people : polars.DataFrame
        Columns of films and people, by row; memory-mapped, read-only.
    director_persons : int32 array
        Row of the person, by row of the director.
    director_collaborators : int32 array
        Number of distinct people on the director's films, without the director, by row of the
        director.
    movie_rating_tenths, movie_votes, movie_year, movie_runtime : arrays
        By row of the film; 0 if unknown.
    movie_franchise : int32 array
        Row of the most voted film of the film's franchise, or -1, by row of the film.
    person_votes : int64 array
        Sum of the votes on all films of the person, by row of the person.
    movie_people, person_movies : Relation
        Credits with role masks, one edge per person and film.
    movie_directors, director_movies : Relation
        Films and their directors, by row of the director.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._labels: dict[str, Labels] = {}
        self.director_persons = self._array("director_persons", np.int32)
        self.director_collaborators = self._array("director_collaborators", np.int32)
        self.movie_rating_tenths = self._array("movie_rating_tenths", np.int16)
        self.movie_votes = self._array("movie_votes", np.int32)
        self.movie_runtime = self._array("movie_runtime", np.int32)
        self.movie_year = self._array("movie_year", np.int16)
        self.movie_franchise = self._array("movie_franchise", np.int32)
        self.person_votes = self._array("person_votes", np.int64)
        self.movie_people = self._relation("movie_people", with_roles=True)
        self.person_movies = self._relation("person_movies", with_roles=True)
        self.movie_directors = self._relation("movie_directors")
        self.director_movies = self._relation("director_movies")
        self._check_sizes()

    def labels(self, kind: str) -> Labels:
        """Labels of one kind: genres, countries, languages, keywords, companies, types or
        title_words.
        """
        if kind not in self._labels:
            path = self.folder / f"{kind}_names.json"
            try:
                names = json.loads(path.read_text(encoding="utf-8"))
            except FileNotFoundError as error:
                raise DamagedStore(path, "the file is missing") from error
            except ValueError as error:
                raise DamagedStore(path, f"not a list of names ({error})") from error
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                raise DamagedStore(path, "not a list of names")
            of_movie, movies_with = (
                self._relation(f"movie_{kind}"),
                self._relation(f"{kind}_movies"),
            )
            self._check_relation(f"movie_{kind}", of_movie, self.movie_count, len(names))
            self._check_relation(f"{kind}_movies", movies_with, len(names), self.movie_count)
            self._labels[kind] = Labels(names, of_movie, movies_with)
        return self._labels[kind]

    @cached_property
    def franchises(self) -> Franchises:
        """Films by franchise."""
        return Franchises(self.movie_franchise, self.movie_year)

    @property
    def movie_count(self) -> int:
        return len(self.movie_year)

    @property
    def director_count(self) -> int:
        return len(self.director_persons)

    @cached_property
    def movies(self) -> pl.DataFrame:
        films = self._columns("movies")
        # Builds of older versions lack the origins of texts.
        missing = [name for name in _ORIGIN_COLUMNS if name not in films.columns]
        return films.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)

    @cached_property
    def people(self) -> pl.DataFrame:
        return self._columns("people")

    @cached_property
    def films_directed(self) -> npt.NDArray[np.int64]:
        """Number of films directed, by row of the director."""
        return np.diff(self.director_movies.offsets)

    def person_row(self, person_id: str) -> int | None:
        """Row of a person, or None."""
        return _row_of(self.people["id"], person_id)

    def movie_row(self, movie_id: str) -> int | None:
        """Row of a film, or None."""
        return _row_of(self.movies["id"], movie_id)

    def director_row(self, person: int) -> int | None:
        """Row of the director, by row of the person, or None if they directed nothing."""
        # As int32: for a Python int, NumPy would convert the whole array.
        row = int(np.searchsorted(self.director_persons, np.int32(person)))
        is_director = row < self.director_count and self.director_persons[row] == person
        return row if is_director else None

    def _relation(self, name: str, with_roles: bool = False) -> Relation:
        relation = Relation(
            self._array(f"{name}_offsets", np.int64),
            self._array(f"{name}_targets", np.int32),
            self._array(f"{name}_roles", np.uint16) if with_roles else None,
        )
        if not len(relation.offsets) or len(relation.targets) != relation.offsets[-1]:
            raise DamagedStore(self.folder / f"{name}_targets.npy", "does not fit its offsets")
        return relation

    def _check_sizes(self) -> None:
        """Raise DamagedStore if lengths, offsets or targets do not fit one another.

        It reads every offset and target once: a few milliseconds for a million credits. A flipped
        bit that keeps a value in its range is found by `check` alone.
        """
        films, directors = self.movie_count, self.director_count
        people = len(self.person_votes)
        for name, length in (
            ("director_collaborators", directors),
            ("movie_rating_tenths", films), ("movie_votes", films), ("movie_runtime", films),
            ("movie_franchise", films),
        ):  # fmt: skip
            if len(getattr(self, name)) != length:
                raise DamagedStore(self.folder / f"{name}.npy", "another length than its rows")
        self._check_range("director_persons", self.director_persons, 0, people)
        self._check_range("movie_franchise", self.movie_franchise, -1, films)
        for name, rows, targets in (
            ("movie_people", films, people), ("person_movies", people, films),
            ("movie_directors", films, directors), ("director_movies", directors, films),
        ):  # fmt: skip
            self._check_relation(name, getattr(self, name), rows, targets)

    def _check_relation(self, name: str, relation: Relation, rows: int, targets: int) -> None:
        path, offsets = self.folder / f"{name}_offsets.npy", relation.offsets
        if len(offsets) != rows + 1 or offsets[0] != 0:
            raise DamagedStore(path, "other offsets than its rows")
        if rows and int(np.diff(offsets).min()) < 0:
            raise DamagedStore(path, "the offsets descend")
        self._check_range(f"{name}_targets", relation.targets, 0, targets)
        if relation.roles is not None and len(relation.roles) != len(relation.targets):
            raise DamagedStore(self.folder / f"{name}_roles.npy", "another length than its targets")

    def _check_range(self, name: str, values: Ints, lowest: int, end: int) -> None:
        if len(values) and not (lowest <= int(values.min()) and int(values.max()) < end):
            raise DamagedStore(self.folder / f"{name}.npy", "it names rows that do not exist")

    def _array(self, name: str, kind: type[T]) -> npt.NDArray[T]:
        return map_array(self.folder / f"{name}.npy", kind)

    def _columns(self, name: str) -> pl.DataFrame:
        path = self.folder / f"{name}.arrow"
        try:
            table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
            # Offsets of texts that point outside would end the process.
            table.validate(full=True)
        except FileNotFoundError as error:
            raise DamagedStore(path, "the file is missing") from error
        except (pa.ArrowException, OSError) as error:
            raise_if_exhausted(error, path)
            raise DamagedStore(path, f"not an Arrow file ({error})") from error
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame), "a table becomes a frame"
        rows = self.movie_count if name == "movies" else len(self.person_votes)
        if frame.height != rows or "id" not in frame.columns:
            raise DamagedStore(path, f"{frame.height:,} rows instead of {rows:,}")
        return frame


def _row_of(ids: pl.Series, target: str) -> int | None:
    """Binary search, since rows are sorted by id.

    `bisect` takes a tenth of the time of `Series.search_sorted`, which plans a query first.
    """
    row = bisect_left(ids, target)
    return row if row < len(ids) and ids[row] == target else None
