"""Tiny IMDb folders with real headers, and stores built from them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from recsys.ingest.pipeline import build
from recsys.settings import PROJECT
from recsys.sources.imdb.files import COLUMNS
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.staging import BuildOptions

SHARED_DATA = PROJECT.parent / "shared" / "data"

Row = Sequence[Any] | Mapping[str, Any]
"""One row: a mapping by column name, or the columns of `SHORT` in that order, last ones optional.

None becomes \\N. A list becomes `a,b`, in `characters` `["a","b"]` without escapes, as in IMDb's
own files.
"""

SHORT: dict[str, tuple[str, ...]] = {
    "title.basics": ("tconst", "primaryTitle", "startYear", "titleType", "genres"),
    "title.ratings": ("tconst", "averageRating", "numVotes"),
    "title.crew": ("tconst", "directors", "writers"),
    "title.principals": ("tconst", "nconst", "category", "characters", "job", "ordering"),
    "name.basics": ("nconst", "primaryName", "birthYear", "deathYear"),
    "title.akas": ("titleId", "title", "region", "language"),
}

DEFAULTS: dict[str, dict[str, Any]] = {
    "title.basics": {"titleType": "movie", "isAdult": "0"},
    "title.principals": {"category": "actor"},
    "title.akas": {"isOriginalTitle": "0"},
}

FILLER: dict[str, Row] = {
    "title.ratings": ("tt9999999", 5.0, 1),
    "title.crew": ("tt9999999", "nm9999999"),
    "title.principals": ("tt9999999", "nm9999999"),
    "name.basics": ("nm9999999", "Nobody"),
}
"""Stands in a file without rows: one of a title that no folder holds, since a file with nothing
but its header stops a build."""


def write_imdb(
    folder: Path,
    basics: Iterable[Row] = (),
    ratings: Iterable[Row] = (),
    crew: Iterable[Row] = (),
    principals: Iterable[Row] = (),
    names: Iterable[Row] = (),
    akas: Iterable[Row] | None = None,
    packed: bool = True,
) -> Path:
    """Write IMDb's files into a folder, as `.tsv.gz` or as `.tsv`; returns the folder.

    Without `akas` there is no title.akas. Titles are movies, credits are actors, the original
    title is the primary one and `ordering` counts up where a row does not say otherwise.
    """
    tables = {
        "title.basics": list(basics),
        "title.ratings": list(ratings),
        "title.crew": list(crew),
        "title.principals": list(principals),
        "name.basics": list(names),
    }
    if akas is not None:
        tables["title.akas"] = list(akas)
    folder.mkdir(parents=True, exist_ok=True)
    for dataset, rows in tables.items():
        if not rows and dataset in FILLER:
            rows = [FILLER[dataset]]
        write_file(folder, dataset, tsv(dataset, rows), packed)
    return folder


def tsv(dataset: str, rows: Iterable[Row] = ()) -> str:
    """Text of one IMDb file: its header and the rows."""
    lines = [COLUMNS[dataset].keys()]
    lines += [_cells(dataset, row, place) for place, row in enumerate(rows, start=1)]
    return "".join("\t".join(line) + "\n" for line in lines)


def write_file(folder: Path, dataset: str, text: str | bytes, packed: bool = True) -> Path:
    """Write one file as `.tsv.gz` or `.tsv`; returns its path."""
    content = text.encode() if isinstance(text, str) else text
    path = folder / f"{dataset}.tsv{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    return path


def build_store(
    tmp_path: Path,
    *,
    basics: Iterable[Row] = (),
    ratings: Iterable[Row] = (),
    crew: Iterable[Row] = (),
    principals: Iterable[Row] = (),
    names: Iterable[Row] = (),
    akas: Iterable[Row] | None = None,
    packed: bool = True,
    options: BuildOptions | None = None,
) -> Path:
    """Build `tmp_path/store` of the given rows, which go to `tmp_path/imdb`; returns the store."""
    folder = write_imdb(tmp_path / "imdb", basics, ratings, crew, principals, names, akas, packed)
    store = tmp_path / "store"
    build([ImdbSource(folder)], store, options)
    return store


def _cells(dataset: str, row: Row, place: int) -> list[str]:
    given = dict(row) if isinstance(row, Mapping) else _named(dataset, row)
    values = DEFAULTS.get(dataset, {}) | given
    if dataset == "title.basics":
        values.setdefault("originalTitle", values.get("primaryTitle"))
    if "ordering" in COLUMNS[dataset]:
        values.setdefault("ordering", place)
    unknown = values.keys() - COLUMNS[dataset].keys()
    assert not unknown, f"{dataset} has no column {unknown}"
    return [_text(column, values.get(column)) for column in COLUMNS[dataset]]


def _named(dataset: str, row: Sequence[Any]) -> dict[str, Any]:
    assert not isinstance(row, str), "a row, not a text"
    assert len(row) <= len(SHORT[dataset]), f"{dataset} rows are {SHORT[dataset]}"
    return dict(zip(SHORT[dataset], row, strict=False))


def _text(column: str, value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, list | tuple):
        if column == "characters":
            return "[" + ",".join(f'"{name}"' for name in value) + "]"
        return ",".join(value) or "\\N"
    return str(value)
