"""Unusual but harmless rows of IMDb's files are read, counted and reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from recsys.errors import SourceError
from recsys.ingest.pipeline import build
from recsys.sources.imdb.files import REQUIRED
from recsys.sources.imdb.source import ImdbSource
from tests.helpers import tsv, write_file, write_imdb

TABLES: dict[str, list[Any]] = {
    "title.basics": [
        {"tconst": "tt1", "primaryTitle": "One", "startYear": 1990, "runtimeMinutes": 90},
        {"tconst": "tt2", "primaryTitle": "Two", "startYear": 1991},
        {"tconst": "tt3", "primaryTitle": "Part", "titleType": "tvEpisode"},
    ],
    "title.ratings": [("tt1", 7.5, 100), ("tt2", 6.5, 50), ("tt3", 9.0, 5)],
    "title.crew": [("tt1", "nm1,nm2"), ("tt2", "nm2")],
    "title.principals": [("tt1", "nm3", "actor", ["Her"])],
    "name.basics": [("nm1", "Ann", 1950), ("nm2", "Bob", 1960), ("nm3", "Cy", 1970)],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written = write_imdb(tmp_path / "imdb")
    for dataset, rows in TABLES.items():
        write_file(written, dataset, tsv(dataset, rows))
    return written


def change(folder: Path, dataset: str, how: Callable[[str], str]) -> None:
    write_file(folder, dataset, how(tsv(dataset, TABLES[dataset])))


def built(
    folder: Path, store: str = "store"
) -> tuple[Callable[[str], list[tuple[Any, ...]]], dict[str, int]]:
    """A function that queries the built catalogue, and the oddities in its manifest."""
    place = folder.parent / store
    build([ImdbSource(folder)], place)
    [catalogue] = place.glob("builds/*/*.duckdb")
    manifest = json.loads((catalogue.parent / "manifest.json").read_text())

    def ask(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(catalogue), read_only=True) as con:
            return con.execute(query).fetchall()

    return ask, manifest["sources"][0]["odd"]


def swapped(text: str) -> str:
    """The table with its second and third columns swapped."""
    lines = (line.split("\t") for line in text.splitlines())
    return "".join("\t".join([a, c, b, *rest]) + "\n" for a, b, c, *rest in lines)


def test_nothing_is_odd_about_files_as_they_are(folder: Path) -> None:
    assert built(folder)[1] == {}


@pytest.mark.parametrize("dataset", REQUIRED)
def test_columns_are_found_by_name(folder: Path, dataset: str) -> None:
    """A column that IMDb adds or moves must not stop builds until the next release."""
    before = built(folder)[0]
    change(folder, dataset, swapped)
    after, odd = built(folder, "after")
    for table in ("movies", "movie_dir", "movie_prin", "people"):
        assert after(f"FROM {table}") == before(f"FROM {table}")
    assert odd == {f"{dataset}: columns in another order": 1}


def test_a_further_column_is_passed_over(folder: Path) -> None:
    change(
        folder,
        "title.basics",
        lambda text: text.replace("\n", "\tR\n").replace("\tR", "\tcertificate", 1),
    )
    ask, odd = built(folder)
    assert ask("SELECT primaryTitle FROM movies ORDER BY tconst") == [("One",), ("Two",)]
    assert odd == {"title.basics: column certificate ignored": 1}


@pytest.mark.parametrize("dataset", ["title.basics", "title.ratings", "name.basics"])
def test_an_equal_row_counts_once(folder: Path, dataset: str) -> None:
    change(folder, dataset, lambda text: text + text.splitlines()[1] + "\n")
    ask, odd = built(folder)
    assert ask("SELECT count(*) FROM movies") == [(2,)]
    assert ask("SELECT averageRating::DOUBLE, numVotes FROM movies WHERE tconst = 'tt1'") == [
        (7.5, 100)
    ]
    assert odd == {f"{dataset}: row repeated exactly; counted once": 1}


@pytest.mark.parametrize(
    ("cell", "kept"), [("0.0", True), ("False", True), ("", True), ("1.0", False), ("True", False)]
)
def test_adult_in_other_words(folder: Path, cell: str, kept: bool) -> None:
    change(
        folder, "title.basics", lambda text: text.replace("\tOne\tOne\t0", f"\tOne\tOne\t{cell}")
    )
    assert built(folder)[0]("SELECT count(*) FROM movies WHERE tconst = 'tt1'") == [(int(kept),)]


def test_adult_that_is_neither_is_named(folder: Path) -> None:
    change(folder, "title.basics", lambda text: text.replace("\tTwo\tTwo\t0", "\tTwo\tTwo\t2005"))
    with pytest.raises(SourceError) as raised:
        built(folder)
    assert (raised.value.line, raised.value.column) == (3, "isAdult")
    assert "'2005'" in str(raised.value)


def test_marks_and_empty_lines_are_passed_over(folder: Path) -> None:
    change(folder, "title.basics", lambda text: f"\ufeff{text}\n\n")
    change(folder, "title.crew", lambda text: text.replace("\n", "\r\n") + "\r\n")
    ask, odd = built(folder)
    assert ask("SELECT count(*) FROM movies") == [(2,)]
    assert odd == {
        "title.basics: byte order mark ignored": 1,
        "title.basics: empty line at the end": 2,
        "title.crew: empty line at the end": 1,
    }


def test_a_mark_in_a_plain_file_is_passed_over(folder: Path) -> None:
    (folder / "title.basics.tsv.gz").unlink()
    text = "\ufeff" + tsv("title.basics", TABLES["title.basics"]) + "\n"
    write_file(folder, "title.basics", text, packed=False)
    assert built(folder)[0]("SELECT count(*) FROM movies") == [(2,)]


def test_a_file_without_its_last_line_end_says_what_to_do(folder: Path) -> None:
    change(folder, "title.basics", str.rstrip)
    with pytest.raises(SourceError, match="download it again, or add a line end"):
        built(folder)


def test_a_bad_cell_of_another_type_stops_nothing(folder: Path) -> None:
    change(
        folder,
        "title.basics",
        lambda text: text.replace("Part\t0\t\\N\t\\N\t\\N", "Part\t0\t\\N\t\\N\tReality-TV"),
    )
    assert built(folder)[0]("SELECT count(*) FROM movies") == [(2,)]


def test_a_fraction_is_no_number_of_votes(folder: Path) -> None:
    change(folder, "title.ratings", lambda text: text.replace("\t100", "\t7.5"))
    with pytest.raises(SourceError) as raised:
        built(folder)
    assert (raised.value.line, raised.value.column) == (2, "numVotes")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (r'["Nick \"Goose\" Brad","Self"]', ['Nick "Goose" Brad', "Self"]),
        (r'["Z\u00fcrich"]', ["Zürich"]),
        (r'["A\/B","C:\\Dir"]', ["A/B", "C:\\Dir"]),
        (r'["\"Ace\""]', ['"Ace"']),
        (r'["\"Ace\"","The "X""]', ['"Ace"', 'The "X"']),
        ('["Back\\slash"]', ["Back\\slash"]),
    ],
)
def test_escaped_characters_are_undone(folder: Path, raw: str, expected: list[str]) -> None:
    change(folder, "title.principals", lambda text: text.replace('["Her"]', raw))
    assert built(folder)[0]("SELECT characters FROM movie_prin") == [(sorted(expected),)]


def test_blank_is_missing(folder: Path) -> None:
    change(
        folder,
        "title.basics",
        lambda text: text.replace("One\tOne", " \tEins").replace("Two\tTwo", "\t\u00a0"),
    )
    change(folder, "name.basics", lambda text: text.replace("Ann", " "))
    change(folder, "title.crew", lambda text: text.replace("nm1,nm2", "nm1, nm2 ,"))
    ask, odd = built(folder)
    assert ask("SELECT primaryTitle FROM movies ORDER BY tconst") == [("Eins",), ("tt2",)]
    assert ask("SELECT nconst, primaryName FROM people ORDER BY nconst") == [
        ("nm1", "nm1"), ("nm2", "Bob"), ("nm3", "Cy"),
    ]  # fmt: skip
    assert odd == {"title.basics: film without a title; shown by its id": 1}


@pytest.mark.parametrize("packed", [True, False])
def test_a_line_without_end_is_refused_while_it_is_read(folder: Path, packed: bool) -> None:
    """A small packed file must not fill memory with one line."""
    text = tsv("title.principals", TABLES["title.principals"]).encode() + b"x" * 20_000_000
    (folder / "title.principals.tsv.gz").unlink()
    write_file(folder, "title.principals", text, packed=packed)
    with pytest.raises(SourceError, match="too long") as raised:
        built(folder)
    assert raised.value.line == 3
