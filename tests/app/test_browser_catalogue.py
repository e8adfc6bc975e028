"""Filtering by figures, following a row and querying with SQL, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from recsys.catalog import Store
from recsys.util.formats import to_csv
from tests.app.browsing import in_windows, select_row
from tests.app.conftest import OpenPage
from tests.app.server import settled
from tests.app.world import HOSTILE_NAME

pytestmark = pytest.mark.browser

QUERY = "SELECT primaryName AS name, count(*) AS films FROM directors JOIN movie_dir USING (dconst)"
GROUPED = f"{QUERY} GROUP BY ALL ORDER BY films DESC, name"


@in_windows
def test_a_journey(
    app_url: str, browser_page: OpenPage, store: Store, width: int, scheme: str
) -> None:
    page = browser_page(width, 900, scheme)
    page.goto(f"{app_url}/catalogue")
    expect(page.get_by_role("heading", level=1)).to_have_text("What stands out in this catalogue?")
    counted = page.get_by_text(re.compile(r"^\d+ of \d+ films$"))
    expect(counted).to_have_text("38 of 38 films")
    settled(page)

    # A drag across the first three years.
    drag(page, figure(page, "Films by year"), 0.0, 0.3)
    years = page.get_by_role("button", name=re.compile(r"^year: 1990–199\d"))
    expect(years).to_be_visible()
    expect(counted).not_to_have_text("38 of 38 films")
    settled(page)
    years.click()
    expect(counted).to_have_text("38 of 38 films")
    settled(page)

    # Pairs: filter by a role, select a row, follow a link.
    page.get_by_role("radio", name="Pairs").click()
    expect(page.get_by_role("heading", name="Who keeps working together?")).to_be_visible()
    settled(page)
    crafts = store.explore.view("pairs").dimensions["craft"].ticks
    click(page, figure(page, "Pairs by craft").locator(".bars .point").nth(crafts.index("editor")))
    expect(page.get_by_role("button", name="craft: editor")).to_be_visible()
    found = store.explore.view("pairs").select({"craft": [crafts.index("editor")]})
    expect(page.get_by_text(f"{found.total} of ", exact=False).first).to_be_visible()
    settled(page)
    select_row(page, 0)
    expect(page.get_by_role("link", name="William Chang", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Wong Kar-wai 5 (1998)")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="the pairs shown").click()
        page.get_by_role("button", name="As CSV", exact=True).filter(visible=True).click()
    assert download.value.path().read_text() == to_csv(found.frame)

    page.get_by_role("link", name="William Chang", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("William Chang")
    settled(page)
    page.goto(f"{app_url}/catalogue?look=SQL")

    # SQL: errors are explained, results are shown.
    box = page.get_by_role("textbox", name="One statement")
    box.fill("DROP TABLE movies")
    run(page)
    expect(page.get_by_text("Only read-only queries are allowed, not DROP.")).to_be_visible()
    box.fill(GROUPED)
    run(page)
    expect(page.get_by_text(re.compile(r"^1[0-9] rows, in "))).to_be_visible()
    table = page.get_by_test_id("stDataFrame").first
    expect(table.locator("tbody tr").first).to_contain_text("Wong Kar-wai")
    expect(page).to_have_url(re.compile("look=SQL"))
    settled(page)


def test_hostile_text_runs_nowhere(app_url: str, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto(f"{app_url}/catalogue?look=SQL")
    query = f"SELECT primaryName AS \"{HOSTILE_NAME}\" FROM people WHERE primaryName LIKE '%<%'"
    page.get_by_role("textbox", name="One statement").fill(query)
    run(page)
    expect(page.get_by_text(re.compile(r"^2 rows, in "))).to_be_visible()
    settled(page)
    page.get_by_role("radio", name="Directors").click()
    expect(
        page.get_by_role("heading", name="Which directors keep the same people?")
    ).to_be_visible()
    settled(page)
    assert page.locator("img[src=x]").count() == 0


def figure(page: Page, words: str) -> Locator:
    """Return the figure whose alternative text begins with these words."""
    return page.get_by_role("figure", name=re.compile(f"^{words}"))


def drag(page: Page, chart: Locator, start: float, end: float) -> None:
    """Drag across a part of a figure's plot."""
    expect(chart.locator(".bars .point").first).to_be_visible()
    area = chart.locator(".nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start + 1, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, middle + 5, steps=6)
    page.mouse.up()


def click(page: Page, bar: Locator) -> None:
    """Click a bar, after Plotly has noticed the pointer over it."""
    expect(bar).to_be_visible()
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(across - 4, down)
    page.mouse.move(across, down, steps=4)
    expect(page.locator(".hoverlayer .hovertext").first).to_be_visible()
    page.mouse.down()
    page.mouse.up()


def run(page: Page) -> None:
    """Leave the editor, so that its text is sent, and run the query."""
    settled(page)
    page.get_by_role("button", name="Run", exact=True).click()
