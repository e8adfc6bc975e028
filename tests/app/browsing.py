"""Actions and checks on any page in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app.server import settled

NARROW = 700
"""Width in pixels below which the sidebar is collapsed at first."""
ROW_HEIGHT = 35

_SLOW = pytest.mark.slow
in_windows = pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1440, "light"),
        (1024, "dark"),
        (390, "light"),
        pytest.param(1440, "dark", marks=_SLOW),
        pytest.param(1024, "light", marks=_SLOW),
        pytest.param(390, "dark", marks=_SLOW),
    ],
)
"""Three widths in both themes; the default run takes each width once."""

BACKGROUNDS = {"light": "rgb(250, 246, 239)", "dark": "rgb(18, 22, 28)"}


def sidebar(page: Page) -> Locator:
    """Return the sidebar."""
    return page.get_by_test_id("stSidebar")


def unfold_sidebar(page: Page) -> None:
    """Open the sidebar on a narrow screen; elsewhere it is open."""
    if _is_narrow(page):
        page.get_by_test_id("stExpandSidebarButton").click()


def fold_sidebar(page: Page) -> None:
    """Collapse the sidebar on a narrow screen, where it covers the page."""
    if _is_narrow(page):
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        expect(sidebar(page)).not_to_be_in_viewport()


def _is_narrow(page: Page) -> bool:
    size = page.viewport_size
    return size is not None and size["width"] < NARROW


def select_row(page: Page, number: int) -> None:
    """Select a row of the first table, which is a canvas, by its checkbox."""
    table = page.get_by_test_id("stDataFrame").first
    expect(table.locator("tbody tr").nth(number)).to_be_attached()
    table.scroll_into_view_if_needed()
    table.click(position={"x": 16, "y": ROW_HEIGHT * (number + 1.5)})


def tab_to(page: Page, target: Locator, presses: int = 5) -> None:
    """Press Tab until the target has focus."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{target} is not within {presses} presses of Tab")


def click_mark(page: Page, mark: Locator) -> None:
    """Click a mark of a Plotly figure, which lies below a layer that takes the mouse."""
    mark.evaluate("e => e.scrollIntoView({block: 'center'})")
    settled(page)
    box = mark.bounding_box()
    assert box is not None, "the mark is drawn"
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 3, y - 3)
    page.mouse.move(x, y)  # Plotly finds the point under the mouse as it moves
    expect(page.locator(".hoverlayer .hovertext").first).to_be_visible()
    page.mouse.click(x, y)


def assert_scheme(page: Page, scheme: str) -> None:
    """Assert the background of the theme."""
    app = page.get_by_test_id("stApp")
    background = app.evaluate("e => getComputedStyle(e).backgroundColor")
    assert background == BACKGROUNDS[scheme]


def assert_no_sideways_scrolling(page: Page) -> None:
    """Assert that nothing is wider than the window."""
    wide = page.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
    assert wide <= 0
