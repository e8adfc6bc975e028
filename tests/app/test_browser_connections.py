"""The Connections page and a person's circle, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from recsys.catalog import Store
from tests.app.browsing import assert_no_sideways_scrolling, assert_scheme, click_mark, in_windows
from tests.app.conftest import OpenPage
from tests.app.server import settled
from tests.app.world import HOSTILE, WONG

pytestmark = pytest.mark.browser


@in_windows
def test_a_journey(films_url: str, browser_page: OpenPage, width: int, scheme: str) -> None:
    """Find both ends by typing, read the paths, click a station, come back and reload."""
    page = browser_page(width, 900, scheme)
    page.goto(f"{films_url}/connections")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("How are two people or films linked?")
    settled(page)
    page.get_by_label("From", exact=True).press_sequentially("akira kurosava")
    page.get_by_role("button", name="Akira Kurosawa person").click()
    expect(title).to_have_text("How is Akira Kurosawa linked to somebody else?")
    settled(page)
    page.get_by_label("To", exact=True).press_sequentially("pulp fic")
    page.get_by_role("button", name="Pulp Fiction film").click()
    expect(title).to_have_text("How are Akira Kurosawa and Pulp Fiction linked?")
    expect(page).to_have_url(re.compile("from=demo-person-akira-kurosawa&to=tt"))
    settled(page)
    assert_scheme(page, scheme)
    assert_no_sideways_scrolling(page)

    click_mark(page, page.locator(".scatterlayer .point").first)
    expect(title).to_have_text("Akira Kurosawa")
    settled(page)
    page.go_back()
    expect(title).to_have_text("How are Akira Kurosawa and Pulp Fiction linked?")
    settled(page)
    page.reload()
    expect(title).to_have_text("How are Akira Kurosawa and Pulp Fiction linked?")
    settled(page)


def test_a_circle_moves_with_a_click(app_url: str, browser_page: OpenPage, store: Store) -> None:
    """From Wong to the collaborator with most films, and on from there."""
    page = browser_page()
    page.goto(f"{app_url}/person?person={WONG}")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Wong Kar-wai")
    for _ in range(2):
        settled(page)
        name = title.text_content()
        closest = store.connections.circle(store.people.resolve(str(name))).people["name"][0]
        click_mark(page, page.locator(".scatterlayer .point").first)
        expect(title).to_have_text(closest)


def test_a_click_in_a_figure_of_the_overlap_leads_on(app_url: str, browser_page: OpenPage) -> None:
    """A number of the matrix opens the person."""
    page = browser_page()
    page.goto(f"{app_url}/directors?director={WONG}")
    settled(page)
    # The last marks are those of the numbers, the first of them Maggie Cheung's.
    numbers = page.locator(".scatterlayer .trace").nth(-2).locator(".point")
    click_mark(page, numbers.first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Maggie Cheung")
    settled(page)


def test_hostile_text_runs_nowhere(app_url: str, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto(f"{app_url}/connections?from={HOSTILE}&to={WONG}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x onerror=alert(1)>")
    settled(page)
    expect(page.locator(".scatterlayer .point").first).to_be_visible()
    page.goto(f"{app_url}/person?person={HOSTILE}")
    settled(page)
    assert page.locator("img[src=x]").count() == 0
