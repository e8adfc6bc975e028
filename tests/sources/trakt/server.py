"""A server on loopback that speaks like Trakt's API and misbehaves on a seeded schedule."""

from __future__ import annotations

import gzip
import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.sources.loopback import QuietHandler, listening

KEY = "marked-key-0123456789abcdef"

Film = dict[str, Any]

FAULTS = (
    "429", "429 date", "429 words", "429 html", "500", "502", "503", "stalled", "cut", "not json",
    "empty page", "clamped", "on two pages", "401", "403", "403 page", "426",
)  # fmt: skip
"""Faults of a response."""

REFUSALS = {"401", "403", "403 page", "426"}
HTML = b'<!doctype html> <html class="no-js" lang="en-US"> <head> <title>Access denied</title>'


@dataclass
class Asked:
    """One request: path, query, and the fault it met."""

    path: str
    query: dict[str, str]
    fault: str | None = None
    items: int = 0

    @property
    def list(self) -> tuple[str, ...]:
        kept = {name: value for name, value in self.query.items() if name not in ("page", "limit")}
        return (self.path, json.dumps(kept, sort_keys=True))


@dataclass
class Trakt:
    """What the server knows, how it misbehaves and what it was asked.

    `faults` maps the number of a request, from 1, to a fault; `late` films appear at the front of
    their lists after `appear_after` requests.
    """

    films: list[Film]
    shows: list[Film] = field(default_factory=list)
    updated: list[Film] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)
    late: list[Film] = field(default_factory=list)
    appear_after: int = 10
    clamp: int | None = None
    heeds_years: bool = True
    asked: list[Asked] = field(default_factory=list)
    before: Callable[[int], None] = lambda _number: None
    midway: Callable[[int], None] = lambda _number: None
    after: Callable[[int], None] = lambda _number: None
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    keys: set[str | None] = field(default_factory=set)

    def schedule(self, seed: int, kinds: tuple[str, ...], each: int = 2, within: int = 40) -> None:
        """Let each kind of fault strike `each` times, at requests drawn at random."""
        numbers = random.Random(seed).sample(range(1, within + 1), each * len(kinds))
        self.faults = {number: kinds[place % len(kinds)] for place, number in enumerate(numbers)}

    def listed(self, path: str, query: dict[str, str]) -> list[Film] | None:
        """The whole list that a path and its filters stand for; None where there is none."""
        if path in ("search/movie", "movies/popular"):
            films = list(self.films)
            if len(self.asked) > self.appear_after:
                films = self.late + films
        elif path in ("search/show", "shows/popular"):
            films = self.shows
        elif path.startswith("movies/updates/"):
            return self.updated
        else:
            return None
        if "languages" in query:
            wanted = query["languages"].split(",")
            films = [film for film in films if film.get("language") in (*wanted, None)]
        if "years" in query and self.heeds_years:
            first, _, last = query["years"].partition("-")
            films = [f for f in films if int(first) <= int(f["year"]) <= int(last or first)]
        if "ratings" in query:
            low, high = map(int, query["ratings"].split("-"))
            films = [f for f in films if low <= float(f["rating"] or 0) * 10 <= high]
        return films

    def respond(self, asked: Asked, number: int) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the right answer, or of a fault that is one."""
        fault = asked.fault
        simple = _simple_fault(fault)
        if simple:
            return simple
        if asked.path in self.answers:
            return 200, {}, json.dumps(self.answers[asked.path]).encode()
        films = self.listed(asked.path, asked.query)
        if films is None:
            return 404, {}, b""
        limit = min(int(asked.query.get("limit", 50)), 250, self.clamp or 250)
        if fault == "clamped":
            limit = min(limit, 100)
        page = int(asked.query.get("page", 1))
        start = (page - 1) * limit
        shown = films[start : start + limit]
        if fault == "on two pages" and start and len(shown) > 1:
            shown = [films[start - 1], *shown[:-1]]
        if fault == "empty page":
            shown = []
        asked.items = len(shown)
        headers = {
            "X-Pagination-Page": str(page),
            "X-Pagination-Limit": str(limit),
            "X-Pagination-Page-Count": str(max(-(-len(films) // limit), 1)),
            "X-Pagination-Item-Count": str(len(films)),
            "X-Ratelimit": json.dumps({"period": 300, "limit": 10**7, "remaining": 10**7}),
        }
        body = json.dumps([_item(asked.path, film) for film in shown]).encode()
        return 200, headers, b'[{"type": "movie", "mov' if fault == "not json" else body


def _item(path: str, film: Film) -> Any:
    if path.startswith("search/"):
        kind = path.removeprefix("search/")
        return {"type": kind, "score": 1000, kind: film}
    if "/updates/" in path:
        return {"updated_at": film.get("updated_at"), "movie": film}
    return film


def _simple_fault(fault: str | None) -> tuple[int, dict[str, str], bytes] | None:
    words = b"AUTHED_API_GET_LIMIT rate limit exceeded. Please wait 12 seconds then retry."
    return {
        "429": (429, {"Retry-After": "7"}, b"{}"),
        "429 date": (429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b"{}"),
        "429 words": (429, {}, words),
        "429 html": (429, {}, HTML),
        "500": (500, {}, HTML),
        "502": (502, {}, b"Bad Gateway"),
        "503": (503, {"Retry-After": "3"}, b""),
        "401": (401, {}, b""),
        "403": (403, {}, b'{"error": "forbidden"}'),
        "403 page": (403, {}, HTML),
        "426": (426, {}, b"{}"),
    }.get(fault or "")


class _Handler(QuietHandler):
    trakt: Trakt

    def answer(self) -> None:
        trakt, parts = self.trakt, urlsplit(self.path)
        asked = Asked(parts.path.strip("/"), dict(parse_qsl(parts.query, keep_blank_values=True)))
        with trakt.lock:
            trakt.asked.append(asked)
            trakt.keys.add(self.headers.get("trakt-api-key"))
            number = len(trakt.asked)
            asked.fault = trakt.faults.get(number)
            status, headers, body = trakt.respond(asked, number)
        trakt.before(number)
        packed = gzip.compress(body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.send(packed[: len(packed) // 2])
        trakt.midway(number)
        if asked.fault == "stalled":
            trakt.closing.wait(timeout=10)
            self.close_connection = True
        elif asked.fault == "cut":
            self.cut()
        else:
            self.send(packed[len(packed) // 2 :])
            trakt.after(number)


@contextmanager
def serving(trakt: Trakt) -> Iterator[str]:
    """The address of a running server that answers from `trakt`."""
    try:
        with listening(type("Handler", (_Handler,), {"trakt": trakt})) as address:
            yield address
    finally:
        trakt.closing.set()
