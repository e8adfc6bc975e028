"""Tables of every writer: they come back whole, or the line that does not is named."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from recsys.reading import lines as lines_module
from recsys.reading.errors import Unreadable
from recsys.reading.records import Records
from recsys.reading.tables import MAX_REFUSED

HEADER = ["title", "year", "overview"]
MOST = 50_000_000
NAMES = {"title", "year", "overview", "imdb id"}


def known(cells: Sequence[str]) -> int:
    return sum(cell in NAMES for cell in cells)


def read(content: bytes | Path) -> tuple[list[list[str]], list[int], str]:
    """The rows, the lines refused and the note."""
    records = Records(content, known, MOST)
    rows = [[str(record.get(name, "")) for name in records.columns] for _, record in records]
    return rows, [refused.line for refused in records.refused], records.note


def plain(rows: list[list[str]]) -> list[list[str]]:
    """Line ends within a cell are one kind afterwards."""
    return [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in rows]


# What everybody's cells hold, the signs of every dialect often among them.
SIGNS = st.sampled_from(list("\"',;\t| \\ab1éß½–’“日本а★&."))
CELL = st.text(st.one_of(SIGNS, st.sampled_from("\n")), max_size=12)
TITLE = st.text(SIGNS, min_size=1, max_size=12).filter(
    lambda text: text.strip() and text != text[:0]
)
ROW = st.tuples(TITLE, st.sampled_from(["1999", "2001", ""]), CELL).map(list)
ROWS = st.lists(ROW, min_size=1, max_size=6)
DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t|"),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
        "lineterminator": st.sampled_from(["\n", "\r\n"]),
    }
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def written(rows: list[list[str]], **dialect: object) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, **dialect).writerows([HEADER, *rows])  # type: ignore[arg-type]
    return stream.getvalue()


def encoded(text: str, encoding: str) -> bytes:
    return MARKS.get(encoding, b"") + text.encode(encoding)


def whole_or_named(content: bytes, rows: list[list[str]]) -> None:
    """Every row comes back as it was, or a line is named; none comes back changed."""
    try:
        found, refused, _ = read(content)
    except Unreadable:
        return
    expected = plain(rows)
    if not refused:
        assert found == expected
    else:
        for row in found:
            assert row in expected or row[0] in "\n".join(map("\n".join, expected))


@settings(max_examples=300, deadline=None)
@given(ROWS, DIALECTS, ENCODINGS)
def test_python_csv_comes_back_whole(rows, dialect, encoding):
    content = encoded(written(rows, **dialect), encoding)
    found, refused, note = read(content)
    if refused:  # lines that look like rows, or a backslash that may escape a quote
        assert any("\n" in cell or "\\" in cell for row in rows for cell in row)
    else:
        assert found == plain(rows)
    assert not note


@settings(max_examples=200, deadline=None)
@given(ROWS, st.sampled_from(",;\t|"))
def test_backslashes_before_quotes_come_back_whole(rows, delimiter):
    """Spark's writer: quotes are escaped by a backslash, other signs are not."""
    assume(not any("\\" in cell for row in rows for cell in row))
    lines = [
        delimiter.join('"' + cell.replace('"', '\\"') + '"' for cell in row)
        for row in [HEADER, *rows]
    ]
    whole_or_named(("\n".join(lines) + "\n").encode(), rows)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ROWS)
def test_polars_and_duckdb_come_back_whole(tmp_path, rows):
    frame = pl.DataFrame(rows, schema=HEADER, orient="row")
    whole_or_named(frame.write_csv().encode(), rows)
    file = tmp_path / "x.csv"
    for separator in (",", ";", "\t"):
        duckdb.sql(f"COPY frame TO '{file}' (DELIMITER '{separator}', HEADER)")
        whole_or_named(file.read_bytes(), rows)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_pandas_comes_back_whole(rows):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(rows, columns=HEADER)
    whole_or_named(frame.to_csv(index=False).encode(), rows)
    whole_or_named(frame.to_csv(index=False, sep="\t").encode("utf-16"), rows)


WESTERN = st.text(st.sampled_from('abc ,;"éèüñçÉ'), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WESTERN, WESTERN), min_size=1), st.sampled_from(["latin-1", "cp1252"]))
def test_western_letters_are_read_with_a_note_or_refused(pairs, encoding):
    rows = [["x" + title, "1999", text] for title, text in pairs]
    content = written(rows).encode(encoding)
    try:
        found, refused, note = read(content)
    except Unreadable as error:
        refusal = error
    else:
        refusal = None
    if refusal is not None:
        assert refusal.line
        assert "UTF-8" in refusal.reason
        return
    assert not refused
    assert found == rows
    assert bool(note) == (not content.isascii())


@pytest.mark.parametrize("encoding", ["cp1251", "shift_jis", "gb18030", "koi8-r"])
def test_other_encodings_are_refused_with_the_remedy(encoding):
    text = {"shift_jis": "千と千尋の神隠し", "gb18030": "花样年华"}.get(
        encoding, "Сталкер и зеркало"
    )
    with pytest.raises(Unreadable, match="UTF-8") as raised:
        read(f"title,year\nHeat,1995\n{text},1999\n".encode(encoding))
    assert raised.value.line == 3


def test_a_damaged_line_of_a_utf8_file_is_named():
    content = "title,year\nAmélie,2001\n".encode() + b"Fran\xe7ois,1999\n"
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert raised.value.line == 3


# Quotes


def test_an_open_quote_costs_its_own_line():
    text = 'title,year\n"Heat,1995\nThe Matrix,1999\n"Crazy, Stupid, Love.",2011\n'
    assert read(text.encode())[:2] == (
        [["The Matrix", "1999"], ["Crazy, Stupid, Love.", "2011"]], [2],
    )  # fmt: skip


def test_an_open_quote_that_a_later_one_seems_to_close_takes_no_rows():
    text = 'imdb id,overview\ntt0000001,"A thief\ntt0000002,A hacker\ntt0000003,says "\n'
    rows, refused, _ = read(text.encode())
    assert refused == [2]
    assert [row[0] for row in rows] == ["tt0000002", "tt0000003"]


def test_tabs_need_no_quoting():
    text = 'title\tyear\n"Never\t1999\n"Yes" man\t2000\n"Quoted"\t2001\n'
    assert read(text.encode())[0] == [['"Never', "1999"], ['"Yes" man', "2000"], ["Quoted", "2001"]]


def test_a_text_of_several_lines_is_one_cell():
    assert read(b'title,overview\nHeat,"A thief\nand a ""cop"""\n')[0] == [
        ["Heat", 'A thief\nand a "cop"']
    ]


def test_a_backslash_that_may_escape_a_quote_on_a_later_line_is_refused() -> None:
    """The quote after the backslash may end the cell, or be part of it."""
    rows, refused, _ = read(b'title,year,overview\n"Up","2009","\n\\"\n1"\n"Ran","1985","x"\n')
    assert rows == [["Ran", "1985", "x"]]
    assert refused[0] == 2


# Width


def test_a_row_too_wide_is_refused_and_never_cut():
    rows, refused, _ = read(b"title,overview,year\nHeat,a, b,1995\nRan,x,1985,,\nUp,x\n")
    assert refused == [2]
    assert rows == [["Ran", "x", "1985"], ["Up", "x", ""]]


def test_a_separator_too_many_is_joined_where_one_place_alone_fits():
    import re

    records = Records(b"title,year\nCrazy, Stupid, Love.,2011\nA,B,C\n", known, MOST)
    records.check({"year": re.compile(r"\d{4}")})
    assert [record["title"] for _, record in records] == ["Crazy, Stupid, Love."]
    assert [row.line for row in records.refused] == [3]


def test_a_table_of_nothing_but_faults_is_given_up():
    text = "title,year\n" + "a,b,c\n" * (MAX_REFUSED + 1)
    with pytest.raises(Unreadable) as raised:
        read(text.encode())
    assert raised.value.line == 2


# Headers


@pytest.mark.parametrize(
    "text",
    [
        '\ufeff"title" , year \nHeat,1995\n',
        "sep=;\ntitle;year\nHeat;1995\n",
        "My films,\n,\ntitle,year\nHeat,1995\n",
        "title|year\nHeat|1995\n",
        "title,year\rHeat,1995\r",
        '"title, as written";title;year\n"a, b, c";Heat;1995\n',
    ],
)
def test_a_header_is_found_under_any_separator(text):
    records = Records(text.encode(), known, MOST)
    [(_, record)] = list(records)
    assert (record["title"], record["year"]) == ("Heat", "1995")


# Bounds and packing


def test_gzip_and_a_zip_of_one_table_are_read():
    text = b"title,year\nHeat,1995\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("folder/films.csv", text)
        packed.writestr("readme.md", "x")
    for content in (gzip.compress(text), stream.getvalue()):
        assert read(content)[0] == [["Heat", "1995"]]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused_before_anything_is_unpacked(method):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as packed:
        packed.writestr("films.csv", b"\n" * 10_000_000)
    with pytest.raises(Unreadable, match="unusual way"):
        read(stream.getvalue())


def test_a_bomb_of_line_ends_is_stopped():
    with pytest.raises(Unreadable, match="are empty"):
        read(gzip.compress(b"title,year\n" + b"\n" * 60_000_000))
    with pytest.raises(Unreadable, match="MB of text"):
        read(gzip.compress(b"title,year\n" + (b" " * 60_000 + b"\n") * 1_000))


def test_a_line_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(lines_module, "MAX_LINE_BYTES", 1_000)
    with pytest.raises(Unreadable) as raised:
        read(b"title,year\n" + b"x" * 200_000)
    assert raised.value.line == 2


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"PK\x03\x04nonsense", b"\x1f\x8bnonsense", b"BZh91AY", b"a\0b,c\n"]
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(Unreadable):
        read(content)
