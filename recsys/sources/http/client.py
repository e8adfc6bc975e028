"""HTTP requests to a service, with rate limiting and retries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import requests

from recsys.errors import FetchError
from recsys.settings import Setting
from recsys.sources.http.pace import Clock, Pace, backoff, retry_after
from recsys.util.urls import parse_http_url, redact_url

USER_AGENT = "Filmkin/0.1"
CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 60.0
PATIENCE = 1800.0
MAX_FINDINGS = 4
"""Attempts after which a response is accepted although the caller's check rejects it."""


@dataclass(frozen=True)
class Response:
    """Status, headers with lower-case names, and the body of a response."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    def json(self) -> Any:
        """The parsed body, or None if the body is blank."""
        return json.loads(self.content) if self.content.strip() else None

    @property
    def is_page(self) -> bool:
        """Whether the body is a web page instead of data, as front servers send it."""
        return self.content.lstrip()[:1] == b"<"


@dataclass(frozen=True)
class FailedAttempt:
    """Why a request failed, the seconds the server asks to wait, and any usable response."""

    reason: str
    wait: float | None = None
    response: Response | None = None


Check = Callable[[Response], str | None]
"""Returns what is wrong with a response that looks sound by itself, or None."""

OnWait = Callable[[float, str], None]
"""Called with the seconds and the reason before every wait."""


def accept_any(response: Response) -> str | None:  # noqa: ARG001 - the shape of `Check`
    """A check that accepts every response."""
    return None


def web_address(setting: Setting, value: str) -> str:
    """Validate the address of a service and strip its trailing slash.

    Raises
    ------
    FetchError
        The address is invalid; names the setting.
    """
    address = value.rstrip("/")
    try:
        requests.Request("GET", address).prepare()
        sound = parse_http_url(address) is not None
    except (ValueError, requests.RequestException):
        sound = False
    if not sound:
        raise FetchError(f"{setting.name} is not a web address.")
    return address


class HttpClient:
    """A session with a service; subclasses add its messages and rules.

    Parameters
    ----------
    headers : mapping
        Sent with every request, in addition to the User-Agent.
    patience : float
        Seconds that one request may wait in total for a failing server.
    on_wait : callable
        Called with the seconds and the reason before every wait.

    Attributes
    ----------
    request_count : int
        Requests sent so far.
    """

    service: ClassVar[str]
    """Name of the service in messages."""
    refusals: ClassVar[Mapping[int, str]] = {}
    """Messages by status: what it means and what to do about it."""
    blocked_seconds: ClassVar[float]
    """Seconds to wait after a 429 web page that does not say how long."""

    def __init__(
        self,
        headers: Mapping[str, str],
        pace: Pace,
        *,
        clock: Clock | None = None,
        patience: float = PATIENCE,
        read_timeout: float = READ_TIMEOUT,
        on_wait: OnWait = lambda _seconds, _reason: None,
    ) -> None:
        self._clock, self._pace = clock or Clock(), pace
        self._patience, self._timeout = patience, (CONNECT_TIMEOUT, read_timeout)
        self._on_wait = on_wait
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
        self._session.headers.update(headers)
        self.request_count = 0

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    # Hooks for subclasses

    def may_store(self, name: str, value: str) -> bool:  # noqa: ARG002
        """Whether a response header may be stored."""
        return name != "set-cookie"

    def update_pace(self, headers: Mapping[str, str]) -> None:
        """Adjust the pace to the headers of a response."""

    def validate(self, response: Response) -> FailedAttempt | None:  # noqa: ARG002
        """What is wrong with a JSON response of status 200, or None; if wrong, it is retried."""
        return None

    def refusal(self, response: Response) -> str | None:
        """Message for a refusal, or None if there is none for its status."""
        return self.refusals.get(response.status)

    # Requests

    def request(
        self,
        address: str,
        params: Mapping[str, str] | None = None,
        check: Check = accept_any,
    ) -> Response:
        """Send one request, with retries; a 404 is returned as a response.

        Raises
        ------
        FetchError
            The service refuses or does not understand the request, or patience has run out.
        """
        waited, failures = 0.0, 0
        while True:
            self._pause(self._pace.reserve(), f"keeping to the rate limit of {self.service}")
            outcome = self._try(address, params, check)
            if isinstance(outcome, Response):
                return outcome
            failures += 1
            if outcome.response and failures >= MAX_FINDINGS:
                return outcome.response
            wait = max(outcome.wait or 0.0, backoff(failures))
            if waited + wait > self._patience:
                raise FetchError(
                    f"{self.service} did not answer {redact_url(address)} within "
                    f"{self._patience:,.0f} s of waiting; the last of {failures} tries: "
                    f"{outcome.reason}. What arrived is kept; the same command resumes from there."
                )
            self._pause(wait, outcome.reason)
            waited += wait

    def _pause(self, seconds: float, reason: str) -> None:
        if seconds > 0:
            self._on_wait(seconds, reason)
            self._clock.sleep(seconds)

    def _try(
        self, address: str, params: Mapping[str, str] | None, check: Check
    ) -> Response | FailedAttempt:
        self.request_count += 1
        try:
            # A redirect could carry a key to another host.
            reply = self._session.get(
                address, params=params, timeout=self._timeout, allow_redirects=False
            )
        except requests.Timeout:
            return FailedAttempt("no response in time")
        except requests.RequestException as error:
            return FailedAttempt(f"the connection failed ({type(error).__name__})")
        named = {name.lower(): value for name, value in reply.headers.items()}
        headers = {name: value for name, value in named.items() if self.may_store(name, value)}
        self.update_pace(headers)
        response = Response(reply.status_code, headers, reply.content)
        return self._checked(address, response, check)

    def _checked(self, address: str, response: Response, check: Check) -> Response | FailedAttempt:
        status = response.status
        server_wait = retry_after(response.headers.get("retry-after"))
        if status == 429:
            wait = server_wait
            if wait is None:
                wait = _wait_in_body(response, self.blocked_seconds)
            return FailedAttempt(f"{self.service} asks for fewer requests (429)", wait)
        if status >= 500 or status == 408:
            return FailedAttempt(f"server error at {self.service} ({status})", server_wait)
        if status not in (200, 204, 404):
            unknown = f"{self.service} refused {redact_url(address)} ({status})."
            raise FetchError(self.refusal(response) or unknown, status)
        if status == 404:
            return Response(status, response.headers, b"")
        try:
            response.json()
        except ValueError:
            return FailedAttempt("a response that is not JSON")
        failure = self.validate(response)
        if failure:
            return failure
        finding = check(response)
        return FailedAttempt(finding, response=response) if finding else response


def _wait_in_body(response: Response, page_wait: float) -> float | None:
    """Seconds to wait after a 429 without Retry-After: from its text, or `page_wait` for a page."""
    match = re.search(rb"wait (\d+) seconds", response.content)
    if match:
        return float(match[1])
    return page_wait if response.is_page else None
