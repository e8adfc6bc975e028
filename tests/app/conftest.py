"""A tiny store, an app over it, and a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, expect

from recsys.catalog import Store
from recsys.ingest.pipeline import build, build_demo
from recsys.live import live
from recsys.sources.imdb.source import ImdbSource
from tests.app.server import chromium, running_app, running_browser
from tests.app.world import build_world
from tests.helpers import write_imdb

expect.set_options(timeout=15_000)  # a busy machine is slow

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of forty films; see `world.py`."""
    return build_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the demo, which has overviews and vectors."""
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return folder


@pytest.fixture
def store(world: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The tiny store, open; the app in this process shows it."""
    monkeypatch.setenv("FILMKIN_STORE", str(world))
    with live().lease() as opened:
        yield opened


@pytest.fixture
def films(demo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The demo, open; the app in this process shows it."""
    monkeypatch.setenv("FILMKIN_STORE", str(demo))
    with live().lease() as opened:
        yield opened


@pytest.fixture(scope="session")
def one_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one film with a title only."""
    folder = tmp_path_factory.mktemp("one")
    build([ImdbSource(write_imdb(folder / "imdb", [("tt1", "Alone")]))], folder / "store")
    return folder / "store"


@pytest.fixture(scope="session")
def app_url(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app over the tiny store."""
    with running_app(world, tmp_path_factory.mktemp("app") / "log.txt") as url:
        yield url


@pytest.fixture(scope="session")
def films_url(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app over the demo."""
    with running_app(demo, tmp_path_factory.mktemp("films") / "log.txt") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Without one the test is skipped, or fails if a setting requires it."""
    executable = chromium()
    if executable is None:
        missing = pytest.fail if os.environ.get("FILMKIN_REQUIRE_BROWSER") else pytest.skip
        missing("No Chromium here: install Debian's chromium to run the browser tests")
    with running_browser(executable) as opened:
        yield opened


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages of a width and colour scheme; the test fails on any console error or dialog."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # On a page's own path, Streamlit's client first looks for a server there.
        probing = "/_stcore/" in message.location["url"] and "404" in message.text
        if message.type == "error" and not probing:
            errors.append(f"{message.text} ({message.location['url']})")

    def refuse(dialog: Dialog) -> None:
        # The pages open no dialogs, so hostile text ran.
        errors.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    with ExitStack() as contexts:

        def open_page(
            width: int = 1440, height: int = 1000, scheme: str = "light", scale: float = 1
        ) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                device_scale_factor=scale,
                reduced_motion="reduce",
            )
            contexts.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.on("console", note)
            page.on("dialog", refuse)
            page.on("pageerror", lambda error: errors.append(str(error)))
            return page

        yield open_page
    assert not errors, "\n".join(errors)
