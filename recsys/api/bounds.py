"""What is refused or added before any route sees a request."""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.api.problems import Problem

MAX_BODY = 4_096
"""Bytes. No route reads a body; some clients send a small one along."""


class Bounds:
    """Refuses bodies, answers HEAD as GET, and has browsers take types as they are declared."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_typed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Content-Type-Options"] = "nosniff"
            await send(message)

        if _body_too_large(Headers(scope=scope)):
            detail = f"Ask with a path and query parameters; {MAX_BODY:,} bytes are let pass."
            problem = Problem("body-too-large", detail, {"Connection": "close"})
            await problem.response(Request(scope))(scope, receive, send_typed)
            return
        if scope["method"] == "HEAD":
            # The server leaves the body out by its own copy of the method.
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send_typed)


def _body_too_large(headers: Headers) -> bool:
    """Whether a body is, or may be, larger than what is let pass."""
    length = headers.get("content-length", "0")
    return "transfer-encoding" in headers or not length.isdecimal() or int(length) > MAX_BODY
