"""Lanes: threads for one kind of query each, so that quick queries never wait for long ones."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any, Literal

from fastapi import Request
from starlette.responses import Response

from recsys.api.problems import Problem

REQUEST_SECONDS = 30.0
"""Time limit. The first text query of a process loads the model, which takes much of it."""

TURN_SECONDS = 0.1
"""A quick query waits this long for the one before it; then both run at once."""

SWITCH_SECONDS = 0.0005
"""Python's threads take turns this often, by default every 5 ms: a quick query beside a long one
waits for its turn several times."""

CLIENT_CLOSED = 499
"""Status of a response that nobody receives."""

LaneName = Literal["quick", "text", "long"]

Work = Callable[[], Response]


class Lane:
    """Some threads, and a bounded number of queries that wait for them."""

    def __init__(self, name: str, threads: int, waiting: int, *, in_turn: bool = False) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"recsys-api-{name}")
        self._places = threads + waiting
        self._taken = 0  # read and written on the event loop only
        self._turn = Lock() if in_turn else None

    async def run(self, request: Request, work: Work) -> Response:
        """Run the work on a thread of the lane; work that has not begun ends with its client.

        Raises
        ------
        Problem
            `busy` if too many queries are waiting, `out-of-time` after `REQUEST_SECONDS`.
        """
        if self._taken >= self._places:
            raise Problem("busy", f"{self._taken} queries of this kind are ahead. Try again later.")
        self._taken += 1
        submitted = self._threads.submit(self._in_turn, work)
        answer = asyncio.wrap_future(submitted)
        answer.add_done_callback(self._leave)
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            either: set[asyncio.Future[Any]] = {answer, gone}
            await asyncio.wait(either, timeout=REQUEST_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            if gone.done():
                return Response(status_code=CLIENT_CLOSED)
        finally:
            gone.cancel()
            answer.cancel()
        detail = f"Stopped after {REQUEST_SECONDS:g} seconds. Ask for less, or try again later."
        raise Problem("out-of-time", detail)

    def _leave(self, _: asyncio.Future[Response]) -> None:
        self._taken -= 1

    def _in_turn(self, work: Work) -> Response:
        if self._turn is None:
            return work()
        has_turn = self._turn.acquire(timeout=TURN_SECONDS)
        try:
            return work()
        finally:
            if has_turn:
                self._turn.release()


class Lanes:
    """The lanes of one application.

    A quick query is a few milliseconds of work, mostly in Python, which runs one thread at a time:
    several at once would take turns, and each would end as late as the last. So they run one after
    another, unless one takes long. Sentences, which may load the text model, and long queries have
    one thread each.
    """

    def __init__(self) -> None:
        if sys.getswitchinterval() > SWITCH_SECONDS:
            sys.setswitchinterval(SWITCH_SECONDS)
        self._lanes: dict[LaneName, Lane] = {
            "quick": Lane("quick", 1 + (os.cpu_count() or 1), 1_000, in_turn=True),
            "text": Lane("text", 1, 64),
            "long": Lane("long", 1, 64),
        }

    async def run(self, name: LaneName, request: Request, work: Work) -> Response:
        """Run the work in the named lane; see `Lane.run`."""
        return await self._lanes[name].run(request, work)


async def _disconnected(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
