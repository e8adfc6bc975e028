import random
import string
import threading
from collections.abc import Callable
from pathlib import Path

import numpy
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import DamagedStore
from recsys.search import FuzzyIndex, build_index
from recsys.search.index import SCHEMA
from recsys.util.fold import fold

FILMS = [
    ["The Matrix"],
    ["Star Wars"],
    ["Amélie", "Le fabuleux destin d'Amélie Poulain"],
    ["Interstellar"],
    ["Wong Kar-wai"],
    ["Star Trek"],
    ["Kate & Leopold"],
    ["The Lord of the Rings: The Two Towers"],
    ["Das Boot"],
    ["M"],
    ["Ran"],
    ["Die Hard"],
    ["기생충", "Parasite"],
    ["Star"],
    ["Matrix Revolutions"],
    ["Black"],
]
POPULARITY = numpy.array([90, 50, 40, 80, 10, 60, 5, 70, 30, 8, 9, 85, 75, 1, 20, 3])

Search = Callable[[str], list[str]]


def entries_of(films: list[list[str]]) -> polars.DataFrame:
    entries = [(row, text) for row, texts in enumerate(films) for text in texts]
    schema = {"row": polars.Int32, "text": polars.String}
    return polars.DataFrame(entries, schema=schema, orient="row")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> FuzzyIndex:
    folder = tmp_path_factory.mktemp("search") / "films"
    build_index(folder, entries_of(FILMS))
    return FuzzyIndex(folder)


@pytest.fixture(scope="module")
def matched(index: FuzzyIndex) -> Search:
    return lambda query: index.search(query, 10, POPULARITY)["matched"].to_list()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("interst", "Interstellar"),
        ("intersteler", "Interstellar"),
        ("intrstell", "Interstellar"),
        ("nterstellar", "Interstellar"),
        ("starwars", "Star Wars"),
        ("st ar wars", "Star Wars"),
        ("wars star", "Star Wars"),
        ("kar wai wong", "Wong Kar-wai"),
        ("wong karwai", "Wong Kar-wai"),
        ("AMELIE", "Amélie"),
        ("fabuleux destin", "Le fabuleux destin d'Amélie Poulain"),
        ("matrix", "The Matrix"),
        ("the matrix", "The Matrix"),
        ("teh matrix", "The Matrix"),
        ("kate and leopold", "Kate & Leopold"),
        ("lord rings", "The Lord of the Rings: The Two Towers"),
        ("two tow", "The Lord of the Rings: The Two Towers"),
        ("boot", "Das Boot"),
        ("die h", "Die Hard"),
        ("m", "M"),
        ("lback", "Black"),
        ("기생", "기생충"),
        ("parasit", "Parasite"),
    ],
)
def test_the_intended_title_comes_first(matched: Search, query: str, first: str) -> None:
    """Prefixes, typos, reordered words, missing accents and missing spaces are tolerated."""
    assert matched(query)[0] == first


def test_exact_matches_before_prefixes(index: FuzzyIndex) -> None:
    """An exact match ranks above more popular prefix matches, which are ordered by popularity."""
    found = index.search("star", 3, POPULARITY)
    assert found["matched"].to_list() == ["Star", "Star Trek", "Star Wars"]
    assert found["score"][0] == 100.0
    assert found["score"][1] == found["score"][2] < 100.0


def test_equal_matches_by_popularity_then_row(tmp_path: Path) -> None:
    """Films of one title are ordered by popularity, then by row."""
    build_index(tmp_path, entries_of([["Hamlet"], ["Hamlet"], ["Hamlet"]]))
    found = FuzzyIndex(tmp_path).search("hamlet", 10, numpy.array([5, 9, 5]))
    assert found["row"].to_list() == [1, 0, 2]


def test_each_row_appears_once(index: FuzzyIndex) -> None:
    """A film with two titles appears once, with the title that matched."""
    found = index.search("amelie", 10, POPULARITY).filter(polars.col("row") == 2)
    assert found["matched"].to_list() == ["Amélie"]
    assert index.search("amelie", 1, POPULARITY).height == 1


@pytest.mark.parametrize("query", ["", "   ", "😀", "?!", "\u202e", "\ud800"])
def test_a_query_without_letters_returns_nothing(index: FuzzyIndex, query: str) -> None:
    """An empty result keeps its columns."""
    assert index.search(query, 10, POPULARITY).equals(polars.DataFrame(schema=SCHEMA))
    assert index.search("matrix", 0, POPULARITY).schema == SCHEMA


@settings(max_examples=300, deadline=None)
@given(query=st.text(st.characters(exclude_categories=()), max_size=300))
def test_no_string_raises(index: FuzzyIndex, query: str) -> None:
    """Emoji, surrogates, quotes and any script are valid queries."""
    found = index.search(query, 5, POPULARITY)
    assert found.schema == SCHEMA
    assert found["score"].is_between(0.0, 100.0).all()
    assert found["score"].is_sorted(descending=True)
    assert found["row"].is_unique().all()


@pytest.mark.parametrize("query", ['"', "title:star AND (", "star* OR -wars~2", "a:b^3 [x TO y]"])
def test_there_is_no_query_syntax(index: FuzzyIndex, query: str) -> None:
    """Punctuation has no special meaning."""
    assert index.search(query, 5, POPULARITY).equals(index.search(fold(query), 5, POPULARITY))


def test_a_long_query_is_cut(index: FuzzyIndex) -> None:
    """The work is bounded: only the first 200 folded characters of a query are searched."""
    query = "star wars " * 1_000
    cut = index.search(query[:200], 10, POPULARITY)
    assert cut.height > 0
    assert index.search(query, 10, POPULARITY).equals(cut)


def _typo(text: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(text)), chance.choice(string.ascii_lowercase)
    swapped = text[at + 1 : at + 2] + text[at]
    middle, rest = chance.choice([(letter, 1), ("", 1), (letter, 0), (swapped, 2)])
    return text[:at] + middle + text[at + rest :]


def test_single_typos(tmp_path: Path) -> None:
    """At least 98 % of titles are found despite one typo anywhere, including the first letter."""
    chance = random.Random(0)
    syllables = ["ka", "lon", "mer", "tis", "vo", "bran", "el", "shu", "gard", "pin", "ost", "ry"]

    def word() -> str:
        return "".join(chance.choices(syllables, k=chance.randint(2, 4)))

    made = {" ".join(word() for _ in range(chance.randint(1, 4))) for _ in range(600)}
    titles = sorted(title for title in made if len(title) >= 5)
    build_index(tmp_path, entries_of([[title] for title in titles]))
    index, popularity = FuzzyIndex(tmp_path), numpy.zeros(len(titles), dtype=numpy.int64)
    exact = [index.search(title, 1, popularity)["matched"][0] == title for title in titles]
    assert all(exact)
    hits = [
        row in index.search(_typo(title, chance), 10, popularity)["row"]
        for row, title in enumerate(titles)
    ]
    assert sum(hits) / len(hits) >= 0.98


def test_closest_texts(index: FuzzyIndex) -> None:
    """Whole texts are compared; an equal one comes first, each row once."""
    for text in ("The Matrx", "Blade Runer", "x", "?!", "a" * 5_000):
        rows, scores = index.closest(text, 5)
        assert len(rows) == len(scores) == len(set(rows.tolist()))
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    for query in ("heat", "Amelie"):
        for row in index.equal(query):
            rows, scores = index.closest(query, 200)
            assert scores[rows.tolist().index(row)] == 100.0


def test_a_read_only_folder_is_enough(tmp_path: Path) -> None:
    """Opening and searching an index writes nothing, so a read-only disk is enough."""
    build_index(tmp_path, entries_of(FILMS))
    for file in tmp_path.iterdir():
        file.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
        found = FuzzyIndex(tmp_path).search("matrix", 1, POPULARITY)
        assert found["row"].to_list() == [0]
        assert {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == before
    finally:
        tmp_path.chmod(0o755)


def test_empty_indexes(tmp_path: Path) -> None:
    """An index without entries, or with symbols only, returns nothing."""
    for name, films in (("none", []), ("signs", [["???"], ["..."]])):
        build_index(tmp_path / name, entries_of(films))
        found = FuzzyIndex(tmp_path / name).search("star", 5, POPULARITY)
        assert found.equals(polars.DataFrame(schema=SCHEMA))


def test_a_missing_index(tmp_path: Path) -> None:
    """A missing index raises DamagedStore instead of returning nothing."""
    with pytest.raises(DamagedStore, match="missing"):
        FuzzyIndex(tmp_path / "absent")


def test_threads_share_an_index(index: FuzzyIndex) -> None:
    """Several threads can search one index at the same time."""
    queries = [films[0] for films in FILMS] * 5
    expected = [index.search(query, 5, POPULARITY) for query in queries]
    failures: list[str] = []

    def work() -> None:
        for query, result in zip(queries, expected, strict=True):
            if not index.search(query, 5, POPULARITY).equals(result):
                failures.append(query)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
