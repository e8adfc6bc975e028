"""Overview files of every format and origin: the same texts, whatever the columns are called."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from recsys.catalog import open_store
from recsys.cli import main
from recsys.errors import InvalidArgument, SourceError
from recsys.ingest.catalogue import create_tables
from recsys.sources.staging import CREATE_STAGING, BuildOptions, SourceReport
from recsys.sources.text_files.source import OverviewFile, parse_columns
from recsys.util import values
from tests.helpers import SHARED_DATA, write_imdb

ROWS = [
    {"imdb_id": "tt0000001", "overview": "One, of two.", "tagline": "A tag.", "runtime": 90,
     "genres": "Drama, War", "poster_path": "/a.jpg"},
    {"imdb_id": "tt0000002", "overview": "Two.", "tagline": None, "runtime": None, "genres": None,
     "poster_path": None},
]  # fmt: skip


def read(
    *paths: Path, columns: dict[str, str] | None = None
) -> tuple[list[dict[str, Any]], list[SourceReport]]:
    """The rows of films 1 and 2 as a build makes them, and the reports."""
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        con.execute(
            "INSERT INTO staged_movies SELECT 'tt000000' || i, 'movie', 'T', NULL, 2000, NULL, "
            "NULL, NULL, NULL FROM range(1, 3) AS r(i)"
        )
        reports = [
            OverviewFile(path, rank, columns or {}).stage(con, BuildOptions(), lambda _: None)
            for rank, path in enumerate(paths, 1)
        ]
        create_tables(con)
        return con.sql("SELECT * FROM movies ORDER BY tconst").pl().to_dicts(), reports


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    frame, kind = pl.DataFrame(rows), path.suffixes[0]
    if kind == ".parquet":
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        content = buffer.getvalue()
    elif kind == ".jsonl":
        content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    else:
        content = frame.write_csv(separator="\t" if kind == ".tsv" else ",").encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("kind", ["jsonl", "csv", "tsv", "parquet"])
def test_every_format(kind: str, packed: str, tmp_path: Path) -> None:
    """One table, written eight ways, is one table."""
    [one, two], [report] = read(write(tmp_path / f"x.{kind}{packed}", ROWS))
    assert (one["overview"], one["tagline"], one["runtimeMinutes"]) == (
        "One, of two.",
        "A tag.",
        90,
    )
    assert one["genres"] == ["Drama", "War"]
    assert one["poster"] == "https://image.tmdb.org/t/p/w500/a.jpg"
    assert (two["overview"], two["tagline"], two["runtimeMinutes"]) == ("Two.", None, None)
    assert report.gave == {"overview": 2, "tagline": 1, "genres": 1, "runtime": 1, "poster": 1}


def test_parquet_with_lists_and_structs(tmp_path: Path) -> None:
    """What Parquet can nest, as TMDB's dumps do."""
    row = {
        "ids": {"imdb": "tt0000001", "tmdb": 5},
        "overview": "Text.",
        "genres": [{"id": 18, "name": "Drama"}],
        "production_countries": [{"iso_3166_1": "fr", "name": "France"}],
        "spoken_languages": [{"iso_639_1": "FR", "name": "Français"}],
    }
    [one, _], _ = read(write(tmp_path / "x.parquet", [row]))
    assert (one["genres"], one["countries"], one["languages"]) == (["Drama"], ["FR"], ["fr"])


def test_a_broken_parquet_file(tmp_path: Path) -> None:
    """Cut off or not Parquet at all: an error that names the file."""
    good = write(tmp_path / "good.parquet", ROWS).read_bytes()
    for content in (good[: len(good) // 2], b"", b"not parquet"):
        (tmp_path / "bad.parquet").write_bytes(content)
        with pytest.raises(SourceError, match=r"bad\.parquet.*can't be read"):
            read(tmp_path / "bad.parquet")


KAGGLE = (
    "[{'id': 18, 'name': 'Drama'}, {'id': 80, 'name': \"Crime\"}]",
    '[{"id": 18, "name": "Drama"}, {"id": 80, "name": "Crime"}]',
    "Drama|Crime",
    "Drama, Crime",
    "['Drama', 'Crime']",
    ["Drama", "Crime"],
    {"genres": [{"id": 18, "name": "Drama"}, {"id": 80, "name": "Crime"}]},
    {"id": 3, "results": [{"name": "Drama"}, {"name": "Crime"}]},
)


@pytest.mark.parametrize("written", KAGGLE)
def test_lists_as_public_sets_write_them(written: Any) -> None:
    """Python's and JSON's lists in a cell, and separated words, are the same list."""
    assert values.names(written) == ["Drama", "Crime"]


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("1h 58m", 118), ("2h", 120), ("118 min", 118), ("118.0", 118), (118.0, 118), ("0", None),
     ("2 Seasons", None), ("", None), (None, None), ("[", None)],
)  # fmt: skip
def test_runtimes(written: Any, minutes: int | None) -> None:
    """0 minutes is how exports say that they don't know."""
    assert values.minutes(written) == minutes


@pytest.mark.parametrize("written", ["[", "[{'a': }]", "[" * 5_000, "['a' * 9**9]", "[()]"])
def test_cells_that_look_like_lists(written: str) -> None:
    """A cell is data: it is never run, and nonsense costs only itself."""
    values.names(written)


@pytest.mark.parametrize("unknown", ["\\N", "nan", "N/A", float("nan"), None, ""])
def test_ways_to_write_unknown(unknown: Any, tmp_path: Path) -> None:
    """pandas, IMDb and OMDb each have their word for it; none is an overview."""
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"imdb_id": "tt0000001", "overview": unknown, "plot": unknown}))
    [one, _], _ = read(path)
    assert one["overview"] is None


def test_mapped_columns(tmp_path: Path) -> None:
    """A column that goes by no known name is named on the command line."""
    path = tmp_path / "x.csv"
    path.write_text("Film Key,Story,overview\ntt0000001,A story.,Not this.\n")
    columns = parse_columns(["tconst=film key", "overview=Story"])
    [one, _], _ = read(path, columns=columns)
    assert one["overview"] == "A story."
    with pytest.raises(SourceError, match="has no column 'Slogan' for tagline; it has film key"):
        read(path, columns=columns | {"tagline": "Slogan"})
    for wrong in ("plot", "=plot", "overview=", "director=x"):
        with pytest.raises(InvalidArgument, match="does not map a field to a column"):
            parse_columns([wrong])


def test_double_encoded_text_is_mended(tmp_path: Path) -> None:
    """UTF-8 read as Windows-1252 and saved again; sound text in any script stays as it is."""
    path = tmp_path / "x.jsonl"
    broken, sound = "Suite FranÃ§aise — itâ€™s", "Amélie, 千と千尋, Ã la carte? «Ça va»"
    rows = [
        {"imdb_id": "tt0000001", "overview": broken, "tagline": "Plain."},
        {"imdb_id": "tt0000002", "overview": sound},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    [one, two], [report] = read(path)
    assert one["overview"] == "Suite Française — it’s"
    assert two["overview"] == sound
    assert report.mended == 1


def test_what_each_file_gave(tmp_path: Path) -> None:
    """Of two files, the second is counted only for what the first did not know."""
    first = write(tmp_path / "a.jsonl", [{"imdb_id": "tt0000001", "overview": "A."}])
    second = write(
        tmp_path / "b.jsonl",
        [{"imdb_id": "tt0000001", "overview": "B.", "tagline": "T."},
         {"imdb_id": "tt0000002", "overview": "C."}],
    )  # fmt: skip
    _, reports = read(first, second)
    assert [report.gave for report in reports] == [{"overview": 1}, {"overview": 1, "tagline": 1}]


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--overviews` and `--map` reach the build; `info` tells what the file gave."""
    imdb = write_imdb(tmp_path / "imdb", basics=[("tt0000001", "One", 1990)])
    path = tmp_path / "x.tsv"
    path.write_text("Key\tLand\ntt0000001\tfr\n")
    store = str(tmp_path / "store")
    words = ["build", "--imdb", str(imdb), "--overviews", str(path), "--store", store]
    assert main([*words, "--map", "tconst=Key", "--map", "countries=Land"]) == 0
    assert "provides countries of 1" in capsys.readouterr().out
    with open_store(store) as opened:
        assert opened.manifest.sources[1]["gave"] == {"countries": 1}


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f"{SHARED_DATA} is not here")
def test_real_texts_are_mended_sparingly(tmp_path: Path) -> None:
    """Among 10,855 real films few texts are broken, and mending leaves none that looks so."""
    path = SHARED_DATA / "films10k" / "trakt-search.jsonl.gz"
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        lines = gzip.decompress(path.read_bytes()).splitlines()
        ids = [json.loads(line)["movie"]["ids"]["imdb"] for line in lines]
        con.execute(
            "INSERT INTO staged_movies SELECT unnest($1), 'movie', 'T', NULL, 2000, NULL, NULL, "
            "NULL, NULL", [ids],
        )  # fmt: skip
        report = OverviewFile(path).stage(con, BuildOptions(), lambda _: None)
        assert 0 < report.mended < 300
        [(left,)] = con.execute(
            "SELECT count(*) FROM staged_texts WHERE overview LIKE '%Ã©%' OR overview LIKE '%â€™%'"
        ).fetchall()
        assert left == 0
