"""Create the catalogue's tables from the staging tables, and check their keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from recsys.sources.staging import CREATE_STAGING
from recsys.store.schema import TABLES, broken_keys
from recsys.util.plain_path import new_database
from recsys.util.sanitize import BIDI, CONTROLS, LINE_ENDS, re2_pattern
from recsys.vocabulary.genres import genres_of
from recsys.vocabulary.roles import ROLES

MEMORY_LIMIT = "2GB"
LATER_MEMORY_LIMIT = "512MB"
"""Limit once the tables exist, when later steps need memory of their own."""

# Rows are numbered in the order of their ids. Graph and frames use these numbers, so a tie broken
# by row number is a tie broken by id.
_TABLES = """
CREATE TEMP MACRO harmless(words) AS regexp_replace(
    regexp_replace(words, getvariable('bidi'), '', 'g'), getvariable('controls'), ' ', 'g');
CREATE TEMP MACRO one_line(words) AS
    regexp_replace(harmless(words), getvariable('line_ends'), ' ', 'g');
CREATE TEMP MACRO each_one_line(texts) AS list_transform(texts, lambda words: one_line(words));

CREATE TABLE movies AS
WITH said AS (
    SELECT tconst,
        arg_min({'overview': overview, 'url': url, 'licence': licence}, source_rank)
            FILTER (overview IS NOT NULL) AS told,
        arg_min(tagline, source_rank) AS tagline,
        arg_min(keywords, source_rank) AS keywords, arg_min(runtime, source_rank) AS runtime,
        arg_min(countries, source_rank) AS countries, arg_min(languages, source_rank) AS languages,
        arg_min(poster, source_rank) AS poster, flatten(list(genres)) AS genres
    FROM staged_texts GROUP BY tconst)
SELECT (row_number() OVER (ORDER BY tconst) - 1)::INTEGER AS movie,
    tconst, titleType, one_line(primaryTitle) AS primaryTitle,
    one_line(originalTitle) AS originalTitle, startYear,
    coalesce(runtimeMinutes, said.runtime) AS runtimeMinutes,
    list_sort(list_distinct(each_one_line(flatten(list_transform(
        list_concat(coalesce(staged_movies.genres, []), coalesce(said.genres, [])),
        lambda word: getvariable('genres_of_label')[word])))))::VARCHAR[] AS genres,
    averageRating, numVotes, coalesce(each_one_line(countries), []) AS countries,
    coalesce(each_one_line(languages), []) AS languages,
    coalesce(each_one_line(keywords), []) AS keywords,
    harmless(told.overview) AS overview, harmless(tagline) AS tagline, one_line(poster) AS poster,
    one_line(told.url) AS overview_url, told.licence AS overview_licence
FROM staged_movies LEFT JOIN said USING (tconst)
ORDER BY tconst;

CREATE TABLE movie_dir AS
SELECT DISTINCT tconst, dconst FROM staged_directing SEMI JOIN movies USING (tconst)
ORDER BY tconst, dconst;

CREATE TABLE movie_prin AS
WITH once AS (
    SELECT tconst, pconst,
        bit_or((1 << list_position(getvariable('roles'), role) - 1)::USMALLINT) AS role_mask,
        list_sort(list_distinct(each_one_line(
            flatten(list(characters) FILTER (characters IS NOT NULL))))) AS characters
    FROM staged_credits SEMI JOIN movies USING (tconst)
    GROUP BY tconst, pconst)
SELECT tconst, pconst,
    list_filter(getvariable('roles'), lambda role, place: (role_mask >> (place - 1)) & 1 = 1)
        AS roles,
    role_mask, characters
FROM once ORDER BY tconst, pconst;

CREATE TABLE people AS
WITH named AS (
    SELECT nconst, any_value(primaryName) AS primaryName, any_value(birthYear) AS birthYear,
        any_value(deathYear) AS deathYear
    FROM staged_people GROUP BY nconst)
SELECT (row_number() OVER (ORDER BY nconst) - 1)::INTEGER AS person,
    nconst, coalesce(one_line(primaryName), nconst) AS primaryName, birthYear, deathYear
FROM (SELECT pconst AS nconst FROM movie_prin UNION SELECT dconst FROM movie_dir)
LEFT JOIN named USING (nconst)
ORDER BY nconst;

CREATE TABLE directors AS
SELECT nconst AS dconst, primaryName FROM people
SEMI JOIN movie_dir ON movie_dir.dconst = people.nconst ORDER BY nconst;

CREATE TABLE principals AS
SELECT nconst AS pconst FROM people
SEMI JOIN movie_prin ON movie_prin.pconst = people.nconst ORDER BY nconst;

CREATE TABLE titles AS
SELECT DISTINCT tconst, one_line(title) AS title FROM staged_titles SEMI JOIN movies USING (tconst)
ORDER BY tconst, title;

CREATE TABLE texts AS
SELECT * FROM staged_texts SEMI JOIN movies USING (tconst) ORDER BY tconst, source_rank;

CREATE TABLE translations AS
SELECT DISTINCT * FROM staged_translations SEMI JOIN movies USING (tconst)
ORDER BY tconst, language, country, title;

CREATE TABLE trakt AS
SELECT * FROM staged_trakt SEMI JOIN movies USING (tconst) ORDER BY tconst;
"""


@contextmanager
def writable(file: Path, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new catalogue file, open for one build; DuckDB spills to the folder `spill`."""
    with new_database(file) as path:
        con = duckdb.connect(
            str(path),
            config={
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(spill),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
        try:
            # DuckDB would draw its own progress bar.
            con.execute("SET enable_progress_bar = false")
            con.execute(CREATE_STAGING)
            yield con
        except RuntimeError as error:
            if str(error) == "Query interrupted":  # DuckDB's error for Ctrl-C
                raise KeyboardInterrupt from error
            raise
        finally:
            con.close()


def create_tables(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Create the final tables and return the number of rows of each.

    Raises
    ------
    AssertionError
        A key constraint fails: a bug in a source or in this module, not a fault of the data.
    """
    con.execute("SET VARIABLE roles = ?", [list(ROLES)])
    con.execute("SET VARIABLE controls = ?", [re2_pattern(CONTROLS)])
    con.execute("SET VARIABLE line_ends = ?", [re2_pattern(LINE_ENDS)])
    con.execute("SET VARIABLE bidi = ?", [re2_pattern(BIDI)])
    labels = _genres_of_label(con)
    con.execute(
        "SET VARIABLE genres_of_label = map(?::VARCHAR[], ?::VARCHAR[][])",
        [list(labels), list(labels.values())],
    )
    con.execute(_TABLES)
    broken = broken_keys(con)
    if broken:
        raise AssertionError("; ".join(broken))
    return {table: con.table(table).shape[0] for table in TABLES}


def _genres_of_label(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    labels = con.execute(
        "SELECT DISTINCT unnest(genres) FROM staged_movies "
        "UNION SELECT unnest(genres) FROM staged_texts"
    ).fetchall()
    return {label: genres_of(label) for (label,) in labels if label is not None}
