"""Export the catalogue's tables to Parquet, CSV or JSON lines, with a data dictionary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from recsys.archive.aside import folder_aside
from recsys.archive.dictionary import COLUMN_MEANINGS, TABLE_MEANINGS
from recsys.errors import InvalidArgument
from recsys.store.connection import catalogue_connection
from recsys.store.layout import BuildFolder
from recsys.store.manifest import Manifest
from recsys.util.progress import Progress

Format = Literal["parquet", "csv", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)

DICTIONARY = "README.md"

_ROWS = 100_000
"""Rows held in memory at a time."""


def export_catalogue(
    build: BuildFolder,
    folder: Path,
    format_: Format = "parquet",
    progress: Progress = lambda _: None,
) -> dict[str, int]:
    """Write every table of a build and the data dictionary to a new folder.

    The folder appears in one step, once it is complete. Returns the number of rows of each table.

    Raises
    ------
    InvalidArgument
        The format is unknown, or the folder is not empty or can't be created.
    """
    if format_ not in FORMATS:
        raise InvalidArgument(f"format is {format_!r}, choose from {', '.join(FORMATS)}.")
    with _new_folder(folder) as aside, catalogue_connection(build.catalogue) as con:
        manifest = Manifest.read(build)
        rows, columns = {}, {}
        for table in manifest.tables:
            progress(f"writing {table}")
            relation = con.table(table)
            columns[table] = dict(zip(relation.columns, map(str, relation.types), strict=True))
            rows[table] = _WRITERS[format_](relation, aside / f"{table}.{format_}")
        text = dictionary(manifest, format_, rows, columns)
        (aside / DICTIONARY).write_text(text, encoding="utf-8")
    return rows


def dictionary(
    manifest: Manifest, format_: Format, rows: dict[str, int], columns: dict[str, dict[str, str]]
) -> str:
    """Data dictionary in Markdown: the columns of every file with types and meanings.

    `columns` maps each table to the types of its columns.
    """
    sources = ", ".join(source["name"] for source in manifest.sources)
    lines = [
        "# A catalogue of films",
        "",
        f"Exported from build {manifest.build_id}, made {manifest.created}. Sources: {sources}.",
        "The terms of these sources apply to this copy too.",
        "",
        _NOTES[format_],
    ]
    for table, types in columns.items():
        meanings = COLUMN_MEANINGS.get(table, {})
        lines += [
            "",
            f"## {table}.{format_}",
            "",
            f"{TABLE_MEANINGS.get(table, '')} {rows[table]:,} rows.".strip(),
            "",
            "| column | type | meaning |",
            "| --- | --- | --- |",
            *(f"| `{name}` | {kind} | {meanings.get(name, '')} |" for name, kind in types.items()),
        ]
    return "\n".join(lines) + "\n"


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder, renamed to `folder` when the block ends, removed when it raises."""
    folder = folder.resolve()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InvalidArgument(f"{folder} is not empty; name a new folder.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = ExitStack()
        work = aside.enter_context(folder_aside(folder.parent, f".{folder.name}.unfinished-"))
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidArgument):
            raise
        raise InvalidArgument(f"{folder} can't be created: {error}.") from error
    with aside:
        content = work / folder.name
        content.mkdir()
        yield content
        if folder.exists():
            folder.rmdir()  # it is empty; not every system replaces a folder
        content.rename(folder)


def _batches(relation: duckdb.DuckDBPyRelation) -> pa.RecordBatchReader:
    return relation.to_arrow_reader(_ROWS)


def _write_parquet(relation: duckdb.DuckDBPyRelation, path: Path) -> int:
    rows, reader = 0, _batches(relation)
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _write_csv(relation: duckdb.DuckDBPyRelation, path: Path) -> int:
    return _write_frames(
        relation, path, lambda frame, first: _flat(frame).write_csv(include_header=first)
    )


def _write_jsonl(relation: duckdb.DuckDBPyRelation, path: Path) -> int:
    return _write_frames(relation, path, lambda frame, _: _plain(frame).write_ndjson())


def _write_frames(
    relation: duckdb.DuckDBPyRelation, path: Path, text: Callable[[pl.DataFrame, bool], str]
) -> int:
    """Write rows in batches; `text` formats a batch, given whether it is the first."""
    reader = _batches(relation)
    empty: Any = pl.from_arrow(reader.schema.empty_table())
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        for batch in reader:
            frame: Any = pl.from_arrow(batch)
            if len(frame):
                stream.write(text(frame, rows == 0))
                rows += len(frame)
        if not rows:
            stream.write(text(empty, True))
    return rows


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Decimals as floats, since Polars writes decimals to JSON as strings."""
    return frame.with_columns(pl.col(pl.Decimal).cast(pl.Float64))


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists joined by `; `, since CSV has no lists."""
    return frame.with_columns(pl.col(pl.List(pl.String)).list.join("; "))


_WRITERS: dict[Format, Callable[[duckdb.DuckDBPyRelation, Path], int]] = {
    "parquet": _write_parquet,
    "csv": _write_csv,
    "jsonl": _write_jsonl,
}

_NOTES: dict[Format, str] = {
    "parquet": "Parquet, compressed with zstd; lists are kept.",
    "csv": "CSV in UTF-8; unknown values are empty, lists are joined by `; `. Texts are "
    "unchanged: a spreadsheet may take one that begins with `=` for a formula.",
    "jsonl": "One JSON object per line, in UTF-8; unknown values are null.",
}
