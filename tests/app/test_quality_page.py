"""The Quality page: every figure comes from the stored evaluation."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import recsys
from recsys import charts
from recsys.catalog import Store
from recsys.evaluate import evaluate
from recsys.evaluate.report import as_frame
from recsys.evaluate.run import save_result
from recsys.evaluate.systems import FAME, TEXT
from recsys.live import live
from recsys.store import StoreFolder
from tests.app.pages import captions, headings, open_app
from tests.evaluate.tastes import write_tastes

HOSTILE = "<b>*A* $x$ [b](http://c.d)</b>"
TITLE = "Do people agree with these rankings?"
COMMAND = "filmkin evaluate --movielens FOLDER"


@pytest.fixture(scope="module")
def measured(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with recsys.open_store(demo) as store:
        return evaluate(store, write_tastes(tmp_path_factory.mktemp("movielens"), store))


@pytest.fixture
def result(measured: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(measured)


@pytest.fixture
def shown(demo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoreFolder]:
    """The demo as the app's store; stored evaluations are removed afterwards."""
    monkeypatch.setenv("FILMKIN_STORE", str(demo))
    folder = StoreFolder.at(demo)
    with live().lease() as store:
        yield folder
        folder.evaluation(store.manifest.build_id).unlink(missing_ok=True)


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def codes(app: AppTest) -> list[str]:
    return [code.value for code in app.code]


def test_not_evaluated(shown: StoreFolder) -> None:
    app = open_app("quality")
    assert headings(app) == [
        TITLE,
        "This build has not been evaluated",
        "See for yourself",
        "Measure it",
    ]
    assert codes(app)[0] == COMMAND
    assert not app.dataframe
    assert not app.get("plotly_chart")


def test_a_build_without_texts_says_what_it_needs_first(store: Store) -> None:
    app = open_app("quality")
    assert "This build has not been evaluated" in headings(app)
    assert codes(app)[0].startswith("filmkin build")
    assert "--overviews" in codes(app)[0]
    assert codes(app)[1] == COMMAND


def test_every_row_is_shown(shown: StoreFolder, result: dict[str, Any]) -> None:
    save_result(result, shown)
    app = open_app("quality")
    found = headings(app)
    assert found[0] == TITLE
    assert [name for name in found if name in ("Films", "Directors")] == ["Films", "Directors"]
    truths = result["likeness"]["truths"]
    assert len(app.get("plotly_chart")) == 2 + len(truths)
    *_, films, directors = app.dataframe
    for table, kind in ((films, "films"), (directors, "directors")):
        rows = {row["name"]: row for row in result[kind]["rows"]}
        assert set(table.value["name"]) == set(rows)
        for name, ndcg, votes in zip(
            table.value["name"], table.value["ndcg"], table.value["median_votes"], strict=True
        ):
            assert ndcg == rows[name]["ndcg"]["mean"]
            assert abs(votes - rows[name]["median_votes"]) <= 0.5
        best = [round(value, 3) for value in table.value["ndcg"]]
        assert best == sorted(best, reverse=True)


def test_sample_sizes_split_and_citation(shown: StoreFolder, result: dict[str, Any]) -> None:
    save_result(result, shown)
    app = open_app("quality")
    text = text_of(app)
    for kind in ("films", "directors"):
        assert f"{result[kind]['candidates']:,} {kind} are ranked" in captions(app)
        assert f"{result[kind]['reported']:,} of" in text
    assert f"{result['users']} MovieLens users" in text
    assert "SHA-256" in text
    assert "Harper and Joseph A" in text
    assert result["ratings_sha256"][:16] in captions(app)
    assert COMMAND in codes(app)


def test_no_figure_is_typed_by_hand(shown: StoreFolder, result: dict[str, Any]) -> None:
    """Changed figures in the file change the figures and the conclusion on the page."""
    numbers = {"mean": 0.7771, "low": 0.7551, "high": 0.7991}
    for row in result["films"]["rows"]:
        if row["name"] == "default":
            row["ndcg"] = numbers
            row["difference"] = {"mean": 0.3331, "low": 0.3111, "high": 0.3551}
        if row["name"] == "original":
            row["ndcg"] = {"mean": 0.25904, "low": 0.2, "high": 0.3}
    for row in result["directors"]["rows"]:
        if row["name"] == "default":
            row["difference"] = {"mean": -0.05, "low": -0.08, "high": -0.02}
            row["difference_from_without_people"] = {"mean": 0.001, "low": -0.01, "high": 0.012}
    save_result(result, shown)
    text = text_of(open_app("quality"))
    assert "3.0 times" in text
    assert "0.777 against 0.259" in text
    assert "+0.333 (+0.311 to +0.355)" in text
    assert "agree more with the original than with the default" in text
    assert "does not measurably add" in text


def with_truths(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result with a truth of each kind, with given figures."""

    def figure(value: float) -> dict[str, Any]:
        change = {"value": 0.1, "low": 0.05, "high": 0.2}
        bounds = {"value": value, "low": value - 0.01, "high": value + 0.01}
        return bounds | {"against": {TEXT: change, FAME: change}}

    pairs, ranks = ("auc", "order"), ("ndcg", "catalogue", "hits")
    kinds = {"judgements": pairs, "grades": pairs, "tags": ranks, "likes": ranks}
    truths = []
    for kind, names in kinds.items():
        rows = [
            {"name": name, "meaning": "m", "figures": {each: figure(value) for each in names}}
            for name, value in ((TEXT, 0.61), (FAME, 0.52), ("default", 0.78))
        ]
        for row in rows:
            row["figures"][names[0]]["against"].pop(row["name"], None)
            row["figures"][names[-1]]["against"].pop(row["name"], None)
        source = {"name": f"{kind}.tsv", "sha256": "ab" * 32, "rows": 1234, "used": 1111,
                  "terms": "CC BY 4.0", "citation": f"{HOSTILE} 2021"}  # fmt: skip
        sizes = {"seeds": 90}
        sizes |= {"pairs": 402} if "auc" in names else {"films": 1607}
        sizes |= {"users": 305, "cohorts": 8} if kind == "likes" else {}
        truths.append(
            {"source": source, "kind": kind, "halves": {"report": {**sizes, "rows": rows}}}
        )
    return result | {"likeness": result["likeness"] | {"truths": truths}}


def test_each_kind_of_truth_has_a_sentence(shown: StoreFolder, result: dict[str, Any]) -> None:
    save_result(with_truths(result), shown)
    app = open_app("quality")
    text = text_of(app)
    assert "**78 times in 100**, plot text alone 61, year and fame 52" in text
    assert "**0.8** are among its 20 nearest films by the tags" in text
    assert "by chance 0.1" in text
    assert text.count("beyond chance among people who rated at the same time") == 1
    assert "90 of 1,607 films, by 305 users in 8 cohorts of time" in captions(app)
    assert text.count("is better than plot text alone and year and fame") == 4
    assert "402 pairs about 90 films; all of the half that no weight was fitted on" in captions(app)
    assert "1,234 rows, 1,111 of them about films of this catalogue" in text
    assert HOSTILE not in text
    assert len(app.get("plotly_chart")) == 4 + 2


def test_guard_rails_are_explained(shown: StoreFolder, result: dict[str, Any]) -> None:
    [row] = [row for row in result["likeness"]["guards"]["rows"] if row["name"] == "default"]
    row |= {"near_years": 0.43, "unlinked": 0.021, "most_shown": 0.07, "fame": 0.19,
            "most_shown_film": HOSTILE, "median_votes": 1234.0, "distinct": 345}  # fmt: skip
    save_result(result, shown)
    text = text_of(open_app("quality"))
    for words in ("**43%**", "**2.1%**", "**7%**", "**1,234**", "**345**", "**0.19**"):
        assert words in text
    assert HOSTILE not in text


@pytest.mark.parametrize("is_evaluated", [True, False])
def test_ten_films_are_side_by_side(
    shown: StoreFolder, result: dict[str, Any], is_evaluated: bool
) -> None:
    if is_evaluated:
        save_result(result, shown)
    app = open_app("quality")
    assert "See for yourself" in headings(app)
    assert captions(app).count("Plot text alone") == 10


def test_without_movielens(shown: StoreFolder, result: dict[str, Any]) -> None:
    for name in ("films", "directors", "users", "citation", "ratings_sha256"):
        del result[name]
    result["likeness"]["truths"] = []
    save_result(result, shown)
    app = open_app("quality")
    assert "What the rankings recommend" in headings(app)
    assert "Films" not in headings(app)
    assert len(app.dataframe) == 1


def test_interval_around_zero_shows_no_difference(
    shown: StoreFolder, result: dict[str, Any]
) -> None:
    for row in result["films"]["rows"]:
        if row["name"] == "default":
            row["difference"] = {"mean": 0.01, "low": -0.01, "high": 0.03}
    save_result(result, shown)
    assert "show no difference between default and original" in text_of(open_app("quality"))


def test_missing_data_is_reported(shown: StoreFolder, result: dict[str, Any]) -> None:
    save_result(
        result | {"lacking": {"labels": ["keywords"], "crafts": ["casting_director"]}}, shown
    )
    assert "keywords; credits as casting director" in text_of(open_app("quality"))


def test_outdated_weights_are_reported(shown: StoreFolder, result: dict[str, Any]) -> None:
    save_result(result, shown)
    assert not open_app("quality").warning
    result["weights"]["films"]["text"] = 17.0
    save_result(result, shown)
    assert "differ from the current defaults" in open_app("quality").warning[0].value


def test_a_kind_that_could_not_be_measured(shown: StoreFolder, result: dict[str, Any]) -> None:
    result["directors"] |= {"rows": [], "candidates": 1, "reported": 0}
    save_result(result, shown)
    app = open_app("quality")
    assert "only 1 director of this build is liked" in text_of(app)


def test_damaged_file_is_explained(shown: StoreFolder, result: dict[str, Any]) -> None:
    save_result(result, shown).write_text("{")
    app = open_app("quality")
    assert "can't be read" in app.warning[0].value
    assert "This build has not been evaluated" in headings(app)


def test_bars_have_whiskers_and_titles(result: dict[str, Any]) -> None:
    rows = as_frame(result["films"])
    figure = charts.agreement(rows, 20, charts.INK["dark"])
    assert "nDCG@20" in figure.layout.xaxis.title.text
    assert figure.layout.yaxis.title.text
    assert [trace.name for trace in figure.data[:2]] == ["default", "original"]
    assert sum(len(trace.x) for trace in figure.data) == rows.height
    for trace in figure.data:
        for mean, more, less in zip(
            trace.x, trace.error_x.array, trace.error_x.arrayminus, strict=True
        ):
            assert 0 <= mean - less <= mean <= mean + more <= 1
    labels = [label for trace in figure.data for label in trace.y]
    assert sorted(labels) == sorted(figure.layout.yaxis.categoryarray)
    assert len(set(labels)) == len(labels)  # two rows of one label would share a bar
