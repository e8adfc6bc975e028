"""Figures from frames. They know Plotly and nothing of where they are shown."""

from recsys.charts.compare import pair_map, shared_by_role
from recsys.charts.distribution import distribution
from recsys.charts.film_results import GROUP_COLOURS, by_year, neighbourhood, swatch, term_bar
from recsys.charts.flow import flow
from recsys.charts.heat_map import heat_map
from recsys.charts.intersections import MOST_SETS, intersections
from recsys.charts.network import network
from recsys.charts.overlap import most_linking
from recsys.charts.page import as_page
from recsys.charts.palette import GROUND, INK
from recsys.charts.quality import agreement
from recsys.charts.robustness import rank_map
from recsys.charts.timeline import MOST_PEOPLE, timeline

__all__ = [
    "GROUND",
    "GROUP_COLOURS",
    "INK",
    "MOST_PEOPLE",
    "MOST_SETS",
    "agreement",
    "as_page",
    "by_year",
    "distribution",
    "flow",
    "heat_map",
    "intersections",
    "most_linking",
    "neighbourhood",
    "network",
    "pair_map",
    "rank_map",
    "shared_by_role",
    "swatch",
    "term_bar",
    "timeline",
]
