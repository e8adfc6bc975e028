"""From a name to the directors who share their people, without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from recsys.catalog import Store
from tests.app.browsing import sidebar, tab_to
from tests.app.conftest import OpenPage
from tests.app.server import settled
from tests.app.world import WONG

pytestmark = pytest.mark.browser

SKIPS_MENU = 40
"""Maximum number of Tab presses from the controls over the menu into the page."""


def test_by_keyboard_alone(app_url: str, browser_page: OpenPage, store: Store) -> None:
    """Search, choose, move a threshold, open a result."""
    page = browser_page()
    page.goto(f"{app_url}/directors")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Who works with the same people?")
    settled(page)

    box = page.get_by_role("searchbox", name="Director", exact=True)
    tab_to(page, box)
    page.keyboard.type("wnog kar", delay=20)
    wong = sidebar(page).get_by_role("button", name="Wong Kar-wai")
    expect(wong).to_be_visible()
    settled(page)
    tab_to(page, wong)
    page.keyboard.press("Enter")
    expect(title).to_have_text("Who works with the same people as Wong Kar-wai?")
    expect(page).to_have_url(re.compile(rf"director={WONG}"))
    settled(page)

    rating = page.get_by_role("slider", name="Minimum rating")
    tab_to(page, rating, 10)
    for _ in range(74):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"rating=7\.4"))
    settled(page)

    first = store.directors.recommend(WONG, min_rating=7.4, limit=1).row(0, named=True)
    main = page.get_by_test_id("stMain")
    link = main.get_by_role("link", name=first["name"], exact=True)
    tab_to(page, link, SKIPS_MENU)
    page.keyboard.press("Enter")
    expect(title).to_have_text(first["name"])
    expect(page).to_have_url(re.compile(rf"person={first['id']}"))
    settled(page)
