"""Figures from frames. They know Plotly and nothing of where they are shown."""

from recsys.charts.overlap import flow, heat_map, most_linking, network

__all__ = ["flow", "heat_map", "most_linking", "network"]
