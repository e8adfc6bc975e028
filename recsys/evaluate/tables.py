"""Reads tables of judgements, tags and ratings, and finds their films in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from recsys.errors import SourceError
from recsys.store.graph import CreditGraph

_FIELDS_OF_DAT = ("user", "film", "rating", "timestamp")
"""MovieTweetings' ratings.dat has no header: `user::film::rating::timestamp`."""

FILM = ("film", "movie", "imdb", "imdbid", "imdb_id", "tconst", "movieid", "movie_id", "other")
SEED = ("seed", "query")
USER = ("user", "u", "userid", "user_id", "member")
RATING = ("rating", "r", "stars", "score")
GRADE = ("grade", "ok", "similar", "judgement", "rating")
TIME = ("timestamp", "time", "rated_at", "rating_timestamp")
RANK, COSINE = ("rank", "place"), ("cosine", "similarity", "score")
"""Names that a column may have, lower case; `grade_0_to_2` counts as `grade`."""


def read_table(path: Path) -> pl.DataFrame:
    """Read a Parquet, CSV, TSV or MovieTweetings file, the latter three plain or gzipped.

    All columns of a text file are texts.

    Raises
    ------
    SourceError
        The file is missing or not such a table.
    """
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        if ".dat" in path.suffixes:
            return _double_colons(path)
        separator = "\t" if ".tsv" in path.suffixes else ","
        return pl.read_csv(path, separator=separator, infer_schema=False, quote_char=_quote(path))
    except FileNotFoundError as error:
        raise SourceError(path, "the file is missing") from error
    except (pl.exceptions.PolarsError, ValueError, OSError) as error:
        raise SourceError(path, f"not a table ({str(error).splitlines()[0]})") from error


def select(
    frame: pl.DataFrame,
    path: Path,
    required: Mapping[str, Sequence[str]],
    optional: Mapping[str, Sequence[str]] | None = None,
) -> pl.DataFrame:
    """Return the columns under the keys' names; a value lists the names a column may have.

    Raises
    ------
    SourceError
        A required column is missing.
    """
    chosen: dict[str, str] = {}
    for name, names in {**required, **(optional or {})}.items():
        column = _named(frame, names, chosen)
        if column is not None:
            chosen[column] = name
        elif name in required:
            raise SourceError(
                path,
                f"no column for the {name} ({', '.join(names[:3])} …); it has "
                + ", ".join(frame.columns[:8]),
            )
    return frame.select(*chosen).rename(chosen)


def numbers(frame: pl.DataFrame, path: Path, *columns: str) -> pl.DataFrame:
    """Convert columns to float64.

    Raises
    ------
    SourceError
        A value is no number.
    """
    try:
        return frame.with_columns(pl.col(*columns).cast(pl.Float64))
    except pl.exceptions.PolarsError as error:
        raise SourceError(path, f"not a number ({str(error).splitlines()[0]})") from error


def with_rows(frame: pl.DataFrame, graph: CreditGraph, *columns: str) -> pl.DataFrame:
    """Replace ids of films by their rows in the graph, int64; unknown films are dropped.

    An id is one of the catalogue's, or an IMDb number without `tt` or leading zeros.
    """
    rows = pl.DataFrame({"id": graph.movies["id"]}).with_row_index("row")
    for column in columns:
        text = pl.col(column).cast(pl.String).str.strip_chars()
        number = pl.concat_str(pl.lit("tt"), text.str.zfill(7))
        film = pl.when(text.str.contains(r"^\d+$")).then(number).otherwise(text)
        frame = (
            frame.with_columns(film.alias(column))
            .join(rows, left_on=column, right_on="id", maintain_order="left")
            .with_columns(pl.col("row").cast(pl.Int64).alias(column))
            .drop("row")
        )
    return frame


def _named(frame: pl.DataFrame, names: Sequence[str], taken: Mapping[str, str]) -> str | None:
    columns = [column for column in frame.columns if column not in taken]
    for name in names:
        for column in columns:
            if column.lower() == name or column.lower().startswith(f"{name}_0"):
                return column
    return None


def _double_colons(path: Path) -> pl.DataFrame:
    lines = pl.read_csv(
        path, separator="\x01", has_header=False, infer_schema=False, quote_char=None,
        new_columns=["line"],
    )  # fmt: skip
    fields = pl.col("line").str.splitn("::", len(_FIELDS_OF_DAT))
    return lines.select(fields.struct.rename_fields(list(_FIELDS_OF_DAT))).unnest("line")


def _quote(path: Path) -> str | None:
    """Titles in a TSV may begin with a bare quotation mark."""
    return None if ".tsv" in path.suffixes else '"'
