"""The README's pictures, taken of the demo: `python -m tests.app.screenshots`."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from recsys.build.pipeline import build_demo
from recsys.settings import PROJECT
from recsys.store import open_store
from tests.app.server import chromium, running_app, running_browser, settled

DIRECTOR = "Wong Kar-wai"
THRESHOLDS = "rating=7.5&votes=1k"
MAX_BYTES = 300_000


def main(arguments: list[str] | None = None) -> int:
    """Build the demo aside, start the app over it, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "screenshots")
    out: Path = parser.parse_args(arguments).out
    executable = chromium()
    if executable is None:
        print("No Chromium here: install Debian's chromium", file=sys.stderr)
        return 1
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "store"
        build_demo(folder)
        with open_store(folder) as store:
            director = store.people.resolve(DIRECTOR, directors_first=True)
        with (
            running_app(folder, Path(temporary) / "log") as url,
            running_browser(executable) as browser,
        ):
            take_all(browser, f"{url}/?director={director}&{THRESHOLDS}", out)
    return 0


def take_all(browser: Browser, address: str, out: Path) -> None:
    """Page in both themes, the network, and the page on a phone."""
    for scheme in ("light", "dark"):
        page = opened(browser, address, 1440, scheme)
        save(page, out / f"directors-{scheme}.png")
    page.get_by_role("tab", name="Network").click()
    expect(page.locator(".scatterlayer .point").first).to_be_visible()
    page.get_by_role("heading", name="The people that link them all").evaluate(
        "heading => heading.scrollIntoView()"
    )
    save(page, out / "network-dark.png")
    save(opened(browser, address, 390, "light"), out / "directors-narrow.png")


def opened(browser: Browser, address: str, width: int, scheme: str) -> Page:
    """The page, drawn to its end."""
    context = browser.new_context(
        viewport={"width": width, "height": 1000},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(DIRECTOR, timeout=30_000)
    expect(page.get_by_text(re.compile(r"\d+ shared pe"))).to_be_attached()
    expect(page.locator(".heatmaplayer image").first).to_be_attached(timeout=30_000)
    settled(page)
    return page


def save(page: Page, path: Path) -> None:
    page.evaluate("document.fonts.ready")
    # Two frames later everything that was laid out is also painted.
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    page.screenshot(path=path, animations="disabled")
    size = path.stat().st_size
    print(f"{path}: {size:,} bytes")
    if size > MAX_BYTES:
        raise RuntimeError(f"{path} is larger than {MAX_BYTES:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
