"""Text files as a source: columns are recognised by their usual names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from ftfy import fix_encoding

from recsys.errors import InvalidArgument, SourceError
from recsys.reading.errors import Unreadable
from recsys.reading.records import column_name
from recsys.reading.tables import Refused
from recsys.reading.texts import NAMES, fields_of
from recsys.sources.staging import BuildOptions, SourceReport, count_first_values
from recsys.sources.text_files.records import NO_ID, open_records
from recsys.util.hashing import sha256_of
from recsys.util.progress import Progress
from recsys.util.sanitize import sanitize

_SCHEMA: dict[str, Any] = {
    "tconst": pl.String,
    "overview": pl.String,
    "tagline": pl.String,
    "genres": pl.List(pl.String),
    "keywords": pl.List(pl.String),
    "runtime": pl.Int32,
    "countries": pl.List(pl.String),
    "languages": pl.List(pl.String),
    "poster": pl.String,
    "votes": pl.Int64,
}

_INSERT = """
INSERT INTO staged_texts BY NAME
SELECT tconst, ? AS source, ? AS source_rank, * EXCLUDE (tconst, votes)
FROM overview_rows SEMI JOIN staged_movies USING (tconst)
"""


_BATCH = 50_000
_LISTED = 5
"""Refused rows that a report lists with their lines."""


@dataclass(frozen=True)
class OverviewFile:
    """One file of texts as a source. Earlier files win over later ones, field by field.

    `columns` maps fields to columns that are not recognised by name.
    """

    path: Path
    rank: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return sanitize(self.path.name)  # shown to users, and others may have named the file

    def stage(
        self,
        con: duckdb.DuckDBPyConnection,
        options: BuildOptions,  # noqa: ARG002 - the sources of films apply them
        progress: Progress,
    ) -> SourceReport:
        """Insert the texts of the catalogue's films.

        Raises
        ------
        SourceError
            The file is missing, can't be read, or has no film ids; names the line if known.
        """
        progress(f"reading {self.name}")
        reader = _Reader(self.columns)
        try:
            frame = reader.read(self.path)
        except Unreadable as error:
            raise SourceError(self.path, error.reason, error.line) from error
        # If two films have one id, keep the one with more votes.
        once = frame.sort("votes", descending=True, nulls_last=True, maintain_order=True).unique(
            "tconst", keep="first", maintain_order=True
        )
        con.register("overview_rows", once)
        [(kept,)] = con.execute(_INSERT, [self.name, self.rank]).fetchall()
        con.unregister("overview_rows")
        report = SourceReport(self.name)
        report.files.append(
            {
                "name": self.name,
                "bytes": self.path.stat().st_size,
                "sha256": sha256_of(self.path),
            }
        )
        dropped = {
            "no IMDb id": reader.without_id,
            "id given twice": frame.height - once.height,
            "film left out": once.height - kept,
        }
        if reader.refused:
            dropped["can't be read"] = len(reader.refused)
        report.count(self.name, sum(dropped.values()) + kept, kept, dropped)
        report.mended = reader.mended
        report.odd = reader.oddities()
        report.gave = count_first_values(con, self.rank)
        return report


def parse_columns(texts: Sequence[str]) -> dict[str, str]:
    """Parse mappings: `overview=plot` becomes `{"overview": "plot"}`.

    Raises
    ------
    InvalidArgument
        A mapping is malformed or names an unknown field.
    """
    columns = {}
    for text in texts:
        name, _, column = (part.strip() for part in text.partition("="))
        if name not in NAMES or not column:
            raise InvalidArgument(
                f"{text!r} does not map a field to a column; fields are {', '.join(NAMES)}, "
                "as in overview=plot."
            )
        columns[name] = column
    return columns


class _Reader:
    """Reads the records of one file; counts what it could not use."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.mapped = columns
        self.names: dict[str, tuple[str, ...]] = {
            name: (*([column_name(columns[name])] if name in columns else []), *usual)
            for name, usual in NAMES.items()
        }
        self.without_id = self.mended = 0
        self.refused: Sequence[Refused] = ()
        self.note = ""

    def read(self, path: Path) -> pl.DataFrame:
        """All rows with an IMDb id.

        Raises
        ------
        SourceError
            A mapped column is missing, or no row has an IMDb id.
        Unreadable
            The file can't be read.
        """
        records = open_records(path, self.names)
        rows: list[dict[str, Any]] = []
        slices: list[pl.DataFrame] = []
        for _, record in records:
            row = self._row(record)
            if row["tconst"] is None:
                self.without_id += 1
            else:
                rows.append(row)
            if len(rows) == _BATCH:
                slices.append(pl.DataFrame(rows, schema=_SCHEMA))
                rows.clear()
        slices.append(pl.DataFrame(rows, schema=_SCHEMA))
        self.refused, self.note = records.refused, records.note
        frame = pl.concat(slices)
        self._check(path, set(records.columns), frame)
        return frame

    def oddities(self) -> dict[str, int]:
        """The first refused rows and the decoding of other encodings, as a report counts them."""
        found = [f"row left out, {row}" for row in self.refused[:_LISTED]]
        return dict.fromkeys([self.note, *found] if self.note else found, 1)

    def _row(self, record: Mapping[str, Any]) -> dict[str, Any]:
        row = fields_of(record, self.names)
        for name in ("overview", "tagline"):
            if row[name]:
                repaired = fix_encoding(row[name])  # double encoding, as in `FranÃ§aise`
                self.mended += repaired != row[name]
                row[name] = repaired
        return row

    def _check(self, path: Path, present: set[str], frame: pl.DataFrame) -> None:
        for name, column in self.mapped.items():
            if present.isdisjoint(self.names[name]):
                columns = ", ".join(sorted(present))
                raise SourceError(path, f"has no column {column!r} for {name}; it has {columns}")
        if frame.is_empty():
            if self.refused:
                raise SourceError(path, self.refused[0].reason, self.refused[0].line)
            raise SourceError(path, NO_ID)
