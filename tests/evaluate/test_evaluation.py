"""The evaluation of the demo with generated ratings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import recsys
from recsys.catalog import Store
from recsys.directors.people import TERMS as DIRECTOR_TERMS
from recsys.errors import DamagedStore, NoText, NothingFound, SourceError
from recsys.evaluate import evaluate
from recsys.evaluate.director_rankings import director_truth
from recsys.evaluate.film_rankings import film_truth
from recsys.evaluate.metrics import ndcg
from recsys.evaluate.movielens import read_likes
from recsys.evaluate.rankings import Truth
from recsys.evaluate.report import HEADER, as_cells, as_frame, describe_missing
from recsys.evaluate.run import current_weights, load_result, save_result
from recsys.movies import RankingWeights
from recsys.movies.weights import TERMS as FILM_TERMS
from recsys.store import StoreFolder
from tests.evaluate.tastes import write_movielens
from tests.helpers import build_store


@pytest.fixture(scope="module")
def result(demo: Store, movielens: Path) -> dict[str, Any]:
    return evaluate(demo, movielens)


def rows_of(result: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in result[kind]["rows"]}


def mean_ndcg(truth: Truth, rankings: Sequence[Sequence[str]]) -> float:
    """Return the mean nDCG over the reported queries, given the ids recommended for each."""
    position = {item: index for index, item in enumerate(truth.ids)}
    gains = [
        ndcg([position[item] for item in ids], truth.relevant[query], truth.depth)
        for query, ids in zip(truth.reported, rankings, strict=True)
    ]
    return float(np.mean(gains))


@pytest.mark.parametrize(
    ("name", "weights"), [("default", None), ("original", RankingWeights.text_only())]
)
def test_films_are_ranked_as_the_pages_rank_them(
    demo: Store, movielens: Path, result: dict[str, Any], name: str, weights: RankingWeights | None
) -> None:
    """The row equals `similar` over the whole catalogue, without the films not measured."""
    truth = film_truth(demo, read_likes(movielens, demo.graph))
    assert demo.graph.movie_count <= 1_000  # so that one result has all films
    measured = set(truth.ids)
    rankings = []
    for query in truth.reported:
        frame = demo.movies.similar(truth.ids[query], 1_000, weights=weights, franchises="keep")
        ids = frame["id"]
        rankings.append([film for film in ids if film in measured][: truth.depth])
    row = rows_of(result, "films")[name]
    assert row["ndcg"]["mean"] == pytest.approx(mean_ndcg(truth, rankings), abs=1e-12)


@pytest.mark.parametrize(
    ("name", "method"), [("default", "people"), ("affinity", "affinity"), ("original", "classic")]
)
def test_directors_are_ranked_as_the_pages_rank_them(
    demo: Store, movielens: Path, result: dict[str, Any], name: str, method: Any
) -> None:
    truth = director_truth(demo, read_likes(movielens, demo.graph))
    measured = set(truth.ids)
    rankings = []
    for query in truth.reported:
        ids = demo.directors.scores(truth.ids[query], method)["id"]
        rankings.append([other for other in ids if other in measured][: truth.depth])
    row = rows_of(result, "directors")[name]
    assert row["ndcg"]["mean"] == pytest.approx(mean_ndcg(truth, rankings), abs=1e-12)


def test_every_row_is_present(result: dict[str, Any]) -> None:
    common = {"random", "popularity", "original", "default"}
    for kind, terms, more in (
        ("films", FILM_TERMS, {"default, all candidates"}),
        (
            "directors",
            DIRECTOR_TERMS,
            {"default without people and together", "affinity without people and overlap"},
        ),
    ):
        per_term = {f"{word} {term}" for term in terms for word in ("only", "default without")}
        assert common | more | per_term <= set(rows_of(result, kind))
        assert len(result[kind]["rows"]) == len(rows_of(result, kind))


def test_metrics_are_within_their_ranges(result: dict[str, Any]) -> None:
    for kind in ("films", "directors"):
        assert 0 < result[kind]["reported"] < result[kind]["candidates"]
        for name, row in rows_of(result, kind).items():
            assert 0 <= row["ndcg"]["low"] <= row["ndcg"]["mean"] <= row["ndcg"]["high"] <= 1
            assert 0 <= row["recall"] <= 1
            assert 0 < row["coverage"] <= 1
            assert (row["difference"] is None) == (name == "original")


def test_the_difference_is_between_the_means(result: dict[str, Any]) -> None:
    for kind in ("films", "directors"):
        rows = rows_of(result, kind)
        original = rows["original"]["ndcg"]["mean"]
        for name in rows.keys() - {"original"}:
            expected = rows[name]["ndcg"]["mean"] - original
            assert rows[name]["difference"]["mean"] == pytest.approx(expected, abs=1e-12)


def test_the_era_term_wins_on_likes_by_year(result: dict[str, Any]) -> None:
    """The generated users like films by year, so the era term must win and chance must not."""
    rows = rows_of(result, "films")
    assert rows["only era"]["difference"]["low"] > 0
    assert rows["random"]["ndcg"]["high"] < rows["only era"]["ndcg"]["low"]
    assert rows["default without era"]["ndcg"]["mean"] < rows["default"]["ndcg"]["mean"]


def test_the_result_is_valid_json(result: dict[str, Any], demo: Store) -> None:
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert result["build_id"] == demo.manifest.build_id
    assert result["users"] == 60
    assert result["weights"] == current_weights()
    assert result["weights"]["films"] == asdict(RankingWeights())


def test_the_result_is_reproducible(result: dict[str, Any], demo: Store, movielens: Path) -> None:
    again = evaluate(demo, movielens)
    assert again | {"measured": result["measured"]} == result


def test_results_are_saved_by_build(result: dict[str, Any], tmp_path: Path) -> None:
    store = StoreFolder(tmp_path)
    assert load_result(store, result["build_id"]) is None
    path = save_result(result, store)
    assert load_result(store, result["build_id"]) == result
    assert load_result(store, "another") is None
    assert list(path.parent.iterdir()) == [path]  # no temporary file remains


def test_a_saved_result_of_another_format_is_ignored(
    result: dict[str, Any], tmp_path: Path
) -> None:
    store = StoreFolder(tmp_path)
    path = save_result(result | {"form": 0}, store)
    assert load_result(store, result["build_id"]) is None
    path.write_text("[]")
    assert load_result(store, result["build_id"]) is None
    path.write_text('{"form": 1, ')
    with pytest.raises(DamagedStore, match="not a valid evaluation result"):
        load_result(store, result["build_id"])


def test_as_rows_and_columns(result: dict[str, Any]) -> None:
    frame, cells = as_frame(result["films"]), as_cells(result["films"])
    assert frame.height == len(cells) == len(result["films"]["rows"])
    assert {len(row) for row in cells} == {len(HEADER)}
    [original] = [row for row in cells if row[0] == "original"]
    assert original[-1] == "–"
    assert as_frame({"rows": []}).height == 0


def test_missing_data_is_reported(result: dict[str, Any]) -> None:
    """The demo lacks no label; other builds lack labels and crafts."""
    assert result["lacking"]["labels"] == []
    bare = {"lacking": {"labels": ["keywords"], "crafts": ["writer", "casting_director"]}}
    assert describe_missing(bare) == "keywords; credits as writer, casting director"
    assert describe_missing({"lacking": {"labels": [], "crafts": []}}) == ""


def test_too_few_likes_to_measure(demo: Store, tmp_path: Path) -> None:
    folder = write_movielens(tmp_path, [(1, 1, 5.0), (2, 1, 5.0)], [(1, 114709)])
    with pytest.raises(NothingFound, match="2 users"):
        evaluate(demo, folder)
    with pytest.raises(NothingFound, match="0 users"):
        evaluate(demo, write_movielens(tmp_path, [], [(1, 114709)]))


def test_missing_ratings(demo: Store, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"ratings\.csv"):
        evaluate(demo, tmp_path / "nowhere")


def test_a_build_without_texts(tmp_path: Path, movielens: Path) -> None:
    with (
        recsys.open_store(build_store(tmp_path, basics=[("tt1", "One", 1990)])) as store,
        pytest.raises(NoText),
    ):
        evaluate(store, movielens)
