"""The Directors page without a browser: messages when there is nothing to show."""

from __future__ import annotations

import pytest

from recsys.catalog import Store
from tests.app.pages import TITLE, captions, headings, open_app, passing, press, shown_names
from tests.app.world import DOYLE, HOSTILE_NAME, UNRATED, VARDA, WONG

pytestmark = pytest.mark.usefixtures("store")


def test_button_lowers_the_rating(store: Store) -> None:
    app = open_app(director=WONG, rating="9.9")
    assert headings(app)[-1] == "No director meets these thresholds"
    press(app, "Lower the rating to 9")
    assert shown_names(app) == [HOSTILE_NAME]


def test_button_lowers_the_votes() -> None:
    app = open_app(director=WONG, rating="8.4", votes="50k")
    assert shown_names(app) == ["Zhang Yimou"]
    app.slider(key="rating").set_value(9.0).run()
    press(app, "Lower the votes to 20")
    assert shown_names(app) == [HOSTILE_NAME]


def test_button_removes_all_limits(store: Store) -> None:
    app = press(open_app(director=WONG, rating="9.9"), "Reset all controls")
    assert shown_names(app) == passing(store)


def test_unknown_id() -> None:
    app = open_app(director="nm9999999")
    assert headings(app) == ["Director not found"]
    assert any("nm9999999" in text.value for text in app.markdown)
    press(app, r"Wong Kar\-wai")
    assert headings(app)[0] == TITLE


def test_person_who_directed_nothing() -> None:
    app = open_app(director=DOYLE)
    assert "Christopher Doyle directed no film in this catalogue" in app.info[0].value


def test_nothing_shared() -> None:
    app = open_app(director=VARDA)
    assert "worked for another director" in app.info[0].value


def test_nothing_shared_in_these_roles() -> None:
    assert "Include more roles" in open_app(director=WONG, roles="producer").info[0].value


def test_only_unrated_films() -> None:
    app = open_app(director=UNRATED)
    assert shown_names(app) == ["Nemo Rated"]
    assert "not rated" in captions(app)
    app.slider(key="rating").set_value(0.1).run()
    assert headings(app)[-1] == "No director meets these thresholds"
    press(app, "Reset all controls")
    assert shown_names(app) == ["Nemo Rated"]
