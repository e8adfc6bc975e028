"""People first: terms by hand, evidence in order, weights, and what decides on the demo."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.catalog import Store
from recsys.directors import DirectorQuery, LikedFilms, PeopleWeights, shared_words
from recsys.directors.people import TERMS
from recsys.errors import InvalidArgument
from tests.directors.test_independent import PEOPLE, slow
from tests.directors.worlds import Film, World, make_world
from tests.tries import tries

WEIGHTS = PeopleWeights()

# ann shares cam (two films each) and act with bob, act with cy; act is in four films.
FILMS = [
    Film("tt1", ["ann"], [("cam", "cinematographer"), ("act", "actor")], 7.0, 100),
    Film("tt2", ["ann"], [("cam", "cinematographer")], 7.0, 100),
    Film("tt3", ["bob"], [("cam", "cinematographer"), ("act", "actor")], 7.0, 100),
    Film("tt4", ["bob"], [("cam", "cinematographer")], 7.0, 100),
    Film("tt5", ["cy"], [("act", "actor")], 7.0, 100),
    Film("tt6", ["dee"], [("act", "actor"), ("else", "actor"), ("more", "actor")], 7.0, 100),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("people") / "graph", FILMS)


def test_the_people_term_equals_the_formula(world: World) -> None:
    scores = world.directors.scores("ann")
    row = scores.filter(id="bob").row(0, named=True)
    strength = 0.8 * 2 / (1 + math.log(4)) + 0.8 / (1 + math.log(4))
    strength *= (2 - row["expected"]) / 2  # what chance does not explain
    strength *= 2 / (2 + 2)  # bob has two films
    assert row["shared_people"] == 2
    assert row["terms"]["people"] == pytest.approx(strength / (1 + strength))
    assert sum(row["terms"].values()) == pytest.approx(row["score"])
    assert scores["id"].to_list()[0] == "bob"


def test_more_shared_people_than_chance_have_smaller_p(world: World) -> None:
    scores = world.directors.scores("ann")
    rows = {row["id"]: row for row in scores.to_dicts()}
    assert rows["bob"]["p"] < rows["cy"]["p"] <= 1
    assert rows["cy"]["q"] == pytest.approx(1)  # one shared person is never a discovery
    # dee has more people than cy, so more by chance.
    assert rows["dee"]["expected"] > rows["cy"]["expected"] > 0


def test_evidence_is_ordered_by_films_on_both_sides_then_rarity(tmp_path: Path) -> None:
    """p3 is on two films of both, p4 on three and one, p5 and p6 on one and one."""
    films = [
        Film("tt1", ["nm1"], [(person, "actor") for person in ("p3", "p4", "p5", "p6")]),
        Film("tt2", ["nm1"], [("p3", "actor"), ("p4", "actor")]),
        Film("tt3", ["nm1"], [("p4", "actor")]),
        Film("tt4", ["nm2"], [(person, "actor") for person in ("p3", "p4", "p5", "p6")]),
        Film("tt5", ["nm2"], [("p3", "actor")]),
        Film("tt6", [], [("p5", "actor")]),
    ]
    directors = make_world(tmp_path / "graph", films).directors
    shared = directors.shared_collaborators("nm1", "nm2")
    assert shared["id"].to_list() == ["p3", "p4", "p6", "p5"]
    assert shared["films"].list.len().to_list() == [2, 3, 1, 1]
    assert shared["other_films"].list.len().to_list() == [2, 1, 1, 1]
    [because] = directors.recommend("nm1")["because"].to_list()
    assert [person["id"] for person in because] == ["p3", "p4", "p6", "p5"]
    overlap = directors.overlap("nm1", ["nm2"])
    assert overlap["person_id"].to_list() == ["p3", "p4", "p6", "p5"]
    assert overlap.select("films", "other_films").rows() == [(2, 2), (3, 1), (1, 1), (1, 1)]


def test_weights_change_scores_by_their_terms(world: World) -> None:
    doubled = world.directors.scores("ann", weights=PeopleWeights.of_groups(genre=2, people=0))
    default = world.directors.scores("ann")
    before = dict(zip(default["id"], default["terms"], strict=True))
    for row in doubled.to_dicts():
        assert row["terms"]["people"] == row["terms"]["together"] == 0
        assert row["terms"]["genre"] == pytest.approx(2 * before[row["id"]]["genre"])


@pytest.mark.parametrize("wrong", [{"people": -1}, {"era": 11}, {"text": math.nan}])
def test_weights_outside_their_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidArgument):
        PeopleWeights(**wrong)


def test_weights_of_nothing_or_of_another_method_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="All weights are 0"):
        PeopleWeights(**dict.fromkeys(TERMS, 0.0))
    with pytest.raises(InvalidArgument, match="no group"):
        PeopleWeights.of_groups(fame=2)
    with pytest.raises(InvalidArgument, match="fixed weights"):
        DirectorQuery("ann", "affinity", weights=PeopleWeights(era=1))


def test_explained_terms_add_up(world: World) -> None:
    score = world.directors.scores("ann").row(0, named=True)
    explained = world.directors.explain_people("ann", score["id"])
    assert explained["term"].to_list() == list(TERMS)
    assert explained["part"].sum() == pytest.approx(score["score"])
    assert explained["value"].is_between(0, 1).all()


def test_compared_pairs_have_the_numbers_of_the_ranking(world: World) -> None:
    pair = world.directors.compare(["ann", "bob"]).pairs.row(0, named=True)
    row = world.directors.scores("ann").filter(id="bob").row(0, named=True)
    assert pair["independent"] == row["shared_people"]
    for name in ("expected", "p", "window_expected", "window_p"):
        assert pair[name] == pytest.approx(row[name])


def demo_rankings(demo: Store) -> list[str]:
    """Directors of three films or more with ten people or more in the demo."""
    graph = demo.graph
    enough = (graph.films_directed >= 3) & (graph.director_collaborators >= 10)
    rows = graph.director_persons[np.flatnonzero(enough)]
    return graph.people["id"].gather(rows).to_list()


def test_shared_people_decide_on_the_demo(demo: Store) -> None:
    """Seven of ten shown are among the twenty best by people; most of the variance is theirs."""
    shares = []
    for director in demo_rankings(demo):
        scores = demo.directors.scores(director)
        if scores.height < 20:
            continue
        people = scores["terms"].struct.field("people")
        best = set(scores.with_columns(people).sort("people", descending=True).head(20)["id"])
        assert len(best & set(scores.head(10)["id"])) >= 7
        covariance = np.cov(people.to_numpy(), scores["score"].to_numpy())
        shares.append(covariance[0, 1] / covariance[1, 1])
        first = scores.row(0, named=True)
        assert max(first["terms"], key=first["terms"].get) == "people"
    assert len(shares) > 20
    assert float(np.median(shares)) > 0.5


def test_what_is_shared_in_words() -> None:
    row = {"shared_people": 8, "expected": 1.14, "q": 0.01, "films_together": 1}
    assert shared_words(row) == "8 shared people where chance gives 1.1; co-directed 1 film"
    row |= {"shared_people": 1, "expected": 0.01, "q": 1.0, "films_together": 0}
    expected = "1 shared person where chance gives less than 0.1; this may be chance"
    assert shared_words(row) == expected


@tries(15)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(PEOPLE[:5]), min_size=1, max_size=4, unique=True),
            st.lists(st.sampled_from(PEOPLE), max_size=5, unique=True),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_the_people_term_equals_the_reference(drawn: list[tuple[list[str], list[str]]]) -> None:
    """On random catalogues of actors, from the slow counts of films on both sides."""
    films = [
        Film(f"tt{number}", directors, [(person, "actor") for person in people])
        for number, (directors, people) in enumerate(drawn)
    ]
    with tempfile.TemporaryDirectory() as folder:
        directors = make_world(Path(folder, "graph"), films).directors
        for director in {director for film in films for director in film.directors}:
            shared = slow(films, director)
            for row in directors.scores(director).to_dicts():
                counts = {p: both for (other, p), both in shared.items() if other == row["id"]}
                assert row["shared_people"] == len(counts)
                strength = 0.0
                for person, (ours, theirs) in counts.items():
                    credited = sum((person, "actor") in film.credits for film in films)
                    strength += 0.8 * math.sqrt(ours * theirs) / (1 + math.log(credited))
                strength *= max(0, len(counts) - row["expected"]) / max(1, len(counts))
                strength *= row["films"] / (row["films"] + 2)
                assert row["terms"]["people"] == pytest.approx(strength / (1 + strength))
                assert 0 <= row["p"] <= 1
                assert 0 <= row["q"] <= 1


def test_chance_is_unknown_for_liked_films(world: World) -> None:
    scores = world.directors.scores(LikedFilms(("tt1",), (1.0,)))
    assert scores.height > 0
    for name in ("expected", "p", "q", "window_expected", "window_p", "window_q"):
        assert scores[name].null_count() == scores.height
