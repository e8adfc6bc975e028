"""Figures of the overlap: what they show and where."""

from __future__ import annotations

import polars as pl
import pytest

from recsys import charts
from recsys.charts.overlap import first_directors, pairs_of_directors, top_collaborators

INK = charts.INK["light"]
NAMES = ["person_id", "person", "role", "films", "other_id", "other", "other_films"]


@pytest.fixture
def overlap() -> pl.DataFrame:
    """One person works often with two directors; another once with three."""
    rows = [
        ("p1", "Often <b>", "editor", 9, "o1", "One", 1),
        ("p1", "Often <b>", "editor", 9, "o2", "Two", 4),
        ("p2", "Once", "actor", 1, "o1", "One", 1),
        ("p2", "Once", "actor", 1, "o2", "Two", 1),
        ("p2", "Once", "actor", 1, "o3", "Three", 2),
    ]
    return pl.DataFrame(rows, schema=NAMES, orient="row")


def test_who_worked_often_with_both_comes_first(overlap: pl.DataFrame) -> None:
    assert top_collaborators(overlap)["person_id"].unique(maintain_order=True).to_list() == [
        "p1", "p2",
    ]  # fmt: skip
    assert top_collaborators(overlap, 1)["person_id"].unique().to_list() == ["p1"]
    assert first_directors(overlap, 2)["other_id"].unique().sort().to_list() == ["o1", "o2"]


def test_pairs_of_directors(overlap: pl.DataFrame) -> None:
    found = pairs_of_directors(overlap).select("first_id", "second_id", "people", "who").rows()
    assert found == [
        ("o1", "o2", 2, ["Often <b>", "Once"]),
        ("o1", "o3", 1, ["Once"]),
        ("o2", "o3", 1, ["Once"]),
    ]


def test_the_matrix_has_own_column_totals_and_marks_of_roles(overlap: pl.DataFrame) -> None:
    figure = charts.heat_map("Query", overlap, INK)
    own, theirs, *rest = figure.data
    assert [list(row) for row in own.z] == [[9], [1]]
    assert [list(row) for row in theirs.z] == [[1, 4, None], [1, 1, 2]]
    assert [mark.name for mark in rest[:2]] == ["actor", "editor"]
    numbers, totals = rest[2:]
    assert list(numbers.text) == ["9", "1", "1", "4", "1", "1", "2"]
    assert [datum[1] for datum in numbers.customdata] == ["p1", "p2", "p1", "p1", "p2", "p2", "p2"]
    assert list(totals.text) == [f"<b>{n}</b>" for n in (2, 2, 1, 2, 3)]
    assert list(figure.layout.xaxis.ticktext) == ["Query", "One", "Two", "Three", "of these"]
    assert "&lt;b&gt;" in figure.layout.yaxis.ticktext[1]


def test_bars_beside_chance() -> None:
    rows = pl.DataFrame(
        {
            "id": ["o1", "o2", "o3"],
            "name": ["One", "Two", "Three"],
            "shared_people": [5, 2, 1],
            "expected": [1.25, 2.0, None],
        }
    )
    observed, expected = charts.beside_chance(rows, INK).data
    assert list(observed.x) == [5, 2]
    assert list(expected.x) == [1.25, 2.0]
    assert [datum[1] for datum in observed.customdata] == ["o1", "o2"]


def test_careers_fill_the_films_with_shared_people() -> None:
    films = pl.DataFrame(
        [(0, "f1", "A", 1990), (0, "f2", "B", 1995), (1, "f3", "C", 2000), (1, "f4", "D", None)],
        schema=["side", "id", "title", "year"],
        orient="row",
    )
    work = pl.DataFrame(
        [("p1", "Somebody", 0, "f1", "A", 1990), ("p1", "Somebody", 1, "f3", "C", 2000)],
        schema=["person_id", "person", "side", "id", "title", "year"],
        orient="row",
    )
    _, first, second = charts.careers(("One", "Two"), films, work, INK).data
    assert list(first.marker.symbol) == ["circle", "circle-open", "circle"]
    assert list(first.x) == [1990, 1995, 1990]
    assert list(second.x) == [2000, 2000], "a film without a year is left out"
    assert [datum[1] for datum in second.customdata] == ["f3", "f3"]


def test_the_network_joins_directors_who_share(overlap: pl.DataFrame) -> None:
    figure = charts.network(overlap, INK)
    tops, dots = figure.data[-2:]
    assert list(tops.text) == ["2", "1", "1"]
    assert [datum[1] for datum in dots.customdata] == ["o1", "o2", "o3"]


def test_title_and_source_are_in_the_figure(overlap: pl.DataFrame) -> None:
    plain = charts.network(overlap, INK)
    height = plain.layout.height
    figure = charts.with_caption(plain, "A <title> " + "word " * 15, "Where from", INK)
    assert "&lt;title&gt;" in figure.layout.title.text
    assert "<br>" in figure.layout.title.text
    assert figure.layout.title.subtitle.text == "Where from"
    assert figure.layout.height > height
