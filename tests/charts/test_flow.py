"""The nodes of the flow figure neither overlap nor leave the figure."""

from __future__ import annotations

import polars as pl
import pytest

from recsys import charts
from recsys.charts.drawing import MARGIN


@pytest.fixture
def overlap() -> pl.DataFrame:
    """Twenty people; some link many directors, others one."""
    rows = [
        (f"p{person}", f"Person {person}", "actor", 1 + person % 3, f"o{other}", f"Other {other}",
         1 + (person * other) % 4)
        for person in range(20)
        for other in range(1 + person % 9)
    ]  # fmt: skip
    names = ["person_id", "person", "role", "films", "other_id", "other", "other_films"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_nodes_neither_overlap_nor_leave_the_figure(overlap: pl.DataFrame) -> None:
    figure = charts.flow(overlap, charts.INK["light"])
    sankey, *legend = figure.data
    assert [entry.name for entry in legend] == ["actor"]
    height = figure.layout.height - MARGIN - figure.layout.margin.t
    incoming, outgoing = ([0] * len(sankey.node.label) for _ in range(2))
    for source, target, films in zip(
        sankey.link.source, sankey.link.target, sankey.link.value, strict=True
    ):
        outgoing[source] += films
        incoming[target] += films
    thickness = list(map(max, incoming, outgoing))
    columns = {
        x: [node for node, position in enumerate(sankey.node.x) if position == x]
        for x in set(sankey.node.x)
    }
    assert len(columns) == 2
    pixels = min(
        (height - sankey.node.pad * (len(nodes) - 1)) / sum(thickness[node] for node in nodes)
        for nodes in columns.values()
    )
    for nodes in columns.values():
        bottom = 0.0
        for node in nodes:
            middle, half = sankey.node.y[node] * height, thickness[node] * pixels / 2
            assert middle - half >= bottom - 0.01
            bottom = middle + half + sankey.node.pad
        assert bottom - sankey.node.pad <= height + 0.01
