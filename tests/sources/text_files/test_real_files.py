"""Texts of films in the layouts, encodings and spellings of files that people have."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from recsys.errors import SourceError
from recsys.ingest.catalogue import create_tables
from recsys.reading.content import pieces
from recsys.reading.errors import Unreadable
from recsys.sources.staging import CREATE_STAGING, BuildOptions, SourceReport
from recsys.sources.text_files.source import OverviewFile

IDS = [f"tt000000{number}" for number in range(1, 6)]


def read(path: Path) -> tuple[dict[str, dict[str, Any]], SourceReport]:
    """The films of a file by id, as a build makes them, and the report."""
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        con.execute(
            "INSERT INTO staged_movies SELECT unnest($1), 'movie', 'T', NULL, 2000, NULL, NULL, "
            "NULL, NULL",
            [IDS],
        )
        report = OverviewFile(path).stage(con, BuildOptions(), lambda _: None)
        create_tables(con)
        films = con.sql("SELECT * FROM movies SEMI JOIN staged_texts USING (tconst)").pl()
        return {film["tconst"]: film for film in films.to_dicts()}, report


def read_text(tmp_path: Path, name: str, content: str | bytes) -> dict[str, dict[str, Any]]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(path)[0]


FILMS: list[dict[str, Any]] = [
    {"imdb_id": IDS[0], "overview": "A baker, a boat and a café.", "genres": ["Drama"]},
    {"imdb_id": IDS[1], "overview": 'He says "no", twice.', "genres": ["War", "Comedy"]},
]
TABLE = (
    "imdb_id,overview,genres\n"
    'tt0000001,"A baker, a boat and a café.",Drama\n'
    'tt0000002,"He says ""no"", twice.",War|Comedy\n'
)


def _zip(content: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/films.csv", content)
        archive.writestr("__MACOSX/films.csv", "x")
    return packed.getvalue()


LAYOUTS: dict[str, str | bytes] = {
    "array.json": json.dumps(FILMS),
    "pretty.json": json.dumps(FILMS, indent=2),
    "array.jsonl": json.dumps(FILMS),
    "lines.json": "".join(json.dumps(film) + "\n" for film in FILMS),
    "sequence.json": "\n".join(json.dumps(film, indent=1) for film in FILMS),
    "mark.json": "\ufeff" + json.dumps(FILMS),
    "films.zip": _zip(TABLE),
    "films.csv.gz": gzip.compress(TABLE.encode()),
    "plain.csv": TABLE,
    "semicolons.csv": TABLE.replace("imdb_id,overview,", "imdb_id;overview;")
    .replace('1,"', '1;"').replace('2,"', '2;"').replace('.",', '.";'),
    "windows.csv": TABLE.replace("\n", "\r\n"),
    "utf16.csv": TABLE.encode("utf-16"),
    "utf16be.tsv": b"\xfe\xff" + TABLE.encode("utf-16-be"),
    "spark.csv": TABLE.replace('""', '\\"'),
    "wrong-suffix.tsv": TABLE,
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_films(tmp_path: Path, name: str) -> None:
    films = read_text(tmp_path, name, LAYOUTS[name])
    assert films[IDS[0]]["overview"] == FILMS[0]["overview"]
    assert films[IDS[1]]["overview"] == FILMS[1]["overview"]
    assert films[IDS[1]]["genres"] == ["Comedy", "War"]


def test_windows_1252_is_read_with_a_note(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(TABLE.encode("cp1252"))
    films, report = read(tmp_path / "x.csv")
    assert films[IDS[0]]["overview"] == FILMS[0]["overview"]
    [note] = report.odd
    assert "Windows-1252" in note
    assert "line 2" in note


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("tt0000001,A baker, a boat,Drama", "4 cells under 3 columns"),
        ('tt0000001,"A baker,Drama', "does not close"),
    ],
)
def test_rows_that_cannot_be_read_are_left_out_and_named(
    tmp_path: Path, row: str, finding: str
) -> None:
    """No cell may slip into another column, and no row into another one's text."""
    path = tmp_path / "x.csv"
    path.write_text(f'imdb_id,overview,genres\ntt0000002,Two.,War\n{row}\ntt0000003,"Three, 3.",\n')
    films, report = read(path)
    assert {key: film["overview"] for key, film in films.items()} == {
        IDS[1]: "Two.", IDS[2]: "Three, 3.",
    }  # fmt: skip
    assert report.rows["x.csv"]["read"] == 3
    assert report.rows["x.csv"]["dropped"]["can't be read"] == 1
    [oddity] = report.odd
    assert oddity.startswith("row left out, line 3: ")
    assert finding in oddity


def test_a_wide_row_is_joined_where_only_one_way_fits(tmp_path: Path) -> None:
    text = "imdb_id,overview,votes\ntt0000001,A baker, a boat,12\n"
    assert read_text(tmp_path, "x.csv", text)[IDS[0]]["overview"] == "A baker, a boat"


def test_a_bare_quote_in_a_table_with_tabs_swallows_nothing(tmp_path: Path) -> None:
    text = 'imdb_id\toverview\ntt0000001\t"Leave, says the baker\ntt0000002\tTwo "or" three.\n'
    films = read_text(tmp_path, "x.tsv", text)
    assert films[IDS[0]]["overview"] == '"Leave, says the baker'
    assert films[IDS[1]]["overview"] == 'Two "or" three.'


def test_a_file_whose_only_row_cannot_be_read_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not close") as raised:
        read_text(tmp_path, "x.csv", 'imdb_id,overview\ntt0000001,"A baker\n')
    assert raised.value.line == 2


@pytest.mark.parametrize(
    "placeholder",
    ["No overview found.", "Not available", "TBA", "Add a Plot »", "None", "-", "n/a", "...",
     "The plot is unknown.", "No plot available yet."],
)  # fmt: skip
def test_placeholders_are_no_texts(tmp_path: Path, placeholder: str) -> None:
    text = f"imdb_id,overview,tagline\ntt0000001,{placeholder},{placeholder}\n"
    film = read_text(tmp_path, "x.csv", text)[IDS[0]]
    assert film["overview"] is film["tagline"] is None


def test_markup_is_undone(tmp_path: Path) -> None:
    text = (
        "imdb_id,overview,keywords\n"
        "tt0000001,A baker&#39;s <i>last</i> loaf.<br />Bread &amp; salt.,bread &amp; salt; sea\n"
    )
    film = read_text(tmp_path, "x.csv", text)[IDS[0]]
    assert film["overview"] == "A baker's last loaf. Bread & salt."
    assert film["keywords"] == ["bread & salt", "sea"]


def test_countries_languages_and_joined_genres(tmp_path: Path) -> None:
    text = (
        "imdb_id,genres,country,language\n"
        'tt0000001,Action & Adventure,"USA, UK, Atlantis","English, Mandarin"\n'
        "tt0000002,drama / romance,West Germany,de\n"
    )
    films = read_text(tmp_path, "x.csv", text)
    one, two = films[IDS[0]], films[IDS[1]]
    assert (one["genres"], one["countries"], one["languages"]) == (
        ["Action", "Adventure"], ["US", "GB"], ["en", "zh"],
    )  # fmt: skip
    assert (two["genres"], two["countries"], two["languages"]) == (
        ["Drama", "Romance"], ["DE"], ["de"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    ["tt0000001", "TT0000001", "imdb:tt0000001", " tt0000001 ", "1", "1.0",
     "https://m.imdb.com/title/tt0000001/?ref_=x"],
)  # fmt: skip
def test_ids_in_any_form(tmp_path: Path, written: str) -> None:
    assert IDS[0] in read_text(tmp_path, "x.csv", f"imdb_id,overview\n{written},One.\n")


@pytest.mark.parametrize(
    "film",
    [
        {"movie": {"ids": {"imdb": IDS[0]}, "overview": "One."}, "watchers": 3},
        {"type": "movie", "score": 1, "movie": {"ids": {"imdb": IDS[0]}, "overview": "One."}},
        {"id": 5, "external_ids": {"imdb_id": IDS[0]}, "overview": "One."},
        {"imdb_id": IDS[0], "overview": "One.", "credits": {"cast": [], "crew": []}},
    ],
)
def test_wrapped_objects(tmp_path: Path, film: dict[str, Any]) -> None:
    assert read_text(tmp_path, "x.jsonl", json.dumps(film))[IDS[0]]["overview"] == "One."


@pytest.mark.parametrize("inner", ["keywords", "results"])
def test_keywords_that_are_wrapped_twice(tmp_path: Path, inner: str) -> None:
    film = {"imdb_id": IDS[0], "keywords": {"id": 1, inner: [{"id": 2, "name": "bread"}]}}
    assert read_text(tmp_path, "x.json", json.dumps([film]))[IDS[0]]["keywords"] == ["bread"]


def test_a_large_array_on_one_line(tmp_path: Path) -> None:
    """What `json.dump` and pandas write: a file of one line."""
    words = random.Random(3)
    films = [
        {"imdb_id": f"tt{n:07}", "overview": f"Film {n}, é: {words.random()} " + "word, " * 400}
        for n in range(1, 1_501)
    ]
    path = tmp_path / "films.json"
    path.write_text(json.dumps(films, ensure_ascii=False), encoding="utf-8")
    assert path.stat().st_size > 3_000_000
    read_films, report = read(path)
    assert report.rows["films.json"]["read"] == len(films)
    assert read_films[IDS[4]]["overview"] == films[4]["overview"].strip()


BOMBS = {
    "line ends": b"\n" * 30_000_000,
    "one line": b'imdb_id,overview\ntt0000001,"' + b"x" * 30_000_000,
    "one JSON string": b'[{"imdb_id": "tt0000001", "overview": "' + b"x" * 30_000_000,
    "one JSON line of spaces": b'{"imdb_id": "tt0000001", "overview": "' + b"x, " * 10_000_000,
    "depth": b'{"a": ' + b"[" * 1_500_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_packed_bombs_are_refused(tmp_path: Path, name: str) -> None:
    """A small file must not fill memory or run without end."""
    with pytest.raises(SourceError, match=r"x\.jsonl\.gz"):
        read_text(tmp_path, "x.jsonl.gz", gzip.compress(BOMBS[name]))


def test_text_of_a_packed_file_may_expand_so_far() -> None:
    content = gzip.compress(b"tt0000001,xxxxxxxxxxxxxxxxxxxxxxxxx\n" * 2_000_000)
    with pytest.raises(Unreadable, match="50 MB"):
        for _ in pieces(content, 10**12):
            pass
