"""Figures of paths and of a person's circle."""

from __future__ import annotations

from math import hypot

import polars as pl

from recsys import charts
from recsys.connections.connections import PATHS

INK = charts.INK["dark"]


def step(kind: str, id: str, name: str, *roles: str) -> dict[str, object]:
    year = 2000 if kind == "film" else None
    return {"kind": kind, "id": id, "name": name, "year": year, "roles": list(roles)}


def test_a_station_of_two_paths_is_one_row() -> None:
    """Both paths share their ends and the first film."""
    ends = step("person", "nm1", "A"), step("person", "nm2", "B <i>", "actor")
    chains = [
        [
            ends[0], step("film", "tt1", "First", "director"),
            step("person", middle, middle, "editor"), step("film", f"t{middle}", "Second", "actor"),
            ends[1],
        ]
        for middle in ("nm3", "nm4")
    ]  # fmt: skip
    frame = pl.DataFrame({"links": [4, 4], "cost": [1.0, 2.0], "steps": chains}, schema=PATHS)
    figure = charts.paths(frame, INK)
    _, one, two, people, films, names = figure.data
    assert (list(one.x), list(two.x)) == ([0, 0], [1, 1])
    assert len(names.text) == 7, "2 ends, 1 common film, 2 people, 2 films"
    assert list(people.x) == [0, 1, 0, 1, 0, 1]
    assert [datum[2] for datum in films.customdata] == ["tt1", "tt1", "tnm3", "tnm4"]
    assert "&lt;i&gt;" in names.text[-1]
    editor = people.customdata[2][0]
    assert "editor of First" in editor
    assert "actor of Second" in editor


def test_the_circle_has_all_around_the_person() -> None:
    people = pl.DataFrame({"id": ["a", "b", "c"], "name": ["A", "B", "C"], "films": [5, 2, 1]})
    links = pl.DataFrame({"first_id": ["a"], "second_id": ["c"], "films": [3]})
    *_, others, middle = charts.circle("Somebody", people, links, INK).data
    assert [round(hypot(x, y), 6) for x, y in zip(others.x, others.y, strict=True)] == [1, 1, 1]
    assert [datum[1] for datum in others.customdata] == ["a", "b", "c"]
    assert list(others.marker.size) == sorted(others.marker.size, reverse=True)
    assert (middle.x, middle.y) == ((0,), (0,))
