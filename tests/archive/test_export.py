"""The export writes every row in three formats, atomically, with a dictionary."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import recsys
from recsys.archive import export
from recsys.archive.dictionary import COLUMN_MEANINGS, TABLE_MEANINGS
from recsys.archive.export import DICTIONARY, FORMATS, export_catalogue
from recsys.catalog import Store
from recsys.cli import main
from recsys.errors import InvalidArgument
from recsys.settings import PROJECT
from recsys.store.schema import TABLES
from tests.helpers import build_store

TITLE = '=1+1, "Dr" Strangelove & <b>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(
        tmp_path_factory.mktemp("export"),
        basics=[
            ("tt0000001", TITLE, 1964, "movie", ["Comedy", "War"]),
            ("tt0000002", "Unrated", None, "movie", None),
        ],
        ratings=[("tt0000001", 8.4, 500_000)],
        crew=[("tt0000001", "nm0000040")],
        principals=[("tt0000001", "nm0000041", "actor", ["Mandrake", "Muffley"])],
        names=[("nm0000040", "Stanley Kubrick", 1928, 1999), ("nm0000041", "Peter Sellers")],
    )


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with recsys.open_store(folder) as opened:
        yield opened


def rows_of(path: Path) -> list[dict]:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().split("\n") if line]
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("form", FORMATS)
def test_every_table_arrives(store: Store, tmp_path: Path, form: str) -> None:
    """Row counts equal the manifest's, and texts are unchanged."""
    rows = export_catalogue(store.build, tmp_path / "out", form)
    assert rows == store.manifest.tables
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        DICTIONARY, *(f"{table}.{form}" for table in TABLES),
    }  # fmt: skip
    for table, count in rows.items():
        assert len(rows_of(tmp_path / "out" / f"{table}.{form}")) == count
    film, unrated = rows_of(tmp_path / "out" / f"movies.{form}")
    assert film["primaryTitle"] == TITLE
    assert (str(film["averageRating"]), str(film["numVotes"])) == ("8.4", "500000")
    assert unrated["startYear"] in (None, "")
    genres = film["genres"]
    assert (genres.split("; ") if form == "csv" else genres) == ["Comedy", "War"]
    [credit] = rows_of(tmp_path / "out" / f"movie_prin.{form}")
    assert credit["characters"] in (["Mandrake", "Muffley"], "Mandrake; Muffley")
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_rows_in_several_batches(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CSV has one header, however many batches are written."""
    monkeypatch.setattr(export, "_ROWS", 1)
    for form in FORMATS:
        export_catalogue(store.build, tmp_path / form, form)
        ids = [row["tconst"] for row in rows_of(tmp_path / form / f"movies.{form}")]
        assert ids == ["tt0000001", "tt0000002"]


def test_the_dictionary_says_what_each_column_means(store: Store, tmp_path: Path) -> None:
    """Every column has a meaning in the dictionary."""
    export_catalogue(store.build, tmp_path / "out")
    text = (tmp_path / "out" / DICTIONARY).read_text()
    assert store.manifest.build_id in text
    for table in TABLES:
        assert f"## {table}.parquet" in text
        assert TABLE_MEANINGS[table] in text
        types = store.sql("SELECT * FROM duckdb_columns()").filter(table_name=table)
        assert types.height == len(COLUMN_MEANINGS[table])
        for column in types["column_name"]:
            assert f"| `{column}` | " in text
            assert f"| {COLUMN_MEANINGS[table][column]} |" in text


def test_the_documentation_names_the_same_columns() -> None:
    """docs/data.md has one line per table."""
    text = (PROJECT / "docs" / "data.md").read_text()
    for table, columns in COLUMN_MEANINGS.items():
        [line] = [line for line in text.splitlines() if line.startswith(f"| `{table}` |")]
        for column in columns:
            assert f"`{column}`" in line, f"{table}.{column}"


def test_what_is_there_stays(store: Store, tmp_path: Path) -> None:
    """Existing files are never overwritten; an empty folder is accepted."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("full", "file", "file/below"):
        with pytest.raises(InvalidArgument):
            export_catalogue(store.build, tmp_path / name)
    with pytest.raises(InvalidArgument, match="choose from parquet, csv, jsonl"):
        export_catalogue(store.build, tmp_path / "new", "xlsx")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "full", "mine.txt"]
    (tmp_path / "empty").mkdir()
    export_catalogue(store.build, tmp_path / "empty")
    assert (tmp_path / "empty" / DICTIONARY).is_file()


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_half_an_export_is_none(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    """After an interruption or a full disk no folder appears and nothing is left behind."""

    def tell(step: str) -> None:
        if step == "writing people":
            raise fault

    with pytest.raises(type(fault) if isinstance(fault, OSError) else KeyboardInterrupt):
        export_catalogue(store.build, tmp_path / "out", progress=tell)
    assert list(tmp_path.iterdir()) == []


def test_the_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints what it wrote and refuses invalid arguments."""
    words = ["export", str(tmp_path / "out"), "--store", str(folder)]
    assert main([*words, "--format", "jsonl"]) == 0
    said = capsys.readouterr().out
    assert "movies.jsonl" in said
    assert DICTIONARY in said
    assert main(words) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["export", str(tmp_path / "two"), "--json", "--store", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["movies"] == 2
