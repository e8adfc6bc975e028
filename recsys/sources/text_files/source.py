"""Files with texts of films, from any origin: columns are found by the names they go by."""

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
from recsys.sources.staging import BuildOptions, SourceReport, count_gifts
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
    "runtime": ("runtime", "runtime_minutes", "duration"),
    "countries": ("country", "countries", "production_countries", "origin_country"),
    "languages": ("language", "languages", "original_language", "spoken_languages"),
    "poster": ("poster", "poster_url", "poster_path"),
    "votes": ("votes", "vote_count", "num_votes"),
}
"""Names under which sources keep each field, lower case; the first that is present is read."""

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


_ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class OverviewFile:
    """One file of overviews as a source; earlier files win over later ones, field by field.

    `columns` maps fields to the names of columns that are not recognised by themselves.
    """

    path: Path
    rank: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return sanitize(self.path.name)  # files are called by others, too, and it is shown

    def stage(
        self,
        con: duckdb.DuckDBPyConnection,
        options: BuildOptions,  # noqa: ARG002 - what is kept, the sources of films have decided
        progress: Progress,
    ) -> SourceReport:
        """Insert the texts of films that the catalogue has.

        Raises
        ------
        SourceError
            The file is missing, can't be read, or names no film ids; with the line where known.
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
            if len(rows) == _ROWS_AT_ONCE:
                slices.append(pl.DataFrame(rows, schema=_SCHEMA))
                rows.clear()
        reader.refuse_unknown(self.path, self.columns)
        slices.append(pl.DataFrame(rows, schema=_SCHEMA))
        frame = pl.concat(slices)
        if frame.is_empty():
            raise SourceError(
                self.path, "no row has an IMDb id (a column imdb_id or tconst, or ids.imdb)"
            )
        # Two films that claim one id: the one with more votes is the one people mean.
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
        report.gave = count_gifts(con, self.rank)
        return report


def parse_columns(texts: Sequence[str]) -> dict[str, str]:
    """`overview=plot` to {"overview": "plot"}.

    Raises
    ------
    InvalidArgument
        Something else, or a field that there is not.
    """
    columns = {}
    for text in texts:
        name, _, column = (part.strip() for part in text.partition("="))
        if name not in FIELD_NAMES or not column:
            raise InvalidArgument(
                f"{text!r} maps no field to a column; fields are {', '.join(FIELD_NAMES)}, "
                "as in overview=plot."
            )
        columns[name] = column
    return columns


class _Reader:
    """Rows of one file; counts the texts it mends and keeps the names of columns it met."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.aliases = {
            name: (*([columns[name].lower()] if name in columns else []), *aliases)
            for name, aliases in FIELD_NAMES.items()
        }
        self.met: set[str] = set()
        self.mended = 0

    def row(self, record: dict[str, Any]) -> dict[str, Any]:
        known = {str(name).strip().lower(): value for name, value in record.items() if name}
        if isinstance(known.get("ids"), dict):
            known = {**known["ids"], **known}
        self.met |= known.keys()
        found = {
            name: next((known[alias] for alias in aliases if _given(known.get(alias))), None)
            for name, aliases in self.aliases.items()
        }
        return {
            "tconst": values.imdb_id(found["tconst"]),
            "overview": self._text(found["overview"]),
            "tagline": self._text(found["tagline"]),
            "genres": values.names(found["genres"]),
            "keywords": values.names(found["keywords"]),
            "runtime": values.minutes(found["runtime"]),
            "countries": [code.upper() for code in values.codes(found["countries"]) or []] or None,
            "languages": [code.lower() for code in values.codes(found["languages"]) or []] or None,
            "poster": values.poster(found["poster"]),
            "votes": values.whole(found["votes"]),
        }

    def _text(self, value: Any) -> str | None:
        """A text; one that was encoded twice (`FranÃ§aise`) is mended."""
        text = values.words(value)
        mended = text and fix_encoding(text)
        self.mended += mended != text
        return mended

    def refuse_unknown(self, path: Path, columns: Mapping[str, str]) -> None:
        """A mapped column that is not there would leave its field empty without a word."""
        for name, column in columns.items():
            if self.met.isdisjoint(self.aliases[name]):
                met = ", ".join(sorted(self.met))
                raise SourceError(path, f"has no column {column!r} for {name}; it has {met}")


def _given(value: Any) -> bool:
    return bool(value) and value == value  # NaN is not itself
