"""Data frames in formats that other tools read."""

from __future__ import annotations

import io
from typing import Any

import polars as pl

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(frame: pl.DataFrame) -> str:
    """The frame as CSV, with lists joined by `; ` and structs shown by their title or name.

    A struct of numbers, such as `terms`, becomes one column per field: `terms_people` and so on.
    Text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    columns = [_flatten(column) for name in frame.columns for column in _unnest(frame[name])]
    return pl.DataFrame(columns).write_csv()


def to_json(frame: pl.DataFrame) -> str:
    """The frame as a JSON array with an object per row; lists and structs stay nested."""
    return frame.write_json()


def to_parquet(frame: pl.DataFrame) -> bytes:
    """The frame as Parquet, with its column types."""
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def to_letterboxd(films: pl.DataFrame) -> str:
    """The films as the CSV that Letterboxd imports: `imdbID`, `Title`, `Year`, `Directors`.

    `films` has `id`, `title`, `year` and `director` (list of names). Ids that are not IMDb's are
    left out; Letterboxd and `recsys.lists` then match by title and year.
    """
    imdb = pl.when(pl.col("id").str.contains(r"^tt\d{7,}$")).then("id").alias("imdbID")
    directors = pl.col("director").list.join(", ").alias("Directors")
    columns = films.select(
        imdb, pl.col("title").alias("Title"), pl.col("year").alias("Year"), directors
    )
    return to_csv(columns)


def _unnest(column: pl.Series) -> list[pl.Series]:
    """A struct of numbers as one column per field, any other column unchanged."""
    fields = column.struct.unnest().get_columns() if column.dtype == pl.Struct else []
    if not fields or not all(field.dtype.is_numeric() for field in fields):
        return [column]
    return [field.alias(f"{column.name}_{field.name}") for field in fields]


def _flatten(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        return column.map_elements(_escape_formula, return_dtype=pl.String)
    if not column.dtype.is_nested():
        return column
    texts = [
        None if value is None else _escape_formula(_words(value)) for value in column.to_list()
    ]
    return pl.Series(column.name, texts, dtype=pl.String)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_words(item) for item in value)
    if isinstance(value, dict):
        name = str(value.get("title") or value.get("name") or value["id"])
        year = value.get("year")
        return f"{name} ({year})" if year else name
    return str(value)


def _escape_formula(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
