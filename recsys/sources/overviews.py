"""Files with overviews: Trakt's search results as JSON lines, or a table as CSV."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import duckdb
import polars as pl

from recsys.errors import SourceError
from recsys.sources.staging import BuildOptions, Progress, SourceReport

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "tconst": ("tconst", "imdb_id", "imdbid", "imdb", "imdb_title_id", "const"),
    "overview": ("overview", "plot", "description", "summary", "synopsis"),
    "tagline": ("tagline",),
    "genres": ("genres", "genre"),
    "keywords": ("keywords", "plot_keywords"),
    "runtime": ("runtime", "runtime_minutes", "duration"),
    "countries": ("country", "countries", "production_countries"),
    "languages": ("language", "languages", "original_language"),
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
INSERT INTO staged_texts
SELECT tconst, ?, ?, overview, tagline, genres, keywords, runtime, countries, languages, poster
FROM overview_rows SEMI JOIN staged_movies USING (tconst)
"""


@dataclass(frozen=True)
class OverviewFile:
    """One file of overviews as a source; earlier files win over later ones, field by field."""

    path: Path
    rank: int = 1

    @property
    def name(self) -> str:
        return self.path.name

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
        progress(f"reading {self.path.name}")
        rows, without_id = [], 0
        for record in _records(self.path):
            row = _row(record)
            if row["tconst"] is None:
                without_id += 1
            else:
                rows.append(row)
        if not rows:
            raise SourceError(
                self.path, "no row has an IMDb id (a column imdb_id or tconst, or ids.imdb)"
            )
        frame = pl.DataFrame(rows, schema=_SCHEMA)
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
        return report


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file as dictionaries, whatever its format."""
    try:
        with _text(path) as stream:
            if ".jsonl" in path.suffixes or ".ndjson" in path.suffixes:
                yield from _json_lines(path, stream)
            else:
                yield from csv.DictReader(
                    stream, delimiter="\t" if ".tsv" in path.suffixes else ","
                )
    except FileNotFoundError as error:
        raise SourceError(path, "there is no such file") from error
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, csv.Error) as error:
        raise SourceError(path, f"can't be read ({error})") from error


def _text(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _json_lines(path: Path, stream: TextIO) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise SourceError(path, f"not JSON ({error.msg})", line=number) from error
        if not isinstance(value, dict):
            raise SourceError(path, "not a JSON object", line=number)
        # A search result wraps the film: {"type": "movie", "movie": {...}}.
        yield value.get(str(value.get("type")), value)


def _row(record: dict[str, Any]) -> dict[str, Any]:
    known = {str(name).lower(): value for name, value in record.items() if name}
    if isinstance(known.get("ids"), dict):
        known = {**known["ids"], **known}
    found = {
        name: next((known[alias] for alias in aliases if known.get(alias)), None)
        for name, aliases in FIELD_NAMES.items()
    }
    return {
        "tconst": _imdb_id(found["tconst"]),
        "overview": _words(found["overview"]),
        "tagline": _words(found["tagline"]),
        "genres": _list(found["genres"]),
        "keywords": _list(found["keywords"]),
        "runtime": _whole(found["runtime"]),
        "countries": [code.upper() for code in _list(found["countries"]) or []] or None,
        "languages": [code.lower() for code in _list(found["languages"]) or []] or None,
        "poster": _words(found["poster"]),
        "votes": _whole(found["votes"]),
    }


def _imdb_id(value: Any) -> str | None:
    """`tt` and at least seven digits; a bare number is one without its letters."""
    match = re.fullmatch(r"(?:tt)?(\d{1,12})", str(value).strip()) if value else None
    return f"tt{match[1]:0>7}" if match else None


def _words(value: Any) -> str | None:
    text = " ".join(str(value).split()) if value else ""
    return text or None


def _whole(value: Any) -> int | None:
    match = re.match(r"\s*(\d+)", str(value)) if value is not None else None
    return int(match[1]) if match else None


def _list(value: Any) -> list[str] | None:
    """A list of words from a list, a list of objects with a name, or a separated text."""
    if not value:
        return None
    if isinstance(value, str):
        value = re.split(r"\s*[|,;]\s*", value.strip())
    if not isinstance(value, list):
        value = [value]
    words = (item.get("name") if isinstance(item, dict) else item for item in value)
    return [text for word in words if (text := _words(word))] or None
