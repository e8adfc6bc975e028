"""From a question to a response: leased store, bounded time, JSON or CSV, and an entity tag."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Annotated, Any

import orjson
import polars as pl
from fastapi import Depends, Request
from starlette.responses import Response

from recsys.api.problems import Problem
from recsys.catalog import Store
from recsys.errors import NothingFound
from recsys.live import LiveStore
from recsys.util.formats import to_csv

REQUEST_SECONDS = 30.0
"""The first sentence of a process loads the text model, which takes a good part of it."""

FOUND = "found"
JSON, CSV = "application/json", "text/csv"

Ask = Callable[[Store], pl.DataFrame]
Parameters = dict[str, Any]
Empty = tuple[str, str]
"""Outcome and words of an answer without rows."""

NOTHING_NAMED: Empty = (NothingFound.outcome, "Nothing is named like that. Try fewer letters.")
NOTHING_SHARED: Empty = ("nothing-shared", "These two directors share nobody.")


PATIENCE = 0.1
"""Seconds for which an answer waits for the one before it, before both are worked on at once."""


class Desk:
    """Answers questions about one live store, one after the other unless one takes long.

    An answer is a few milliseconds of work, most of it Python's, which runs on one thread at a
    time: several at once would take turns at it, and each would be done as late as the last.
    """

    def __init__(self, store: LiveStore) -> None:
        self.store = store
        threads = 1 + (os.cpu_count() or 1)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="recsys-api")
        self._turn = Lock()

    async def answer(self, work: Callable[[], Response]) -> Response:
        """Run the work on one of the threads, for as long as a request may take."""
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, self._in_turn, work)
        except TimeoutError as error:
            detail = f"It was given up after {REQUEST_SECONDS:g} seconds; ask for less, or later."
            raise Problem("out-of-time", detail) from error

    def _in_turn(self, work: Callable[[], Response]) -> Response:
        waited_for = self._turn.acquire(timeout=PATIENCE)
        try:
            return work()
        finally:
            if waited_for:
                self._turn.release()


class Asked:
    """One request, and the desk that answers it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._desk: Desk = request.app.state.desk
        self._media = media_type(request.headers.get("accept", ""))

    async def answer(
        self, ask: Ask, parameters: Parameters, empty: Empty = NOTHING_NAMED
    ) -> Response:
        """The rows that `ask` gives, or why there are none, as the client reads them.

        Parameters
        ----------
        parameters : dict
            What is shown as the parameters used; `ask` may put the id there that it found for a
            name.
        empty : (str, str)
            Outcome and words where `ask` gives no row.

        Raises
        ------
        RecsysError
            Those that are not empty answers.
        Problem
        """
        return await self._desk.answer(lambda: self._work(ask, parameters, empty))

    def _work(self, ask: Ask, parameters: Parameters, empty: Empty) -> Response:
        with self._desk.store.lease() as store:
            build_id = store.manifest.build_id
            headers = {
                "ETag": self._tag(build_id, parameters),
                "Cache-Control": "no-cache",
                "Vary": "Accept",
                "Filmkin-Build": build_id,
            }
            if headers["ETag"].removeprefix("W/") in self._request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            frame, (outcome, detail), facts = _asked(ask, store, empty)
        headers["Filmkin-Outcome"] = outcome
        if self._media == CSV:
            return Response(to_csv(frame) if frame.width else "", 200, headers, CSV)
        content = {
            "build_id": build_id,
            "outcome": outcome,
            "detail": detail,
            "facts": facts,
            "parameters": parameters,
            "results": orjson.Fragment(frame.write_json()),
        }
        return Response(orjson.dumps(content, option=_OPTIONS), 200, headers, JSON)

    def _tag(self, build_id: str, parameters: Parameters) -> str:
        """Depends on all that the answer depends on: build, question, form, and this program."""
        parts = [code_digest(), build_id, self._request.url.path, self._media]
        asked = orjson.dumps([*parts, parameters], option=orjson.OPT_SORT_KEYS | _OPTIONS)
        return f'W/"{hashlib.sha256(asked).hexdigest()[:32]}"'


_OPTIONS = orjson.OPT_SERIALIZE_NUMPY


async def _of(request: Request) -> Asked:
    """Async, as FastAPI makes what is not on a thread of its own."""
    return Asked(request)


Question = Annotated[Asked, Depends(_of)]


def _asked(ask: Ask, store: Store, empty: Empty) -> tuple[pl.DataFrame, Empty, dict[str, Any]]:
    try:
        frame = ask(store)
    except NothingFound as error:
        return pl.DataFrame(), (error.outcome, str(error)), vars(error)
    return frame, (FOUND, "") if frame.height else empty, {}


def media_type(accept: str) -> str:
    """CSV where the client prefers it to JSON, else JSON.

    >>> media_type("text/csv"), media_type("text/html, */*;q=0.8"), media_type("")
    ('text/csv', 'application/json', 'application/json')
    """
    wanted = dict(map(_quality, accept.lower().split(",")))
    anything = wanted.get("*/*", 0.0)
    csv = wanted.get(CSV, wanted.get("text/*", anything))
    json = wanted.get(JSON, wanted.get("application/*", anything))
    return CSV if csv > json else JSON


def _quality(part: str) -> tuple[str, float]:
    """A media range and how much it is wanted; one that can't be read is not wanted."""
    name, *parameters = (word.strip() for word in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, float(parameter[2:])
            except ValueError:
                return name, 0.0
    return name, 1.0


@cache
def code_digest() -> str:
    """Hash of the package's source: another version may answer otherwise from the same build."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
