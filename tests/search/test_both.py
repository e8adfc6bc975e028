"""Combined search for films and people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import recsys
from recsys.catalog import Store
from recsys.errors import InvalidArgument
from tests.helpers import build_store

WORLD = {
    "basics": [("tt1", "Lola", 1961), ("tt2", "Lola", 1981), ("tt3", "Run Lola Run", 1998)],
    "ratings": [("tt1", 7.6, 900), ("tt2", 7.5, 1_000), ("tt3", 7.6, 200_000)],
    "crew": [("tt1", "nm1"), ("tt2", "nm2"), ("tt3", "nm3")],
    "principals": [("tt1", "nm4"), ("tt2", "nm5")],
    "names": [
        ("nm1", "Jacques Demy", 1931, 1990),
        ("nm2", "Rainer Werner Fassbinder", 1945, 1982),
        ("nm3", "Tom Tykwer"),
        ("nm4", "Lola"),
        ("nm5", "Lola Montez"),
    ],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with recsys.open_store(build_store(tmp_path_factory.mktemp("store"), **WORLD)) as opened:
        yield opened


def test_films_and_people_of_equal_score_alternate(store: Store) -> None:
    """Neither kind may hide the other."""
    found = store.search("lola")
    assert found.select("kind", "id", "score").rows()[:3] == [
        ("film", "tt2", 100.0),
        ("person", "nm4", 100.0),
        ("film", "tt1", 100.0),
    ]
    assert set(found["id"]) >= {"tt3", "nm5"}
    assert found["score"].is_sorted(descending=True)


def test_details_distinguish_namesakes(store: Store) -> None:
    found = {row["id"]: row["detail"] for row in store.search("lola").to_dicts()}
    assert found["tt1"] == "1961, Jacques Demy"
    assert found["nm4"] == "Lola"  # known for the film of that title
    assert store.search("fasbinder")["detail"][0] == "1945–1982, Lola"


def test_the_limit_covers_both_kinds(store: Store) -> None:
    assert store.search("lola", 3).height == 3
    with pytest.raises(InvalidArgument):
        store.search("lola", 0)


def test_no_match(store: Store) -> None:
    """An empty result keeps its columns."""
    found = store.search("!?")
    assert found.is_empty()
    assert found.columns == ["kind", "id", "name", "detail", "score"]


def test_the_best_known_come_first(store: Store) -> None:
    """Pages offer these when a catalogue lacks the usual examples."""
    assert store.movies.best_known(2) == ["tt3", "tt2"]
    assert store.directors.best_known(5) == ["nm3", "nm2", "nm1"]
