"""CSV keeps the values of a frame, and no cell runs as a formula."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.util.formats import to_csv, to_letterboxd


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_nested_columns_become_text() -> None:
    """`top_films` and `because` are lists of structs, which CSV can't represent."""
    frame = pl.DataFrame(
        {
            "id": ["nm1", "nm2"],
            "score": [1.5, None],
            "top_films": [
                [
                    {"id": "tt1", "title": "One", "year": 1999},
                    {"id": "tt2", "title": "Two", "year": None},
                ],
                [],
            ],
            "because": [[{"id": "nm3", "name": "Cy"}], None],
            "roles": [["writer", "editor"], []],
        }
    )
    assert read(to_csv(frame)) == [
        {
            "id": "nm1", "score": "1.5", "top_films": "One (1999); Two", "because": "Cy",
            "roles": "writer; editor",
        },
        {"id": "nm2", "score": "", "top_films": "", "because": "", "roles": ""},
    ]  # fmt: skip


def test_a_struct_of_numbers_becomes_columns() -> None:
    """The terms of a score stay numbers, to compute with in a spreadsheet."""
    frame = pl.DataFrame({"id": ["nm1"], "terms": [{"people": 0.5, "era": 0.25}]})
    assert to_csv(frame) == "id,terms_people,terms_era\nnm1,0.5,0.25\n"


def test_letterboxd_csv() -> None:
    """Letterboxd would look up an id that is not IMDb's in vain."""
    films = pl.DataFrame(
        {
            "id": ["tt0113277", "demo-film-heat-1995"],
            "title": ["Heat, again", "Heat"],
            "year": [1995, None],
            "director": [["Michael Mann", "Another"], []],
        }
    )
    assert to_letterboxd(films) == (
        "imdbID,Title,Year,Directors\n"
        'tt0113277,"Heat, again",1995,"Michael Mann, Another"\n'
        ',Heat,,""\n'
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_formulas_are_escaped(text: str) -> None:
    """A spreadsheet must show a title such as `=HYPERLINK(...)`, not run it."""
    frame = pl.DataFrame({"title": [text], "films": [[{"id": "tt1", "title": text}]]})
    [row] = read(to_csv(frame))
    assert row == {"title": "'" + text, "films": "'" + text}


def test_numbers_stay_numbers() -> None:
    """A negative number is not a formula."""
    assert to_csv(pl.DataFrame({"a": [-1.5], "b": [-2]})) == "a,b\n-1.5,-2\n"


def test_an_empty_frame_has_its_header() -> None:
    """An empty result still names its columns."""
    frame = pl.DataFrame(
        schema={"id": pl.String, "top_films": pl.List(pl.Struct({"id": pl.String}))}
    )
    assert to_csv(frame) == "id,top_films\n"


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))))
def test_any_text_survives_a_round_trip(texts: list[str]) -> None:
    """Commas, quotes and line ends survive; formulas gain an apostrophe."""
    frame = pl.DataFrame(
        {"row": range(len(texts)), "text": texts}, schema_overrides={"text": pl.String}
    )
    back = [row["text"] for row in read(to_csv(frame))]
    assert [text.removeprefix("'") for text in back] == [text.removeprefix("'") for text in texts]
