"""Evaluation with real films and ratings, if present beside the repository; takes minutes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import recsys
from recsys.catalog import Store
from recsys.embeddings import OFFLINE_MODEL
from recsys.evaluate import evaluate
from recsys.evaluate.systems import FAME, TEXT
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.text_files.source import OverviewFile
from tests.helpers import SHARED_DATA

FILMS, MOVIELENS = SHARED_DATA / "films10k", SHARED_DATA / "movielens"
TRUTHS = SHARED_DATA / "truths"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (FILMS.is_dir() and MOVIELENS.is_dir()),
        reason=f"{SHARED_DATA} has no films10k and movielens",
    ),
]


@pytest.fixture(scope="module")
def films10k(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store in FILMKIN_TEST_FILMS10K, or a new one, which takes minutes to encode."""
    ready = os.environ.get("FILMKIN_TEST_FILMS10K")
    folder = Path(ready) if ready else tmp_path_factory.mktemp("films10k")
    if not ready:
        texts = OverviewFile(FILMS / "trakt-search.jsonl.gz", 1)
        build([ImdbSource(FILMS / "imdb"), texts], folder, model=OFFLINE_MODEL)
    with recsys.open_store(folder) as store:
        yield store


def test_the_goals_are_reached(films10k: Store) -> None:
    """Films like these and kindred directors beat the original's nDCG on the reported half.

    People first is not fitted to likes; it beats the original too, by less.
    """
    result = evaluate(films10k, MOVIELENS)
    assert result["users"] == 305
    for kind, name, min_factor in (("films", "default", 1.7), ("directors", "affinity", 1.8)):
        rows = {row["name"]: row for row in result[kind]["rows"]}
        row, original = rows[name], rows["original"]
        assert row["ndcg"]["mean"] >= min_factor * original["ndcg"]["mean"], kind
        assert row["difference"]["low"] > 0, kind
        if kind == "films":
            assert row["coverage"] >= 0.95 * original["coverage"]
        else:
            assert row["difference_from_without_people"]["mean"] > 0
            assert rows["default"]["difference"]["low"] > 0


@pytest.mark.skipif(not TRUTHS.is_dir(), reason=f"{SHARED_DATA} has no truths")
def test_likeness_of_the_baselines(films10k: Store) -> None:
    """Both baselines have the figures that another program computed; they stay the same."""
    result = evaluate(
        films10k,
        judgements=[TRUTHS / "morelikethis_pairs.tsv", TRUTHS / "judged_pairs.tsv"],
        tags=[TRUTHS / "tags_relevant.tsv"],
        likes=[TRUTHS / "letterboxd_users_a.parquet"],
    )["likeness"]
    expected = {
        "morelikethis_pairs.tsv": ("auc", 0.731, 0.568),
        "judged_pairs.tsv": ("order", 0.564, 0.481),
        "tags_relevant.tsv": ("ndcg", 0.201, 0.024),
        "letterboxd_users_a.parquet": ("ndcg", 0.136, 0.040),
    }
    for truth in result["truths"]:
        figure, text, fame = expected.pop(truth["source"]["name"])
        rows = {row["name"]: row["figures"] for row in truth["halves"]["all"]["rows"]}
        assert rows[TEXT][figure]["value"] == pytest.approx(text, abs=0.003)
        assert rows[FAME][figure]["value"] == pytest.approx(fame, abs=0.003)
        for name in rows.keys() - {TEXT, FAME}:
            assert rows[name][figure]["against"][FAME]["low"] > 0, (name, truth["source"]["name"])
    assert not expected
    text, fame, *_ = result["guards"]["rows"]
    assert text["near_years"] < 0.25
    assert fame["near_years"] > 0.9
    assert text["unlinked"] == 0
    assert fame["unlinked"] > 0.7
    assert fame["fame"] > 1
