"""Staging tables, through which every source passes its data to the build.

    staged_movies     one row per film; later sources add films that earlier ones lack
    staged_directing  (tconst, dconst)
    staged_credits    (tconst, pconst, role, characters), duplicates allowed
    staged_people     (nconst, primaryName, birthYear, deathYear)
    staged_titles     (tconst, title), alternative titles
    staged_texts      one row per film and text source: overview, tagline and related facts; url and
                      licence of the overview if it requires attribution
    staged_trakt      films as sent by Trakt
    staged_translations  titles and texts in other languages

Sources insert rows; `recsys.ingest.catalogue` creates the final tables from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import duckdb

from recsys.errors import InvalidArgument
from recsys.util.progress import Progress

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
    countries VARCHAR[], languages VARCHAR[], poster VARCHAR, url VARCHAR, licence VARCHAR);
CREATE TEMP TABLE staged_trakt (
    tconst VARCHAR NOT NULL, trakt VARCHAR NOT NULL, kind VARCHAR NOT NULL, imdb VARCHAR,
    tmdb BIGINT, slug VARCHAR, title VARCHAR, original_title VARCHAR, year SMALLINT, released DATE,
    runtime INTEGER, country VARCHAR, language VARCHAR, languages VARCHAR[], rating DOUBLE,
    votes INTEGER, comment_count INTEGER, overview VARCHAR, tagline VARCHAR, genres VARCHAR[],
    subgenres VARCHAR[], status VARCHAR, certification VARCHAR, updated_at VARCHAR, poster VARCHAR);
CREATE TEMP TABLE staged_translations (
    tconst VARCHAR NOT NULL, language VARCHAR NOT NULL, country VARCHAR, title VARCHAR,
    overview VARCHAR, tagline VARCHAR);
"""

DROP_STAGING = """
DROP TABLE staged_movies; DROP TABLE staged_directing; DROP TABLE staged_credits;
DROP TABLE staged_people; DROP TABLE staged_titles; DROP TABLE staged_texts;
DROP TABLE staged_trakt; DROP TABLE staged_translations;
"""
"""Frees their memory once the final tables exist."""


@dataclass(frozen=True)
class BuildOptions:
    """Which titles a catalogue includes.

    Attributes
    ----------
    types : tuple of str
        IMDb's title types to include.
    min_votes : int
        Films with fewer votes are excluded; 1 excludes unrated films, 0 includes all.
    include_adult : bool
        Whether to include titles that IMDb marks as adult.

    Raises
    ------
    InvalidArgument
        `types` is empty, or `min_votes` is below 0.
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
    """A source's files and row counts, as stored in the manifest.

    `rows` maps a file to `{"read": n, "kept": n, "dropped": {reason: n}}`, where read is always
    kept plus dropped. `gave` counts the films for which a text source was the first to have a
    value, by field; `mended` counts its texts that were doubly encoded and repaired. `odd` counts
    what was unusual but harmless, such as "title.basics: row repeated exactly; counted once".
    """

    name: str
    files: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    gave: dict[str, int] = field(default_factory=dict)
    mended: int = 0
    odd: dict[str, int] = field(default_factory=dict)

    def count(self, file: str, read: int, kept: int, dropped: dict[str, int]) -> None:
        """Record the row counts of a file; they must add up."""
        unaccounted = read - kept - sum(dropped.values())
        if unaccounted:
            raise AssertionError(f"{file}: {unaccounted} rows are neither kept nor dropped")
        self.rows[file] = {"read": read, "kept": kept, "dropped": dropped}


_FIRST_VALUES = """
WITH earlier AS (
    SELECT tconst, max(overview) AS overview, max(tagline) AS tagline,
        max(len(genres)) AS genres, max(len(keywords)) AS keywords, max(runtime) AS runtime,
        max(len(countries)) AS countries, max(len(languages)) AS languages, max(poster) AS poster
    FROM staged_texts WHERE source_rank < $rank GROUP BY tconst)
SELECT count(now.overview) FILTER (earlier.overview IS NULL) AS overview,
    count(now.tagline) FILTER (earlier.tagline IS NULL) AS tagline,
    count(now.genres) FILTER (earlier.genres IS NULL) AS genres,
    count(now.keywords) FILTER (earlier.keywords IS NULL) AS keywords,
    count(now.runtime) FILTER (earlier.runtime IS NULL) AS runtime,
    count(now.countries) FILTER (earlier.countries IS NULL) AS countries,
    count(now.languages) FILTER (earlier.languages IS NULL) AS languages,
    count(now.poster) FILTER (earlier.poster IS NULL) AS poster
FROM staged_texts AS now LEFT JOIN earlier USING (tconst) WHERE source_rank = $rank
"""


def count_first_values(con: duckdb.DuckDBPyConnection, rank: int) -> dict[str, int]:
    """Count, by field, the films for which the text source of that rank is the first with a value.

    Call it once that source and all earlier ones are staged.
    """
    result = con.execute(_FIRST_VALUES, {"rank": rank})
    names = [column[0] for column in result.description]
    [counts] = result.fetchall()
    return {name: count for name, count in zip(names, counts, strict=True) if count}


class Source(Protocol):
    """A source of films or texts for a build."""

    @property
    def name(self) -> str:
        """Name of the source in the manifest."""
        ...

    def stage(
        self, con: duckdb.DuckDBPyConnection, options: BuildOptions, progress: Progress
    ) -> SourceReport:
        """Insert the rows that the options include into the staging tables."""
        ...
