"""Text stands out from its ground by at least what WCAG's level AA asks for, in both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.app import contrast
from tests.app.conftest import OpenPage
from tests.app.server import settled
from tests.app.world import HUI, WONG

pytestmark = pytest.mark.browser

TALL = 2600
"""A window in which a whole page is seen."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(
    app_url: str, films_url: str, browser_page: OpenPage, scheme: str
) -> None:
    """Titles, captions, controls, tables, cells of the heat map, cards and filters."""
    page = browser_page(1440, TALL, scheme, contrast.SCALE)
    page.goto(f"{app_url}/directors?director={WONG}&with={HUI}&rating=7")
    expect(page.locator(".heatmaplayer text").first).to_be_visible()
    found = enough(page, at_least=60)
    assert {"text", "figure", "placeholder", "icon"} <= {each.kind for each in found}
    assert all(each.is_enough for each in contrast.table(page, 3))

    page.goto(f"{films_url}/movies?movie=tt0118694&without=Horror")
    page.get_by_test_id("stSidebar").get_by_text("Filters", exact=True).click()
    expect(page.get_by_role("slider", name="Rating at least")).to_be_visible()
    expect(page.locator(".scatterlayer .point").first).to_be_visible()
    enough(page, at_least=60)

    page.goto(f"{films_url}/discover")
    expect(page.get_by_role("button", name="Find films")).to_be_visible()
    enough(page, at_least=15)


def enough(page: Page, at_least: int) -> list[contrast.Text]:
    """All text of the page, none of which is too faint."""
    settled(page)
    page.mouse.move(0, 0)
    found = contrast.texts(page)
    faint = [
        f"{each.contrast:.2f} {each.kind} {each.text!r}" for each in found if not each.is_enough
    ]
    assert not faint, "\n".join(faint)
    assert len(found) >= at_least
    return found


def test_the_measure() -> None:
    """Known contrasts: black on white has 21, #777 on white 4.48, a ground alone 1."""
    white = [255, 255, 255]
    for ink, expected in (([0, 0, 0], 21.0), ([0x77, 0x77, 0x77], 4.48), (white, 1.0)):
        pixels = contrast.np.array([[white, white, ink]], dtype="uint8")
        assert contrast.contrast(pixels) == pytest.approx(expected, abs=0.01)
