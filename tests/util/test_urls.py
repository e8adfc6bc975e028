"""Messages and logs show no passwords or keys of URLs."""

from __future__ import annotations

import logging

import pytest
import requests

from recsys.util.urls import parse_http_url, redact_url, urls_unlogged
from tests.archive.archive_server import file_server


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a/b", "https://example.org/a/b"),
        ("http://me:secret@example.org:8000/a?key=secret#secret", "http://example.org:8000/a"),
        ("http://secret@[::1]:80", "http://[::1]:80"),
        ("http://me:12/secret@example.org", "(URL not shown)"),
        ("http://me:12?secret@example.org", "(URL not shown)"),
        ("http://me:secret/@example.org", "(URL not shown)"),
        ("secret", "(URL not shown)"),
        ("", "(URL not shown)"),
    ],
)
def test_redacted_urls_show_no_password(url: str, shown: str) -> None:
    """Not even if an unescaped character splits the password."""
    assert redact_url(url) == shown


@pytest.mark.parametrize("url", ["", "x", "http://", "ftp://host", "http://[", "http://h:p"])
def test_invalid_http_urls(url: str) -> None:
    assert parse_http_url(url) is None


def test_debug_logs_name_only_hosts(caplog: pytest.LogCaptureFixture) -> None:
    """Debug logs end up in bug reports. After the block, logging is as before."""
    caplog.set_level(logging.DEBUG)
    with file_server(b"content") as server:
        with urls_unlogged():
            requests.get(server.url.replace("catalogue", "secret"), timeout=10)
            with pytest.raises(requests.ConnectionError):
                requests.get("http://127.0.0.1:9/secret?secret", timeout=10)
        assert "127.0.0.1" in caplog.text
        assert "secret" not in caplog.text
        assert "catalogue" not in caplog.text
        requests.get(server.url, timeout=10)
    assert "catalogue" in caplog.text
