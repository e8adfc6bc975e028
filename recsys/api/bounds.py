"""Middleware around all routes: a body limit, HEAD as GET, and security headers."""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.api.problems import Problem

MAX_BODY = 4_096
"""Bytes. No route reads a body, but some clients send a small one."""

_MAX_DIGITS = 10

_SAME_ORIGIN = (
    "default-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'"
)
"""Content security policy of the documentation page: browsers load nothing from other hosts."""


class Bounds:
    """Refuses large bodies, handles HEAD as GET and adds security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Security-Policy"] = _SAME_ORIGIN
            await send(message)

        if _body_too_large(Headers(scope=scope)):
            detail = f"Use the path and query parameters. Bodies are limited to {MAX_BODY:,} bytes."
            problem = Problem("body-too-large", detail, {"Connection": "close"})
            await problem.response(Request(scope))(scope, receive, send_secured)
            return
        if scope["method"] == "HEAD":
            # The server omits the body itself: it keeps its own copy of the method.
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send_secured)


def _body_too_large(headers: Headers) -> bool:
    """Return whether a body exceeds the limit, or may because its length is unknown."""
    length = headers.get("content-length", "0")
    # Python refuses to convert thousands of digits, so long numbers are not converted.
    is_short = length.isdecimal() and len(length) <= _MAX_DIGITS
    return "transfer-encoding" in headers or not is_short or int(length) > MAX_BODY
