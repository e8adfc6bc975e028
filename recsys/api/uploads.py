"""Middleware that bounds the files uploaded to the pages, for all sessions together."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MAX_TOTAL_MB = 100
"""Megabytes of all files that are arriving or not yet read."""

_MB = 2**20
_PATH = "/_stcore/upload_file/"
"""Part of the addresses that Streamlit's widget sends files to."""


class UploadLimit:
    """Refuses an upload which would exceed the bound.

    Parameters
    ----------
    held : callable
        Returns the bytes of the files that have arrived.
    largest_mb : int
        Megabytes of the largest file allowed; an upload of unknown length counts as much.
    """

    def __init__(self, app: ASGIApp, held: Callable[[], int], largest_mb: int) -> None:
        self._app, self._held, self._largest = app, held, largest_mb * _MB
        self._arriving = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or _PATH not in scope["path"]:
            await self._app(scope, receive, send)
            return
        size = self._declared_bytes(Headers(scope=scope))
        if self._arriving + self._held() + size > MAX_TOTAL_MB * _MB:
            refusal = PlainTextResponse("Many files are arriving; try again in a minute.", 503)
            await refusal(scope, receive, send)
            return
        self._arriving += size
        try:
            await self._app(scope, receive, send)
        finally:
            self._arriving -= size

    def _declared_bytes(self, headers: Headers) -> int:
        length = headers.get("content-length", "")
        is_known = length.isdecimal() and len(length) < 10
        return min(int(length), self._largest) if is_known else self._largest
