"""Charts of panels with bars or dots, with their own background."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from recsys.charts.palette import GROUND, INK, faded

OURS, RIVAL = "#0f6f8c", "#a09a8f"
"""The highlight also differs in lightness, for readers who confuse the colours."""

SERIES = ("#0f6f8c", "#e09a2d", "#8a4f8f", "#8f8a80")
GOAL = "goal"
SYMBOLS = ("circle", "diamond", "square", "x")
_GROUND, _INK = GROUND["light"], INK["light"]
_ROW, _BAR, _HEAD, _WIDTH = 28, 19, 84, 920
"""Pixels: a row, a further bar in it, what a panel needs beside its rows, the picture."""


def plain(value: float) -> str:
    """Format a value to three digits."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3g}"


@dataclass(frozen=True)
class Panel:
    """One diagram: rows from top to bottom, one bar or dot per series.

    Attributes
    ----------
    axis : str
        Title of the axis of values, with its unit.
    series : mapping
        Values by name of the series; None for a missing one. A single series has no legend.
    ours : names of rows
        Rows drawn in the highlight colour if there is one series.
    goals : values, one a row
        Hollow bars; None for no goal.
    span : two values, optional
        Ends of the axis, if they do not follow from the values.
    """

    title: str
    axis: str
    rows: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    ours: frozenset[str] = frozenset()
    log: bool = False
    dots: bool = False
    goals: Sequence[float | None] = ()
    span: tuple[float, float] | None = None
    words: Callable[[float], str] = field(default=plain)

    @property
    def height(self) -> int:
        """Return the height of the bars in pixels."""
        bars = 1 if self.dots else len(self.series) + any(self.goals)
        return len(self.rows) * (_ROW + _BAR * (bars - 1))

    def values(self) -> list[float]:
        """Return all values."""
        drawn = [value for series in [*self.series.values(), self.goals] for value in series]
        return [value for value in drawn if value is not None]


def picture(title: str, note: str, panels: Sequence[Panel], columns: int = 1) -> go.Figure:
    """Draw panels row by row, with a title and a note on which direction is better."""
    rows = math.ceil(len(panels) / columns)
    heights = [
        max(panel.height for panel in panels[start : start + columns])
        for start in range(0, len(panels), columns)
    ]
    legend = any(len(panel.series) > 1 or any(panel.goals) for panel in panels)
    top = 116 if legend else 92
    total = sum(heights) + _HEAD * rows + top - 38
    figure = make_subplots(
        rows, columns, subplot_titles=[panel.title or " " for panel in panels], row_heights=heights,
        vertical_spacing=min(0.9 / max(1, rows - 1), _HEAD / (total - 130)) if rows > 1 else 0,
        horizontal_spacing=0.05 if _same_rows(panels, columns) else 0.24,
    )  # fmt: skip
    for place, panel in enumerate(panels):
        row, column = place // columns + 1, place % columns + 1
        _draw(figure, panel, row, column)
        if column > 1 and _same_rows(panels, columns):
            figure.update_yaxes(showticklabels=False, row=row, col=column)
    _show_once(figure)
    figure.update_annotations(font_size=14, font_color=_INK, xanchor="left", x=None)
    _put_titles_left(figure, len(panels))
    figure.update_layout(
        title={"text": f"<b>{title}</b><br><span style='font-size:13px'>{note}</span>", "x": 0.02,
               "xanchor": "left", "y": 1 - 24 / total, "yanchor": "top", "font": {"size": 18}},
        width=_WIDTH, height=total, paper_bgcolor=_GROUND, plot_bgcolor=_GROUND,
        font={"family": "Verdana, DejaVu Sans, sans-serif", "size": 12, "color": _INK},
        margin={"l": 20, "r": 30, "t": top, "b": 54}, barmode="group", bargap=0.25,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1 - 62 / total, "yref":
                "container", "yanchor": "top",
                "traceorder": "reversed" if panels[0].dots else "normal"},
    )  # fmt: skip
    return figure


def _same_rows(panels: Sequence[Panel], columns: int) -> bool:
    starts = range(0, len(panels), columns)
    return all(
        list(panel.rows) == list(panels[start].rows)
        for start in starts
        for panel in panels[start : start + columns]
    )


def _draw(figure: go.Figure, panel: Panel, row: int, column: int) -> None:
    draw = _dots if panel.dots else _bars
    for trace in draw(panel):
        figure.add_trace(trace, row, column)
    low, high = panel.span or _span(panel)
    grid = faded("#26211b", 0.16)
    figure.update_xaxes(
        title={"text": panel.axis, "standoff": 6}, type="log" if panel.log else "linear",
        range=[math.log10(low), math.log10(high)] if panel.log else [low, high],
        gridcolor=grid, zeroline=False, linecolor=_INK, showline=True, ticks="outside",
        dtick=("D2" if high / low < 100 else 1) if panel.log else None, tickformat="~g",
        row=row, col=column,
    )  # fmt: skip
    figure.update_yaxes(
        categoryorder="array", categoryarray=list(panel.rows), autorange="reversed",
        automargin=True, showgrid=panel.dots, gridcolor=grid, row=row, col=column,
    )  # fmt: skip


def _bars(panel: Panel) -> Iterator[go.Bar]:
    colours = dict(zip(panel.series, SERIES, strict=False))
    series = dict(panel.series)
    if any(goal is not None for goal in panel.goals):
        series[GOAL] = panel.goals
    for name, values in series.items():
        fills = [
            _GROUND if name == GOAL or row.startswith(GOAL)
            else colours[name] if len(panel.series) > 1 or not panel.ours
            else OURS if row in panel.ours else RIVAL
            for row in panel.rows
        ]  # fmt: skip
        words = ["" if value is None else panel.words(value) for value in values]
        yield go.Bar(
            x=list(values), y=list(panel.rows), name=name, legendgroup=name, orientation="h",
            text=words, textposition="outside", cliponaxis=False, constraintext="none",
            textfont={"color": _INK, "size": 12}, showlegend=len(series) > 1,
            marker={"color": fills, "line": {
                "width": [1.5 if fill == _GROUND else 0 for fill in fills], "color": _INK,
            }},
        )  # fmt: skip


def _dots(panel: Panel) -> Iterator[go.Scatter]:
    """Draw the first series last and smaller, so that those below remain visible."""
    for place, (name, values) in reversed(list(enumerate(panel.series.items()))):
        yield go.Scatter(
            x=list(values), y=list(panel.rows), name=name, legendgroup=name, mode="markers",
            uid=f"dots{len(panel.axis)}x{place}",
            marker={"color": SERIES[place], "symbol": SYMBOLS[place], "size": 13 if place else 9,
                    "line": {"width": 1, "color": _GROUND}},
        )  # fmt: skip


def _span(panel: Panel) -> tuple[float, float]:
    """Return an axis range with room for labels; for ratios every bar has some length."""
    values = panel.values()
    scale, back = (math.log10, lambda x: 10**x) if panel.log else (float, float)
    low, high = scale(min(values)), scale(max(values))
    if panel.dots:
        return back(low - 0.06 * (high - low)), back(high + 0.06 * (high - low))
    start = math.floor(low - 0.2) if panel.log else 0
    return back(start), back(high + 0.16 * (high - start))


def _show_once(figure: go.Figure) -> None:
    """Show each name once in the legend."""
    seen: set[str] = set()
    for trace in figure.data:
        trace.showlegend = trace.showlegend is not False and trace.name not in seen
        seen.add(trace.name)


def _put_titles_left(figure: go.Figure, panels: int) -> None:
    for place in range(panels):
        domain = figure.layout[f"xaxis{place + 1 if place else ''}"].domain
        figure.layout.annotations[place].update(x=domain[0], xanchor="left", yshift=4)
