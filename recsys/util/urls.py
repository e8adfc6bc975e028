"""Web addresses in messages: they may carry a password or a key, which nobody else may read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import SplitResult, urlsplit

_REQUESTS = ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry")
"""Loggers that note what is asked for, each address whole."""


def parse_http_url(address: str) -> SplitResult | None:
    """The parts of an http address, its port a number; None where it is none.

    >>> parse_http_url("ftp://example.org") is None
    True
    """
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # its words hold pieces of the address
        return None
    return parts if sound else None


def redact_url(address: str) -> str:
    """An address as messages may show it: without user, password, query and fragment.

    >>> redact_url("https://me:secret@example.org:8000/a?key=1")
    'https://example.org:8000/a'
    """
    parts = parse_http_url(address)
    # A password with a slash in it ends the host early, and stands where a path would.
    if parts is None or "@" in parts.path + parts.query + parts.fragment:
        return "(not redact_url)"
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()


@contextmanager
def urls_unlogged() -> Iterator[None]:
    """Until the block ends, logs name the hosts that are asked, not what they are asked for."""
    loggers = [logging.getLogger(name) for name in _REQUESTS]
    for logger in loggers:
        logger.addFilter(_without_addresses)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(_without_addresses)


def _without_addresses(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple("..." if _leads_on(each) else each for each in record.args)
    return True


def _leads_on(argument: object) -> bool:
    """Whether an argument of a log's record is a path or an address, or speaks of one."""
    return "/" in str(argument) and not str(argument).startswith("HTTP/")
