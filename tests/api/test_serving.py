"""Real servers: the pages with the API in one process, and the API alone."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from recsys.cli import main
from recsys.store import StoreFolder
from recsys.store.publish import current_id
from tests.app.server import running_serve


def fetch(address: str) -> tuple[int, str, bytes]:
    """Return status, media type and body."""
    try:
        with urllib.request.urlopen(address, timeout=30) as response:
            return response.status, response.headers.get_content_type(), response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read()


def check_api(address: str, store: Path) -> None:
    status, kind, body = fetch(f"{address}/api/v1/health")
    assert (status, kind) == (200, "application/json")
    assert json.loads(body)["build_id"] == current_id(StoreFolder(store))
    status, kind, body = fetch(f"{address}/api/v1/movies/tt0096908/similar?k=3")
    assert (status, len(json.loads(body)["results"])) == (200, 3)
    for unknown in ("/api/nothing", "/api/v1/movies/a/b", "/api/v1/movies/a%0Ab/c"):
        assert fetch(address + unknown)[:2] == (404, "application/problem+json")
    assert fetch(f"{address}/api/v1/docs")[:2] == (200, "text/html")


def test_pages_and_api_are_one_server(demo: Path, tmp_path: Path) -> None:
    """`serve` runs `streamlit run app.py`, which serves both on one port."""
    with running_serve(demo, tmp_path / "log") as address:
        check_api(address, demo)
        for page in ("/", "/directors", "/movies"):
            status, kind, body = fetch(address + page)
            assert (status, kind) == (200, "text/html")
            assert b"<title>Streamlit</title>" in body


def test_the_api_alone_with_two_workers(demo: Path, tmp_path: Path) -> None:
    with running_serve(demo, tmp_path / "log", "--api-only", "--workers", "2") as address:
        for _ in range(4):
            check_api(address, demo)
        assert fetch(f"{address}/directors")[0] == 404
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("options", [["--workers", "2"], ["--api-only", "--workers", "0"]])
def test_invalid_numbers_of_workers(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", *options]) == 2
    assert "workers" in capsys.readouterr().err
