"""All text meets the contrast of WCAG level AA in both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.app import contrast
from tests.app.conftest import OpenPage
from tests.app.server import settled
from tests.app.world import HUI, WONG

pytestmark = pytest.mark.browser

TALL = 2600
"""A window height that shows a whole page."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(
    app_url: str, films_url: str, browser_page: OpenPage, scheme: str
) -> None:
    """Titles, captions, controls, tables, cells of the heat map, cards and filters."""
    page = browser_page(1440, TALL, scheme, contrast.SCALE)
    page.goto(f"{app_url}/directors?director={WONG}&with={HUI}&rating=7")
    expect(page.locator(".heatmaplayer image").first).to_be_attached()
    texts = readable_texts(page, at_least=60)
    assert {"text", "figure", "placeholder", "icon"} <= {text.kind for text in texts}
    assert all(text.is_enough for text in contrast.table(page, 3))

    page.goto(f"{films_url}/movies?movie=tt0118694&without=Horror")
    page.get_by_test_id("stSidebar").get_by_text("Filters", exact=True).click()
    expect(page.get_by_role("slider", name="Minimum rating")).to_be_visible()
    expect(page.locator(".heatmaplayer").first).to_be_attached()
    readable_texts(page, at_least=60)

    page.goto(f"{films_url}/discover")
    expect(page.get_by_role("button", name="Find films")).to_be_visible()
    readable_texts(page, at_least=15)


def readable_texts(page: Page, at_least: int) -> list[contrast.Text]:
    """Return all texts of the page; fails if any is too faint."""
    settled(page)
    page.mouse.move(0, 0)
    texts = contrast.texts(page)
    faint = [
        f"{text.contrast:.2f} {text.kind} {text.text!r}" for text in texts if not text.is_enough
    ]
    assert not faint, "\n".join(faint)
    assert len(texts) >= at_least
    return texts


def test_contrast_measure() -> None:
    """Known contrasts: black on white 21, #777 on white 4.48, white on white 1."""
    white = [255, 255, 255]
    for ink, expected in (([0, 0, 0], 21.0), ([0x77, 0x77, 0x77], 4.48), (white, 1.0)):
        pixels = contrast.np.array([[white, white, ink]], dtype="uint8")
        assert contrast.contrast(pixels) == pytest.approx(expected, abs=0.01)
