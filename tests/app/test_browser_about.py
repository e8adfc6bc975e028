"""From a score breakdown to the catalogue's data, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from recsys.catalog import Store
from recsys.util.formats import to_csv
from tests.app.browsing import assert_no_sideways_scrolling, assert_scheme, in_windows
from tests.app.conftest import OpenPage
from tests.app.server import settled

pytestmark = pytest.mark.browser

TABS = {
    "Kindred directors": "the score.",
    "The classic score": "the score.",
    "Films": "the score.",
    "Sources and terms": "This catalogue was built from",
    "Limitations": "Work beyond the credits",
    "Directors": "the score.",
}
"""The tabs of the About page, and a text on each."""


@in_windows
def test_from_a_score_to_its_data(
    films_url: str, browser_page: OpenPage, films: Store, width: int, scheme: str
) -> None:
    """Read a score breakdown, download its terms and open the build details."""
    page = browser_page(width, 900, scheme)
    page.goto(f"{films_url}/about")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("How does Filmkin rank directors and films?")
    settled(page)
    assert_scheme(page, scheme)
    for tab, words in TABS.items():
        page.get_by_role("tab", name=tab, exact=True).click()
        panel = page.get_by_role("tabpanel").filter(visible=True)
        expect(panel.get_by_text(words).first).to_be_visible()
        assert_no_sideways_scrolling(page)
    wong = films.people.resolve("Wong Kar-wai")
    best = films.directors.recommend(wong, limit=1)["id"][0]
    terms = to_csv(films.directors.explain_people(wong, best))
    assert downloaded(page, page.get_by_role("button", name="Download the terms")) == terms

    page.get_by_role("link", name="Use real data").click()
    expect(title).to_have_text("What is in this catalogue?")
    settled(page)
    assert_no_sideways_scrolling(page)
    expect(page.get_by_text(films.manifest.build_id).first).to_be_visible()
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    page.get_by_text("Build details").click()
    # Content moves until the tables have their height.
    files = page.get_by_test_id("stDataFrame").filter(has_text="catalogue.duckdb")
    expect(files.locator("tbody tr").first).to_be_attached()
    rows = downloaded(page, page.get_by_role("button", name="Download the table sizes"))
    assert f"movies,{films.manifest.tables['movies']},films" in rows
    for tab, command in (("Trakt", "fetch trakt"), ("Your own files", "--overviews")):
        page.get_by_role("tab", name=tab, exact=True).click()
        panel = page.get_by_role("tabpanel").filter(visible=True)
        expect(panel.get_by_text(re.compile(command)).first).to_be_visible()
    assert_no_sideways_scrolling(page)
    settled(page)


def downloaded(page: Page, control: Locator) -> str:
    """Return the CSV behind a control."""
    with page.expect_download() as download:
        control.filter(visible=True).click()
        page.get_by_role("button", name="As CSV", exact=True).filter(visible=True).click()
    return download.value.path().read_text()
