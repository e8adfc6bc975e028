"""Client for Wikidata and Wikipedia: identification, rate limits and errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from requests.utils import default_user_agent

from recsys import settings
from recsys.errors import FetchError
from recsys.sources.http.client import USER_AGENT, FailedAttempt, HttpClient, Response, web_address
from recsys.sources.http.pace import Clock, Pace, retry_after
from recsys.sources.wikipedia.queries import ArticleQuery, LeadQuery

IDENTIFIED, UNIDENTIFIED = (200.0, 60.0), (10.0, 60.0)
"""Wikimedia's limits, as requests per seconds, with and without contact details."""

LAGGING = 5.0
"""Seconds to wait for a lagging wiki that does not say how long."""


class Client(HttpClient):
    """A session with Wikidata's query service and the Wikipedias, which share one rate limit.

    Parameters
    ----------
    contact : str, optional
        Mail or web address for the User-Agent, by default the one in the settings. Further
        parameters are those of `HttpClient`.

    Raises
    ------
    FetchError
        The contact or an address in the settings is invalid.
    """

    service = "Wikimedia"
    blocked_seconds = 60.0
    refusals: ClassVar[Mapping[int, str]] = {
        403: "Wikimedia refused this computer or program (403). Set FILMKIN_CONTACT to your mail "
        "or web address, which Wikimedia requires; if it is set, try again later or from another "
        "connection.",
    }

    def __init__(
        self, contact: str | None = None, *, clock: Clock | None = None, **options: Any
    ) -> None:
        contact = contact or settings.CONTACT.get()
        if not re.fullmatch(r"[!-'*-~]*", contact):
            raise FetchError(
                f"{settings.CONTACT.name} is {contact!r}; give one email or web address."
            )
        self.identified = bool(contact)
        self._wikidata = web_address(settings.WIKIDATA_URL, settings.WIKIDATA_URL.get())
        self._wikipedia = settings.WIKIPEDIA_URL.get()
        if "{language}" not in self._wikipedia:
            raise FetchError(
                f"{settings.WIKIPEDIA_URL.name} is {self._wikipedia}; it needs {{language}} where "
                "the language code goes."
            )
        web_address(settings.WIKIPEDIA_URL, self._wikipedia.replace("{language}", "en"))
        clock = clock or Clock()
        super().__init__(
            {"User-Agent": user_agent(contact)},
            Pace(clock, *(IDENTIFIED if contact else UNIDENTIFIED)),
            clock=clock,
            **options,
        )

    def __enter__(self) -> Client:
        return self

    def articles(self, query: ArticleQuery) -> Response:
        """The articles of films."""
        return self.request(self._wikidata, query.params)

    def leads(self, query: LeadQuery, more: Mapping[str, str]) -> Response:
        """The leads of articles; `more` is the continuation of the previous response."""
        address = self._wikipedia.replace("{language}", query.language)
        return self.request(address, {**query.params, **more})

    def may_store(self, name: str, value: str) -> bool:
        # Wikimedia sends back the client's IP address.
        return super().may_store(name, value) and name != "x-client-ip"

    def validate(self, response: Response) -> FailedAttempt | None:
        body = response.json()
        error = body.get("error") if isinstance(body, dict) else None
        if error is None:
            sound = isinstance(body, dict) and ("query" in body or "results" in body)
            return None if sound else FailedAttempt("a response in an unknown format")
        code = str(error.get("code")) if isinstance(error, dict) else str(error)
        wait = retry_after(response.headers.get("retry-after"))
        if code == "maxlag":
            return FailedAttempt("the wiki's servers are lagging (maxlag)", wait or LAGGING)
        if code in ("ratelimited", "readonly") or code.startswith("internal_api_error"):
            return FailedAttempt(f"the wiki is busy ({code})", wait)
        raise FetchError(f"Wikipedia did not understand the request: {error}")


def user_agent(contact: str) -> str:
    """Program, contact and library, in the form that Wikimedia's policy requires."""
    details = f"({contact})" if contact else ""
    return " ".join(filter(None, (USER_AGENT, details, default_user_agent())))
