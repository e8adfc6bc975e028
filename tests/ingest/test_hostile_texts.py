"""Hostile titles, names and overviews are sanitized wherever they are shown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

import recsys
from pages.parts.common.text import plain
from recsys.cli import main
from recsys.ingest.catalogue import create_tables
from recsys.ingest.pipeline import build
from recsys.sources.demo import FOLDER, DemoSource
from recsys.sources.imdb.source import ImdbSource
from recsys.sources.staging import CREATE_STAGING, BuildOptions
from recsys.sources.text_files.source import OverviewFile
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.publish import current_id
from recsys.util.sanitize import BIDI, CONTROLS, LINE_ENDS, re2_pattern, sanitize
from tests.helpers import write_imdb
from tests.movies.worlds import MODEL, any_vectors

OVERRIDE, ISOLATE, ESCAPE, C1, BELL = "\u202e", "\u2067", "\x1b[31m", "\x9b2J", "\x07"
HOSTILE = f"<b>{OVERRIDE}*x*{ISOLATE} {ESCAPE}{C1}{BELL} [a](javascript:1)"
SHOWN = "<b>*x*  [31m 2J  [a](javascript:1)"
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
HEBREW = "\u05e9\u05dc\u05d5\u05dd\u200f 1984"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    imdb = write_imdb(
        folder / "imdb",
        basics=[
            ("tt0000001", HOSTILE, 1990),
            ("tt0000002", HEBREW, 1991),
            ("tt0000003", "Plain", 1992),
        ],
        crew=[("tt0000001", "nm1"), ("tt0000002", "nm2"), ("tt0000003", "nm3")],
        principals=[(f"tt000000{n}", "nm4") for n in (1, 2, 3)],
        names=[("nm1", f"Ann {HOSTILE}"), ("nm2", "Bob"), ("nm4", f"{OVERRIDE}Cy")],
        akas=[("tt0000003", f"Also {HOSTILE}")],
    )
    texts = folder / f"te{OVERRIDE}xts{C1}.csv"
    overview = f"One {OVERRIDE}line{ESCAPE}"
    texts.write_text(
        f"imdb_id,overview,tagline\ntt0000001,{overview},{HOSTILE}\n", encoding="utf-8"
    )
    sources = [ImdbSource(imdb), OverviewFile(texts, 2)]
    build(sources, folder / "store", model=MODEL, known_vectors=any_vectors(sources))
    return folder / "store"


def test_the_catalogue_holds_none_of_them(store: Path) -> None:
    """The catalogue itself, from which everything is shown, holds none."""
    with recsys.open_store(store) as opened:
        film = opened.movies.films(["tt0000001"]).to_dicts()[0]
        assert film["title"] == film["original_title"] == SHOWN
        assert film["overview"] == "One line [31m"
        assert opened.directors.name_of("nm1") == f"Ann {SHOWN}"
        assert opened.movies.films(["tt0000002"])["title"][0] == HEBREW, "marks of a script stay"
        assert opened.titles.search("also javascript")["matched"][0] == f"Also {SHOWN}"
        frames = [
            opened.graph.movies, opened.graph.people,
            opened.sql("SELECT primaryTitle, originalTitle, overview, tagline FROM movies"),
            opened.sql("SELECT title FROM titles"), opened.sql("SELECT primaryName FROM directors"),
        ]  # fmt: skip
        assert not HARMFUL.search("".join(str(frame.rows()) for frame in frames))
    folder = StoreFolder.at(store)
    assert check_build(folder.build(current_id(folder))) == []


@pytest.mark.parametrize(
    "words",
    [
        ["directors", "nm1"], ["directors", "nm3", "--method", "classic"], ["similar", "tt0000003"],
        ["search", "javascript"], ["search", "--people", "ann"], ["directors", HOSTILE],
        ["similar", f"{ESCAPE}nothing"], ["info"], ["info", "--json"], ["builds"],
    ],
)  # fmt: skip
def test_the_command_line_prints_none(
    store: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither titles nor echoed input may send control characters to the terminal."""
    main([*words, "--store", str(store)])
    out, err = capsys.readouterr()
    assert out + err
    assert not HARMFUL.search((out + err).replace("\n", ""))


def test_the_demos_own_format(tmp_path: Path) -> None:
    """Films in TOML, as the demo's, which can spell any character: the same."""
    (tmp_path / "films").mkdir()
    text = (FOLDER / "films" / "chinese.toml").read_text(encoding="utf-8")
    harmed = re.sub(r'\ntitle = "', r'\ntitle = "\\u202e\\u001b[31m', text)
    (tmp_path / "films" / "a.toml").write_text(harmed, encoding="utf-8")
    shutil.copy(FOLDER / "people.toml", tmp_path)
    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        DemoSource(tmp_path).stage(con, BuildOptions(), lambda _: None)
        staged = con.execute("SELECT count(*) FROM staged_movies").fetchall()[0][0]
        create_tables(con)
        titles = [title for (title,) in con.execute("SELECT primaryTitle FROM movies").fetchall()]
    assert len(titles) == staged >= 50
    assert all(title.startswith(" [31m") for title in titles)
    assert not HARMFUL.search("".join(titles))


@given(st.text())
def test_the_same_in_python_and_in_the_catalogue(text: str) -> None:
    """DuckDB and Python must agree on the patterns for any text."""
    cleaned = sanitize(text)
    assert not HARMFUL.search(cleaned)
    assert sanitize(cleaned) == cleaned
    assert not HARMFUL.search(plain(text))
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        return
    query = """
        SELECT regexp_replace(regexp_replace(regexp_replace($1, $2, '', 'g'), $3, ' ', 'g'),
            $4, ' ', 'g')"""
    patterns = [re2_pattern(pattern) for pattern in (BIDI, CONTROLS, LINE_ENDS)]
    assert duckdb.execute(query, [text, *patterns]).fetchall() == [(cleaned,)]
