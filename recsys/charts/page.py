"""A figure as a standalone HTML page."""

from __future__ import annotations

import plotly.graph_objects as go

from recsys.charts.palette import GROUND, INK

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Filmkin</title>
<style>body {{ margin: 0; background: {ground}; }}</style></head>
<body>{figure}</body>
</html>
"""


def as_page(figure: go.Figure, theme: str) -> str:
    """A self-contained HTML page with the figure, about 5 MB; it loads nothing from other hosts.

    `theme` is `light` or `dark` and sets the background, which is transparent in the figure itself.
    """
    standalone = go.Figure(figure).update_layout(
        font_color=INK[theme],
        paper_bgcolor=GROUND[theme],
        template="plotly_white" if theme == "light" else "plotly_dark",
        margin={"l": 24, "r": 24, "t": 48, "b": 24},
    )
    html = standalone.to_html(
        include_plotlyjs=True, full_html=False, div_id="figure", config={"displaylogo": False}
    )
    return _PAGE.format(ground=GROUND[theme], figure=html)
