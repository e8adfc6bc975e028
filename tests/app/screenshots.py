"""Take the README's screenshots of the demo: `python -m tests.app.screenshots`."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from recsys.catalog import open_store
from recsys.ingest.pipeline import build_demo
from recsys.settings import PROJECT
from tests.app.server import chromium, running_app, running_browser, settled

DIRECTOR = "Wong Kar-wai"
THRESHOLDS = "rating=7.5&votes=1k"
COMPARED = ("Wong Kar-wai", "Chen Kaige", "Zhang Yimou")
MAX_BYTES = 300_000


def main(arguments: list[str] | None = None) -> int:
    """Build the demo, start the app over it and take the screenshots."""
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
            director, *compared = (
                store.people.resolve(name, directors_first=True) for name in (DIRECTOR, *COMPARED)
            )
        with (
            running_app(folder, Path(temporary) / "log") as url,
            running_browser(executable) as browser,
        ):
            directors(browser, f"{url}/directors?director={director}&{THRESHOLDS}", out)
            compare(browser, f"{url}/compare?director={'&director='.join(compared)}", out)
            catalogue(browser, f"{url}/catalogue", out)
    return 0


def directors(browser: Browser, address: str, out: Path) -> None:
    """Take the page in both themes, the network, and the page on a phone."""
    for scheme in ("light", "dark"):
        page = with_evidence(browser, address, 1440, scheme)
        save(page, out / f"directors-{scheme}.png")
    page.get_by_role("tab", name="Network").click()
    expect(page.locator(".scatterlayer .point").first).to_be_visible()
    page.get_by_role("heading", name="People they have in common").evaluate(
        "heading => heading.scrollIntoView()"
    )
    save(page, out / "network-dark.png")
    save(with_evidence(browser, address, 390, "light"), out / "directors-narrow.png")


def compare(browser: Browser, address: str, out: Path) -> None:
    """Take the Compare page in the light theme and its timeline in the dark one."""
    save(opened(browser, address, 1440, "light", COMPARED[-1]), out / "compare-light.png")
    page = opened(browser, address, 1440, "dark", COMPARED[-1])
    expect(page.locator(".scatterlayer .point").first).to_be_attached(timeout=30_000)
    page.get_by_role("heading", name="When, in which role").evaluate(
        "heading => heading.scrollIntoView()"
    )
    save(page, out / "compare-dark.png")


def catalogue(browser: Browser, address: str, out: Path) -> None:
    """Take the Catalogue page."""
    page = opened(browser, address, 1440, "light", "stands out")
    expect(page.locator(".bars .point").first).to_be_attached(timeout=30_000)
    save(page, out / "catalogue-light.png")


def with_evidence(browser: Browser, address: str, width: int, scheme: str) -> Page:
    """Return the Directors page, completely rendered."""
    page = opened(browser, address, width, scheme, DIRECTOR)
    expect(page.get_by_text(re.compile(r"\d+ shared pe")).first).to_be_attached()
    expect(page.locator(".heatmaplayer image").first).to_be_attached(timeout=30_000)
    settled(page)
    return page


def opened(browser: Browser, address: str, width: int, scheme: str, title: str) -> Page:
    """Return a page whose title contains a text, after its script has finished."""
    context = browser.new_context(
        viewport={"width": width, "height": 1000},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title, timeout=30_000)
    settled(page)
    return page


def save(page: Page, path: Path) -> None:
    # Skeletons replace elements whose code the browser is still loading.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.evaluate("document.fonts.ready")
    # Two frames later the whole layout is painted.
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    page.screenshot(path=path, animations="disabled")
    size = path.stat().st_size
    print(f"{path}: {size:,} bytes")
    if size > MAX_BYTES:
        raise RuntimeError(f"{path} is larger than {MAX_BYTES:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
