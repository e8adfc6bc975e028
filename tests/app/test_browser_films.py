"""The film pages, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app.browsing import fold_sidebar, in_windows, sidebar, unfold_sidebar
from tests.app.conftest import OpenPage
from tests.app.server import running_app, settled

pytestmark = pytest.mark.browser

LOLA = "tt0082671"
SENTENCE = "masterless swordsmen defend a poor village against bandits"
LOADING_SECONDS = 90
"""Time to load torch and the model on a busy machine."""


@in_windows
def test_from_a_typo_to_two_films(
    films_url: str, browser_page: OpenPage, width: int, scheme: str
) -> None:
    """Search with a typo, choose among films of one title, filter, add a film and reload."""
    page = browser_page(width, 900, scheme)
    page.goto(f"{films_url}/movies")
    expect(page.get_by_role("heading", name="Which films are like this one?")).to_be_visible()
    unfold_sidebar(page)

    # Two films are called Lola; Enter is never pressed.
    page.get_by_label("Film", exact=True).press_sequentially("loala")
    expect(
        sidebar(page).get_by_role("button", name=re.compile("Lola.*Jacques Demy"))
    ).to_be_visible()
    sidebar(page).get_by_role("button", name=re.compile("Lola.*Fassbinder")).click()
    expect(page).to_have_url(re.compile(rf"movie={LOLA}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Which films are like Lola?")
    expect(page.get_by_label("Film", exact=True)).to_have_value("")
    settled(page)

    # A filter shows how many films pass, and enters the address.
    sidebar(page).get_by_text("Filters", exact=True).click()
    page.get_by_role("slider", name="Minimum rating").focus()
    for _ in range(75):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"min_rating=7\.5"))
    expect(sidebar(page).get_by_text(re.compile(r"^\d+ of 677 films pass"))).to_be_visible()
    settled(page)
    fold_sidebar(page)

    # A result becomes the second film.
    first = card_titles(page).first
    expect(first).to_contain_text("1. ")
    page.get_by_role("button", name="Add", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lola and ")
    expect(page.get_by_text(re.compile("^nearest to ")).first).to_be_visible()
    settled(page)

    # The address holds it all.
    expect(card_titles(page)).to_have_count(10)
    titles = card_titles(page).all_text_contents()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lola and ")
    expect(card_titles(page)).to_have_text(titles)

    for tab, mark in (
        ("Map", ".scatterlayer .point"),
        ("What makes them alike", ".js-plotly-plot"),
    ):
        page.get_by_role("tab", name=tab).click()
        marks = page.get_by_role("tabpanel").locator(mark)
        expect(marks.filter(visible=True).first).to_be_visible()


def test_from_a_sentence_to_a_film_and_its_director(films_url: str, browser_page: OpenPage) -> None:
    """Describe a film, follow a result and then its director."""
    page = browser_page()
    page.goto(f"{films_url}/discover")
    page.get_by_role("textbox", name="Describe a film").fill(SENTENCE)
    page.get_by_role("button", name="Find films").click()
    samurai = page.get_by_text("Seven Samurai (1954)")
    expect(samurai).to_be_visible(timeout=LOADING_SECONDS * 1000)
    expect(page).to_have_url(re.compile("q=masterless"))
    settled(page)
    page.get_by_role("link", name="More like this").first.click()
    expect(page).to_have_url(re.compile(r"/movies\?movie="))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Which films are like")
    settled(page)
    page.get_by_test_id("stMain").get_by_role("link", name="Akira Kurosawa").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Akira Kurosawa")
    settled(page)
    page.get_by_role("link", name="Who works with the same people as Akira Kurosawa?").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who works with the same people")


def test_a_link_opened_first_of_all(demo: Path, tmp_path: Path, browser_page: OpenPage) -> None:
    """The first visit after a start may be to a page with parameters."""
    page = browser_page()
    with running_app(demo, tmp_path / "log.txt") as url:
        # An error on the console fails the test.
        page.goto(f"{url}/title?movie={LOLA}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Lola (1981)")
        settled(page)
        page.goto(f"{url}/movies?movie={LOLA}&country=Japan&k=5&ranking=plot+text+only&view=Table")
        expect(page.get_by_role("heading", level=1)).to_have_text("Which films are like Lola?")
        expect(page.get_by_role("link", name="Your data")).to_be_visible()
        settled(page)
        expect(page.get_by_test_id("stDataFrame").locator("tbody tr")).to_have_count(5)
        expect(page.get_by_role("radio", name="plot text only")).to_be_checked()
        page.close()  # before the app, whose end it would report as an error


def card_titles(page: Page) -> Locator:
    """Return the title line of each card, which begins with its position."""
    return page.get_by_test_id("stMain").get_by_text(re.compile(r"^\d+\. .+ \(\d{4}\)"))
