"""What every source hands to the build: staging tables in the DuckDB file being built.

    staged_movies     one row a film; later sources add what earlier ones do not have
    staged_directing  (tconst, dconst)
    staged_credits    (tconst, pconst, role, characters), repeats allowed
    staged_people     (nconst, primaryName, birthYear, deathYear)
    staged_titles     (tconst, title), alternative titles
    staged_texts      one row a film and text source: overview, tagline and facts around them

Sources insert; `recsys.build.catalogue` makes the final tables of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import duckdb

from recsys.errors import InvalidArgument

Progress = Callable[[str], None]
"""Called with a few words at the start of each step."""

CREATE_STAGING = """
CREATE TEMP TABLE staged_movies (
    tconst VARCHAR NOT NULL, titleType VARCHAR NOT NULL, primaryTitle VARCHAR NOT NULL,
    originalTitle VARCHAR, startYear SMALLINT, runtimeMinutes INTEGER, genres VARCHAR[],
    averageRating DECIMAL(3, 1), numVotes INTEGER);
CREATE TEMP TABLE staged_directing (tconst VARCHAR NOT NULL, dconst VARCHAR NOT NULL);
CREATE TEMP TABLE staged_credits (
    tconst VARCHAR NOT NULL, pconst VARCHAR NOT NULL, role VARCHAR NOT NULL, characters VARCHAR[]);
CREATE TEMP TABLE staged_people (
    nconst VARCHAR NOT NULL, primaryName VARCHAR, birthYear SMALLINT, deathYear SMALLINT);
CREATE TEMP TABLE staged_titles (tconst VARCHAR NOT NULL, title VARCHAR NOT NULL);
CREATE TEMP TABLE staged_texts (
    tconst VARCHAR NOT NULL, source VARCHAR NOT NULL, source_rank INTEGER NOT NULL,
    overview VARCHAR, tagline VARCHAR, genres VARCHAR[], keywords VARCHAR[], runtime INTEGER,
    countries VARCHAR[], languages VARCHAR[], poster VARCHAR);
"""


@dataclass(frozen=True)
class BuildOptions:
    """What goes into a catalogue.

    Attributes
    ----------
    types : tuple of str
        IMDb's title types that are kept.
    min_votes : int
        Films with fewer votes are left out altogether; 1 leaves out the unrated, 0 keeps all.
    include_adult : bool
        Whether titles that IMDb marks as adult are kept.

    Raises
    ------
    InvalidArgument
        No type at all, or fewer votes than none.
    """

    types: tuple[str, ...] = ("movie", "tvMovie")
    min_votes: int = 0
    include_adult: bool = False

    def __post_init__(self) -> None:
        if not self.types:
            raise InvalidArgument("types is empty; leave it out for movie and tvMovie.")
        if self.min_votes < 0:
            raise InvalidArgument(f"min_votes is {self.min_votes}, it can't be below 0.")


@dataclass
class SourceReport:
    """What a source was and what became of its rows; goes into the manifest as it is.

    `rows` maps a file to `{"read": n, "kept": n, "dropped": {reason: n}}`; read is always kept
    plus dropped.
    """

    name: str
    files: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def count(self, file: str, read: int, kept: int, dropped: dict[str, int]) -> None:
        """Record a file's rows; rows that are neither kept nor dropped are a defect."""
        unaccounted = read - kept - sum(dropped.values())
        if unaccounted:
            raise AssertionError(f"{file}: {unaccounted} rows are neither kept nor dropped")
        self.rows[file] = {"read": read, "kept": kept, "dropped": dropped}


class Source(Protocol):
    """A place that films come from."""

    @property
    def name(self) -> str:
        """What the source is called in the manifest."""
        ...

    def stage(
        self, con: duckdb.DuckDBPyConnection, options: BuildOptions, progress: Progress
    ) -> SourceReport:
        """Insert into the staging tables what the options let through."""
        ...
