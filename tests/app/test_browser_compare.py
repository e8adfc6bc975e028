"""Comparing directors, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from recsys.catalog import Store
from recsys.directors import Comparison
from recsys.util.formats import to_csv
from tests.app.browsing import fold_sidebar, in_windows, select_row, sidebar, unfold_sidebar
from tests.app.conftest import OpenPage
from tests.app.server import settled
from tests.app.world import HOSTILE, HUI, WONG, ZHANG

pytestmark = pytest.mark.browser

FIGURES = {
    "Role": ".bars .point",
    "Pairs": ".heatmaplayer image",
    "Sets": ".bars .point",
    "When": ".scatterlayer .point",
}


@in_windows
def test_a_journey(
    app_url: str, browser_page: OpenPage, store: Store, width: int, scheme: str
) -> None:
    """Add directors, select a row, open all figures, download, remove a director and reload."""
    page = browser_page(width, 900, scheme)
    page.goto(f"{app_url}/compare?director={WONG}")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("Who shares people with Wong Kar-wai")
    settled(page)

    # Add a suggested director, then one found with a typo.
    page.get_by_test_id("stMain").get_by_role("button", name="Zhang Yimou").click()
    expect(title).to_have_text("What do Wong Kar-wai and Zhang Yimou share?")
    settled(page)
    unfold_sidebar(page)
    page.get_by_label("Director", exact=True).press_sequentially("an hui")
    sidebar(page).get_by_role("button", name="Ann Hui").click()
    expect(title).to_have_text("What do Wong Kar-wai, Zhang Yimou and Ann Hui share?")
    expect(page).to_have_url(re.compile(f"director={WONG}&director={ZHANG}&director={HUI}"))
    settled(page)
    fold_sidebar(page)

    comparison = store.directors.compare([WONG, ZHANG, HUI])
    opens_a_person(page, comparison)
    for tab, mark in FIGURES.items():
        page.get_by_role("tab", name=tab, exact=True).click()
        panel = page.get_by_role("tabpanel").filter(visible=True)
        expect(panel.locator(mark).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="who worked with whom").click()
        page.get_by_role("button", name="As CSV", exact=True).filter(visible=True).click()
    assert download.value.path().read_text() == to_csv(comparison.work)

    # A chip removes a director; the address holds the others.
    unfold_sidebar(page)
    sidebar(page).get_by_role("button", name="Zhang Yimou").click()
    expect(title).to_have_text("What do Wong Kar-wai and Ann Hui share?")
    settled(page)
    page.reload()
    expect(title).to_have_text("What do Wong Kar-wai and Ann Hui share?")
    settled(page)


def opens_a_person(page: Page, comparison: Comparison) -> None:
    """A selected row shows that person's films."""
    second = comparison.people["name"].to_list()[1]
    select_row(page, 1)
    expect(page.get_by_role("link", name=second, exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("^with Wong Kar-wai"))).to_be_visible()
    settled(page)


def test_from_the_evidence_and_back(app_url: str, browser_page: OpenPage) -> None:
    """The Directors page links here with both, and every name links back."""
    page = browser_page()
    page.goto(f"{app_url}/directors?director={WONG}&with={HUI}")
    page.get_by_role("link", name="Compare the two").click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("What do Wong Kar-wai and Ann Hui share?")
    settled(page)
    page.get_by_test_id("stMain").get_by_role("link", name="Ann Hui", exact=True).first.click()
    expect(title).to_have_text("Ann Hui")
    settled(page)
    page.get_by_role("link", name="Who works with the same people as Ann Hui?").click()
    expect(title).to_have_text("Who works with the same people as Ann Hui?")
    settled(page)


def test_hostile_text_runs_nowhere(app_url: str, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto(f"{app_url}/compare?director={HOSTILE}&director={WONG}&director={ZHANG}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x onerror=alert(1)>")
    settled(page)
    for tab, mark in FIGURES.items():
        page.get_by_role("tab", name=tab, exact=True).click()
        panel = page.get_by_role("tabpanel").filter(visible=True)
        expect(panel.locator(mark).first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
