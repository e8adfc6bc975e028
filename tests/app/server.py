"""A running server and a browser, for tests and screenshots."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from recsys.settings import PROJECT
from tests.installed import Installed

START_SECONDS = 60
"""Importing Streamlit takes a busy machine some time."""

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def running_app(store: Path, log: Path, host: str = "127.0.0.1") -> Iterator[str]:
    """Run the app as a child process on a free port until the block ends; yield its address."""
    port = _free_port()
    command = ["streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.address", host, "--server.fileWatcherType", "none"]
    with _running(command, port, "/_stcore/health", store, log) as address:
        yield address


@contextmanager
def running_serve(store: Path, log: Path, *options: str) -> Iterator[str]:
    """`filmkin serve` on a free port; its address, until the block ends."""
    port = _free_port()
    command = ["recsys", "serve", "--port", str(port), *options]
    with _running(command, port, "/api/v1/health", store, log) as address:
        yield address


@contextmanager
def running_installed(installed: Installed) -> Iterator[str]:
    """`filmkin serve` of an installed package; its address, until the block ends."""
    port, log = _free_port(), installed.work / "serve.log"
    command = ["recsys", "serve", "--port", str(port)]
    with _child(command, port, "/api/v1/health", log, installed.work, installed.environment) as url:
        yield url


@contextmanager
def _running(command: list[str], port: int, health: str, store: Path, log: Path) -> Iterator[str]:
    environment = os.environ | {"FILMKIN_STORE": str(store)}
    with _child(command, port, health, log, PROJECT, environment) as address:
        yield address


@contextmanager
def _child(
    command: list[str], port: int, health: str, log: Path, folder: Path, environment: dict[str, str]
) -> Iterator[str]:
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_healthy(child, address + health, log)
            yield address
        finally:
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def chromium() -> str | None:
    """Return the path of Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def running_browser(executable: str) -> Iterator[Browser]:
    """Run a headless Chromium until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_ARGUMENTS, headless=True
        )
        try:
            yield browser
        finally:
            browser.close()


def settled(page: Page) -> None:
    """Wait until the app's script has finished."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(child: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass
        try:
            child.wait(timeout=0.1)  # a pause that ends early if the child dies
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError(f"The app did not start:\n{log.read_text(errors='replace')[-4000:]}")
