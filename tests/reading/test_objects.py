"""JSON in each of its layouts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.reading.errors import Unreadable
from recsys.reading.objects import is_json, objects, record_of

VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
FILMS = st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), max_size=5)


def read(text: str) -> list[dict[str, object]]:
    return [value for _, value in objects(enumerate(text.split("\n"), 1))]


@settings(max_examples=200, deadline=None)
@given(FILMS, st.sampled_from([None, 1]))
def test_every_layout_gives_the_same(films, indent):
    assert read(json.dumps(films, indent=indent)) == films
    assert read("\n".join(json.dumps(film) for film in films)) == films
    assert read("\n\n".join(json.dumps(film, indent=2) for film in films)) == films
    assert read("".join(json.dumps(film) for film in films)) == films


def test_lines_are_those_that_values_begin_on():
    found = list(objects(enumerate(["[", ' {"a": 1},', "", ' {"b":', " 2}", "]"], 1)))
    assert [line for line, _ in found] == [2, 4]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a": 1}\n{"b": \n', 2),
        ('[{"a": 1},\n 5]', 2),
        ('{"a": 1}\n{"b": nonsense}', 2),
        ('{"a": ' + "[" * 100_000, 1),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(text, line):
    with pytest.raises(Unreadable) as raised:
        read(text)
    assert raised.value.line == line


def test_a_title_in_brackets_is_no_json():
    assert not is_json("[REC] (2007)")
    assert not is_json("{Proof} (2005)")
    assert is_json(' [ {"title": 1}')


def test_what_wraps_a_film_is_laid_open():
    rated = {"rating": 2, "type": "movie", "movie": {"title": "Ran", "rating": 8.1}}
    assert record_of(rated)["rating"] == 2
    assert record_of({"watchers": 3, "show": {"title": "X"}})["type"] == "show"
