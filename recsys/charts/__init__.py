"""Plotly figures from data frames, independent of where they are shown."""

from recsys.charts.caption import with_caption
from recsys.charts.careers import MAX_SHARED, careers
from recsys.charts.chance import beside_chance
from recsys.charts.circle import circle
from recsys.charts.compare import pair_map, shared_by_role
from recsys.charts.distribution import distribution
from recsys.charts.film_results import (
    GROUP_COLOURS,
    likeness_matrix,
    neighbourhood,
    swatch,
    term_bar,
)
from recsys.charts.flow import flow
from recsys.charts.heat_map import heat_map
from recsys.charts.intersections import MAX_SETS, intersections
from recsys.charts.network import network
from recsys.charts.overlap import (
    MAX_DIRECTORS,
    first_directors,
    linking_several,
    pairs_of_directors,
    top_collaborators,
)
from recsys.charts.page import as_page
from recsys.charts.palette import GROUND, INK
from recsys.charts.paths import paths
from recsys.charts.quality import agreement, likeness
from recsys.charts.robustness import rank_map
from recsys.charts.timeline import MAX_PEOPLE, timeline

__all__ = [
    "GROUND",
    "GROUP_COLOURS",
    "INK",
    "MAX_DIRECTORS",
    "MAX_PEOPLE",
    "MAX_SETS",
    "MAX_SHARED",
    "agreement",
    "as_page",
    "beside_chance",
    "careers",
    "circle",
    "distribution",
    "first_directors",
    "flow",
    "heat_map",
    "intersections",
    "likeness",
    "likeness_matrix",
    "linking_several",
    "neighbourhood",
    "network",
    "pair_map",
    "pairs_of_directors",
    "paths",
    "rank_map",
    "shared_by_role",
    "swatch",
    "term_bar",
    "timeline",
    "top_collaborators",
    "with_caption",
]
