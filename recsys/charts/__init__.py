"""Figures from frames. They know Plotly and nothing of where they are shown."""

from recsys.charts.films import GROUP_COLOURS, by_year, neighbourhood, swatch, term_bar
from recsys.charts.flow import flow
from recsys.charts.heat_map import heat_map
from recsys.charts.network import network
from recsys.charts.overlap import most_linking
from recsys.charts.palette import INK
from recsys.charts.quality import agreement
from recsys.charts.robustness import rank_map

__all__ = [
    "GROUP_COLOURS",
    "INK",
    "agreement",
    "by_year",
    "flow",
    "heat_map",
    "most_linking",
    "neighbourhood",
    "network",
    "rank_map",
    "swatch",
    "term_bar",
]
