"""A visitor's share of a hosted app, so that nobody's open windows hold up the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from recsys.settings import hosted
from recsys.util.shares import Shares

RUNS_AT_ONCE = 4
"""Page runs of one visitor at the same time."""

WAIT_SECONDS = 20.0

_shares = Shares(RUNS_AT_ONCE)


@contextmanager
def within_share() -> Iterator[None]:
    """Wait until the visitor's other runs leave room, in a hosted app only."""
    client = _client() if hosted() else None
    if client is None:
        yield
        return
    with _shares.of(client, WAIT_SECONDS) as has_place:
        if not has_place:
            st.warning("Too many of your windows are loading at once. Reload this page later.")
            st.stop()
        yield


def _client() -> str | None:
    """Return the visitor's address as seen by the nearest proxy, or None if it is unknown.

    A client may send `X-Forwarded-For` itself; only the last entry comes from the proxy.
    """
    forwarded = st.context.headers.get("X-Forwarded-For") or ""
    return forwarded.rpartition(",")[2].strip() or st.context.ip_address
