"""The Discover page without a browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from recsys.catalog import Store
from recsys.errors import ModelUnavailable
from recsys.movies import MovieFilters, Movies
from tests.app.pages import assert_no_exception, headings, open_app, press
from tests.app.test_movies_page import shown, texts_of

SENTENCE = "masterless swordsmen defend a poor village against bandits"


def expected(films: Store, **filters: object) -> list[str]:
    return texts_of(films.movies.search_text(SENTENCE, 10, MovieFilters(**filters)))


def test_no_model_is_loaded_before_a_sentence_is_typed(
    films: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """torch takes seconds and half a gigabyte, so it is loaded on demand only."""

    def refuse(*_: object) -> None:
        pytest.fail("a sentence was encoded")

    monkeypatch.setattr(Movies, "search_text", refuse)
    app = open_app("discover")
    assert headings(app) == ["Which film fits this description?"]
    examples = [button for button in app.button if (button.key or "").startswith("example")]
    assert len(examples) == 3


def test_an_example_fills_the_box_and_finds_films(films: Store) -> None:
    """A click on an example searches for it."""
    app = open_app("discover")
    example = next(button for button in app.button if button.key == "example-1")
    press(app, example.label)
    assert app.text_area(key="q").value == example.label
    assert len(shown(app)) == 10


def test_a_sentence_finds_the_film_it_describes(films: Store) -> None:
    """The page shows the results in order."""
    app = open_app("discover")
    app.text_area(key="q").set_value(SENTENCE).run()
    assert_no_exception(app)
    assert shown(app) == expected(films)
    assert "Seven Samurai" in shown(app)


def test_a_link_holds_sentence_and_filters(films: Store) -> None:
    """A link holds description and filters."""
    app = open_app("discover", q=SENTENCE, country="South Korea", k="10")
    assert shown(app) == expected(films, countries=["KR"])


@pytest.mark.parametrize("sentence", ["   ", "\n\n"])
def test_blank_text_shows_examples(films: Store, sentence: str) -> None:
    """White space is not an error."""
    app = open_app("discover", q=sentence)
    assert shown(app) == []
    assert any((button.key or "").startswith("example") for button in app.button)


@pytest.mark.parametrize("sentence", ["🎬🔥", "שלום עולם", "'; DROP TABLE movies; --", "<b>x</b>"])
def test_any_text_is_answered(films: Store, sentence: str) -> None:
    """Any text is a valid description."""
    assert len(shown(open_app("discover", q=sentence))) == 10


def test_long_text_is_refused(films: Store) -> None:
    """The limit is 10,000 characters."""
    app = open_app("discover")
    app.text_area(key="q").set_value("long " * 2_001).run()
    assert "10,000" in app.warning[0].value


def test_nothing_passes(films: Store) -> None:
    """The same message and button as on the Movies page."""
    app = open_app("discover", q=SENTENCE, min_rating="9.9")
    assert headings(app)[-1] == "No film passes these filters"
    press(app, "Remove the filter “minimum rating”")
    assert shown(app) == expected(films)


def test_unavailable_model_is_explained(films: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build may come from a machine with another model."""

    def unavailable(*_: object) -> None:
        raise ModelUnavailable("some/model", "it is not on this machine")

    monkeypatch.setattr(Movies, "discover", unavailable)
    app = open_app("discover", q=SENTENCE)
    assert "can't be loaded" in app.warning[0].value
    assert "some/model" in app.warning[0].value


def test_without_texts_it_says_so(store: Store) -> None:
    """A catalogue from IMDb's files alone has no overviews."""
    app: AppTest = open_app("discover", q=SENTENCE)
    assert "has no overviews" in app.info[0].value
    assert not app.text_area
