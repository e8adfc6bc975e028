"""The model of chance: known answers, a slow reference, and shuffled credits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.scoring.chance import false_discovery, shared_by, solve
from recsys.scoring.poisson_binomial import upper_tails
from recsys.scoring.work_links import WorkLinks, work_links
from tests.directors.worlds import Film, make_world
from tests.scoring.shuffling import shuffled


def convolved(chances: np.ndarray) -> np.ndarray:
    """P(V = v) of independent successes, one by one."""
    density = np.ones(1)
    for chance in chances:
        density = np.convolve(density, [1 - chance, chance])
    return density


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(1e-6, 0.98), st.integers(1, 30)), min_size=1, max_size=6),
    st.integers(0, 30),
)
def test_tails_equal_convolution(groups: list[tuple[float, int]], most: int) -> None:
    chance = np.array([[chance for chance, _ in groups]])
    people = np.array([count for _, count in groups])
    density = convolved(np.repeat(chance[0], people))
    expected = [density[v:].sum() for v in range(most + 1)]
    np.testing.assert_allclose(upper_tails(chance, people, most)[0], expected, rtol=1e-6,
                               atol=1e-18)  # fmt: skip


def test_degrees_are_met() -> None:
    rng = np.random.default_rng(0)
    director = np.maximum(1, rng.zipf(1.8, 400) % 60).astype(np.int32)
    person = np.repeat(np.arange(1, 9), 1000 // np.arange(1, 9) ** 2).astype(np.int32)
    person = person[: np.searchsorted(np.cumsum(person), director.sum())]
    person = np.append(person, director.sum() - person.sum()).astype(np.int32)
    model = solve(director, person)
    kinds, count = np.unique(director, return_counts=True)
    linked = model.linked(kinds)
    np.testing.assert_allclose(linked @ model.people, kinds, rtol=1e-7)
    degrees = np.unique(person[person > 0])
    np.testing.assert_allclose(count @ linked, degrees, rtol=1e-7)


def test_equal_degrees_have_equal_chances() -> None:
    """Four directors with two of eight people each, every person with one director: 1/4."""
    model = solve(np.full(4, 2, np.int32), np.ones(8, np.int32))
    assert model.linked(np.array([2])) == pytest.approx(0.25)


def test_no_links_no_chances() -> None:
    model = solve(np.zeros(3, np.int32), np.zeros(5, np.int32))
    assert model.degree.tolist() == []


def test_a_person_of_one_director_is_shared_by_nobody() -> None:
    model = solve(np.full(4, 2, np.int32), np.array([1, 1, 1, 1, 2, 2], np.int32))
    ours = model.linked(np.array([2]))
    both = shared_by(ours, ours, model.spread)
    assert both[0, 0] == 0
    assert both[0, 1] > 0


def test_discoveries_by_hand() -> None:
    """Of p = .01, .02, .3 the second has min(3/2 · .02, .3); 1 where nothing was tested."""
    p = np.array([0.02, 0.3, 0.01, 0.001])
    q = false_discovery(p, np.array([True, True, True, False]))
    assert q == pytest.approx([0.03, 0.3, 0.03, 1.0])


def test_directors_themselves_and_anthologies_link_nobody(tmp_path: Path) -> None:
    films = [
        Film("tt1", ["nm1"], [("nm1", "actor"), ("nm5", "actor"), ("nm5", "writer")]),
        Film("tt2", ["nm1"], [("nm5", "actor")]),
        Film("tt3", ["nm1", "nm2", "nm3", "nm4"], [("nm6", "actor")]),
    ]
    world = make_world(tmp_path / "graph", films)
    links = work_links(world.graph)
    assert links.person.tolist() == [world.graph.person_row("nm5")]
    assert links.director_degree.tolist() == [1, 0, 0, 0]


def random_links(rng: np.random.Generator) -> WorkLinks:
    """Three hundred directors and two thousand people, both with a few who work much."""
    wide, busy = rng.pareto(1.5, 300) + 0.3, rng.pareto(1.5, 2000) + 0.3
    drawn = rng.random((300, 2000)) < np.minimum(0.3, np.outer(wide, busy) / 700)
    director, person = np.nonzero(drawn)
    return WorkLinks(director.astype(np.int32), person.astype(np.int32), 300, 2000)


def test_p_values_on_shuffled_credits() -> None:
    """P(p <= a) <= a, and p-values with a drawn part of the last step are near uniform."""
    rng = np.random.default_rng(11)
    links = random_links(rng)
    mixed = shuffled(links, rng, rounds=40)
    degree = links.director_degree
    assert (mixed.director_degree == degree).all()
    assert (mixed.person_degree == links.person_degree).all()
    model = solve(degree, links.person_degree)
    of = np.zeros((300, 2000), dtype=np.float32)
    of[mixed.director, mixed.person] = 1
    shared = (of @ of.T).astype(np.int32)
    p, drawn, expected, observed = [], [], 0.0, 0
    for director in np.flatnonzero(degree > 0):
        others = np.flatnonzero((degree > 0) & (np.arange(300) != director))
        found = model.against(int(degree[director]), degree[others], shared[director, others])
        beyond = model.against(int(degree[director]), degree[others], shared[director, others] + 1)
        p.append(found.p)
        drawn.append(beyond.p + (found.p - beyond.p) * rng.random(len(others)))
        expected += found.expected.sum()
        observed += int(shared[director, others].sum())
    p, drawn = np.concatenate(p), np.concatenate(drawn)
    for level in (0.05, 0.01, 0.001):
        assert (p <= level).mean() <= 1.1 * level
    assert np.histogram(drawn, 10, (0, 1))[0] / len(drawn) == pytest.approx(0.1, abs=0.01)
    assert expected == pytest.approx(observed, rel=0.05)


def test_degrees_without_freedom_are_solved() -> None:
    """Nested links are certain or impossible; the solver comes near and stops."""
    model = solve(np.array([1, 2, 3], np.int32), np.array([3, 2, 1], np.int32))
    linked = model.linked(np.array([1, 2, 3]))
    assert linked @ model.people == pytest.approx([1, 2, 3], abs=0.05)


def test_a_catalogue_without_credits_expects_nothing() -> None:
    model = solve(np.zeros(3, np.int32), np.zeros(2, np.int32))
    found = model.against(0, np.zeros(2, np.int32), np.zeros(2, np.int32))
    assert found.expected.tolist() == [0, 0]
    assert found.p.tolist() == found.q.tolist() == [1, 1]
