"""Stores and sources work in folders whose names have characters special to DuckDB and Polars."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from recsys.catalog import open_store
from recsys.ingest.pipeline import build
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.text_files.source import OverviewFile
from tests.helpers import write_imdb

NAMES = ["films [2024]", "it's", "[ab]", "100% #1"]
POSIX_NAMES = ["what?", "all*", "back\\slash", "[x]\\*y?"]


@pytest.mark.parametrize("name", NAMES + (POSIX_NAMES if os.name == "posix" else []))
@pytest.mark.parametrize("packed", [True, False])
def test_folder_names_are_taken_literally(tmp_path: Path, name: str, packed: bool) -> None:
    folder = tmp_path / name
    for other in ("a", "films 2", "allx", "x"):  # what the names match if read as patterns
        write_imdb(tmp_path / other / "imdb", basics=[("tt1", "Wrong", 1990)], packed=packed)
    imdb = write_imdb(
        folder / "imdb",
        basics=[("tt1", "Right", 1990), ("tt2", "Second", 1991)],
        ratings=[("tt1", 7.5, 100), ("tt2", 6.5, 50)],
        crew=[("tt1", "nm1"), ("tt2", "nm1")],
        principals=[("tt1", "nm2"), ("tt2", "nm2")],
        names=[("nm1", "Ann"), ("nm2", "Bob")],
        packed=packed,
    )
    texts = folder / "texts [1].csv.gz"
    texts.write_bytes(gzip.compress(b"imdb_id,tagline\ntt0000001,unused\n"))
    store = folder / "my store"
    build([ImdbSource(imdb), *([OverviewFile(texts)] if packed else [])], store)
    build([ImdbSource(imdb)], store)  # an update reads the build before it
    with open_store(store) as opened:
        assert opened.titles.resolve("Right") == "tt1"
        assert opened.explore.sql("SELECT count(*) FROM movies").frame.item() == 2
        assert opened.film("tt2").facts["title"] == "Second"
    assert not list(folder.glob("my store/builds/.unfinished*"))
