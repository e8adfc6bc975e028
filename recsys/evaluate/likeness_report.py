"""Formats the likeness figures of a saved result for the page and the command line."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from recsys.evaluate.systems import FAME, TEXT
from recsys.evaluate.truths import Half

MAIN = {"judgements": "auc", "grades": "order", "tags": "ndcg", "genome": "ndcg", "likes": "ndcg"}
"""The main figure of each kind of truth."""

LABELS = {
    "auc": "AUC", "order": "right order", "ndcg": "nDCG@10", "catalogue": "nDCG@10 of all films",
    "hits": "hits in ten",
}  # fmt: skip
TITLES = {
    "judgements": "judged pairs",
    "grades": "grades",
    "tags": "tags",
    "genome": "tag genome",
    "likes": "co-likes",
}

_NOTES: dict[Half, str] = {
    "all": "of both halves, also the one that weights may have been fitted on",
    "fit": "all of the half that weights may have been fitted on",
    "report": "all of the half that no weight was fitted on",
}

GUARD_HEADER = ("ranking", "within 2 years", "no link", "most shown", "film", "median votes",
                "distinct", "fame")  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """The figures of a truth that are shown: of the half for reporting if it has any.

    Attributes
    ----------
    kind, file : str
    main : str
        Name of the main figure.
    note : str
        Which half it is.
    sizes : dict
        `seeds`, and `pairs`, `films`, `users` and `cohorts` where they apply.
    rows : list of dict
        See `likeness.measure_likeness`.
    default : str
        Name of the pages' ranking.
    """

    kind: str
    file: str
    main: str
    note: str
    sizes: dict[str, int]
    rows: list[dict[str, Any]]
    default: str

    def value(self, name: str, figure: str | None = None) -> float:
        """Return a figure of a ranking, by default the main one."""
        [row] = [row for row in self.rows if row["name"] == name]
        return float(row["figures"][figure or self.main]["value"])

    @property
    def describe_sizes(self) -> str:
        """The sample in words: `402 pairs of 184 films`."""
        sizes, seeds = self.sizes, f"{self.sizes['seeds']:,}"
        if "pairs" in sizes:
            return f"{sizes['pairs']:,} pairs about {seeds} films"
        words = f"{seeds} of {sizes['films']:,} films"
        if "users" in sizes:
            words += f", by {sizes['users']:,} users"
        if sizes.get("cohorts", 0) > 1:
            words += f" in {sizes['cohorts']} cohorts of time"
        return words


def shown(result: dict[str, Any], half: Half = "report") -> list[Shown]:
    """Return what to show of each truth of a result; all its seeds if the half has no figures."""
    found = []
    for truth in result["likeness"]["truths"]:
        halves = truth["halves"]
        if not halves:
            continue
        chosen: Half = half if half in halves else next(iter(halves))
        section = dict(halves[chosen])
        rows = section.pop("rows")
        found.append(
            Shown(
                kind=truth["kind"],
                file=truth["source"]["name"],
                main=_main(truth["kind"], rows),
                note=_NOTES[_half_of(chosen, halves)],
                sizes=section,
                rows=rows,
                default=result["likeness"]["default"],
            )
        )
    return found


def as_frame(shown: Shown) -> pl.DataFrame:
    """Return one row per ranking.

    Columns: `name`, `meaning`; for each figure its name, with `_low` and `_high`; and the main
    figure's paired differences `from_text` and `from_fame`, each with `_low` and `_high`.
    """
    rows = []
    for row in shown.rows:
        cells: dict[str, Any] = {"name": row["name"], "meaning": row["meaning"]}
        for figure, values in row["figures"].items():
            cells |= _interval(figure, values)
        against = row["figures"][shown.main]["against"]
        cells |= _interval("from_text", against.get(TEXT)) | _interval(
            "from_fame", against.get(FAME)
        )
        rows.append(cells)
    return pl.DataFrame(rows, infer_schema_length=None)


def figures_of(shown: Shown) -> list[str]:
    """Return the names of a truth's figures, the main one first."""
    return sorted(shown.rows[0]["figures"], key=lambda name: name != shown.main)


def header(shown: Shown) -> tuple[str, ...]:
    """Return the column heads of `as_cells`."""
    main, *others = figures_of(shown)
    return ("ranking", LABELS[main], "95 % interval", "against plot text", "against year + fame",
            *(LABELS[other] for other in others))  # fmt: skip


def as_cells(shown: Shown) -> list[tuple[str, ...]]:
    """Return the rows as texts under `header`."""
    main, *others = figures_of(shown)
    return [
        (
            row["name"],
            f"{row[main]:.3f}",
            f"{row[f'{main}_low']:.3f} to {row[f'{main}_high']:.3f}",
            difference(row, "from_text"),
            difference(row, "from_fame"),
            *(f"{row[other]:.3f}" for other in others),
        )
        for row in as_frame(shown).to_dicts()
    ]


def guard_cells(rows: Sequence[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Return the guard rails as texts under `GUARD_HEADER`."""
    return [
        (
            row["name"],
            "–" if row["near_years"] is None else f"{row['near_years']:.0%}",
            f"{row['unlinked']:.1%}",
            f"{row['most_shown']:.1%}",
            row["most_shown_film"],
            f"{row['median_votes']:,.0f}",
            f"{row['distinct']:,}",
            f"{row['fame']:.2f}",
        )
        for row in rows
    ]


def difference(row: dict[str, Any], name: str) -> str:
    """Format a paired difference with its interval: `+0.112 (+0.100 to +0.124)`."""
    if row[name] is None:
        return "–"
    return f"{row[name]:+.3f} ({row[f'{name}_low']:+.3f} to {row[f'{name}_high']:+.3f})"


def _main(kind: str, rows: Sequence[dict[str, Any]]) -> str:
    """Return the main figure of a kind, or the first one if its sample does not define it."""
    figures = rows[0]["figures"]
    return MAIN[kind] if MAIN[kind] in figures else str(next(iter(figures)))


def _half_of(chosen: Half, halves: Container[Half]) -> Half:
    """Return the half that all seeds belong to, if they belong to one."""
    if chosen == "all" and ("fit" in halves) != ("report" in halves):
        return "fit" if "fit" in halves else "report"
    return chosen


def _interval(name: str, values: dict[str, Any] | None) -> dict[str, float | None]:
    values = values or {}
    return {name: values.get("value"), f"{name}_low": values.get("low"),
            f"{name}_high": values.get("high")}  # fmt: skip
