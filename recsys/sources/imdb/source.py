"""Stage IMDb's files: one pass per file, with all rows accounted for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from recsys.errors import SourceError
from recsys.sources.imdb import files as imdb_files
from recsys.sources.imdb.files import InspectedFile
from recsys.sources.staging import BuildOptions, SourceReport
from recsys.util.progress import Progress
from recsys.vocabulary.roles import CATEGORY_TO_ROLE

_READ = (
    r"read_csv(?, delim='\t', header=true, quote='', escape='', nullstr='\N', columns=?,"
    " auto_detect=false, strict_mode=true, max_line_size=16777216)"
)

_STAGE_TITLES = f"""
CREATE TEMP TABLE imdb_titles AS
SELECT tconst, titleType, primaryTitle, originalTitle, startYear, runtimeMinutes,
       string_split(genres, ',') AS genres, coalesce(isAdult, '0') <> '0' AS adult
FROM {_READ} WHERE list_contains(?, titleType)
"""

_STAGE_RATINGS = f"""
CREATE TEMP TABLE imdb_ratings AS
SELECT tconst, averageRating, numVotes FROM {_READ} SEMI JOIN imdb_titles USING (tconst)
"""

# Invalid values, as (data set, column, query for the first such value, finding).
_FAULTS = (
    ("title.basics", "tconst", "SELECT 1 FROM imdb_titles WHERE tconst IS NULL LIMIT 1",
     "a title has no id"),
    ("title.basics", "tconst",
     "SELECT tconst FROM imdb_titles GROUP BY ALL HAVING count(*) > 1 ORDER BY 1 LIMIT 1",
     "{} occurs on more than one row"),
    ("title.ratings", "tconst",
     "SELECT tconst FROM imdb_ratings GROUP BY ALL HAVING count(*) > 1 ORDER BY 1 LIMIT 1",
     "{} occurs on more than one row"),
    ("title.ratings", "averageRating",
     "SELECT tconst FROM imdb_ratings WHERE averageRating NOT BETWEEN 1 AND 10 "
     "ORDER BY 1 LIMIT 1",
     "the rating of {} is not between 1 and 10"),
    ("title.ratings", "numVotes",
     "SELECT tconst FROM imdb_ratings WHERE numVotes < 0 ORDER BY 1 LIMIT 1",
     "the votes of {} are below 0"),
)  # fmt: skip

_STAGE_MOVIES = """
INSERT INTO staged_movies
SELECT tconst, titleType, coalesce(primaryTitle, originalTitle, tconst),
       coalesce(originalTitle, primaryTitle, tconst), startYear, runtimeMinutes, genres,
       averageRating, numVotes
FROM imdb_titles LEFT JOIN imdb_ratings USING (tconst)
WHERE (NOT adult OR $include_adult) AND coalesce(numVotes, 0) >= $min_votes
"""

_COUNT_DROPPED = """
SELECT count(*) FILTER (adult AND NOT $include_adult),
       count(*) FILTER ((NOT adult OR $include_adult) AND coalesce(numVotes, 0) < $min_votes)
FROM imdb_titles LEFT JOIN imdb_ratings USING (tconst)
"""

_STAGE_DIRECTING = f"""
CREATE TEMP TABLE imdb_crew AS
SELECT tconst, directors FROM {_READ} SEMI JOIN staged_movies USING (tconst)
"""

_SPLIT_DIRECTING = """
INSERT INTO staged_directing
SELECT tconst, unnest(string_split(directors, ',')) FROM imdb_crew WHERE directors IS NOT NULL
"""

# `characters` looks like JSON but may contain unescaped quotes, so it is split at separators.
_STAGE_CREDITS = f"""
INSERT INTO staged_credits
SELECT tconst, nconst, coalesce(getvariable('role_of_category')[category], 'other'),
       CASE WHEN length(characters) > 4
            THEN string_split(characters[3:length(characters) - 2], '","') END
FROM {_READ} SEMI JOIN staged_movies USING (tconst)
"""

# DuckDB does not read a file at all if it joins it with nothing, hence the id that no row has.
_STAGE_PEOPLE = f"""
INSERT INTO staged_people
SELECT nconst, primaryName, birthYear, deathYear FROM {_READ}
SEMI JOIN (SELECT pconst AS nconst FROM staged_credits
           UNION ALL SELECT dconst FROM staged_directing
           UNION ALL SELECT chr(10)) USING (nconst)
"""

_STAGE_ALTERNATIVE_TITLES = f"""
INSERT INTO staged_titles
SELECT titleId, coalesce(title, '') FROM {_READ} AS akas
SEMI JOIN staged_movies ON staged_movies.tconst = akas.titleId
"""

_DROP_UNTITLED = "DELETE FROM staged_titles WHERE title = ''"


class ImdbSource:
    """IMDb's files in a folder, as a source of films."""

    name = "imdb"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stage(
        self, con: duckdb.DuckDBPyConnection, options: BuildOptions, progress: Progress
    ) -> SourceReport:
        """Insert the films that the options include, and their people.

        Raises
        ------
        SourceError
            A file is missing, truncated or of another layout, or no film remains.
        """
        paths = imdb_files.find(self.folder)
        progress("checking and unpacking IMDb's files")
        with _unpacking_folder(con) as folder:
            files = imdb_files.inspect_all(paths, folder)
            return _Staging(con, options, files).run(progress)


class _Staging:
    """One run of `ImdbSource.stage`: steps that share a connection, the files and a report."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        options: BuildOptions,
        files: dict[str, InspectedFile],
    ) -> None:
        self.con, self.options, self.files = con, options, files
        described = [
            {"name": f.path.name, "bytes": f.size, "sha256": f.sha256} for f in files.values()
        ]
        self.report = SourceReport("imdb", files=described)

    def run(self, progress: Progress) -> SourceReport:
        categories = [list(CATEGORY_TO_ROLE), list(CATEGORY_TO_ROLE.values())]
        self.con.execute("SET VARIABLE role_of_category = map(?, ?)", categories)
        for message, step in (
            ("reading titles and ratings", self._movies),
            ("reading directors", self._directing),
            ("reading principals", self._credits),
            ("reading names", self._people),
            ("reading alternative titles", self._alternative_titles),
        ):
            progress(message)
            step()
        self.con.execute("DROP TABLE imdb_titles; DROP TABLE imdb_ratings; DROP TABLE imdb_crew")
        return self.report

    def _movies(self) -> None:
        read = self._read("title.basics", _STAGE_TITLES, list(self.options.types))
        matching = self._count("imdb_titles")
        if not matching:
            raise self._no_title_left(read)
        rated = self._read("title.ratings", _STAGE_RATINGS)
        self._check_values()
        limits = {
            "include_adult": self.options.include_adult,
            "min_votes": self.options.min_votes,
        }
        self.con.execute(_STAGE_MOVIES, limits)
        kept = self._count("staged_movies")
        [(adult, few_votes)] = self.con.execute(_COUNT_DROPPED, limits).fetchall()
        dropped = {"other type": read - matching, "adult": adult, "too few votes": few_votes}
        self.report.count("title.basics", read, kept, dropped)
        matched = self._count("imdb_ratings")
        self.report.count("title.ratings", rated, matched, {"title of other type": rated - matched})
        if not kept:
            raise self._no_title_left(read)

    def _check_values(self) -> None:
        for dataset, column, query, finding in _FAULTS:
            value = self.con.execute(query).fetchone()
            if value:
                path = self.files[dataset].path
                raise SourceError(path, finding.format(value[0]), column=column)

    def _no_title_left(self, read: int) -> SourceError:
        return SourceError(
            self.files["title.basics"].path,
            f"none of {read:,} titles remains: types {', '.join(self.options.types)}, "
            f"at least {self.options.min_votes} votes",
        )

    def _directing(self) -> None:
        read = self._read("title.crew", _STAGE_DIRECTING)
        self.con.execute(_SPLIT_DIRECTING)
        matched = self._count("imdb_crew")
        [(directed,)] = self.con.execute("SELECT count(directors) FROM imdb_crew").fetchall()
        dropped = {"title left out": read - matched, "no director given": matched - directed}
        self.report.count("title.crew", read, directed, dropped)

    def _credits(self) -> None:
        read = self._read("title.principals", _STAGE_CREDITS)
        kept = self._count("staged_credits")
        self.report.count("title.principals", read, kept, {"title left out": read - kept})

    def _people(self) -> None:
        read = self._read("name.basics", _STAGE_PEOPLE)
        kept = self._count("staged_people")
        self.report.count("name.basics", read, kept, {"not credited on a kept title": read - kept})

    def _alternative_titles(self) -> None:
        if "title.akas" in self.files:
            read = self._read("title.akas", _STAGE_ALTERNATIVE_TITLES)
            matched = self._count("staged_titles")
            self.con.execute(_DROP_UNTITLED)
            kept = self._count("staged_titles")
            dropped = {"title left out": read - matched, "no title given": matched - kept}
            self.report.count("title.akas", read, kept, dropped)

    def _count(self, table: str) -> int:
        return self.con.table(table).shape[0]

    def _read(self, dataset: str, query: str, *parameters: Any) -> int:
        """Run a query that reads one file and return the number of rows read.

        Raises SourceError if that differs from the file's line count, which would be a silent loss.
        """
        file = self.files[dataset]
        self.con.execute("PRAGMA enable_profiling = 'no_output'")
        try:
            self.con.execute(query, [str(file.text), imdb_files.COLUMNS[dataset], *parameters])
            profile = json.loads(self.con.get_profiling_information(format="json"))
        except duckdb.ConstraintException as error:
            raise SourceError(file.path, "a row has no id", column="nconst") from error
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise _located(file.path, error) from error
        finally:
            self.con.execute("PRAGMA disable_profiling")
        read = _rows_of_scan(profile)
        if read != file.rows:
            raise SourceError(file.path, f"has {file.rows:,} rows, but only {read:,} were read")
        return read


@contextmanager
def _unpacking_folder(con: duckdb.DuckDBPyConnection) -> Iterator[Path]:
    """A temporary folder within DuckDB's spill folder, on the store's disk."""
    spill = Path(con.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])
    spill.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=spill, prefix="unpacked-") as folder:
        yield Path(folder)


def _rows_of_scan(node: Any) -> int:
    """Total rows of the CSV scans in a DuckDB profile."""
    if isinstance(node, list):
        return sum(map(_rows_of_scan, node))
    is_scan = node.get("extra_info", {}).get("Function") == "READ_CSV"
    own = int(node["intermediate_rows"]) if is_scan else 0
    return own + _rows_of_scan(node.get("operator", [])) + _rows_of_scan(node.get("children", []))


def _located(path: Path, error: duckdb.Error) -> SourceError:
    """A SourceError for DuckDB's CSV error, with its line, column and first finding."""
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    column = re.search(r'converting column "([^"]+)"', text)
    columns = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text)
    value = re.search(r'Could not convert string "([^"]*)" to \'([^\']*)\'', text)
    if columns:
        finding = f"{columns[2]} columns instead of {columns[1]}"
    elif value:
        finding = f"{value[1]!r} is not of type {value[2]}"
    else:
        finding = text.splitlines()[0]
    return SourceError(path, finding, int(line[1]) if line else None, column[1] if column else None)
