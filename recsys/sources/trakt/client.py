"""Client for Trakt's API: key, rate limit and errors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from recsys import settings
from recsys.errors import FetchError
from recsys.sources.http.client import Check, HttpClient, Response, accept_any, web_address
from recsys.sources.http.pace import Clock, Pace

REQUESTS, PERIOD = 500, 300.0
"""Limit assumed until the server states one: documented are 1,000 in 5 minutes, observed 500."""

REFUSED_BY_FRONT_SERVER = (
    "Trakt's front server refused this computer with a web page (403) and did not check the key. "
    "Try again later or from another connection."
)


class Client(HttpClient):
    """A session with the key in its headers; the key is stored nowhere else.

    Further parameters are those of `HttpClient`.

    Raises
    ------
    FetchError
        The key is missing, or the key or the address is invalid.
    """

    service = "Trakt"
    blocked_seconds = 300.0
    refusals: ClassVar[Mapping[int, str]] = {
        401: "Trakt received no key (401). Set TRAKT_CLIENT_ID to the client id of your Trakt "
        "application.",
        403: "Trakt does not know this key, or has disabled its application (403). Compare "
        "TRAKT_CLIENT_ID with the client id of your application on Trakt's site.",
        426: "The account of this key has no Trakt VIP (426), which the API requires since July "
        "2026. Use texts from another source with `build --overviews FILE`.",
    }

    def __init__(
        self,
        key: str | None = None,
        url: str | None = None,
        *,
        clock: Clock | None = None,
        **options: Any,
    ) -> None:
        self._key = key or settings.TRAKT_CLIENT_ID.get()
        if not self._key:
            raise FetchError(
                "There is no key for Trakt's API: set TRAKT_CLIENT_ID to the client id of an "
                "application created on Trakt's site, which requires a VIP account."
            )
        if not re.fullmatch(r"[!-~]+", self._key):
            raise FetchError("TRAKT_CLIENT_ID contains a blank or another invalid character.")
        self._url = web_address(settings.TRAKT_URL, url or settings.TRAKT_URL.get())
        clock = clock or Clock()
        super().__init__(
            {"trakt-api-version": "2", "trakt-api-key": self._key},
            Pace(clock, REQUESTS, PERIOD),
            clock=clock,
            **options,
        )

    def __enter__(self) -> Client:
        return self

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        check: Check = accept_any,
    ) -> Response:
        """Send one request to a path of the API; raises as `HttpClient.request` does."""
        return self.request(f"{self._url}/{path}", params, check)

    def may_store(self, name: str, value: str) -> bool:
        return super().may_store(name, value) and self._key not in value

    def refusal(self, response: Response) -> str | None:
        if response.status == 403 and response.is_page:
            return REFUSED_BY_FRONT_SERVER
        return super().refusal(response)

    def update_pace(self, headers: Mapping[str, str]) -> None:
        limit = read_rate_limit(headers.get("x-ratelimit"))
        if limit:
            self._pace.change(*limit)


def read_rate_limit(header: str | None) -> tuple[float, float, float] | None:
    """Requests, period in seconds and remaining requests from an `X-Ratelimit` header, or None."""
    try:
        fields = json.loads(header or "")
        requests, period = float(fields["limit"]), float(fields["period"])
        remaining = float(fields.get("remaining", requests))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return (requests, period, remaining) if requests > 0 and period > 0 else None
