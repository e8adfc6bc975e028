"""Text files as a source: columns are recognised by their usual names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from ftfy import fix_encoding

from recsys.errors import InvalidArgument, SourceError
from recsys.sources.staging import BuildOptions, SourceReport, count_first_values
from recsys.sources.text_files.records import read_records
from recsys.util import values
from recsys.util.progress import Progress
from recsys.util.sanitize import sanitize

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "tconst": (
        "tconst",
        "imdb_id",
        "imdbid",
        "imdb",
        "imdb_title_id",
        "const",
        "titleid",
        "movie_imdb_link",
        "imdb_url",
    ),
    "overview": ("overview", "plot", "description", "summary", "synopsis"),
    "tagline": ("tagline",),
    "genres": ("genres", "genre"),
    "keywords": ("keywords", "plot_keywords"),
    "companies": ("companies", "production_companies"),
    "runtime": ("runtime", "runtime_minutes", "duration"),
    "countries": ("country", "countries", "production_countries", "origin_country"),
    "languages": ("language", "languages", "original_language", "spoken_languages"),
    "poster": ("poster", "poster_url", "poster_path"),
    "votes": ("votes", "vote_count", "num_votes"),
}
"""Usual column names of each field, lower case; the first one present is read."""

_SCHEMA: dict[str, Any] = {
    "tconst": pl.String,
    "overview": pl.String,
    "tagline": pl.String,
    "genres": pl.List(pl.String),
    "keywords": pl.List(pl.String),
    "companies": pl.List(pl.String),
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
        reader, rows, slices = _Reader(self.columns), [], []
        without_id = 0
        for record in read_records(self.path):
            row = reader.row(record)
            if row["tconst"] is None:
                without_id += 1
            else:
                rows.append(row)
            if len(rows) == _BATCH:
                slices.append(pl.DataFrame(rows, schema=_SCHEMA))
                rows.clear()
        reader.check_columns(self.path, self.columns)
        slices.append(pl.DataFrame(rows, schema=_SCHEMA))
        frame = pl.concat(slices)
        if frame.is_empty():
            raise SourceError(
                self.path, "no row has an IMDb id (a column imdb_id or tconst, or ids.imdb)"
            )
        # If two films have one id, keep the one with more votes.
        once = frame.sort("votes", descending=True, nulls_last=True, maintain_order=True).unique(
            "tconst", keep="first", maintain_order=True
        )
        con.register("overview_rows", once)
        [(kept,)] = con.execute(_INSERT, [self.name, self.rank]).fetchall()
        con.unregister("overview_rows")
        content = self.path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        report = SourceReport(self.name)
        report.files.append({"name": self.name, "bytes": len(content), "sha256": digest})
        dropped = {
            "no IMDb id": without_id,
            "id given twice": frame.height - once.height,
            "film left out": once.height - kept,
        }
        report.count(self.name, without_id + frame.height, kept, dropped)
        report.mended = reader.mended
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
        if name not in FIELD_NAMES or not column:
            raise InvalidArgument(
                f"{text!r} does not map a field to a column; fields are {', '.join(FIELD_NAMES)}, "
                "as in overview=plot."
            )
        columns[name] = column
    return columns


class _Reader:
    """Converts the records of one file; counts repaired texts and collects column names."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.aliases = {
            name: (*([columns[name].lower()] if name in columns else []), *aliases)
            for name, aliases in FIELD_NAMES.items()
        }
        self.columns: set[str] = set()
        self.mended = 0

    def row(self, record: dict[str, Any]) -> dict[str, Any]:
        cells = {str(name).strip().lower(): value for name, value in record.items() if name}
        if isinstance(cells.get("ids"), dict):
            cells = {**cells["ids"], **cells}
        self.columns |= cells.keys()
        fields = {
            name: next((cells[alias] for alias in aliases if _has_value(cells.get(alias))), None)
            for name, aliases in self.aliases.items()
        }
        return {
            "tconst": values.imdb_id(fields["tconst"]),
            "overview": self._text(fields["overview"]),
            "tagline": self._text(fields["tagline"]),
            "genres": values.names(fields["genres"]),
            "keywords": values.names(fields["keywords"]),
            "companies": values.names(fields["companies"]),
            "runtime": values.minutes(fields["runtime"]),
            "countries": [code.upper() for code in values.codes(fields["countries"]) or []] or None,
            "languages": [code.lower() for code in values.codes(fields["languages"]) or []] or None,
            "poster": values.poster(fields["poster"]),
            "votes": values.integer(fields["votes"]),
        }

    def _text(self, value: Any) -> str | None:
        """A text, repaired if it was doubly encoded (`FranÃ§aise`)."""
        text = values.clean_text(value)
        repaired = text and fix_encoding(text)
        self.mended += repaired != text
        return repaired

    def check_columns(self, path: Path, columns: Mapping[str, str]) -> None:
        """Raise SourceError for a mapped column that the file lacks."""
        for name, column in columns.items():
            if self.columns.isdisjoint(self.aliases[name]):
                present = ", ".join(sorted(self.columns))
                raise SourceError(path, f"has no column {column!r} for {name}; it has {present}")


def _has_value(value: Any) -> bool:
    return bool(value) and value == value  # NaN differs from itself
