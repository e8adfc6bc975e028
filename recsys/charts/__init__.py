"""Figures from frames. They know Plotly and nothing of where they are shown."""

from recsys.charts.flow import flow
from recsys.charts.heat_map import heat_map
from recsys.charts.network import network
from recsys.charts.overlap import most_linking
from recsys.charts.palette import INK

__all__ = ["INK", "flow", "heat_map", "most_linking", "network"]
