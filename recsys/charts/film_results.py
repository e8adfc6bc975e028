"""Figures of film results: score breakdown, what makes them alike, and a map of the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, category_axis, figure, shorten
from recsys.charts.palette import ACCENT, NEUTRAL, ROLE_COLOURS
from recsys.movies import GROUPS

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
"""Maximum number of titles in a map."""
_MIN_PART = 0.05
"""Part of a score below which a cell has no number."""
_FULL_OPACITY = 0.6
"""Opacity of the greatest part, on which text in the page's ink is still readable."""
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


def likeness_matrix(films: pl.DataFrame, labels: Mapping[str, str], ink: str) -> go.Figure:
    """What makes results alike: films by terms, each cell coloured by its part of the score.

    Terms of a group share its colour; terms without a part in any film are left out.

    Parameters
    ----------
    films : polars.DataFrame
        A result of `Movies.similar`, best first.
    labels : mapping of str to str
        Name of each term.
    """
    parts = [{name: max(part, 0.0) for name, part in terms.items()} for terms in films["terms"]]
    # The columns of a trace must be neighbours, or Plotly widens its cells.
    names_in_order = [name for names in GROUPS.values() for name in names]
    shown = [name for name in names_in_order if any(film[name] >= _MIN_PART for film in parts)]
    top = max((film[name] for film in parts for name in shown), default=1.0)
    titles = [
        shorten(f"{title} ({year})" if year else title, 34)
        for title, year in films.select("title", "year").rows()
    ]
    cells = [
        {
            "type": "heatmap",
            "x": [shown.index(name) for name in names],
            "z": [[film[name] for name in names] for film in parts],
            "text": [[_part_label(film[name]) for name in names] for film in parts],
            "hovertext": [
                [f"{title}<br>{shorten(labels[name], 60)}: {film[name]:.2f}" for name in names]
                for title, film in zip(titles, parts, strict=True)
            ],
            "hoverinfo": "text",
            "texttemplate": "%{text}",
            "textfont": {"color": ink, "size": 11},
            "colorscale": [(0.0, _rgba(colour, 0.0)), (1.0, _rgba(colour, _FULL_OPACITY))],
            "zmin": 0.0,
            "zmax": top,
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
        }
        for group, colour in GROUP_COLOURS.items()
        if (names := [name for name in shown if name in GROUPS[group]])
    ]
    horizontal = category_axis([shorten(labels[name]) for name in shown])
    vertical = category_axis(titles) | {"range": [len(titles) - 0.5, -0.5]}
    return figure(
        cells,
        130 + 26 * max(4, len(titles)),
        ink,
        top=8,
        xaxis=axis("", ink, **horizontal, tickangle=-45),
        yaxis=axis("", ink, **vertical, automargin=True),
    )


def _part_label(part: float) -> str:
    return f"{part:.2f}".removeprefix("0") if part >= _MIN_PART else ""


def _rgba(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


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
