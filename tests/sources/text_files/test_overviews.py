"""Overview files: Trakt's search results and tables of any origin to the texts of films."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from recsys.errors import SourceError
from recsys.ingest.catalogue import create_tables
from recsys.ingest.vectors import texts_of
from recsys.sources.staging import CREATE_STAGING, BuildOptions, SourceReport
from recsys.sources.text_files.source import OverviewFile

FILMS = [
    ("tt0000001", "One", 100, ["Drama"]),
    ("tt0000002", "Two", None, []),
    ("tt0000003", "Three", None, ["Sci-Fi"]),
    ("tt12345678", "Eight", None, []),
]


def read(*paths: Path) -> tuple[dict[str, dict[str, Any]], list[str], list[SourceReport]]:
    """Rows of the films as a build makes them, what it would encode, and the reports."""
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        con.executemany(
            "INSERT INTO staged_movies VALUES (?, 'movie', ?, NULL, 2000, ?, ?, NULL, NULL)",
            [[film, title, runtime, genres] for film, title, runtime, genres in FILMS],
        )
        reports = [
            OverviewFile(path, rank).stage(con, BuildOptions(), lambda _: None)
            for rank, path in enumerate(paths, 1)
        ]
        create_tables(con)
        rows = con.sql("SELECT * FROM movies").pl().to_dicts()
        return {row["tconst"]: row for row in rows}, texts_of(con)[1], reports


def write_lines(path: Path, rows: Sequence[Any]) -> Path:
    text = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    content = text.encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def film(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {"ids": {"trakt": 9, "imdb": f"tt{number:07}"}, "overview": "Some text.", **fields}


TRAKT = {
    "title": "Other title", "year": 2001, "ids": {"trakt": 5, "imdb": "tt0000001", "tmdb": 7},
    "tagline": "A tagline.", "overview": "An overview.", "runtime": 118, "country": "us",
    "language": "EN", "genres": ["science-fiction", "drama"], "votes": 248,
}  # fmt: skip


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz", "x.ndjson", "films.v2.jsonl"])
@pytest.mark.parametrize("wrapped", [True, False])
def test_trakt_results(tmp_path: Path, name: str, wrapped: bool) -> None:
    """Trakt's search wraps each film, its lists do not; both give the same rows."""
    row = {"type": "movie", "score": 1000, "movie": TRAKT} if wrapped else TRAKT
    rows, texts, [report] = read(write_lines(tmp_path / name, ["", row, "  "]))
    one = rows["tt0000001"]
    assert one["overview"] == "An overview."
    assert one["tagline"] == "A tagline."
    assert one["runtimeMinutes"] == 100  # IMDb's, which comes first
    assert (one["countries"], one["languages"]) == (["US"], ["en"])
    assert one["genres"] == ["Drama", "Sci-Fi"]
    # The text source's own words and order, as in the original.
    assert texts == ["One: An overview. - A tagline. Genres:- science-fiction, drama"]
    assert report.rows[name] == {
        "read": 1, "kept": 1,
        "dropped": {"no IMDb id": 0, "id given twice": 0, "film left out": 0},
    }  # fmt: skip


TABLES = {
    "kaggle": ("imdb_title_id,description,genre,duration,country,votes",
               'tt0000002,"A, plot",Drama,95,"US, FR",12'),
    "tmdb": ("IMDB_ID,Overview,Tagline,Genres,Runtime,original_language",
             'tt0000002,"A, plot",,Drama|War,95.0,en'),
    "omdb": ("const,Plot,genre,runtime", 'tt0000002,"A, plot",Drama;War,95 min'),
    "bare number": ("imdbId,synopsis,runtime_minutes", '2,"A, plot",95'),
    "spaces and mark": ("\ufeff tconst , summary ,runtime", 'tt0000002,"A,  plot",95'),
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("header", TABLES)
def test_tables_with_other_names(tmp_path: Path, header: str, packed: bool) -> None:
    """Public data sets name the same columns in many ways; none needs to be edited first."""
    content = ("\n".join(TABLES[header]) + "\n").encode()
    path = tmp_path / f"x.csv{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(content) if packed else content)
    rows, _, _ = read(path)
    assert rows["tt0000002"]["overview"] == "A, plot"
    assert rows["tt0000002"]["runtimeMinutes"] == 95


def test_tab_separated(tmp_path: Path) -> None:
    """`.tsv` is separated by tabs, with commas as what they are."""
    (tmp_path / "x.tsv").write_text("tconst\tplot\tgenres\ntt0000002\tA, plot\tDrama,War\n")
    rows, _, _ = read(tmp_path / "x.tsv")
    assert rows["tt0000002"]["overview"] == "A, plot"
    assert rows["tt0000002"]["genres"] == ["Drama", "War"]


@pytest.mark.parametrize("value", ["tt0000002", "0000002", "2", 2, " tt0000002 "])
def test_ways_to_write_an_id(tmp_path: Path, value: Any) -> None:
    """MovieLens writes ids as bare numbers, IMDb with letters and zeros."""
    rows, _, _ = read(write_lines(tmp_path / "x.jsonl", [{"imdb_id": value, "plot": "Text."}]))
    assert rows["tt0000002"]["overview"] == "Text."


def test_ids_of_eight_digits(tmp_path: Path) -> None:
    """Seven digits ran out in 2018."""
    rows, _, _ = read(write_lines(tmp_path / "x.jsonl", [{"imdb": "12345678", "plot": "Text."}]))
    assert rows["tt12345678"]["overview"] == "Text."


@pytest.mark.parametrize("value", [None, "", 0, "nm0000001", "tt", "tt12x", [], {}, "１２"])
def test_rows_without_an_id_are_counted(tmp_path: Path, value: Any) -> None:
    """A row that belongs to no film is left out, and the manifest says how many were."""
    path = write_lines(tmp_path / "x.jsonl", [film(1), film(2) | {"ids": {"imdb": value}}])
    _, texts, [report] = read(path)
    assert len(texts) == 1
    rows = report.rows["x.jsonl"]
    assert rows["read"] == 2
    assert rows["kept"] == 1
    assert rows["dropped"]["no IMDb id"] + rows["dropped"]["film left out"] == 1


def test_no_id_at_all(tmp_path: Path) -> None:
    """The wrong file: no texts at all would look like a build without overviews."""
    for name, content, finding in (
        ("x.csv", "title,plot\nOne,Text\n", "no row has an IMDb id"),
        ("v.csv", "tconst,plot\n", "no row has an IMDb id"),
        ("z.jsonl", '{"title": "One"}\n', "no row has an IMDb id"),
        ("y.csv", "", "is empty"),
        ("w.jsonl", "", "is empty"),
    ):
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(SourceError, match=rf"{name}.*{finding}"):
            read(path)


def test_duplicates_by_votes(tmp_path: Path) -> None:
    """Two Trakt entries for one film: the one people vote on; the first among equals."""
    path = write_lines(
        tmp_path / "x.jsonl",
        [
            film(1, overview="few", votes=3),
            film(1, overview="many", votes=300),
            film(1, overview="none", votes=None),
            film(2, overview="first", votes=5),
            film(2, overview="second", votes=5),
        ],
    )
    rows, _, [report] = read(path)
    assert rows["tt0000001"]["overview"] == "many"
    assert rows["tt0000002"]["overview"] == "first"
    assert report.rows["x.jsonl"]["dropped"]["id given twice"] == 3


def test_films_the_catalogue_lacks(tmp_path: Path) -> None:
    """An overview makes no film: series, shorts and the rest stay out, and are counted."""
    rows, _, [report] = read(write_lines(tmp_path / "x.jsonl", [film(1), film(77), film(78)]))
    assert set(rows) == {tconst for tconst, *_ in FILMS}
    assert report.rows["x.jsonl"]["dropped"]["film left out"] == 2
    assert report.rows["x.jsonl"]["kept"] == 1
    [described] = report.files
    assert described["bytes"] == (tmp_path / "x.jsonl").stat().st_size


@pytest.mark.parametrize("empty", [None, "", "   ", []])
def test_empty_fields(tmp_path: Path, empty: Any) -> None:
    """Trakt sends null and "" for what it does not know: neither is a text or a genre."""
    fields = dict.fromkeys(
        ("overview", "tagline", "genres", "country", "language", "runtime", "keywords", "poster"),
        empty,
    )
    rows, texts, [report] = read(write_lines(tmp_path / "x.jsonl", [film(1) | fields]))
    one = rows["tt0000001"]
    assert texts == []
    assert one["overview"] is one["tagline"] is one["poster"] is None
    assert one["countries"] == one["languages"] == one["keywords"] == []
    assert one["genres"] == ["Drama"]
    assert report.rows["x.jsonl"]["kept"] == 1


def test_a_tagline_alone_is_a_text(tmp_path: Path) -> None:
    """Who gets a vector: a film with an overview or a tagline."""
    rows, texts, _ = read(
        write_lines(tmp_path / "x.jsonl", [film(1, overview=None, tagline="Only this.")])
    )
    assert rows["tt0000001"]["tagline"] == "Only this."
    assert texts == ["One:  - Only this. Genres:- Drama"]


def test_two_files(tmp_path: Path) -> None:
    """The first file wins field by field; genres are united, under IMDb's names."""
    first = write_lines(
        tmp_path / "a.jsonl",
        [film(2, overview="First.", tagline="", genres=["science-fiction"], runtime=None)],
    )
    second = write_lines(
        tmp_path / "b.jsonl",
        [
            film(2, overview="Second.", tagline="Tag.", genres=["Drama", "anime"], runtime=90,
                 country="fr"),
            film(3, overview="Third.", genres=["TV Movie"]),
        ],
    )  # fmt: skip
    rows, texts, reports = read(first, second)
    two = rows["tt0000002"]
    assert (two["overview"], two["tagline"]) == ("First.", "Tag.")
    assert (two["runtimeMinutes"], two["countries"]) == (90, ["FR"])
    assert two["genres"] == ["Animation", "Drama", "Sci-Fi"]
    assert rows["tt0000003"]["genres"] == ["Sci-Fi"]
    assert texts == [
        "Two: First. - Tag. Genres:- science-fiction",
        "Three: Third. -  Genres:- TV Movie",
    ]
    assert [report.name for report in reports] == ["a.jsonl", "b.jsonl"]
    rows, texts, _ = read(second, first)
    assert rows["tt0000002"]["overview"] == "Second."
    assert texts[0] == "Two: Second. - Tag. Genres:- Drama, anime"


def test_imdb_genres_where_the_source_has_none(tmp_path: Path) -> None:
    """The recipe falls back on the catalogue's own genres."""
    _, texts, _ = read(write_lines(tmp_path / "x.jsonl", [film(3, genres=[])]))
    assert texts == ["Three: Some text. -  Genres:- Sci-Fi"]


@pytest.mark.parametrize(
    ("lines", "line", "finding"),
    [
        ([film(1), "{broken", film(2)], 2, "not JSON"),
        ([film(1), "", '{"a": 1'], 3, "not JSON"),
        (["[1, 2]"], 1, "not JSON objects"),
        ([film(1), "null"], 2, "not a JSON object"),
        (['"text"'], 1, "not JSON objects"),
        (["[" * 200_000], 1, "not JSON"),
        (['{"ids": ' + "9" * 5_000 + "}"], 1, "not JSON"),
    ],
)
def test_broken_lines_are_named(tmp_path: Path, lines: list[Any], line: int, finding: str) -> None:
    """A download that was cut off is noticed, with the line to look at."""
    path = write_lines(tmp_path / "x.jsonl", lines)
    with pytest.raises(SourceError, match=finding) as caught:
        read(path)
    assert caught.value.line == line
    assert f"x.jsonl, line {line}" in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """Each ends in an error that names the file, never in a traceback of a library."""
    good = gzip.compress(b"".join(json.dumps(film(n)).encode() + b"\n" for n in range(500)))
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0xFF
    for name, content in {
        "cyrillic.csv": "tconst,plot\ntt0000001,фильм\n".encode("cp1251"),
        "mixed.csv": "tconst,plot\ntt0000001,Amélie\n".encode() + b"tt0000002,caf\xe9\n",
        "cut.jsonl.gz": good[: len(good) // 2],
        "flipped.jsonl.gz": bytes(flipped),
        "empty.jsonl.gz": b"",
        "long.csv": b'tconst,plot\ntt0000001,"' + b"x" * 200_000,
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(SourceError, match=name.replace(".", r"\.")):
            read(path)
    with pytest.raises(SourceError, match="there is no such file"):
        read(tmp_path / "nowhere.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(SourceError, match="can't be read"):
        read(tmp_path / "folder.csv")


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "title", "title": "A text of that name"},
        {"type": "movie", "movie": None},
        {"type": ["movie"]},
        {"ids": "tt0000001", "imdb": "tt0000001"},
        {"runtime": 10**30, "votes": 10**30},
        {"runtime": "2 Seasons", "votes": -5},
        {"runtime": "NaN", "votes": "1,234"},
        {"genres": {"name": "Drama"}, "country": 5},
        {"genres": [None, {"id": 1}, {"name": "Drama"}]},
        {"overview": ["a", "list"]},
    ],
)
def test_odd_values(tmp_path: Path, odd: dict[str, Any]) -> None:
    """Values of the wrong kind cost their field, never the film or the build."""
    rows, _, [report] = read(write_lines(tmp_path / "x.jsonl", [film(1) | odd, film(2) | odd]))
    assert report.rows["x.jsonl"]["kept"] >= 1
    assert rows["tt0000002"]["runtimeMinutes"] is None


def test_half_a_character(tmp_path: Path) -> None:
    """JSON can escape half of an emoji; no database holds that, so a question mark stands in."""
    rows, texts, _ = read(write_lines(tmp_path / "x.jsonl", [film(1, overview="A \ud83d film")]))
    assert rows["tt0000001"]["overview"] == "A ? film"
    assert len(texts) == 1


def test_text_is_kept_as_text(tmp_path: Path) -> None:
    """Emoji, right-to-left and SQL are words like others; runs of spaces are one."""
    words = "🎬 שלום <x> & y < z '; DROP TABLE movies; --"
    rows, _, _ = read(write_lines(tmp_path / "x.jsonl", [film(1, overview=f"\n {words}\t ")]))
    assert rows["tt0000001"]["overview"] == words
