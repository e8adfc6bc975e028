"""The façade over the demo: frames, filters, errors, names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from recsys.catalog import Store, open_store
from recsys.errors import Ambiguous, InvalidArgument, NotLinked, UnknownId
from recsys.ingest.pipeline import build_demo


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    with open_store(folder) as opened:
        yield opened


def ids(store: Store, *names: str) -> list[str]:
    return [store.resolve(name) for name in names]


def test_from_varda_to_tarantino(store: Store) -> None:
    found = store.connections.paths(*ids(store, "Agnès Varda", "Quentin Tarantino"))
    [path] = found.to_dicts()
    steps = path["steps"]
    assert path["links"] == len(steps) - 1 == 8
    assert [step["kind"] for step in steps] == ["person", "film"] * 4 + ["person"]
    assert [steps[0]["name"], steps[-1]["name"]] == ["Agnès Varda", "Quentin Tarantino"]
    assert steps[0]["roles"] == []
    assert "director" in steps[1]["roles"]
    assert [step["year"] is None for step in steps] == [True, False] * 4 + [True]


def test_a_film_and_a_person_have_an_odd_number_of_links(store: Store) -> None:
    found = store.connections.paths(*ids(store, "Ran", "Quentin Tarantino"), limit=2)
    assert found["links"].unique().to_list()[0] % 2 == 1
    assert found.height == 2
    assert found["cost"].is_sorted()


def test_the_reverse_has_the_same_length_and_cost(store: Store) -> None:
    one, two = ids(store, "Seven Samurai", "Pulp Fiction")
    there, back = store.connections.paths(one, two), store.connections.paths(two, one)
    assert there["links"].to_list() == back["links"].to_list()
    assert there["cost"][0] == pytest.approx(back["cost"][0])


def test_filters_are_kept(store: Store) -> None:
    one, two = ids(store, "Martin Scorsese", "Quentin Tarantino")
    roles = {"director", "actor"}
    found = store.connections.paths(one, two, roles, 1970, 2005, 1_000)
    films = {step["id"] for path in found["steps"] for step in path if step["kind"] == "film"}
    for film in store.movies.films(list(films)).to_dicts():
        assert 1970 <= film["year"] <= 2005
        assert film["votes"] >= 1_000
    for path in found["steps"]:
        assert all(set(step["roles"]) <= roles and step["roles"] for step in list(path)[1:])


def test_errors_say_what_to_do(store: Store) -> None:
    one, two = ids(store, "Agnès Varda", "Quentin Tarantino")
    paths = store.connections.paths
    with pytest.raises(NotLinked, match="Agnès Varda and Quentin Tarantino within these filters"):
        paths(one, two, min_votes=10**9)
    with pytest.raises(UnknownId):
        paths(one, "nm-nobody")
    with pytest.raises(InvalidArgument, match="given twice"):
        paths(one, one)
    for wrong in ({"limit": 0}, {"limit": 21}, {"min_votes": -1}, {"roles": ["chef"]},
                  {"min_year": 2000, "max_year": 1990}):  # fmt: skip
        with pytest.raises(InvalidArgument):
            paths(one, two, **wrong)
    with pytest.raises(UnknownId):
        store.connections.bridges("tt0000001")
    with pytest.raises(InvalidArgument):
        store.connections.circle(one, limit=0)


def test_a_name_may_be_of_a_person_or_a_film(store: Store) -> None:
    assert store.resolve("Akira Kurosawa") == store.people.resolve("Akira Kurosawa")
    assert store.resolve("Seven Samurai") == store.titles.resolve("Seven Samurai")
    assert store.resolve("tt0096908") == "tt0096908"
    with pytest.raises(Ambiguous) as lola:
        store.resolve("Lola")
    assert len(lola.value.candidates) == 2
    with pytest.raises(UnknownId) as unknown:
        store.resolve("Quentin Tarantno")
    assert "Quentin Tarantino" in [near.name for near in unknown.value.near]
