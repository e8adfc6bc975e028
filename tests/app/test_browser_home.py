"""From the Home page to films and people, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.app.browsing import (
    assert_no_sideways_scrolling,
    assert_scheme,
    in_windows,
    tab_to,
)
from tests.app.conftest import OpenPage
from tests.app.server import settled

pytestmark = pytest.mark.browser

MOOD, WONG = "tt0118694", "demo-person-wong-kar-wai"

DEEP_LINKS = {
    "/": "Find directors and films through the people who made them",
    f"/?director={WONG}&rating=7.5": "Who works with the same people as Wong Kar-wai?",
    f"/?movie={MOOD}": "In the Mood for Love (2000)",
    "/directors": "Who works with the same people?",
    f"/directors?director={WONG}": "Who works with the same people as Wong Kar-wai?",
    "/movies": "Which films are like this one?",
    f"/movies?movie={MOOD}": "Which films are like In the Mood for Love?",
    "/discover": "Which film fits this description?",
    "/compare": "What do these directors share?",
    "/quality": "Do people agree with these rankings?",
    "/your-data": "What is in this catalogue?",
    "/about": "How does Filmkin rank directors and films?",
    f"/film?movie={MOOD}": "In the Mood for Love (2000)",
    f"/title?movie={MOOD}": "In the Mood for Love (2000)",
    f"/person?person={WONG}": "Wong Kar-wai",
    f"/name?person={WONG}": "Wong Kar-wai",
}
"""Addresses, and the title of the page each opens."""


@in_windows
def test_from_a_typo_to_people_and_films(
    films_url: str, browser_page: OpenPage, width: int, scheme: str
) -> None:
    """Search and open by keyboard, then follow links between people and films, and go back."""
    page = browser_page(width, 900, scheme)
    page.goto(films_url)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Find directors and films")
    assert_no_sideways_scrolling(page)
    settled(page)

    # By keyboard: search with a typo, Tab to the result, Enter.
    page.get_by_role("searchbox", name="Film or person").press_sequentially("wnog kar")
    wong = page.get_by_role("link", name="Wong Kar-wai", exact=True)
    expect(wong).to_be_visible()
    tab_to(page, wong)
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Wong Kar-wai")
    expect(page).to_have_url(re.compile(rf"/person\?person={WONG}"))
    settled(page)
    assert_no_sideways_scrolling(page)

    main = page.get_by_test_id("stMain")
    main.get_by_role("link", name="In the Mood for Love").first.click()
    expect(heading).to_have_text("In the Mood for Love (2000)")
    settled(page)
    assert_no_sideways_scrolling(page)
    # From a film to another film: the same page at its other address.
    main.get_by_role("link", name="Happy Together (1997)").click()
    expect(heading).to_have_text("Happy Together (1997)")
    settled(page)
    main.get_by_role("link", name="Christopher Doyle").click()
    expect(heading).to_have_text("Christopher Doyle")
    settled(page)
    for title in ("Happy Together (1997)", "In the Mood for Love (2000)", "Wong Kar-wai"):
        page.go_back()
        expect(heading).to_have_text(title)
        settled(page)
    assert_scheme(page, scheme)


def test_every_page_opens_from_outside(films_url: str, browser_page: OpenPage) -> None:
    """A deep link shows its page with the menu."""
    page = browser_page()
    for address, title in DEEP_LINKS.items():
        page.goto(films_url + address)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("link", name="Your data")).to_be_visible()
        settled(page)
    page.goto(f"{films_url}/?director={WONG}&rating=7.5")
    expect(page).to_have_url(re.compile(rf"/directors\?director={WONG}&rating=7\.5"))
