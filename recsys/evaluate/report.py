"""A measurement in rows and columns, for the page, the command line and the documents."""

from __future__ import annotations

from typing import Any

import polars as pl

from recsys.evaluate.rankings import NO_DATA

DEFAULT, ORIGINAL = "default", "original"
"""Names of the two rows that matter most."""

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
    """The rows of `films` or `directors` of a result, intervals spread over three columns."""
    rows = [
        row | _spread("ndcg", row["ndcg"]) | _spread("difference", row["difference"])
        for row in section["rows"]
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row", strict=False)


def as_cells(section: dict[str, Any]) -> list[tuple[str, ...]]:
    """The same as texts under `HEADER`; a ranking by what the build lacks is marked."""
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
    """A row's difference from the original with its interval: `+0.192 (+0.171 to +0.212)`."""
    if row["difference"] is None:
        return "–"
    return (
        f"{row['difference']:+.3f} ({row['difference_low']:+.3f} to {row['difference_high']:+.3f})"
    )


def lacking_words(result: dict[str, Any]) -> str:
    """What no film of the build has: `keywords, countries; credits as writer, editor`."""
    labels, crafts = result["lacking"]["labels"], result["lacking"]["crafts"]
    credits = "credits as " + ", ".join(craft.replace("_", " ") for craft in crafts)
    return "; ".join(filter(None, (", ".join(labels), credits if crafts else "")))


def _spread(name: str, interval: dict[str, float] | None) -> dict[str, float | None]:
    found: dict[str, float] = interval or {}
    return {
        name: found.get("mean"),
        f"{name}_low": found.get("low"),
        f"{name}_high": found.get("high"),
    }
