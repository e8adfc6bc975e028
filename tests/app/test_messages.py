"""The messages a browser receives, checked as the browser applies them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.sessions import Session, stream_of

T = TypeVar("T")

FILM = "tt0000001"
PAUSES = (0.0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05)
"""Seconds between moves."""
SESSIONS = 4
SILENCE = 3.0
"""Seconds without a message after which a session is idle."""


class Reader(Session):
    """A session that keeps track of the blocks of its page, as a browser does."""

    def __init__(self, connection: ClientConnection, page: str, query: str = "") -> None:
        super().__init__(connection, query, start=page, moves="k")
        self.children: dict[tuple[int, ...], int] = {}

    def note(self, message: ForwardMsg) -> bool:
        """Apply a delta; a browser stops with an error if its block does not exist."""
        if message.WhichOneof("type") == "delta":
            *parent, index = message.metadata.delta_path
            block = tuple(parent)
            if len(block) == 1:
                self.children.setdefault(block, 0)
            assert block in self.children, f"block {block} does not exist"
            assert index <= self.children[block], f"{index} of {self.children[block]} in {block}"
            self.children[block] = max(self.children[block], index + 1)
            if message.delta.WhichOneof("type") == "add_block":
                self.children.setdefault((*block, index), 0)
        return super().note(message)


def test_moves_faster_than_the_page(app_url: str) -> None:
    """A burst of moves reruns the fragment again and again and sends no delta without a block."""
    _run(_all(app_url))


def _run(work: Coroutine[None, None, T]) -> T:
    """Run in a thread of its own, because Playwright's loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _all(address: str) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(SESSIONS):
            group.create_task(_burst(address))


async def _burst(address: str) -> None:
    async with connect(stream_of(address), max_size=None) as connection:
        session = Reader(connection, "movies", f"movie={FILM}")
        await session.run()
        for pause in PAUSES:
            for shown in range(5, 40, 5):
                await session.send_rerun(shown)
                await asyncio.sleep(pause)
        received = 0
        while True:
            try:
                data = await asyncio.wait_for(connection.recv(), SILENCE)
            except TimeoutError:
                break
            session.note(ForwardMsg.FromString(data))
            received += 1
        assert received
        assert not session.errors
