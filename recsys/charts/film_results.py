"""Films drawn: what a score is made of, results by year, and the neighbourhood as a map."""

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
"""One colour a group of terms."""

_GENRE_COLOURS = tuple(
    ROLE_COLOURS[role]
    for role in ("actor", "director", "editor", "writer", "cinematographer", "composer", "self",
                 "casting_director", "production_designer", "archive_footage")
)  # fmt: skip
_LABELLED = 12
_FEWEST_YEARS = 10
"""Films named in the figure by year, and years it spans at least."""
_BAR_WIDTH, _BAR_HEIGHT, _GAP = 240, 8, 1.5


def term_bar(parts: Mapping[str, float], top: float) -> str:
    """A thin stacked bar as SVG: what each group gave to a score, on a scale that ends at `top`.

    A group that took away from the score (texts can be opposed) is not drawn.
    """
    scale = _BAR_WIDTH / max(top, sum(max(part, 0.0) for part in parts.values()), 1e-9)
    drawn, left = [_rectangle(0, _BAR_WIDTH, NEUTRAL, 0.18)], 0.0
    for group, part in parts.items():
        width = max(part, 0.0) * scale
        if width > _GAP:
            drawn.append(_rectangle(left, width - _GAP, GROUP_COLOURS[group]))
        left += width
    return _svg(_BAR_WIDTH, "".join(drawn))


def swatch(group: str) -> str:
    """A square in a group's colour as SVG, for a legend."""
    return _svg(_BAR_HEIGHT, _rectangle(0, _BAR_HEIGHT, GROUP_COLOURS[group]))


def by_year(films: pl.DataFrame, ink: str) -> go.Figure:
    """Results by year and score, larger the more votes; films without a year are left out."""
    drawn = films.filter(pl.col("year").is_not_null())
    votes = drawn["votes"].fill_null(0)
    years, scores = drawn["year"].to_list(), drawn["score"].to_list()
    first, last = min(years, default=0), max(years, default=0)
    spare = max(2, (_FEWEST_YEARS - last + first) // 2)
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
        text=_labels(drawn["title"].to_list(), years, scores, last - first + 2 * spare),
        textposition="top center",
        textfont={"size": 11, "color": ink},
        customdata=[
            f"{shorten(title, 60)} ({year})<br>score {score:.2f}, {count:,} votes"
            for title, year, score, count in zip(
                drawn["title"], drawn["year"], drawn["score"], votes, strict=True
            )
        ],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
    span = {"tickformat": "d", "range": [first - spare, last + spare]}
    return figure(
        [dots],
        440,
        ink,
        xaxis=axis("year", ink, gridcolor=GRID, **span),
        yaxis=axis("score", ink, gridcolor=GRID),
    )


def neighbourhood(points: pl.DataFrame, seeds: list[str], ink: str) -> go.Figure:
    """Films of `Movies.map` as dots coloured by first genre, those asked about as diamonds."""
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
    asked = points.filter(pl.col("id").is_in(seeds))
    if not asked.is_empty():
        dots.append(_dots(asked, "asked about", ACCENT, "diamond", 17, ink))
    bare = {"showticklabels": False, "showgrid": False}
    return figure(
        dots,
        560,
        ink,
        xaxis=axis("first direction in which the texts differ", ink, **bare),
        yaxis=axis("second direction", ink, **bare),
    )


def _labels(titles: list[str], x: list[float], y: list[float], width: float) -> list[str]:
    """Titles of the first films, without those that would lie over an earlier one's."""
    height = max(y, default=0.0) - min(y, default=0.0)
    named: list[tuple[float, float]] = []
    labels = []
    for title, here, level in zip(titles, x, y, strict=True):
        apart = all(
            abs(here - other) > width * 0.14 or abs(level - beside) > height * 0.06
            for other, beside in named
        )
        shown = apart and len(named) < _LABELLED
        labels.append(shorten(title) if shown else "")
        if shown:
            named.append((here, level))
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
