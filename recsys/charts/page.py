"""A figure as a page of its own, to keep or to send."""

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
    """HTML with the figure and everything it needs, some 5 MB; it asks no other host.

    `theme` is `light` or `dark` and gives the ground, which a page shows through otherwise.
    """
    alone = go.Figure(figure).update_layout(
        font_color=INK[theme],
        paper_bgcolor=GROUND[theme],
        template="plotly_white" if theme == "light" else "plotly_dark",
        margin={"l": 24, "r": 24, "t": 48, "b": 24},
    )
    drawn = alone.to_html(
        include_plotlyjs=True, full_html=False, div_id="figure", config={"displaylogo": False}
    )
    return _PAGE.format(ground=GROUND[theme], figure=drawn)
