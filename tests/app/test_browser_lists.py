"""A reader's own list and copied links, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.browsing import fold_sidebar, in_windows, sidebar, unfold_sidebar
from tests.app.conftest import OpenPage
from tests.app.server import settled

pytestmark = pytest.mark.browser

RATINGS = (
    "Date,Name,Year,Letterboxd URI,Rating\n"
    "2024-01-01,Wong Kar-wai 1,1990,x,5\n"
    "2024-01-01,Ann Hiu 2,1992,x,4\n"
    "2024-01-01,Nothing Of The Kind,1999,x,4\n"
)


@in_windows
def test_from_an_upload_to_directors(
    app_url: str, browser_page: OpenPage, tmp_path: Path, width: int, scheme: str
) -> None:
    """Upload, confirm a doubtful film, hide a result, save hidden films, go to Directors."""
    (tmp_path / "ratings.csv").write_text(RATINGS)
    page = browser_page(width, 1000, scheme)
    page.goto(f"{app_url}/movies")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which films are like this one?")
    settled(page)
    unfold_sidebar(page)
    controls = sidebar(page)
    controls.get_by_text("Your list", exact=True).click()
    controls.locator("input[type=file]").set_input_files(tmp_path / "ratings.csv")
    expect(controls.get_by_text("3 rows: 1 film, 1 to confirm, 1 not found")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Which films are like those you liked?"
    )

    # The doubtful film is chosen from its candidates.
    controls.get_by_role("button", name="Confirm 1 doubtful film").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Ann Hiu 2 (1992)")).to_be_visible()
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile(r"^Ann Hui 2 \(1992\)")).click()
    dialog.get_by_role("button", name="Apply").click()
    expect(dialog).to_be_hidden()
    expect(controls.get_by_text("3 rows: 2 films, 1 not found")).to_be_visible()
    settled(page)

    # A hidden film is in the file that is saved, and no longer among the results.
    fold_sidebar(page)
    main = page.get_by_test_id("stMain")
    first = main.get_by_text(re.compile(r"^1\. .+ \(\d{4}\)")).first
    title = str(first.text_content()).removeprefix("1. ").partition(" (")[0]
    main.get_by_role("button", name="Hide", exact=True).first.click()
    expect(first).not_to_contain_text(title)
    settled(page)
    unfold_sidebar(page)
    with page.expect_download() as download:
        controls.get_by_role("button", name="Save hidden films").click()
    assert title in download.value.path().read_text()

    page.get_by_role("link", name="Directors", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Who works with the people of the films you liked?"
    )
    settled(page)


def test_a_copied_link(app_url: str, browser_page: OpenPage) -> None:
    """It opens the same view; once the build is another, the page says so."""
    page = browser_page()
    page.goto(f"{app_url}/movies?movie=tt0000001&movie=tt0000006&k=5&view=Table")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wong Kar-wai 1 and Ann Hui 1")
    settled(page)
    page.get_by_role("button", name="Copy link").click()
    link = str(page.get_by_test_id("stCode").locator("code").text_content())
    assert link.startswith(f"{app_url}/movies?movie=tt0000001&movie=tt0000006&")
    assert {"k=5", "view=Table"} <= set(link.split("&"))
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wong Kar-wai 1 and Ann Hui 1")
    settled(page)
    expect(page.get_by_text("This link was made with build")).to_have_count(0)
    page.goto(re.sub("build=.*", "build=20200101-000000-00", link))
    expect(page.get_by_text("This link was made with build 20200101-000000-00")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_text("This link was made with build")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"movies\?(?!.*build)"))
