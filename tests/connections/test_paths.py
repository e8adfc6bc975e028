"""Paths equal those of networkx on random worlds; known answers."""

from __future__ import annotations

import tempfile
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.connections.links import DIRECTING, Kind, Links, PathFilter
from recsys.connections.paths import CreditPath, shortest_paths
from recsys.connections.search import End
from recsys.store.graph import CreditGraph
from recsys.vocabulary.roles import roles_to_mask
from tests.directors.worlds import Film, World, make_world
from tests.tries import tries

PEOPLE = [f"nm{number:07}" for number in range(1, 13)]
LIMIT = 5


@st.composite
def films(draw: st.DrawFn) -> list[Film]:
    """Films whose directors have no credit, a credit, or one for other work alone."""
    return [
        Film(
            f"tt{number:07}",
            directors=draw(st.lists(st.sampled_from(PEOPLE), max_size=5, unique=True)),
            credits=[
                (person, draw(st.sampled_from(["actor", "editor", "director"])))
                for person in draw(st.lists(st.sampled_from(PEOPLE), max_size=4, unique=True))
            ],
            votes=draw(st.sampled_from([None, 5, 500])),
            year=draw(st.sampled_from([None, 1990, 2000, 2010])),
        )
        for number in range(1, draw(st.integers(1, 10)) + 1)
    ]


def reference(graph: CreditGraph, allowed: PathFilter, ends: tuple[End, ...]) -> nx.Graph:
    """The links that the filter allows, film by film."""
    links = nx.Graph()
    links.add_nodes_from(ends)
    for film in range(graph.movie_count):
        directors = graph.movie_directors.of(film)
        usable = int(graph.movie_votes[film]) >= allowed.min_votes
        usable &= allowed.anthologies or len(directors) < 4
        if allowed.years:
            usable &= allowed.years[0] <= int(graph.movie_year[film]) <= allowed.years[1]
        if not usable and (Kind.FILM, film) not in ends:
            continue
        credits = zip(graph.movie_people.of(film), graph.movie_people.roles_of(film), strict=True)
        masks = {int(person): int(mask) for person, mask in credits}
        for person in graph.director_persons[directors].tolist():
            masks[person] = masks.get(person, 0) | DIRECTING
        for person, mask in masks.items():
            if mask & allowed.role_mask:
                links.add_edge((Kind.FILM, film), (Kind.PERSON, person))
    return links


def cost(world: World, path: list[End]) -> float:
    relations = (world.graph.person_movies, world.graph.movie_people)
    return sum(float(np.log(max(1, len(relations[kind].of(row))))) for kind, row in path[1:-1])


FILTERS = [
    PathFilter(),
    PathFilter(anthologies=True),
    PathFilter(role_mask=roles_to_mask(["actor"])),
    PathFilter(role_mask=roles_to_mask(["director", "editor"]), anthologies=True),
    PathFilter(min_votes=5, years=(2000, 2010)),
]


@given(films(), st.sampled_from(FILTERS))
@tries(30)
def test_paths_are_the_shortest_and_the_first_is_the_cheapest(
    given_films: list[Film], allowed: PathFilter
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder, "graph"), given_films)
        links = Links(world.graph)
        rows = [(kind, row) for kind in Kind for row in range(links.rows(kind))]
        for one, two in zip(rows, rows[1:] + rows[:1], strict=True):
            assert_paths(world, links, one, two, allowed)
        for one, two in zip(rows, reversed(rows), strict=True):
            assert_paths(world, links, one, two, allowed)


def assert_paths(world: World, links: Links, one: End, two: End, allowed: PathFilter) -> None:
    found = shortest_paths(links, one, two, allowed, LIMIT)
    if one == two:
        return
    network = reference(world.graph, allowed, (one, two))
    if not nx.has_path(network, one, two):
        assert found == []
        return
    every = list(nx.all_shortest_paths(network, one, two))
    costs = {tuple(row for _, row in path): cost(world, path) for path in every}
    assert {path.start for path in found} == {one[0]}
    assert [path.cost for path in found] == pytest.approx([costs[path.rows] for path in found])
    assert len({path.rows for path in found}) == len(found) == min(LIMIT, len(every))
    assert found[0].cost == pytest.approx(min(costs.values()))
    assert [path.cost for path in found] == sorted(path.cost for path in found)


def between(world: World, one: str, two: str) -> list[CreditPath]:
    """The paths between two people."""
    ends = [(Kind.PERSON, world.graph.person_row(person) or 0) for person in (one, two)]
    return shortest_paths(Links(world.graph), *ends, PathFilter(), LIMIT)


def test_rarer_links_come_first(tmp_path: Path) -> None:
    """Two people link nm1 to nm2; one of them made six other films."""
    films = [
        Film("tt1", credits=[("nm1", "actor"), ("nm3", "actor"), ("nm4", "actor")]),
        Film("tt2", credits=[("nm2", "actor"), ("nm3", "actor"), ("nm4", "actor")]),
        *(Film(f"tt{n}", credits=[("nm3", "actor")]) for n in range(3, 9)),
    ]
    world = make_world(tmp_path / "graph", films)
    person, film = world.graph.person_row, world.graph.movie_row
    first, second = between(world, "nm1", "nm2")
    assert first.rows == (person("nm1"), film("tt1"), person("nm4"), film("tt2"), person("nm2"))
    assert first.cost == pytest.approx(2 * np.log(3) + np.log(2))
    assert second.rows[2] == person("nm3")
    assert second.cost == pytest.approx(2 * np.log(3) + np.log(8))


def test_other_people_come_before_other_films_of_the_same(tmp_path: Path) -> None:
    """Eight films of nm1 with nm3 are one chain; nm4 is a second, though busier."""
    films = [
        *(Film(f"tt{n}", credits=[("nm1", "actor"), ("nm3", "actor")]) for n in range(1, 9)),
        Film("tt90", credits=[("nm2", "actor"), ("nm3", "actor")]),
        Film("tt91", credits=[(f"nm{n}", "actor") for n in (1, 4, 5, 6)]),
        Film("tt92", credits=[(f"nm{n}", "actor") for n in (2, 4, 7, 8)]),
    ]
    world = make_world(tmp_path / "graph", films)
    person = world.graph.person_row
    found = between(world, "nm1", "nm2")
    assert {path.rows[2] for path in found} == {person("nm3"), person("nm4")}


def test_no_way_to_somebody_of_another_film(tmp_path: Path) -> None:
    films = [Film("tt1", credits=[("nm1", "actor")]), Film("tt2", credits=[("nm2", "actor")])]
    world = make_world(tmp_path / "graph", films)
    assert between(world, "nm1", "nm2") == []
    assert between(world, "nm1", "nm1") == [CreditPath(Kind.PERSON, (0,), 0.0)]
