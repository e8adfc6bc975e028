"""Bridges and circles: known answers, and a slow greedy choice on random worlds."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given

from recsys.connections import Connections
from tests.directors.worlds import Film, make_world, random_films
from tests.tries import tries

FILMS = {
    "tt1": ["nm1", "nm2", "nm3", "nm4"],
    "tt2": ["nm2", "nm5", "nm6", "nm7"],
    "tt3": ["nm3", "nm5", "nm6"],
    "tt4": ["nm4", "nm8"],
    "tt5": ["nm1", "nm3"],
}


def connections(folder: Path, films: list[Film]) -> Connections:
    return Connections(make_world(folder / "graph", films).graph)


def credited(films: dict[str, list[str]]) -> list[Film]:
    return [Film(film, credits=[(p, "actor") for p in people]) for film, people in films.items()]


def test_the_second_bridge_opens_what_the_first_does_not(tmp_path: Path) -> None:
    """nm2 leads to nm5, nm6 and nm7, nm3 to two of them; nm4 to nm8, which is new."""
    found = connections(tmp_path, credited(FILMS)).bridges("nm1")
    assert found.drop("roles").rows() == [
        ("nm2", "nm2", 1, 3, 3, 4),
        ("nm4", "nm4", 1, 1, 1, 4),
    ]
    assert found["roles"].to_list() == [["actor"], ["actor"]]


def test_a_circle_has_the_films_together_of_all(tmp_path: Path) -> None:
    found = connections(tmp_path, credited(FILMS)).circle("nm1")
    assert found.people.rows() == [("nm3", "nm3", 2), ("nm2", "nm2", 1), ("nm4", "nm4", 1)]
    assert sorted(found.links.rows()) == [
        ("nm2", "nm4", 1), ("nm3", "nm2", 1), ("nm3", "nm4", 1),
    ]  # fmt: skip
    assert found.met == 3


def test_a_person_alone_has_neither(tmp_path: Path) -> None:
    alone = connections(tmp_path, credited({"tt1": ["nm1"]}))
    assert alone.bridges("nm1").is_empty()
    circle = alone.circle("nm1")
    assert circle.people.is_empty()
    assert circle.links.is_empty()


def test_people_of_an_anthology_are_not_met(tmp_path: Path) -> None:
    directors = [f"nm9{number}" for number in range(4)]
    films = [
        Film("tt1", directors, credits=[("nm1", "actor"), ("nm2", "actor")]),
        Film("tt2", credits=[("nm2", "actor"), ("nm3", "actor")]),
    ]
    found = connections(tmp_path, films)
    assert found.bridges("nm1").is_empty()
    assert found.circle("nm1").people.is_empty()


@given(random_films())
@tries(20)
def test_bridges_and_circles_equal_a_slow_reference(films: list[Film]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = connections(Path(folder), films)
        casts = [{*film.directors, *(person for person, _ in film.credits)} for film in films]
        met = {
            person: Counter(p for cast in casts if person in cast for p in cast if p != person)
            for person in set().union(*casts)
        }
        for person, together in met.items():
            circle = found.circle(person)
            assert dict(circle.people.select("id", "films").iter_rows()) == dict(together)
            for first, second, count in circle.links.iter_rows():
                assert met[first][second] == count
            assert greedy(person, met) == found.bridges(person)["opens"].to_list()


def greedy(person: str, met: dict[str, Counter[str]]) -> list[int]:
    """How many people each bridge opens; ties by films together, then by id."""
    around = met[person]
    known, opens = {person, *around}, []
    for _ in range(5):
        gains = {p: len(set(met[p]) - known) for p in around}
        if not max(gains.values(), default=0):
            break
        best = min(around, key=lambda p: (-gains[p], -around[p], p))
        opens.append(gains[best])
        known |= set(met[best])
    return opens
