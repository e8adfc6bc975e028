"""Formats an evaluation result as a table for the page, the command line and the docs."""

from __future__ import annotations

from typing import Any

import polars as pl

from recsys.evaluate.rankings import NO_DATA

DEFAULT, ORIGINAL = "default", "original"
"""Names of the two main rows."""

_SCHEMA = {
    "name": pl.String, "meaning": pl.String,
    "ndcg": pl.Float64, "ndcg_low": pl.Float64, "ndcg_high": pl.Float64,
    "recall": pl.Float64, "mean_z": pl.Float64, "coverage": pl.Float64,
    "median_votes": pl.Float64,
    "difference": pl.Float64, "difference_low": pl.Float64, "difference_high": pl.Float64,
}  # fmt: skip

HEADER = ("ranking", "nDCG", "95 % interval", "recall", "mean z", "coverage", "median votes",
          "against the original")  # fmt: skip
NUMBERS = set(range(1, len(HEADER)))


def as_frame(section: dict[str, Any]) -> pl.DataFrame:
    """Return the rows of a result's `films` or `directors`; an interval takes three columns."""
    rows = [
        row
        | _interval_columns("ndcg", row["ndcg"])
        | _interval_columns("difference", row["difference"])
        for row in section["rows"]
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row", strict=False)


def as_cells(section: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the rows as texts under `HEADER`; rankings without data are marked."""
    return [
        (
            row["name"] + (" (no data)" if row["meaning"] == NO_DATA else ""),
            f"{row['ndcg']:.3f}",
            f"{row['ndcg_low']:.3f} to {row['ndcg_high']:.3f}",
            f"{row['recall']:.3f}",
            "–" if row["mean_z"] is None else f"{row['mean_z']:.2f}",
            f"{row['coverage']:.0%}",
            "–" if row["median_votes"] is None else f"{row['median_votes']:,.0f}",
            difference(row),
        )
        for row in as_frame(section).to_dicts()
    ]


def difference(row: dict[str, Any]) -> str:
    """Format a row's difference from the original: `+0.192 (+0.171 to +0.212)`."""
    if row["difference"] is None:
        return "–"
    return (
        f"{row['difference']:+.3f} ({row['difference_low']:+.3f} to {row['difference_high']:+.3f})"
    )


def describe_missing(result: dict[str, Any]) -> str:
    """List the data that the build lacks: `keywords, countries; credits as writer, editor`."""
    labels, crafts = result["lacking"]["labels"], result["lacking"]["crafts"]
    credits = "credits as " + ", ".join(craft.replace("_", " ") for craft in crafts)
    return "; ".join(filter(None, (", ".join(labels), credits if crafts else "")))


def _interval_columns(name: str, interval: dict[str, float] | None) -> dict[str, float | None]:
    values: dict[str, float] = interval or {}
    return {
        name: values.get("mean"),
        f"{name}_low": values.get("low"),
        f"{name}_high": values.get("high"),
    }
