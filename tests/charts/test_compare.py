"""Figures of compared directors show every number, and hostile names stay text."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from recsys import charts
from recsys.directors import Comparison
from tests.directors.worlds import Film, make_world

HOSTILE = "<img src=x onerror=alert(1)>"
INK = charts.INK["dark"]
FILMS = [
    Film("tt1", ["anna"], [("max", "actor"), ("nora", "editor")], year=1990, title=HOSTILE),
    Film("tt2", ["anna"], [("max", "actor")], year=1990),
    Film("tt3", ["bea"], [("max", "actor"), ("nora", "editor"), ("otto", "composer")], year=1995),
    Film("tt4", ["cleo"], [("max", "producer"), ("otto", "composer")], year=None),
]
NAMES = {"anna": HOSTILE, "bea": "Bea & Co", "cleo": "Cleo", "max": HOSTILE}


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    world = make_world(tmp_path_factory.mktemp("world") / "graph", FILMS, NAMES)
    return world.directors.compare(["anna", "bea", "cleo"])


def figures(comparison: Comparison) -> dict[str, go.Figure]:
    directors = comparison.directors
    sets = comparison.intersections.filter(comparison.intersections["size"] > 1)
    return {
        "timeline": charts.timeline(comparison.work, directors, INK),
        "roles": charts.shared_by_role(comparison.roles, directors.height, INK),
        "pairs": charts.pair_map(directors, comparison.pairs, INK),
        "sets": charts.intersections(sets, directors, INK),
    }


def test_every_figure_has_titles_and_no_markup(comparison: Comparison) -> None:
    for name, figure in figures(comparison).items():
        assert figure.layout.yaxis.title.text, name
        assert figure.layout.xaxis.title.text or figure.layout.xaxis2.title.text, name
        assert "<img" not in figure.to_json(), name


def test_the_timeline_has_a_mark_per_person_director_and_year(comparison: Comparison) -> None:
    figure = charts.timeline(comparison.work, comparison.directors, INK)
    marks = {trace.name: trace for trace in figure.data if trace.mode == "markers"}
    assert [len(trace.x) for trace in marks.values()] == [2, 3, 0]  # one film has no year
    hostile = marks[charts.drawing.shorten(HOSTILE)]
    assert sorted(hostile.marker.size) == [10, 12]  # two films with Max in one year share a mark
    assert len({trace.marker.symbol for trace in marks.values()}) == 3


def test_marks_of_one_year_do_not_overlap(comparison: Comparison) -> None:
    figure = charts.timeline(comparison.work, comparison.directors, INK)
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    points = [point for trace in marks for point in zip(trace.x, trace.y, strict=True)]
    assert len(points) == len(set(points))


def test_bars_add_up_to_all_shared_people(comparison: Comparison) -> None:
    figure = charts.shared_by_role(comparison.roles, 3, INK)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [trace.name for trace in bars] == ["shared by 2", "shared by all 3"]
    assert sum(sum(trace.x) for trace in bars) == comparison.people.height


def test_the_map_of_pairs_is_symmetric(comparison: Comparison) -> None:
    [cells] = charts.pair_map(comparison.directors, comparison.pairs, INK).data
    text = [list(row) for row in cells.text]
    assert text == [list(row) for row in zip(*text, strict=True)]
    assert text[0] == ["(2)", "2", "1"]


def test_sets_are_drawn_largest_first(comparison: Comparison) -> None:
    shared = comparison.intersections.filter(
        (comparison.intersections["size"] > 1) & (comparison.intersections["people"] > 0)
    )
    figure = charts.intersections(shared, comparison.directors, INK)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    rows = sorted(row for trace in bars for row in zip(trace.y, trace.x, strict=True))
    assert [people for _, people in rows] == shared["people"].to_list()


def test_empty_frames_still_give_figures(comparison: Comparison) -> None:
    assert charts.timeline(comparison.work.clear(), comparison.directors, INK).data
    assert charts.shared_by_role(comparison.roles.clear(), 3, INK).data
