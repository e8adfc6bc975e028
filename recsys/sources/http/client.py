"""One request to a service, repeated until it is answered or patience ends."""

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
COMPLAINTS = 4
"""So often an answer that the caller finds wanting is asked for again before it is taken."""


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers with lower-case names, and the body as it was sent."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    def json(self) -> Any:
        """The body; None where there is none."""
        return json.loads(self.content) if self.content.strip() else None

    @property
    def is_page(self) -> bool:
        """Whether a web page came instead of data, as front servers send it."""
        return self.content.lstrip()[:1] == b"<"


@dataclass(frozen=True)
class Trouble:
    """Why a try came to nothing, and how long the server wants to be left alone."""

    reason: str
    wait: float | None = None
    answer: Answer | None = None


Complain = Callable[[Answer], str | None]
"""Says what is wrong with an answer that looks sound by itself, None if nothing is."""

OnWait = Callable[[float, str], None]
"""Told the seconds and the reason before every wait."""


def no_complaint(answer: Answer) -> str | None:  # noqa: ARG001 - the shape of `Complain`
    """Every answer will do."""
    return None


def web_address(setting: Setting, value: str) -> str:
    """The address of a service, without a slash at its end.

    Raises
    ------
    FetchError
        It is none; names the setting it comes from.
    """
    address = value.rstrip("/")
    try:
        requests.Request("GET", address).prepare()
        sound = parse_http_url(address) is not None
    except (ValueError, requests.RequestException):
        sound = False
    if not sound:
        raise FetchError(f"{setting.name} is no web address.")
    return address


class HttpClient:
    """A session with a service; a subclass says in which words and at what pace.

    Parameters
    ----------
    headers : mapping
        Sent with every request, besides the name of this program.
    patience : float
        Seconds that one request may wait in all for a server in trouble.
    on_wait : callable
        Told the seconds and the reason before every wait.
    """

    service: ClassVar[str]
    """What messages call it."""
    refusals: ClassVar[Mapping[int, str]] = {}
    """What a status means and what to do about it; anything else is named by its number."""
    blocked: ClassVar[float]
    """Seconds to wait after a refusal for haste that does not say how long."""

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
        self.asked = 0

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    # What a subclass may say

    def keeps(self, name: str, value: str) -> bool:  # noqa: ARG002
        """Whether a header of an answer may be stored."""
        return name != "set-cookie"

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take over what an answer says about the pace."""

    def judge(self, answer: Answer) -> Trouble | None:  # noqa: ARG002
        """What is wrong with an answer of status 200 that is JSON; it is never taken then."""
        return None

    def refusal(self, answer: Answer) -> str | None:
        """Why the service refuses, in words; None if only the number of the status is known."""
        return self.refusals.get(answer.status)

    # Asking

    def ask(
        self,
        address: str,
        params: Mapping[str, str] | None = None,
        complain: Complain = no_complaint,
    ) -> Answer:
        """The answer to one request; 404 is an answer too.

        Raises
        ------
        FetchError
            The service refuses, the request makes no sense to it, or patience has ended.
        """
        waited, failures = 0.0, 0
        while True:
            self._pause(self._pace.take(), f"keeping to the pace of {self.service}")
            outcome = self._try(address, params, complain)
            if isinstance(outcome, Answer):
                return outcome
            failures += 1
            if outcome.answer and failures >= COMPLAINTS:
                return outcome.answer
            wait = max(outcome.wait or 0.0, backoff(failures))
            if waited + wait > self._patience:
                raise FetchError(
                    f"{self.service} did not answer {redact_url(address)} within "
                    f"{self._patience:,.0f} s of waiting; the last of {failures} tries: "
                    f"{outcome.reason}. What arrived is kept; the same command goes on from there."
                )
            self._pause(wait, outcome.reason)
            waited += wait

    def _pause(self, seconds: float, reason: str) -> None:
        if seconds > 0:
            self._on_wait(seconds, reason)
            self._clock.sleep(seconds)

    def _try(
        self, address: str, params: Mapping[str, str] | None, complain: Complain
    ) -> Answer | Trouble:
        self.asked += 1
        try:
            # A redirect could carry a key to another host.
            response = self._session.get(
                address, params=params, timeout=self._timeout, allow_redirects=False
            )
        except requests.Timeout:
            return Trouble("no answer in time")
        except requests.RequestException as error:
            return Trouble(f"the connection failed ({type(error).__name__})")
        named = {name.lower(): value for name, value in response.headers.items()}
        headers = {name: value for name, value in named.items() if self.keeps(name, value)}
        self.learn(headers)
        answer = Answer(response.status_code, headers, response.content)
        return self._judged(address, answer, complain)

    def _judged(self, address: str, answer: Answer, complain: Complain) -> Answer | Trouble:
        status = answer.status
        asked_wait = retry_after(answer.headers.get("retry-after"))
        if status == 429:
            wait = _blocked_for(answer, self.blocked) if asked_wait is None else asked_wait
            return Trouble(f"{self.service} asks for a slower pace (429)", wait)
        if status >= 500 or status == 408:
            return Trouble(f"trouble on the side of {self.service} ({status})", asked_wait)
        if status not in (200, 204, 404):
            words = (
                self.refusal(answer) or f"{self.service} refused {redact_url(address)} ({status})."
            )
            raise FetchError(words, status)
        if status == 404:
            return Answer(status, answer.headers, b"")
        try:
            answer.json()
        except ValueError:
            return Trouble("an answer that is not JSON")
        trouble = self.judge(answer)
        if trouble:
            return trouble
        complaint = complain(answer)
        return Trouble(complaint, answer=answer) if complaint else answer


def _blocked_for(answer: Answer, longest: float) -> float | None:
    """Seconds that a 429 without a header asks for: in its words, or as known of a web page."""
    words = re.search(rb"wait (\d+) seconds", answer.content)
    if words:
        return float(words[1])
    return longest if answer.is_page else None
