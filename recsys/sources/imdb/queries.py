"""SQL that stages IMDb's files, and finds invalid values in them."""

from __future__ import annotations

from recsys.sources.imdb.files import COLUMNS

READ = (
    r"read_csv(?, delim='\t', header=true, quote='', escape='', nullstr='\N', columns=?,"
    " auto_detect=false, strict_mode=true, max_line_size=16777216)"
)

# All cells are read as text and converted once their row is known to be wanted, so that a bad cell
# of another row stops no build.
MACROS = """
CREATE OR REPLACE TEMP MACRO trimmed(cell) AS nullif(trim(cell), '');
CREATE OR REPLACE TEMP MACRO not_blank(cell) AS
    CASE WHEN trim(cell, ' ' || chr(160) || chr(12288)) <> '' THEN cell END;
CREATE OR REPLACE TEMP MACRO adult_of(cell) AS CASE lower(trim(coalesce(cell, '')))
    WHEN '' THEN false WHEN '0' THEN false WHEN '0.0' THEN false WHEN 'false' THEN false
    WHEN '1' THEN true WHEN '1.0' THEN true WHEN 'true' THEN true END;
"""

STAGE_TITLES = f"""
CREATE TEMP TABLE imdb_titles AS
SELECT trimmed(tconst) AS tconst, titleType, not_blank(primaryTitle) AS primaryTitle,
       not_blank(originalTitle) AS originalTitle, trim(startYear) AS startYear,
       trim(runtimeMinutes) AS runtimeMinutes, string_split(genres, ',') AS genres,
       isAdult
FROM {READ} WHERE list_contains(?, titleType)
"""

STAGE_RATINGS = f"""
CREATE TEMP TABLE imdb_ratings AS
SELECT trimmed(tconst) AS tconst, trim(averageRating) AS averageRating,
       trim(numVotes) AS numVotes
FROM {READ} AS ratings SEMI JOIN imdb_titles ON trimmed(ratings.tconst) = imdb_titles.tconst
"""

COUNT_TITLELESS = """
SELECT count(*) FROM imdb_titles WHERE primaryTitle IS NULL AND originalTitle IS NULL
"""

# Invalid values, as (data set, column, query for the first such row, finding). A row consists of an
# id and the value.
FAULTS = (
    ("title.basics", "tconst", "SELECT NULL, NULL FROM imdb_titles WHERE tconst IS NULL LIMIT 1",
     "a title has no id"),
    ("title.basics", "tconst",
     "SELECT tconst, tconst FROM imdb_titles GROUP BY tconst HAVING count(*) > 1 "
     "ORDER BY 1 LIMIT 1",
     "{value} occurs on rows that differ"),
    ("title.basics", "isAdult",
     "SELECT tconst, isAdult FROM imdb_titles WHERE adult_of(isAdult) IS NULL ORDER BY 1 LIMIT 1",
     "{value!r} of {id} is neither 0 nor 1"),
    ("title.ratings", "tconst",
     "SELECT tconst, tconst FROM imdb_ratings GROUP BY tconst HAVING count(*) > 1 "
     "ORDER BY 1 LIMIT 1",
     "{value} occurs on rows that differ"),
    ("title.ratings", "averageRating",
     "SELECT tconst, averageRating FROM imdb_ratings WHERE "
     "TRY_CAST(averageRating AS DECIMAL(3, 1)) NOT BETWEEN 1 AND 10 ORDER BY 1 LIMIT 1",
     "the rating of {id} is not between 1 and 10"),
    ("title.ratings", "numVotes",
     "SELECT tconst, numVotes FROM imdb_ratings WHERE TRY_CAST(numVotes AS INTEGER) < 0 "
     "ORDER BY 1 LIMIT 1",
     "the votes of {id} are below 0"),
)  # fmt: skip

_TABLES = {
    "title.basics": ("imdb_titles", "tconst"),
    "title.ratings": ("imdb_ratings", "tconst"),
    "name.basics": ("imdb_names", "nconst"),
}
"""Tables of whole rows, with their keys."""

# A cast alone would round `7.5` to a whole number.
_WHOLE, _DECIMAL = r"-?\d+", r"-?\d+(\.\d+)?"


def _not_a_number(dataset: str, column: str, pattern: str) -> str:
    table, key = _TABLES[dataset]
    return (
        f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL "
        f"AND (TRY_CAST({column} AS {COLUMNS[dataset][column]}) IS NULL "
        f"OR NOT regexp_full_match({column}, '{pattern}')) ORDER BY 1 LIMIT 1"
    )


# Texts in columns of numbers, as (data set, column, query for the first such row).
NOT_NUMBERS = tuple(
    (dataset, column, _not_a_number(dataset, column, pattern))
    for dataset, column, pattern in (
        ("title.basics", "startYear", _WHOLE),
        ("title.basics", "runtimeMinutes", _WHOLE),
        ("title.ratings", "averageRating", _DECIMAL),
        ("title.ratings", "numVotes", _WHOLE),
        ("name.basics", "birthYear", _WHOLE),
        ("name.basics", "deathYear", _WHOLE),
    )
)

COUNT_REPEATS = {
    dataset: f"SELECT count(*) - count(DISTINCT {key}) FROM {table} WHERE {key} IS NOT NULL"
    for dataset, (table, key) in _TABLES.items()
}
REMOVE_REPEATS = {
    dataset: f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT DISTINCT * FROM {table}"
    for dataset, (table, _) in _TABLES.items()
}
DROP_TABLES = (
    "DROP TABLE imdb_titles; DROP TABLE imdb_ratings; DROP TABLE imdb_crew; DROP TABLE imdb_names"
)

STAGE_MOVIES = """
INSERT INTO staged_movies
SELECT tconst, titleType, coalesce(primaryTitle, originalTitle, tconst),
       coalesce(originalTitle, primaryTitle, tconst), startYear::SMALLINT,
       runtimeMinutes::INTEGER, genres, averageRating::DECIMAL(3, 1), numVotes::INTEGER
FROM imdb_titles LEFT JOIN imdb_ratings USING (tconst)
WHERE (NOT adult_of(isAdult) OR $include_adult)
    AND coalesce(numVotes::INTEGER, 0) >= $min_votes
"""

COUNT_DROPPED = """
SELECT count(*) FILTER (adult_of(isAdult) AND NOT $include_adult),
       count(*) FILTER ((NOT adult_of(isAdult) OR $include_adult)
           AND coalesce(numVotes::INTEGER, 0) < $min_votes)
FROM imdb_titles LEFT JOIN imdb_ratings USING (tconst)
"""

STAGE_DIRECTING = f"""
CREATE TEMP TABLE imdb_crew AS
SELECT trimmed(crew.tconst) AS tconst,
       list_filter(list_transform(string_split(directors, ','), lambda cell: trim(cell)),
                   lambda id: id <> '') AS directors
FROM {READ} AS crew SEMI JOIN staged_movies ON trimmed(crew.tconst) = staged_movies.tconst
"""

SPLIT_DIRECTING = """
INSERT INTO staged_directing
SELECT tconst, unnest(directors) FROM imdb_crew WHERE directors IS NOT NULL
"""

# `characters` is JSON, or looks like it but has unescaped quotes; then it is split at separators.
STAGE_CREDITS = f"""
INSERT INTO staged_credits
SELECT trimmed(principals.tconst), trimmed(nconst),
       coalesce(getvariable('role_of_category')[category], 'other'),
       CASE WHEN contains(characters, '\\') AND json_valid(characters)
                AND json_type(characters) = 'ARRAY'
            THEN from_json(characters, '["VARCHAR"]')
            WHEN length(characters) > 4
            THEN list_transform(
                string_split(characters[3:length(characters) - 2], '","'),
                lambda name: replace(name, '\\"', '"')) END
FROM {READ} AS principals
SEMI JOIN staged_movies ON trimmed(principals.tconst) = staged_movies.tconst
"""

# DuckDB does not read a file at all if it joins it with nothing, hence the id that no row has.
STAGE_NAMES = f"""
CREATE TEMP TABLE imdb_names AS
SELECT trimmed(names.nconst) AS nconst, not_blank(primaryName) AS primaryName,
       trim(birthYear) AS birthYear, trim(deathYear) AS deathYear
FROM {READ} AS names
SEMI JOIN (SELECT pconst AS nconst FROM staged_credits
           UNION ALL SELECT dconst FROM staged_directing
           UNION ALL SELECT chr(10)) AS known ON trimmed(names.nconst) = known.nconst
"""

STAGE_PEOPLE = """
INSERT INTO staged_people
SELECT nconst, primaryName, birthYear::SMALLINT, deathYear::SMALLINT FROM imdb_names
"""

STAGE_ALTERNATIVE_TITLES = f"""
INSERT INTO staged_titles
SELECT trimmed(titleId), coalesce(not_blank(title), '') FROM {READ} AS akas
SEMI JOIN staged_movies ON staged_movies.tconst = trimmed(akas.titleId)
"""

DROP_UNTITLED = "DELETE FROM staged_titles WHERE title = ''"
