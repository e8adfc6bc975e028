"""Wikimedia as a service: who asks, at what pace, and what an answer that is an error means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from requests.utils import default_user_agent

from recsys import settings
from recsys.errors import FetchError
from recsys.sources.http.client import USER_AGENT, Answer, HttpClient, Trouble, web_address
from recsys.sources.http.pace import Clock, Pace, retry_after
from recsys.sources.wikipedia.questions import Articles, Leads

IDENTIFIED, UNIDENTIFIED = (200.0, 60.0), (10.0, 60.0)
"""Requests and seconds that Wikimedia allows whoever says how to be reached, and others."""

LAGGING = 5.0
"""Seconds to leave a lagging wiki alone, where it does not say."""


class Client(HttpClient):
    """A session with Wikidata's query service and the Wikipedias, which share one allowance.

    Parameters
    ----------
    contact : str, optional
        A mail or web address of whoever asks, by default that of the settings; it goes into the
        User-Agent. Further parameters are those of `HttpClient`.

    Raises
    ------
    FetchError
        The contact can't be sent, or an address in the settings is none.
    """

    service = "Wikimedia"
    blocked = 60.0
    refusals: ClassVar[Mapping[int, str]] = {
        403: "Wikimedia refused this computer or program (403). Set FILMKIN_CONTACT to a mail or "
        "web address under which you can be reached, which Wikimedia asks for; if it is set, try "
        "again later or from another connection.",
    }

    def __init__(
        self, contact: str | None = None, *, clock: Clock | None = None, **options: Any
    ) -> None:
        contact = contact or settings.CONTACT.get()
        if not re.fullmatch(r"[!-'*-~]*", contact):
            raise FetchError(
                f"{settings.CONTACT.name} is {contact!r}; give one mail or web address."
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

    def articles(self, asked: Articles) -> Answer:
        """Which articles films have."""
        return self.ask(self._wikidata, asked.params)

    def leads(self, asked: Leads, more: Mapping[str, str]) -> Answer:
        """How articles begin; `more` is what the answer before said to go on with."""
        address = self._wikipedia.replace("{language}", asked.language)
        return self.ask(address, {**asked.params, **more})

    def keeps(self, name: str, value: str) -> bool:
        # Wikimedia sends back the address of whoever asks.
        return super().keeps(name, value) and name != "x-client-ip"

    def judge(self, answer: Answer) -> Trouble | None:
        body = answer.json()
        error = body.get("error") if isinstance(body, dict) else None
        if error is None:
            sound = isinstance(body, dict) and ("query" in body or "results" in body)
            return None if sound else Trouble("an answer of another form")
        code = str(error.get("code")) if isinstance(error, dict) else str(error)
        wait = retry_after(answer.headers.get("retry-after"))
        if code == "maxlag":
            return Trouble("the wiki is behind with its work (maxlag)", wait or LAGGING)
        if code in ("ratelimited", "readonly") or code.startswith("internal_api_error"):
            return Trouble(f"the wiki is busy ({code})", wait)
        raise FetchError(f"Wikipedia did not understand the request: {error}")


def user_agent(contact: str) -> str:
    """Program, contact and library, in the form that Wikimedia's policy asks for."""
    who = f"({contact})" if contact else ""
    return " ".join(filter(None, (USER_AGENT, who, default_user_agent())))
