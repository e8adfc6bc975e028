"""What messages and logs may say of an address."""

from __future__ import annotations

import logging

import pytest
import requests

from recsys.addresses import addresses_unlogged, http_address, shown
from tests.build.archive_server import file_server


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://example.org/a/b", "https://example.org/a/b"),
        ("http://me:secret@example.org:8000/a?key=secret#secret", "http://example.org:8000/a"),
        ("http://secret@[::1]:80", "http://[::1]:80"),
        ("http://me:12/secret@example.org", "(not shown)"),
        ("http://me:12?secret@example.org", "(not shown)"),
        ("http://me:secret/@example.org", "(not shown)"),
        ("secret", "(not shown)"),
        ("", "(not shown)"),
    ],
)
def test_no_password_is_shown(address: str, told: str) -> None:
    """Also where a sign that belongs into quotes cuts the password in two."""
    assert shown(address) == told


@pytest.mark.parametrize("address", ["", "x", "http://", "ftp://host", "http://[", "http://h:p"])
def test_addresses_that_are_none(address: str) -> None:
    assert http_address(address) is None


def test_a_log_at_its_most_talkative_names_hosts_alone(caplog: pytest.LogCaptureFixture) -> None:
    """A developer's log goes into reports of errors; where the block has ended, it is as before."""
    caplog.set_level(logging.DEBUG)
    with file_server(b"content") as server:
        with addresses_unlogged():
            requests.get(server.url.replace("catalogue", "secret"), timeout=10)
            with pytest.raises(requests.ConnectionError):
                requests.get("http://127.0.0.1:9/secret?secret", timeout=10)
        assert "127.0.0.1" in caplog.text
        assert "secret" not in caplog.text
        assert "catalogue" not in caplog.text
        requests.get(server.url, timeout=10)
    assert "catalogue" in caplog.text
