"""The Directors page, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from recsys.catalog import Store
from recsys.util.formats import to_csv
from tests.app.browsing import (
    ROW_HEIGHT,
    assert_scheme,
    fold_sidebar,
    in_windows,
    select_row,
    sidebar,
    unfold_sidebar,
)
from tests.app.conftest import OpenPage
from tests.app.server import settled
from tests.app.world import HOSTILE, HUI, WONG

pytestmark = pytest.mark.browser

TITLE = "Who works with the same people as Wong Kar-wai?"


@in_windows
def test_a_journey(app_url: str, browser_page: OpenPage, width: int, scheme: str) -> None:
    page = browser_page(width, 900, scheme)
    page.goto(f"{app_url}/directors")
    expect(page.get_by_role("heading", name="Who works with the same people?")).to_be_visible()

    # Search as you type, with a typo; Enter is never pressed.
    unfold_sidebar(page)
    page.get_by_label("Director", exact=True).press_sequentially("wnog kar")
    sidebar(page).get_by_role("button", name="Wong Kar-wai").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_attached()
    expect(page.get_by_label("Director", exact=True)).to_have_value("")
    expect(page).to_have_url(re.compile(rf"director={WONG}"))
    settled(page)
    expect(rows(page)).to_have_count(8)

    # The keyboard moves the rating: fewer directors meet it, the title stays.
    numbers = page.get_by_text(re.compile(r"8 directors share people or a film; \d+ meet"))
    expect(numbers).to_contain_text("; 8 meet")
    thumb = page.get_by_role("slider", name="Minimum rating")
    thumb.focus()
    for _ in range(74):
        page.keyboard.press("ArrowRight")
    expect(numbers).to_contain_text("; 5 meet")
    expect(page).to_have_url(re.compile(r"rating=7\.4"))
    expect(page.get_by_role("heading", name=TITLE)).to_be_attached()
    expect(rows(page)).to_have_count(5)
    settled(page)
    fold_sidebar(page)

    # Another row shows other evidence.
    names = page.get_by_test_id(re.compile(r"glide-cell-2-\d+")).all_text_contents()[:5]
    evidence = page.get_by_role("heading", name="Wong Kar-wai and ")
    expect(evidence).to_have_text(f"Wong Kar-wai and {names[0]}")
    select_row(page, names.index("Ann Hui"))
    expect(evidence).to_have_text("Wong Kar-wai and Ann Hui")
    expect(page).to_have_url(re.compile(rf"with={HUI}"))

    for tab, mark in (("Flow", ".sankey-node"), ("Network", ".scatterlayer .point")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(mark).first).to_be_visible()

    page.reload()
    expect(evidence).to_have_text("Wong Kar-wai and Ann Hui")
    expect(numbers).to_contain_text("; 5 meet")
    expect(rows(page).nth(names.index("Ann Hui"))).to_have_attribute("aria-selected", "true")
    assert_scheme(page, scheme)


def test_a_moved_slider_redraws_its_part_and_neither_scrolls_nor_loses_the_row(
    app_url: str, browser_page: OpenPage
) -> None:
    """Only the fragment of controls and results is sent, with one figure of five."""
    page = browser_page(1440, 700)
    sent: list[ForwardMsg] = []
    with page.expect_websocket() as connection:
        page.goto(f"{app_url}/directors?director={WONG}&with={HUI}")
    evidence = page.get_by_role("heading", name="Wong Kar-wai and ")
    expect(evidence).to_have_text("Wong Kar-wai and Ann Hui")
    settled(page)
    expect(page.locator(".heatmaplayer image").first).to_be_attached()
    settled(page)
    main = page.get_by_test_id("stMain")
    main.evaluate("e => { e.scrollTop = 200; window.moved = []; }")
    expect(evidence).to_be_in_viewport()
    # The first scroll event belongs to the line above.
    main.evaluate("e => e.addEventListener('scroll', () => window.moved.push(e.scrollTop))")
    connection.value.on("framereceived", lambda frame: sent.append(ForwardMsg.FromString(frame)))
    page.get_by_role("slider", name="Minimum rating").focus()
    with connection.value.expect_event("framereceived", is_fragment_run_end):
        page.keyboard.press("PageUp")
        page.keyboard.press("PageUp")
    expect(page).to_have_url(re.compile("rating="))
    settled(page)
    deltas = [message.delta for message in sent if message.WhichOneof("type") == "delta"]
    assert deltas
    assert all(delta.fragment_id for delta in deltas)
    kinds = [delta.new_element.WhichOneof("type") for delta in deltas]
    assert kinds.count("plotly_chart") <= kinds.count("slider") / 3  # three sliders, one figure
    ends = {message.script_finished for message in sent if message.HasField("script_finished")}
    assert ForwardMsg.FINISHED_SUCCESSFULLY not in ends, "the whole page was run"
    expect(evidence).to_have_text("Wong Kar-wai and Ann Hui")
    assert set(page.evaluate("window.moved")) <= {200}


def test_hostile_text_runs_nowhere(app_url: str, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto(f"{app_url}/directors?director={HOSTILE}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.get_by_role("heading", level=1)).to_contain_text("**[bold](http://x)**")
    for tab, mark in (("Flow", ".sankey-node"), ("Network", ".scatterlayer .point")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(mark).first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0


def test_the_csv_is_the_table(app_url: str, browser_page: OpenPage, store: Store) -> None:
    """After a moved control, download and copied link follow it."""
    page = browser_page()
    page.goto(f"{app_url}/directors?director={WONG}&rating=7.3")
    expect(
        page.get_by_text(re.compile(r"8 directors share people or a film; \d+ meet"))
    ).to_be_visible()
    settled(page)
    page.get_by_role("slider", name="Minimum rating").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"rating=7\.4"))
    expect(
        page.get_by_text(re.compile("8 directors share people or a film; 5 meet"))
    ).to_be_visible()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
        page.get_by_role("button", name="As CSV", exact=True).filter(visible=True).click()
    frame = store.directors.recommend(WONG, min_rating=7.4, limit=10)
    assert download.value.path().read_text() == to_csv(frame)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text(re.compile(rf"director={WONG}&rating=7\.4&build="))).to_be_visible()


def test_the_browsers_back_button_goes_back(app_url: str, browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto(f"{app_url}/directors")
    page.get_by_role("button", name="Wong Kar-wai").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    settled(page)
    page.get_by_role("link", name="Your data").click()
    expect(page.get_by_role("heading", name="What is in this catalogue?")).to_be_visible()
    page.get_by_role("link", name="Directors").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    # A name in the table opens its page.
    table(page).click(position={"x": 120, "y": ROW_HEIGHT * 1.5})
    first = page.get_by_role("heading", level=1)
    expect(first).not_to_contain_text("Who works")
    expect(page).to_have_url(re.compile("/person\\?person="))
    settled(page)
    page.go_back()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    settled(page)
    select_row(page, 1)
    expect(page).to_have_url(re.compile("with="))
    settled(page)
    page.go_back()
    expect(page).not_to_have_url(re.compile("with="))
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()


def is_fragment_run_end(frame: bytes) -> bool:
    """Return whether a message ends the run of a fragment, not of the whole page."""
    end = ForwardMsg.FromString(frame).script_finished
    return bool(end == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


def table(page: Page) -> Locator:
    """The table of directors: a canvas with a table for screen readers inside."""
    return page.get_by_test_id("stDataFrame").first


def rows(page: Page) -> Locator:
    return table(page).locator("tbody tr")
