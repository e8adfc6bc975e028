"""One request to Trakt's API, repeated until it is answered or patience ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from recsys import settings
from recsys.errors import FetchError
from recsys.sources.trakt.pace import BLOCKED, Clock, Pace, backoff, retry_after

USER_AGENT = "Cinegraph/0.1"
CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 60.0
PATIENCE = 1800.0
COMPLAINTS = 4
"""So often an answer that the caller finds wanting is asked for again before it is taken."""

WORDS: dict[int, str] = {
    401: "Trakt saw no key (401). Set TRAKT_CLIENT_ID to the client id of your Trakt application.",
    403: "Trakt does not know this key, or has switched its application off (403). Compare "
    "TRAKT_CLIENT_ID with the client id on Trakt's page of your applications.",
    426: "The account of this key has no Trakt VIP (426), which the API asks for since July 2026. "
    "Texts from another source can be given with `build --overviews FILE`.",
}
"""What a refusal means and what to do about it; anything else is named by its number."""

REFUSED_AS_PAGE = (
    "Trakt's front server refused this computer with a web page (403), so the key was not even "
    "looked at. Try again later or from another connection."
)


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers with lower-case names, and the body as it was sent."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    def json(self) -> Any:
        """The body; None where there is none."""
        return json.loads(self.content) if self.content.strip() else None


@dataclass(frozen=True)
class Trouble:
    """Why a try came to nothing, and how long the server wants to be left alone."""

    reason: str
    wait: float | None = None
    answer: Answer | None = None


Complain = Callable[[Answer], str | None]
"""Says what is wrong with an answer that looks sound by itself, None if nothing is."""


def no_complaint(answer: Answer) -> str | None:  # noqa: ARG001 - the shape of `Complain`
    """Every answer will do."""
    return None


class Client:
    """A session with the key in its headers; the key stands nowhere else.

    Parameters
    ----------
    patience : float
        Seconds that one request may wait in all for a server in trouble.
    on_wait : callable
        Told the seconds and the reason before every wait.
    """

    def __init__(
        self,
        key: str | None = None,
        url: str | None = None,
        *,
        clock: Clock | None = None,
        patience: float = PATIENCE,
        read_timeout: float = READ_TIMEOUT,
        on_wait: Callable[[float, str], None] = lambda _seconds, _reason: None,
    ) -> None:
        self._key = key or settings.TRAKT_CLIENT_ID.get()
        if not self._key:
            raise FetchError(
                "There is no key for Trakt's API: TRAKT_CLIENT_ID is not set. It is the client id "
                "of an application made on Trakt's site, which needs a VIP account."
            )
        if not re.fullmatch(r"[!-~]+", self._key):
            raise FetchError("TRAKT_CLIENT_ID holds a blank or another character that no key has.")
        self._url = (url or settings.TRAKT_URL.get()).rstrip("/")
        self._clock = clock or Clock()
        self._patience, self._timeout = patience, (CONNECT_TIMEOUT, read_timeout)
        self._on_wait = on_wait
        self._pace = Pace(self._clock)
        self._session = requests.Session()
        self._session.headers.update(
            {
                "User-Agent": USER_AGENT,
                "Accept": "application/json",
                "trakt-api-version": "2",
                "trakt-api-key": self._key,
            }
        )
        self.asked = 0

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        complain: Complain = no_complaint,
    ) -> Answer:
        """The answer to one request; 404 is an answer too.

        Raises
        ------
        FetchError
            The key is refused, the request makes no sense to the server, or patience has ended.
        """
        waited, failures = 0.0, 0
        while True:
            self._pause(self._pace.take(), "keeping to Trakt's pace")
            outcome = self._try(path, params, complain)
            if isinstance(outcome, Answer):
                return outcome
            failures += 1
            if outcome.answer and failures >= COMPLAINTS:
                return outcome.answer
            wait = max(outcome.wait or 0.0, backoff(failures))
            if waited + wait > self._patience:
                raise FetchError(
                    f"Trakt did not answer {path} within {self._patience:,.0f} s of waiting; the "
                    f"last of {failures} tries: {outcome.reason}. What arrived is kept; the same "
                    "command goes on from there."
                )
            self._pause(wait, outcome.reason)
            waited += wait

    def _pause(self, seconds: float, reason: str) -> None:
        if seconds > 0:
            self._on_wait(seconds, reason)
            self._clock.sleep(seconds)

    def _try(
        self, path: str, params: Mapping[str, str] | None, complain: Complain
    ) -> Answer | Trouble:
        self.asked += 1
        try:
            # A redirect could carry the key to another host.
            response = self._session.get(
                f"{self._url}/{path}", params=params, timeout=self._timeout, allow_redirects=False
            )
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema,
                requests.exceptions.MissingSchema) as error:  # fmt: skip
            raise FetchError(f"{settings.TRAKT_URL.name} is no web address: {self._url}") from error
        except requests.Timeout:
            return Trouble("no answer in time")
        except requests.RequestException as error:
            return Trouble(f"the connection failed ({type(error).__name__})")
        headers = {
            name.lower(): value
            for name, value in response.headers.items()
            if name.lower() != "set-cookie" and self._key not in value
        }
        self._pace.learn(headers.get("x-ratelimit"))
        return self._judged(path, Answer(response.status_code, headers, response.content), complain)

    def _judged(self, path: str, answer: Answer, complain: Complain) -> Answer | Trouble:
        status = answer.status
        if status == 429:
            return Trouble("Trakt asks for a slower pace (429)", _blocked_for(answer))
        if status >= 500 or status == 408:
            wait = retry_after(answer.headers.get("retry-after"))
            return Trouble(f"trouble on Trakt's side ({status})", wait)
        if status == 403 and _is_page(answer):
            raise FetchError(REFUSED_AS_PAGE, status)
        if status not in (200, 204, 404):
            raise FetchError(
                WORDS.get(status, f"Trakt refused {path} with status {status}."), status
            )
        if status == 404:
            return Answer(status, answer.headers, b"")
        try:
            answer.json()
        except ValueError:
            return Trouble("an answer that is not JSON")
        complaint = complain(answer)
        return Trouble(complaint, answer=answer) if complaint else answer


def _is_page(answer: Answer) -> bool:
    return answer.content.lstrip()[:1] == b"<"


def _blocked_for(answer: Answer) -> float | None:
    """Seconds that a 429 asks for: in its header, in its words, or as known of a web page."""
    asked = retry_after(answer.headers.get("retry-after"))
    if asked is not None:
        return asked
    words = re.search(rb"wait (\d+) seconds", answer.content)
    if words:
        return float(words[1])
    return BLOCKED if _is_page(answer) else None
