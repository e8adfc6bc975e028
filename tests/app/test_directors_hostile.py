"""The Directors page without a browser: hostile names and addresses."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.common.text import plain
from recsys.catalog import Store
from tests.app.pages import (
    assert_no_exception,
    headings,
    links,
    open_app,
    passing,
    press,
    shown_names,
)
from tests.app.world import HOSTILE, HOSTILE_NAME, HOSTILE_TITLE, WONG

pytestmark = pytest.mark.usefixtures("store")


def test_hostile_names_stay_text() -> None:
    app = open_app(director=WONG, **{"with": HOSTILE})
    assert_sanitized(app)
    assert any(plain(HOSTILE_TITLE) in element.value for element in app.markdown)
    press(app, f"Who works with the people of {plain(HOSTILE_NAME)}?")
    assert app.title[0].value == f"Who works with the same people as {plain(HOSTILE_NAME)}?"
    assert_sanitized(app)


def test_hostile_names_stay_text_in_the_search() -> None:
    app = open_app()
    app.text_input(key="director_query").set_value("img src x onerror").run()
    assert app.button(key=f"choose-{HOSTILE}").label.startswith(f"**{plain(HOSTILE_NAME)}**")


def assert_sanitized(app: AppTest) -> None:
    """No Markdown element contains unescaped hostile text; none allows HTML."""
    assert_no_exception(app)
    texts = [element.value for element in (*app.title, *app.subheader, *app.markdown, *app.caption)]
    texts += [button.label for button in app.button] + list(links(app))
    joined = "\n".join(texts)
    unescaped = re.compile(r"(?<!\\)(<|\$|\[|:material)")
    assert not unescaped.search(joined)
    assert not any(element.allow_html for element in app.markdown)
    for figure in app.get("plotly_chart"):
        assert "<img" not in figure.proto.spec


@pytest.mark.parametrize(
    "parameters",
    [
        {"rating": "99", "votes": "abc", "min_films": "-3", "limit": "x"},
        {"rating": "nan", "votes": "", "limit": "1e9", "one_film": "perhaps"},
        {"years": "1990", "roles": "astronaut", "film_votes": "7"},
        {"years": ["2090", "1800"], "rating": "<b>"},
        {"with": "nm9999999"},
        {"with": "'; DROP TABLE movies"},
        {"nonsense": "1"},
    ],
)
def test_invalid_parameters_are_ignored(store: Store, parameters: dict) -> None:
    app = open_app(director=WONG, **parameters)
    assert shown_names(app) == passing(store)


@pytest.mark.parametrize("director", ["' OR 1=1", "<script>alert(1)</script>", "nm" * 500])
def test_invalid_director(director: str) -> None:
    app = open_app(director=director)
    assert headings(app) == ["Director not found"]
    assert not any("<script>" in text.value for text in app.markdown)
