"""The installed package serves every page with its theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.app.conftest import OpenPage
from tests.app.pages import PAGES
from tests.app.server import running_installed, settled
from tests.installed import install

pytestmark = pytest.mark.browser

GROUND = {"light": "rgb(250, 246, 239)", "dark": "rgb(18, 22, 28)"}
"""`backgroundColor` of .streamlit/config.toml."""


@pytest.fixture
def installed_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the demo, served by an installed package from an empty folder."""
    installed = install(tmp_path_factory.mktemp("wheel"))
    assert installed.filmkin("build", "--demo").returncode == 0
    with running_installed(installed) as address:
        yield address


def test_every_page_has_its_theme(installed_url: str, browser_page: OpenPage) -> None:
    """Neither the pages nor the theme depend on a checkout."""
    for scheme, colour in GROUND.items():
        page = browser_page(scheme=scheme)
        for name in PAGES:
            page.goto(f"{installed_url}/{'' if name == 'home' else name.replace('_', '-')}")
            expect(page.get_by_test_id("stApp")).to_have_css("background-color", colour)
            expect(page.get_by_role("heading").first).to_be_visible()
            settled(page)
