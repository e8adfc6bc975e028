"""A figure as an HTML page: self-contained, in both themes, without injected scripts."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from recsys.charts import GROUND, as_page

HOSTILE = "</script><script>alert(1)</script>"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_as_a_self_contained_page(theme: str) -> None:
    """The page includes Plotly and the theme's background; the figure is unchanged."""
    figure = go.Figure(go.Scatter(x=[1], y=[2], text=[HOSTILE]))
    before = figure.to_json()
    page = as_page(figure, theme)
    assert page.startswith("<!doctype html>")
    assert page.count(GROUND[theme]) == 2
    assert "plotly.js" in page[:20_000]
    assert "src=" not in page[page.rindex('id="figure"') :]
    assert HOSTILE not in page
    assert figure.to_json() == before
    assert as_page(figure, theme) == page
