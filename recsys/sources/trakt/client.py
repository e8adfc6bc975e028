"""Trakt as a service: the key, the pace, and what its refusals mean."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from recsys import settings
from recsys.errors import FetchError
from recsys.sources.http.client import Answer, Complain, HttpClient, no_complaint, web_address
from recsys.sources.http.pace import Clock, Pace

REQUESTS, PERIOD = 500, 300.0
"""What is assumed until the server says more: documented are 1,000 in 5 minutes, seen were 500."""

REFUSED_AS_PAGE = (
    "Trakt's front server refused this computer with a web page (403), so the key was not even "
    "looked at. Try again later or from another connection."
)


class Client(HttpClient):
    """A session with the key in its headers; the key stands nowhere else.

    Further parameters are those of `HttpClient`.

    Raises
    ------
    FetchError
        There is no key, or it or the address can't be one.
    """

    service = "Trakt"
    blocked = 300.0
    refusals: ClassVar[Mapping[int, str]] = {
        401: "Trakt saw no key (401). Set TRAKT_CLIENT_ID to the client id of your Trakt "
        "application.",
        403: "Trakt does not know this key, or has switched its application off (403). Compare "
        "TRAKT_CLIENT_ID with the client id on Trakt's page of your applications.",
        426: "The account of this key has no Trakt VIP (426), which the API asks for since July "
        "2026. Texts from another source can be given with `build --overviews FILE`.",
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
                "There is no key for Trakt's API: TRAKT_CLIENT_ID is not set. It is the client id "
                "of an application made on Trakt's site, which needs a VIP account."
            )
        if not re.fullmatch(r"[!-~]+", self._key):
            raise FetchError("TRAKT_CLIENT_ID holds a blank or another character that no key has.")
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
        complain: Complain = no_complaint,
    ) -> Answer:
        """The answer to one request, as `HttpClient.ask` gives it."""
        return self.ask(f"{self._url}/{path}", params, complain)

    def keeps(self, name: str, value: str) -> bool:
        return super().keeps(name, value) and self._key not in value

    def refusal(self, answer: Answer) -> str | None:
        if answer.status == 403 and answer.is_page:
            return REFUSED_AS_PAGE
        return super().refusal(answer)

    def learn(self, headers: Mapping[str, str]) -> None:
        allowance = read_allowance(headers.get("x-ratelimit"))
        if allowance:
            self._pace.change(*allowance)


def read_allowance(header: str | None) -> tuple[float, float, float] | None:
    """Requests, period in seconds and requests left now that an `X-Ratelimit` header names.

    None where it names none, or can't be read.
    """
    try:
        said = json.loads(header or "")
        requests, period = float(said["limit"]), float(said["period"])
        remaining = float(said.get("remaining", requests))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return (requests, period, remaining) if requests > 0 and period > 0 else None
