"""What messages and logs may say of an address."""

from __future__ import annotations

import logging

import pytest
import requests

from recsys.util.urls import parse_http_url, redact_url, urls_unlogged
from tests.archive.archive_server import file_server


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://example.org/a/b", "https://example.org/a/b"),
        ("http://me:secret@example.org:8000/a?key=secret#secret", "http://example.org:8000/a"),
        ("http://secret@[::1]:80", "http://[::1]:80"),
        ("http://me:12/secret@example.org", "(not redact_url)"),
        ("http://me:12?secret@example.org", "(not redact_url)"),
        ("http://me:secret/@example.org", "(not redact_url)"),
        ("secret", "(not redact_url)"),
        ("", "(not redact_url)"),
    ],
)
def test_no_password_is_shown(address: str, told: str) -> None:
    """Also where a sign that belongs into quotes cuts the password in two."""
    assert redact_url(address) == told


@pytest.mark.parametrize("address", ["", "x", "http://", "ftp://host", "http://[", "http://h:p"])
def test_addresses_that_are_none(address: str) -> None:
    assert parse_http_url(address) is None


def test_a_log_at_its_most_talkative_names_hosts_alone(caplog: pytest.LogCaptureFixture) -> None:
    """A developer's log goes into reports of errors; where the block has ended, it is as before."""
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
