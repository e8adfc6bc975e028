"""The credit graph of a build, mapped into memory: who worked on what, in which roles."""

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
from recsys.store.arrays import Ints, mapped
from recsys.store.franchises import Franchises

T = TypeVar("T", bound=np.generic)

_ORIGIN = ("overview_url", "overview_licence")


@dataclass(frozen=True)
class Relation:
    """Rows a to rows b: the b of a are targets[offsets[a]:offsets[a + 1]], ascending.

    `roles` holds a role mask a target where the relation is of credits.
    """

    offsets: npt.NDArray[np.int64]
    targets: Ints
    roles: npt.NDArray[np.uint16] | None = None

    def of(self, row: int) -> Ints:
        """Targets of one row."""
        return self.targets[self.offsets[row] : self.offsets[row + 1]]

    def roles_of(self, row: int) -> npt.NDArray[np.uint16]:
        """Role masks of one row's targets, aligned with `of`."""
        assert self.roles is not None, "a relation of credits"
        return self.roles[self.offsets[row] : self.offsets[row + 1]]

    def counts(self, rows: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        """Number of targets of each row."""
        return self.offsets[rows + 1] - self.offsets[rows]

    def expand(self, rows: Ints, mask: int | None = None) -> tuple[Ints, Ints]:
        """All edges of the given rows: (place in `rows`, target), in the order of `rows`.

        With a role mask only the edges that have one of its roles.
        """
        places, edges = self.edges(rows)
        targets = self.targets[edges]
        if mask is None or self.roles is None:
            return places, targets
        chosen = (self.roles[edges] & mask) != 0
        return places[chosen], targets[chosen]

    def edges(self, rows: Ints) -> tuple[Ints, npt.NDArray[np.int64]]:
        """The same edges as (place in `rows`, place in `targets` and `roles`)."""
        counts = self.counts(rows)
        places = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
        starts = self.offsets[rows] - (np.cumsum(counts) - counts)
        return places, np.repeat(starts, counts) + np.arange(len(places))


@dataclass(frozen=True)
class Labels:
    """One kind of label: names in order, labels of a film, films of a label (by row)."""

    names: list[str]
    of_movie: Relation
    movies_with: Relation

    def place(self, name: str) -> int | None:
        """Row of a label, None where no film has it."""
        row = bisect_left(self.names, name)
        return row if row < len(self.names) and self.names[row] == name else None


class CreditGraph:
    """Relations and columns of one build; rows of films and people are in the order of their ids.

    Attributes
    ----------
    movies, people : polars.DataFrame
        Columns of films and people, by row; mapped, read only.
    director_persons : int32 array
        Row of a person by row of a director.
    director_collaborators : int32 array
        Different people on a director's films, the director left out, by row of a director.
    movie_rating_tenths, movie_votes, movie_year, movie_runtime : arrays
        By row of a film; 0 where unknown.
    movie_franchise : int32 array
        Row of the most voted film of a film's franchise, -1 where it has none.
    person_votes : int64 array
        Votes on all films a person is credited on, by row of a person.
    movie_people, person_movies : Relation
        Credits, once a person and film, with role masks.
    movie_directors, director_movies : Relation
        Who directed what, by row of a director.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
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

    def labels(self, kind: str) -> Labels:
        """Genres, countries, languages, keywords, types or title_words of the films."""
        if kind not in self._labels:
            path = self._folder / f"{kind}_names.json"
            try:
                names = json.loads(path.read_text(encoding="utf-8"))
            except FileNotFoundError as error:
                raise DamagedStore(path, "the file is missing") from error
            except ValueError as error:
                raise DamagedStore(path, f"not a list of names ({error})") from error
            self._labels[kind] = Labels(
                names, self._relation(f"movie_{kind}"), self._relation(f"{kind}_movies")
            )
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
        # Builds made before origins of texts were kept have none.
        missing = [name for name in _ORIGIN if name not in films.columns]
        return films.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)

    @cached_property
    def people(self) -> pl.DataFrame:
        return self._columns("people")

    @cached_property
    def films_directed(self) -> npt.NDArray[np.int64]:
        """Number of films directed, by row of a director."""
        return np.diff(self.director_movies.offsets)

    def person_row(self, person_id: str) -> int | None:
        """Row of a person, or None."""
        return _row_of(self.people["id"], person_id)

    def movie_row(self, movie_id: str) -> int | None:
        """Row of a film, or None."""
        return _row_of(self.movies["id"], movie_id)

    def director_row(self, person: int) -> int | None:
        """Row of a director by row of the person, or None if they directed nothing."""
        row = int(np.searchsorted(self.director_persons, person))
        found = row < self.director_count and self.director_persons[row] == person
        return row if found else None

    def _relation(self, name: str, with_roles: bool = False) -> Relation:
        relation = Relation(
            self._array(f"{name}_offsets", np.int64),
            self._array(f"{name}_targets", np.int32),
            self._array(f"{name}_roles", np.uint16) if with_roles else None,
        )
        if len(relation.targets) != relation.offsets[-1]:
            raise DamagedStore(self._folder / f"{name}_targets.npy", "does not fit its offsets")
        return relation

    def _array(self, name: str, kind: type[T]) -> npt.NDArray[T]:
        return mapped(self._folder / f"{name}.npy", kind)

    def _columns(self, name: str) -> pl.DataFrame:
        path = self._folder / f"{name}.arrow"
        try:
            table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        except FileNotFoundError as error:
            raise DamagedStore(path, "the file is missing") from error
        except (pa.ArrowException, OSError) as error:
            raise DamagedStore(path, f"not an Arrow file ({error})") from error
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame), "a table becomes a frame"
        return frame


def _row_of(ids: pl.Series, wanted: str) -> int | None:
    """Binary search: rows are in the order of their ids.

    Value by value, as `Series.search_sorted` plans a query first, which takes ten times as long.
    """
    row = bisect_left(ids, wanted)
    return row if row < len(ids) and ids[row] == wanted else None
