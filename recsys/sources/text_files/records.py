"""Read the rows of a JSON lines, CSV, TSV or Parquet file as dictionaries."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TextIO, cast

import polars as pl

from recsys.errors import SourceError


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a file. The format follows from the suffix; a final `.gz` means gzip.

    Raises
    ------
    SourceError
        The file is missing or can't be read; names the line if known.
    """
    try:
        if ".parquet" in path.suffixes:
            with _bytes(path) as stream:
                yield from _parquet(path, stream.read())
            return
        with _text(path) as text:
            if ".jsonl" in path.suffixes or ".ndjson" in path.suffixes:
                yield from _json_lines(path, text)
            else:
                delimiter = "\t" if ".tsv" in path.suffixes else ","
                yield from csv.DictReader(text, delimiter=delimiter)
    except FileNotFoundError as error:
        raise SourceError(path, "the file does not exist") from error
    except (UnicodeDecodeError, EOFError, OSError, zlib.error, csv.Error) as error:
        raise SourceError(path, f"can't be read ({error})") from error


def _bytes(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _text(path: Path) -> TextIO:
    return io.TextIOWrapper(_bytes(path), encoding="utf-8-sig", newline="")


def _parquet(path: Path, content: bytes) -> Iterator[dict[str, Any]]:
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except pl.exceptions.PolarsError as error:
        raise SourceError(path, f"can't be read ({error})") from error
    yield from frame.iter_rows(named=True)


def _json_lines(path: Path, stream: TextIO) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SourceError(path, f"not JSON ({error})", line=number) from error
        if not isinstance(value, dict):
            raise SourceError(path, "not a JSON object", line=number)
        # A search result wraps the film: {"type": "movie", "movie": {...}}.
        film = value.get(str(value.get("type")))
        yield film if isinstance(film, dict) else value
