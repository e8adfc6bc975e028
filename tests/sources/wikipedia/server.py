"""A server on loopback that speaks like Wikidata's query service and like a Wikipedia's API."""

from __future__ import annotations

import gzip
import json
import random
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.sources.loopback import QuietHandler, listening

FAULTS = (
    "429", "429 html", "maxlag", "ratelimited", "500", "503", "stalled", "cut", "cut json",
    "other form",
)  # fmt: skip
"""Faults of a response."""

HTML = b"<!DOCTYPE html>\n<html lang=en><meta charset=utf-8><title>Wikimedia Error</title>"
LAG = {
    "error": {
        "code": "maxlag",
        "info": "Waiting for 10.64.0.1: 7.5 seconds lagged.",
        "host": "10.64.0.1",
        "lag": 7.5,
        "type": "db",
    },
    "docref": "See https://en.wikipedia.org/w/api.php for API usage.",
    "servedby": "mw1",
}


@dataclass(frozen=True)
class Item:
    """An item of Wikidata: its number, the IMDb ids it claims, its article by language."""

    number: int
    imdb: Sequence[str]
    articles: dict[str, str]


@dataclass(frozen=True)
class Page:
    """A page of a Wikipedia: its lead, or where it redirects to."""

    lead: str = ""
    disambiguation: bool = False
    to: str | None = None
    fragment: str | None = None


@dataclass
class Asked:
    """One request: path, query, and the fault it met."""

    path: str
    query: dict[str, str]
    agent: str
    fault: str | None = None

    @property
    def films(self) -> list[str]:
        """IMDb ids in a question to Wikidata."""
        return re.findall(r'"(tt\d+)"', self.query.get("query", ""))

    @property
    def titles(self) -> list[str]:
        """Titles in a question to a Wikipedia."""
        return self.query["titles"].split("|") if "titles" in self.query else []


@dataclass
class Wiki:
    """What the server knows, how it misbehaves and what it was asked.

    `faults` maps the number of a request, from 1, to a fault. `at_once` is how many extracts
    stand in one answer; there, as in the real one, the rest comes after `continue`, without what
    the first answer said already.
    """

    items: list[Item]
    pages: dict[tuple[str, str], Page]
    faults: dict[int, str] = field(default_factory=dict)
    at_once: int = 20
    asked: list[Asked] = field(default_factory=list)
    before: Callable[[int], None] = lambda _number: None
    midway: Callable[[int], None] = lambda _number: None
    after: Callable[[int], None] = lambda _number: None
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def schedule(self, seed: int, kinds: tuple[str, ...], each: int = 2, within: int = 24) -> None:
        """Let each kind of fault strike `each` times, at requests drawn at random."""
        numbers = random.Random(seed).sample(range(1, within + 1), each * len(kinds))
        self.faults = {number: kinds[place % len(kinds)] for place, number in enumerate(numbers)}

    def respond(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the right answer, or of a fault."""
        simple: dict[str | None, tuple[int, dict[str, str], bytes]] = {
            "429": (429, {"Retry-After": "9"}, b"Too many requests"),
            "429 html": (429, {}, HTML),
            "maxlag": (200, {"Retry-After": "5", "X-Database-Lag": "7"}, json.dumps(LAG).encode()),
            "ratelimited": (200, {}, b'{"error": {"code": "ratelimited", "info": "Slow down."}}'),
            "badvalue": (200, {}, b'{"error": {"code": "badvalue", "info": "No such prop."}}'),
            "403": (403, {}, b"Please set a user-agent and respect our robot policy"),
            "500": (500, {}, b"java.util.concurrent.TimeoutException"),
            "503": (503, {"Retry-After": "3"}, HTML),
            "other form": (200, {}, b"[]"),
        }
        if asked.fault in simple:
            return simple[asked.fault]
        if asked.path == "sparql":
            answer = self._bindings(asked)
        else:
            language, rest = asked.path.split("/", 1)
            assert rest == "w/api.php", asked.path
            answer = self._extracts(language, asked.query)
        content = json.dumps(answer).encode()
        headers = {"X-Client-IP": "192.0.2.7", "Set-Cookie": "GeoIP=XX"}
        return 200, headers, content[: len(content) // 2] if asked.fault == "cut json" else content

    def _bindings(self, asked: Asked) -> dict[str, Any]:
        assert asked.query["format"] == "json"
        assert "wdt:P345 ?imdb" in asked.query["query"]
        languages = re.findall(r"<https://([a-z-]+)\.wikipedia\.org/>", asked.query["query"])
        rows = [
            {
                "imdb": {"type": "literal", "value": film},
                "item": {
                    "type": "uri",
                    "value": f"http://www.wikidata.org/entity/Q{item.number}",
                },
                "site": {"type": "uri", "value": f"https://{language}.wikipedia.org/"},
                "title": {"xml:lang": language, "type": "literal", "value": title},
            }
            for item in self.items
            for film in item.imdb
            if film in asked.films
            for language, title in item.articles.items()
            if language in languages
        ]
        return {
            "head": {"vars": ["imdb", "item", "site", "title"]},
            "results": {"bindings": rows},
        }

    def _extracts(self, language: str, query: dict[str, str]) -> dict[str, Any]:
        assert (query["action"], query["maxlag"], query["formatversion"]) == ("query", "5", "2")
        assert query["exintro"] == query["explaintext"] == query["redirects"] == "1"
        assert {"extracts", "info", "pageprops"} == set(query["prop"].split("|"))
        titles = query["titles"].split("|")
        assert len(titles) <= 50, "the most that a wiki takes"
        normalized = [
            {"fromencoded": False, "from": title, "to": title[0].upper() + title[1:]}
            for title in titles
            if title[0] != title[0].upper()
        ]
        redirects: list[dict[str, str]] = []
        shown: dict[str, Page | None] = {}
        for title in dict.fromkeys(each[0].upper() + each[1:] for each in titles):
            page = self.pages.get((language, title))
            while page is not None and page.to is not None:
                step = {"from": title, "to": page.to}
                redirects.append(step | ({"tofragment": page.fragment} if page.fragment else {}))
                title = page.to
                page = self.pages.get((language, title))
            shown[title] = page
        start, first = int(query.get("excontinue", 0)), "continue" not in query
        answer: dict[str, Any] = {"batchcomplete": True}
        if start + self.at_once < len([page for page in shown.values() if page]):
            del answer["batchcomplete"]
            following = start + self.at_once
            answer["continue"] = {"excontinue": following, "continue": "||info|pageprops"}
        answer["query"] = {"pages": list(self._pages(language, shown, start, first))}
        if normalized:
            answer["query"]["normalized"] = normalized
        if redirects:
            answer["query"]["redirects"] = redirects
        return answer

    def _pages(
        self, language: str, shown: dict[str, Page | None], start: int, first: bool
    ) -> Iterator[dict[str, Any]]:
        place = 0
        for title, page in shown.items():
            if page is None:
                yield {"ns": 0, "title": title, "missing": True}
                continue
            said: dict[str, Any] = {"pageid": 1 + place, "ns": 0, "title": title}
            if first:
                said |= {"lastrevid": 12, "canonicalurl": address(language, title)}
                if page.disambiguation:
                    said["pageprops"] = {"disambiguation": ""}
            if start <= place < start + self.at_once:
                said["extract"] = page.lead
            place += 1
            yield said


def address(language: str, title: str) -> str:
    """Where a page stands, as MediaWiki writes it."""
    return f"https://{language}.wikipedia.org/wiki/{title.replace(' ', '_')}"


class _Handler(QuietHandler):
    wiki: Wiki

    def answer(self) -> None:
        wiki, parts = self.wiki, urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = Asked(parts.path.strip("/"), query, self.headers["User-Agent"])
        with wiki.lock:
            wiki.asked.append(asked)
            number = len(wiki.asked)
            asked.fault = wiki.faults.get(number)
            status, headers, body = wiki.respond(asked)
        wiki.before(number)
        packed = gzip.compress(body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.send(packed[: len(packed) // 2])
        wiki.midway(number)
        if asked.fault == "stalled":
            wiki.closing.wait(timeout=10)
            self.close_connection = True
        elif asked.fault == "cut":
            self.cut()
        else:
            self.send(packed[len(packed) // 2 :])
            wiki.after(number)


@contextmanager
def serving(wiki: Wiki) -> Iterator[dict[str, str]]:
    """The settings that lead to a running server that answers from `wiki`."""
    try:
        with listening(type("Handler", (_Handler,), {"wiki": wiki})) as base:
            yield {
                "FILMKIN_WIKIDATA_URL": f"{base}/sparql",
                "FILMKIN_WIKIPEDIA_URL": f"{base}/{{language}}/w/api.php",
                "FILMKIN_CONTACT": "tests@example.org",
            }
    finally:
        wiki.closing.set()
