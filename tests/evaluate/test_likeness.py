"""Likeness on tiny stores: rankings against known truths, and guard rails by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import recsys
from recsys.catalog import Store
from recsys.evaluate import likeness_report as report
from recsys.evaluate.guards import GuardRails, guard_seeds
from recsys.evaluate.likeness import measure_likeness
from recsys.evaluate.likeness_measures import JudgedPairs, NearestFilms, ndcg
from recsys.evaluate.metrics import ndcg as slow_ndcg
from recsys.evaluate.rankings import is_even
from recsys.evaluate.systems import FAME, PRESETS, TEXT, Scored, Systems, best
from recsys.evaluate.truth_files import read_judgements, read_tags
from recsys.evaluate.truths import Judgements, Neighbours, Source
from recsys.movies import RankingWeights
from tests.movies.worlds import Film, build_films

SOURCE = Source("file", "0" * 64, 1, 1)


def vector(kind: int, number: int) -> list[float]:
    """Films of one kind have nearly the same text."""
    return [float(kind == axis) for axis in range(3)] + [0.01 * number]


FILMS = [
    Film(f"tt{number:07}", vector(number % 3, number), title=f"Title{number}",
         year=1950 + 2 * number, rating=5.0 + number % 5, votes=100 * (number + 1))
    for number in range(30)
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("films")
    build_films(folder, FILMS)
    with recsys.open_store(folder) as opened:
        yield opened


def scored(seed: int, *scores: list[float]) -> Scored:
    """Return scores of six films by each ranking, of which nothing is known but the score."""
    values = np.array(scores, dtype=float)
    values[:, seed] = -np.inf
    nothing = np.zeros(values.shape[1])
    terms = dict.fromkeys(("people", "director", "franchise", "genre"), nothing)
    return Scored(seed, values, np.zeros_like(values), nothing, terms)


def test_best_equals_a_sort() -> None:
    rng = np.random.default_rng(6)
    for count in (1, 3, 10, 50):
        scores = rng.integers(0, 5, 40).astype(float)
        scores[rng.random(40) < 0.2] = -np.inf
        expected = [i for i in np.argsort(-scores, kind="stable") if scores[i] > -np.inf][:count]
        assert best(scores, count).tolist() == expected


def test_ndcg_equals_the_reference() -> None:
    rng = np.random.default_rng(7)
    for _ in range(50):
        ranked = rng.permutation(30)[: rng.integers(0, 12)]
        relevant = np.concatenate([rng.permutation(30)[: rng.integers(0, 20)], [-1, -1]])
        expected = slow_ndcg(ranked.tolist(), set(relevant.tolist()) - {-1}, 10)
        assert ndcg(ranked, relevant) == pytest.approx(expected)


def test_judged_pairs_by_hand() -> None:
    """Film 1 is like film 0, film 2 is not; film 4 is like film 3, film 5 is not."""
    sample = Judgements(SOURCE, np.array([0, 0, 3, 3]), np.array([1, 2, 4, 5]),
                        np.array([1.0, 0.0, 1.0, 0.0]))  # fmt: skip
    measure = JudgedPairs(sample, 2)
    assert measure.seeds.tolist() == [0, 3]
    measure.add(scored(0, [0, 4, 1, 0, 0, 0], [0, 1, 4, 0, 0, 0]))
    measure.add(scored(3, [0, 0, 0, 0, 3, 2], [0, 0, 0, 0, 2, 2]))
    measure.add(scored(5, [9] * 6, [9] * 6))  # no seed of this truth
    good, bad = measure.figures(np.array([0, 3]))
    assert (good["auc"].value, good["order"].value) == (1.0, 1.0)
    # 1 < 2, 1 < 4, 2 > 2 ties, 2 < 4 of the second ranking: half of one comparison in four.
    assert (bad["auc"].value, bad["order"].value) == (0.125, 0.25)
    [alone, _] = measure.figures(np.array([3]))
    assert alone["auc"].value == 1.0
    assert measure.figures(np.array([], dtype=int)) == []


def test_the_lowest_grade_is_the_negative_one() -> None:
    sample = Judgements(SOURCE, np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([5.0, 3, 1]))
    measure = JudgedPairs(sample, 1)
    measure.add(scored(0, [0, 1, 3, 2, 0, 0]))
    [found] = measure.figures(np.array([0]))
    assert sample.kind == "grades"
    assert found["auc"].value == 0.5  # 3 > 2, 1 < 2
    assert found["order"].value == pytest.approx(1 / 3)


def test_nearest_films_by_hand() -> None:
    """Film 3 is relevant for film 0; among films 0, 2 and 3 it is second, among all third."""
    relevant = np.full((1, 20), -1)
    relevant[0, 0] = 3
    measure = NearestFilms(Neighbours(np.array([0]), np.array([0, 2, 3]), relevant), 1)
    measure.add(scored(0, [0, 7, 9, 5, 1, 2]))
    measure.add(scored(1, [9, 7, 9, 5, 1, 2]))  # no seed of this truth
    [found] = measure.figures()
    assert found["ndcg"].value == pytest.approx(1 / np.log2(3))
    assert found["catalogue"].value == pytest.approx(1 / 2)
    assert found["hits"].value == 1.0
    nobody = NearestFilms(Neighbours(np.array([], int), np.array([0]), np.empty((0, 20), int)), 1)
    assert nobody.figures() == []


def test_the_default_scores_all_films_as_the_pages_do(store: Store) -> None:
    """The rows equal `similar` over the whole catalogue."""
    systems = Systems(store)
    names = list(systems.meanings)
    assert names[:2] == [TEXT, FAME]
    for seed in (0, 7, 29):
        film, found = str(store.graph.movies["id"][seed]), systems.score(seed)
        for name, weights in {TEXT: RankingWeights.text_only(), **PRESETS}.items():
            expected = store.movies.similar(film, 29, weights=weights, franchises="keep")
            order = best(found.scores[names.index(name)], 29)
            scores = found.scores[names.index(name)][order]
            assert scores == pytest.approx(expected["score"].to_numpy(), abs=1e-6)
            assert len(order) == 29
            assert seed not in order


def test_year_and_fame_know_nothing_of_the_film(store: Store) -> None:
    found = Systems(store).score(0)
    votes = store.graph.movie_votes
    known = np.log1p(votes) / np.log1p(votes.max())
    tenths = store.graph.movie_rating_tenths
    mean = np.average(tenths, weights=votes)
    rated = (tenths * votes + mean * 50) / (votes + 50) / 100
    era = np.exp(-np.abs(store.graph.movie_year - 1950.0) / 10)
    expected = era + known + 0.8 * rated
    assert found.scores[1, 1:] == pytest.approx(expected[1:])
    assert found.fame[1] == pytest.approx(known + 0.8 * rated)
    assert not found.fame[0].any()


def test_guard_rails_by_hand(store: Store) -> None:
    """Two seeds; one ranking always shows film 29 first, the other the next films by id."""
    guards = GuardRails(store, np.array([0, 3]), 2)
    for seed in (0, 3):
        same = np.full(30, -np.inf)
        same[[28, 29]] = [1, 2]
        following = np.full(30, -np.inf)
        following[[seed + 1, seed + 2]] = [3, 1]
        fame = np.zeros((2, 30))
        fame[0, [28, 29]] = [0.5, 1]
        text = np.zeros(30)
        text[[seed + 1, 29]] = 0.9  # more similar than 95 % of the films
        terms = {name: np.zeros(30) for name in ("people", "director", "franchise", "genre")}
        terms["genre"][28] = 0.5
        guards.add(Scored(seed, np.stack([same, following]), fame, text, terms))
    guards.add(scored(1, *[[0.0] * 30] * 2))  # no seed
    famous, near = guards.figures()
    assert famous == {
        "near_years": 0.0, "unlinked": 0.0, "most_shown": 1.0, "most_shown_film": "Title28",
        "median_votes": 2_950.0, "distinct": 2, "fame": 0.5,
    }  # fmt: skip
    assert near["near_years"] == 0.5  # films are two years apart
    assert near["unlinked"] == 0.5
    assert near["most_shown"] == 0.5
    assert near["distinct"] == 4
    assert near["fame"] == 0.0


def test_guard_seeds_have_texts_and_votes(tmp_path: Path) -> None:
    films = [Film("tt1", [1, 0], votes=49, rating=5.0), Film("tt2", [0, 1], votes=50, rating=5.0),
             Film("tt3", None, votes=99, rating=5.0)]  # fmt: skip
    build_films(tmp_path, films)
    with recsys.open_store(tmp_path) as opened:
        assert guard_seeds(opened).tolist() == [1]


@pytest.fixture(scope="module")
def result(store: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """People judge films of one kind alike, and give them the same tags."""
    folder = tmp_path_factory.mktemp("truths")
    ids = [film.id for film in FILMS]
    judged = [(ids[a], ids[b], int(a % 3 == b % 3)) for a in range(10) for b in range(20, 30)]
    pl.DataFrame(judged, ["seed", "film", "grade"], orient="row").write_csv(folder / "judged.csv")
    tags = [(ids[a], ids[b]) for a in range(30) for b in range(30) if a % 3 == b % 3 and a != b]
    pl.DataFrame(tags, ["seed", "film"], orient="row").write_csv(folder / "tags.csv")
    truths = [read_judgements(folder / "judged.csv", store), read_tags(folder / "tags.csv", store)]
    return measure_likeness(store, truths, lambda _: None)


def test_text_finds_what_people_call_alike(result: dict[str, Any]) -> None:
    judged, tags = result["truths"]
    for half in ("all", "fit", "report"):
        values = {row["name"]: row["figures"] for row in judged["halves"][half]["rows"]}
        assert values[TEXT]["auc"]["value"] == 1.0
        assert values[FAME]["auc"]["value"] < 0.8
        assert values[TEXT]["order"]["value"] == 1.0
        values = {row["name"]: row["figures"] for row in tags["halves"][half]["rows"]}
        assert values[TEXT]["ndcg"]["value"] == pytest.approx(1.0)
        assert values[TEXT]["hits"]["value"] == 9.0
        assert values[FAME]["ndcg"]["high"] < 1.0
        change = values[TEXT]["ndcg"]["against"][FAME]
        assert change["value"] == pytest.approx(1 - values[FAME]["ndcg"]["value"])
        assert change["low"] > 0


def test_halves_have_their_seeds(result: dict[str, Any]) -> None:
    even = sum(is_even(film.id) for film in FILMS)
    halves = result["truths"][1]["halves"]
    assert [halves[half]["seeds"] for half in ("all", "fit", "report")] == [30, even, 30 - even]
    judged = result["truths"][0]["halves"]
    assert judged["fit"]["pairs"] + judged["report"]["pairs"] == judged["all"]["pairs"] == 100


def test_every_preset_has_a_row(result: dict[str, Any]) -> None:
    expected = [TEXT, FAME, *PRESETS]
    for truth in result["truths"]:
        for half in truth["halves"].values():
            assert [row["name"] for row in half["rows"]] == expected
    assert [row["name"] for row in result["guards"]["rows"]] == expected
    assert result["default"] == next(iter(PRESETS))


def test_further_presets_appear_by_themselves(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRESETS, "people alone", RankingWeights(text=0.0, people=9.0))
    found = measure_likeness(store, [], lambda _: None)
    assert [row["name"] for row in found["guards"]["rows"]][-1] == "people alone"
    assert found["truths"] == []


def test_the_report_shows_the_half_for_reporting(result: dict[str, Any]) -> None:
    judged, tags = report.shown({"likeness": result})
    assert (judged.main, tags.main) == ("auc", "ndcg")
    assert "no weight was fitted" in tags.note
    assert tags.sizes["seeds"] == result["truths"][1]["halves"]["report"]["seeds"]
    assert judged.value(TEXT) == 1.0
    frame, cells = report.as_frame(tags), report.as_cells(tags)
    assert frame["name"].to_list() == [TEXT, FAME, *PRESETS]
    assert {len(row) for row in cells} == {len(report.header(tags))}
    assert cells[0][3] == cells[1][4] == "–"
    assert len(report.guard_cells(result["guards"]["rows"])[0]) == len(report.GUARD_HEADER)


def test_a_truth_of_one_half_says_so(result: dict[str, Any]) -> None:
    tags = result["truths"][1]
    only_fit = {half: tags["halves"][half] for half in ("all", "fit")}
    [found] = report.shown({"likeness": result | {"truths": [tags | {"halves": only_fit}]}})
    assert "may have been fitted" in found.note
    both, _ = report.shown({"likeness": result}, "all")
    assert "both halves" in both.note
    assert report.shown({"likeness": result | {"truths": [tags | {"halves": {}}]}}) == []
