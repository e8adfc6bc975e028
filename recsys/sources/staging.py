"""What every source hands to the build: staging tables in the DuckDB file being built.

    staged_movies     one row a film; later sources add what earlier ones do not have
    staged_directing  (tconst, dconst)
    staged_credits    (tconst, pconst, role, characters), repeats allowed
    staged_people     (nconst, primaryName, birthYear, deathYear)
    staged_titles     (tconst, title), alternative titles
    staged_texts      one row a film and text source: overview, tagline and facts around them; where
                      the overview has to name its origin, the address of its page and its licence
    staged_trakt      what Trakt says of a film, as it was sent
    staged_translations  titles and texts in other languages

Sources insert; `recsys.ingest.catalogue` makes the final tables of it.
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
"""They stand in memory, and nothing asks for them once the tables are made."""


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
    plus dropped. `gave` says for how many films a text source was the first to know a field,
    `mended` how many of its texts were encoded twice.
    """

    name: str
    files: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    gave: dict[str, int] = field(default_factory=dict)
    mended: int = 0

    def count(self, file: str, read: int, kept: int, dropped: dict[str, int]) -> None:
        """Record a file's rows; rows that are neither kept nor dropped are a defect."""
        unaccounted = read - kept - sum(dropped.values())
        if unaccounted:
            raise AssertionError(f"{file}: {unaccounted} rows are neither kept nor dropped")
        self.rows[file] = {"read": read, "kept": kept, "dropped": dropped}


_GAVE = """
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


def count_gifts(con: duckdb.DuckDBPyConnection, rank: int) -> dict[str, int]:
    """For how many films the text source of that rank is the first to know a field.

    To be called when it and all before it are staged.
    """
    result = con.execute(_GAVE, {"rank": rank})
    names = [column[0] for column in result.description]
    [counts] = result.fetchall()
    return {name: count for name, count in zip(names, counts, strict=True) if count}


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
