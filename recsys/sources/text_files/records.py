"""Open a file of texts: a table, JSON or Parquet, plain or packed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from recsys.reading import texts
from recsys.reading.content import pieces
from recsys.reading.errors import Unreadable
from recsys.reading.objects import record_of
from recsys.reading.records import Records, column_name
from recsys.reading.tables import Refused

MAX_BYTES = 50_000_000_000
"""Unpacked text of one file; the texts of all films that Trakt knows have three gigabytes."""

NO_ID = "no row has an IMDb id (a column imdb_id or tconst, or ids.imdb)"

_JSON = frozenset({".json", ".jsonl", ".ndjson"})
_PARQUET = b"PAR1"


class ParquetRecords:
    """The rows of a Parquet file, with the interface of `Records`."""

    note = ""
    refused: Sequence[Refused] = ()

    def __init__(self, path: Path) -> None:
        try:
            self._frame = pl.read_parquet(io.BytesIO(b"".join(pieces(path, MAX_BYTES))))
        except pl.exceptions.PolarsError as error:
            raise Unreadable(f"the file can't be read ({error})") from error
        self.columns = tuple(map(column_name, self._frame.columns))

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any]]]:
        for number, row in enumerate(self._frame.iter_rows(named=True), start=1):
            yield number, {column_name(name): cell for name, cell in record_of(row).items()}


def open_records(path: Path, names: Mapping[str, Sequence[str]]) -> Records | ParquetRecords:
    """Open a file whose records have the fields `names`, see `texts.NAMES`.

    Raises
    ------
    Unreadable
        The file is missing, can't be read, or has no column of IMDb ids.
    """
    if _is_parquet(path):
        return ParquetRecords(path)
    records = Records(path, lambda cells: texts.known(cells, names), MAX_BYTES)
    if records.lines is not None:
        if _JSON.intersection(path.suffixes):
            raise Unreadable("not JSON objects, in an array or one a line", 1)
        raise Unreadable(NO_ID)
    records.check(texts.checks(names))
    return records


def _is_parquet(path: Path) -> bool:
    if ".parquet" in path.suffixes or not path.is_file():
        return ".parquet" in path.suffixes
    with path.open("rb") as stream:
        return stream.read(len(_PARQUET)) == _PARQUET
