"""Figures of film results: score breakdown, results by year, and a map of the neighbourhood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, figure, shorten
from recsys.charts.palette import ACCENT, GRID, NEUTRAL, ROLE_COLOURS

GROUP_COLOURS: dict[str, str] = {
    "story": "#c8641e",
    "people": "#2f8fb8",
    "genre": "#3f9b73",
    "era": "#8f78c9",
    "known": "#8a8175",
    "rated": "#c05a9c",
}
"""One colour per group of terms."""

_GENRE_COLOURS = tuple(
    ROLE_COLOURS[role]
    for role in ("actor", "director", "editor", "writer", "cinematographer", "composer", "self",
                 "casting_director", "production_designer", "archive_footage")
)  # fmt: skip
_MAX_LABELS = 12
_MIN_YEARS = 10
"""Maximum number of titles in a figure, and minimum number of years on an axis."""
_BAR_WIDTH, _BAR_HEIGHT, _GAP = 240, 8, 1.5


def term_bar(parts: Mapping[str, float], top: float) -> str:
    """A stacked bar as SVG: the contribution of each group to a score, on a scale up to `top`.

    Negative contributions are not drawn; dissimilar texts can have one.
    """
    scale = _BAR_WIDTH / max(top, sum(max(part, 0.0) for part in parts.values()), 1e-9)
    rectangles, left = [_rectangle(0, _BAR_WIDTH, NEUTRAL, 0.18)], 0.0
    for group, part in parts.items():
        width = max(part, 0.0) * scale
        if width > _GAP:
            rectangles.append(_rectangle(left, width - _GAP, GROUP_COLOURS[group]))
        left += width
    return _svg(_BAR_WIDTH, "".join(rectangles))


def swatch(group: str) -> str:
    """A square in the colour of a group as SVG, for a legend."""
    return _svg(_BAR_HEIGHT, _rectangle(0, _BAR_HEIGHT, GROUP_COLOURS[group]))


def by_year(films: pl.DataFrame, ink: str) -> go.Figure:
    """Results by year and score, sized by votes; films without a year are left out."""
    dated = films.filter(pl.col("year").is_not_null())
    votes = dated["votes"].fill_null(0)
    years, scores = dated["year"].to_list(), dated["score"].to_list()
    first, last = min(years, default=0), max(years, default=0)
    padding = max(2, (_MIN_YEARS - last + first) // 2)
    dots = go.Scatter(
        x=years,
        y=scores,
        mode="markers+text",
        marker={
            "size": [8 + 3.5 * len(str(count)) for count in votes],
            "color": ACCENT,
            "opacity": 0.75,
            "line": {"width": 1, "color": ink},
        },
        text=_labels(dated["title"].to_list(), years, scores, last - first + 2 * padding),
        textposition="top center",
        textfont={"size": 11, "color": ink},
        customdata=[
            f"{shorten(title, 60)} ({year})<br>score {score:.2f}, {count:,} votes"
            for title, year, score, count in zip(
                dated["title"], dated["year"], dated["score"], votes, strict=True
            )
        ],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
    span = {"tickformat": "d", "range": [first - padding, last + padding]}
    return figure(
        [dots],
        440,
        ink,
        xaxis=axis("year", ink, gridcolor=GRID, **span),
        yaxis=axis("score", ink, gridcolor=GRID),
    )


def neighbourhood(points: pl.DataFrame, seeds: list[str], ink: str) -> go.Figure:
    """Films of `Movies.map` as dots coloured by first genre, the seeds as diamonds."""
    x = points["x"].to_list()
    width = max(x, default=0.0) - min(x, default=0.0)
    labels = _labels(points["title"].to_list(), x, points["y"].to_list(), width)
    points = points.with_columns(pl.Series("label", labels, dtype=pl.String))
    results = points.filter(~pl.col("id").is_in(seeds))
    common = [genre for genre, _ in Counter(results["genre"]).most_common(len(_GENRE_COLOURS))]
    colours = dict(zip(common, _GENRE_COLOURS, strict=False))
    dots = [
        _dots(
            results.filter(genre=genre),
            genre or "no genre",
            colours.get(genre, NEUTRAL),
            "circle",
            11,
            ink,
        )
        for genre in sorted(set(results["genre"]), key=lambda name: (name not in colours, name))
    ]
    seed_points = points.filter(pl.col("id").is_in(seeds))
    if not seed_points.is_empty():
        dots.append(_dots(seed_points, "your choice", ACCENT, "diamond", 17, ink))
    hidden = {"showticklabels": False, "showgrid": False}
    return figure(
        dots,
        560,
        ink,
        xaxis=axis("main difference between the texts", ink, **hidden),
        yaxis=axis("second difference", ink, **hidden),
    )


def _labels(titles: list[str], x: list[float], y: list[float], width: float) -> list[str]:
    """Titles of the first films, empty where a title would overlap an earlier one."""
    height = max(y, default=0.0) - min(y, default=0.0)
    labelled: list[tuple[float, float]] = []
    labels = []
    for title, film_x, film_y in zip(titles, x, y, strict=True):
        is_free = all(
            abs(film_x - label_x) > width * 0.14 or abs(film_y - label_y) > height * 0.06
            for label_x, label_y in labelled
        )
        shown = is_free and len(labelled) < _MAX_LABELS
        labels.append(shorten(title) if shown else "")
        if shown:
            labelled.append((film_x, film_y))
    return labels


def _dots(
    films: pl.DataFrame, name: str, colour: str, symbol: str, size: int, ink: str
) -> go.Scatter:
    return go.Scatter(
        x=films["x"].to_list(),
        y=films["y"].to_list(),
        mode="markers+text",
        marker={"symbol": symbol, "size": size, "color": colour},
        text=films["label"].to_list(),
        textposition="top center",
        textfont={"size": 11, "color": ink},
        customdata=[shorten(title, 60) for title in films["title"]],
        hovertemplate="%{customdata}<extra></extra>",
        name=shorten(name),
        cliponaxis=False,
    )


def _svg(width: int, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_BAR_HEIGHT}" '
        f'viewBox="0 0 {width} {_BAR_HEIGHT}">{content}</svg>'
    )


def _rectangle(left: float, width: float, colour: str, opacity: float = 1.0) -> str:
    return (
        f'<rect x="{left:.2f}" width="{width:.2f}" height="{_BAR_HEIGHT}" rx="1" '
        f'fill="{colour}" fill-opacity="{opacity}"/>'
    )
