import random
import string
import threading
import time
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
    lines = [(row, text) for row, texts in enumerate(films) for text in texts]
    schema = {"row": polars.Int32, "text": polars.String}
    return polars.DataFrame(lines, schema=schema, orient="row")


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
def test_what_people_type_finds_what_they_mean(matched: Search, query: str, first: str) -> None:
    """Unfinished, mistyped, reordered, unaccented, joined: the right film comes first."""
    assert matched(query)[0] == first


def test_exact_before_beginning_and_popular_first(index: FuzzyIndex) -> None:
    """A full match stands before more popular beginnings, and those by popularity."""
    found = index.search("star", 3, POPULARITY)
    assert found["matched"].to_list() == ["Star", "Star Trek", "Star Wars"]
    assert found["score"][0] == 100.0
    assert found["score"][1] == found["score"][2] < 100.0


def test_equal_matches_by_popularity_then_row(tmp_path: Path) -> None:
    """Films of one title come in a fixed order: popular first, then by row."""
    build_index(tmp_path, entries_of([["Hamlet"], ["Hamlet"], ["Hamlet"]]))
    found = FuzzyIndex(tmp_path).search("hamlet", 10, numpy.array([5, 9, 5]))
    assert found["row"].to_list() == [1, 0, 2]


def test_one_line_a_row_with_its_best_text(index: FuzzyIndex) -> None:
    """A film with two titles appears once, under the one that was asked for."""
    found = index.search("amelie", 10, POPULARITY).filter(polars.col("row") == 2)
    assert found["matched"].to_list() == ["Amélie"]
    assert index.search("amelie", 1, POPULARITY).height == 1


@pytest.mark.parametrize("query", ["", "   ", "😀", "?!", "\u202e", "\ud800"])
def test_nothing_to_search_for_finds_nothing(index: FuzzyIndex, query: str) -> None:
    """Pages draw the frame as it comes: it keeps its columns when empty."""
    assert index.search(query, 10, POPULARITY).equals(polars.DataFrame(schema=SCHEMA))
    assert index.search("matrix", 0, POPULARITY).schema == SCHEMA


@settings(max_examples=300, deadline=None)
@given(query=st.text(st.characters(exclude_categories=()), max_size=300))
def test_no_string_raises(index: FuzzyIndex, query: str) -> None:
    """The box takes whatever is typed or pasted: emoji, surrogates, quotes, any script."""
    found = index.search(query, 5, POPULARITY)
    assert found.schema == SCHEMA
    assert found["score"].is_between(0.0, 100.0).all()
    assert found["score"].is_sorted(descending=True)
    assert found["row"].is_unique().all()


@pytest.mark.parametrize("query", ['"', "title:star AND (", "star* OR -wars~2", "a:b^3 [x TO y]"])
def test_query_syntax_is_only_text(index: FuzzyIndex, query: str) -> None:
    """No sign has a meaning of its own."""
    assert index.search(query, 5, POPULARITY).equals(index.search(fold(query), 5, POPULARITY))


def test_a_long_query_is_quick(index: FuzzyIndex) -> None:
    """A pasted page must not hold up the others."""
    started = time.perf_counter()
    index.search("star wars " * 1_000, 10, POPULARITY)
    assert time.perf_counter() - started < 0.5


def _typo(text: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(text)), chance.choice(string.ascii_lowercase)
    swapped = text[at + 1 : at + 2] + text[at]
    middle, rest = chance.choice([(letter, 1), ("", 1), (letter, 0), (swapped, 2)])
    return text[:at] + middle + text[at + rest :]


def test_single_typos_find_their_title(tmp_path: Path) -> None:
    """The promise of the index: one slip anywhere, first letter and spaces included."""
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


def test_a_read_only_folder_is_enough(tmp_path: Path) -> None:
    """A published store may stand on a read-only disk: opening and searching leave no trace."""
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


def test_texts_without_letters_and_empty_indexes(tmp_path: Path) -> None:
    """A demo catalogue may have no people, and some films are named only by signs."""
    for name, films in (("none", []), ("signs", [["???"], ["..."]])):
        build_index(tmp_path / name, entries_of(films))
        found = FuzzyIndex(tmp_path / name).search("star", 5, POPULARITY)
        assert found.equals(polars.DataFrame(schema=SCHEMA))


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    """The store reports an incomplete build instead of an index that finds nothing."""
    with pytest.raises(DamagedStore, match="missing"):
        FuzzyIndex(tmp_path / "absent")


def test_threads_share_an_index(index: FuzzyIndex) -> None:
    """Every session of the app searches the same object."""
    queries = [films[0] for films in FILMS] * 5
    expected = [index.search(query, 5, POPULARITY) for query in queries]
    wrong: list[str] = []

    def work() -> None:
        for query, answer in zip(queries, expected, strict=True):
            if not index.search(query, 5, POPULARITY).equals(answer):
                wrong.append(query)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
