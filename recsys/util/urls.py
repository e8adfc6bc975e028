"""Keeping passwords and keys in URLs out of messages and logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import SplitResult, urlsplit

_REQUESTS = ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry")
"""Loggers that record full URLs."""


def parse_http_url(url: str) -> SplitResult | None:
    """The parts of an http or https URL with a valid port; None if it is not one.

    >>> parse_http_url("ftp://example.org") is None
    True
    """
    try:
        parts = urlsplit(url)
        is_valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # its message contains parts of the URL
        return None
    return parts if is_valid else None


def redact_url(url: str) -> str:
    """The URL for messages: without user, password, query and fragment.

    >>> redact_url("https://me:secret@example.org:8000/a?key=1")
    'https://example.org:8000/a'
    """
    parts = parse_http_url(url)
    # An unescaped slash in a password ends the host early and moves the rest into the path.
    if parts is None or "@" in parts.path + parts.query + parts.fragment:
        return "(URL not shown)"
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()


@contextmanager
def urls_unlogged() -> Iterator[None]:
    """Within the block, logs name hosts but no paths or queries."""
    loggers = [logging.getLogger(name) for name in _REQUESTS]
    for logger in loggers:
        logger.addFilter(_redact_arguments)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(_redact_arguments)


def _redact_arguments(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple("..." if _contains_path(value) else value for value in record.args)
    return True


def _contains_path(argument: object) -> bool:
    """Whether an argument of a log record contains a path or a URL."""
    return "/" in str(argument) and not str(argument).startswith("HTTP/")
