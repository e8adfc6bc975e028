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
from recsys.sources.imdb import queries
from recsys.sources.imdb.files import InspectedFile
from recsys.sources.staging import BuildOptions, SourceReport
from recsys.util.plain_path import plain_folder
from recsys.util.progress import Progress
from recsys.vocabulary.roles import CATEGORY_TO_ROLE


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
        self.report.odd = {
            f"{file.dataset}: {oddity}": count
            for file in files.values()
            for oddity, count in file.odd.items()
        }

    def run(self, progress: Progress) -> SourceReport:
        categories = [list(CATEGORY_TO_ROLE), list(CATEGORY_TO_ROLE.values())]
        self.con.execute("SET VARIABLE role_of_category = map(?, ?)", categories)
        self.con.execute(queries.MACROS)
        for message, step in (
            ("reading titles and ratings", self._movies),
            ("reading directors", self._directing),
            ("reading principals", self._credits),
            ("reading names", self._people),
            ("reading alternative titles", self._alternative_titles),
        ):
            progress(message)
            step()
        self.con.execute(queries.DROP_TABLES)
        return self.report

    def _movies(self) -> None:
        read = self._read("title.basics", queries.STAGE_TITLES, list(self.options.types))
        matching = self._count("imdb_titles")
        if not matching:
            raise self._no_title_left(read)
        rated = self._read("title.ratings", queries.STAGE_RATINGS)
        matched = self._count("imdb_ratings")
        repeats = self._without_repeats("title.basics", "imdb_titles")
        rated_repeats = self._without_repeats("title.ratings", "imdb_ratings")
        self._check_values()
        self._check_numbers("title.basics", "title.ratings")
        [(titleless,)] = self.con.execute(queries.COUNT_TITLELESS).fetchall()
        self._note("title.basics", "film without a title; shown by its id", titleless)
        limits = {
            "include_adult": self.options.include_adult,
            "min_votes": self.options.min_votes,
        }
        self.con.execute(queries.STAGE_MOVIES, limits)
        kept = self._count("staged_movies")
        [(adult, few_votes)] = self.con.execute(queries.COUNT_DROPPED, limits).fetchall()
        dropped = {"other type": read - matching, "adult": adult, "too few votes": few_votes}
        self.report.count("title.basics", read, kept, dropped | _repeated(repeats))
        left = {"title of other type": rated - matched} | _repeated(rated_repeats)
        self.report.count("title.ratings", rated, matched - rated_repeats, left)
        if not kept:
            raise self._no_title_left(read)

    def _without_repeats(self, dataset: str, table: str) -> int:
        """Keep one of each set of equal rows; return how many were removed."""
        [(repeats,)] = self.con.execute(queries.COUNT_REPEATS[dataset]).fetchall()
        if not repeats:
            return 0
        before = self._count(table)
        self.con.execute(queries.REMOVE_REPEATS[dataset])
        removed = before - self._count(table)
        self._note(dataset, "row repeated exactly; counted once", removed)
        return removed

    def _note(self, dataset: str, oddity: str, count: int) -> None:
        if count:
            self.report.odd[f"{dataset}: {oddity}"] = count

    def _check_values(self) -> None:
        for dataset, column, query, finding in queries.FAULTS:
            row = self.con.execute(query).fetchone()
            if row:
                raise self._fault(dataset, column, finding.format(id=row[0], value=row[1]), row[0])

    def _check_numbers(self, *datasets: str) -> None:
        """Raise SourceError for a text in a column of numbers."""
        for dataset, column, query in queries.NOT_NUMBERS:
            row = self.con.execute(query).fetchone() if dataset in datasets else None
            if row:
                kind = imdb_files.COLUMNS[dataset][column]
                raise self._fault(dataset, column, f"{row[1]!r} is not of type {kind}", row[0])

    def _fault(self, dataset: str, column: str, finding: str, key: str | None) -> SourceError:
        file = self.files[dataset]
        line = file.line_of(imdb_files.KEYS[dataset], key) if key else None
        return SourceError(file.path, finding, line, column)

    def _no_title_left(self, read: int) -> SourceError:
        return SourceError(
            self.files["title.basics"].path,
            f"none of {read:,} titles remains: types {', '.join(self.options.types)}, "
            f"at least {self.options.min_votes} votes",
        )

    def _directing(self) -> None:
        read = self._read("title.crew", queries.STAGE_DIRECTING)
        self.con.execute(queries.SPLIT_DIRECTING)
        matched = self._count("imdb_crew")
        [(directed,)] = self.con.execute("SELECT count(directors) FROM imdb_crew").fetchall()
        dropped = {"title left out": read - matched, "no director given": matched - directed}
        self.report.count("title.crew", read, directed, dropped)

    def _credits(self) -> None:
        read = self._read("title.principals", queries.STAGE_CREDITS)
        kept = self._count("staged_credits")
        self.report.count("title.principals", read, kept, {"title left out": read - kept})

    def _people(self) -> None:
        read = self._read("name.basics", queries.STAGE_NAMES)
        credited = self._count("imdb_names")
        repeats = self._without_repeats("name.basics", "imdb_names")
        self._check_numbers("name.basics")
        self.con.execute(queries.STAGE_PEOPLE)
        dropped = {"not credited on a kept title": read - credited} | _repeated(repeats)
        self.report.count("name.basics", read, credited - repeats, dropped)

    def _alternative_titles(self) -> None:
        if "title.akas" in self.files:
            read = self._read("title.akas", queries.STAGE_ALTERNATIVE_TITLES)
            matched = self._count("staged_titles")
            self.con.execute(queries.DROP_UNTITLED)
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
            columns = dict.fromkeys(file.columns, "VARCHAR")
            self.con.execute(query, [str(file.text), columns, *parameters])
            profile = json.loads(self.con.get_profiling_information(format="json"))
        except duckdb.ConstraintException as error:
            raise SourceError(file.path, "a row has no id", column="nconst") from error
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise _located(file.path, error) from error
        finally:
            self.con.execute("PRAGMA disable_profiling")
        read = _rows_of_scan(profile)
        if read != file.rows:
            raise SourceError(
                file.path,
                f"has {file.rows:,} lines below its header, but only {read:,} rows were read; "
                "remove empty lines, or download it again",
            )
        return read


def _repeated(rows: int) -> dict[str, int]:
    return {"repeated exactly": rows} if rows else {}


@contextmanager
def _unpacking_folder(con: duckdb.DuckDBPyConnection) -> Iterator[Path]:
    """A temporary folder within DuckDB's spill folder, on the store's disk."""
    spill = Path(con.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])
    spill.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(dir=spill, prefix="unpacked-") as folder,
        plain_folder(Path(folder)) as plain,
    ):
        yield plain


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
