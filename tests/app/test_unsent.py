"""A slider is moved faster than the page is drawn: what the browser is sent fits together."""

from __future__ import annotations

import asyncio

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.sessions import Session, stream_of

FILM = "tt0000001"
PAUSES = (0.0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05)
"""Seconds from move to move."""
SESSIONS = 4
SILENCE = 3.0
"""Seconds after which nothing more comes."""


class Reader(Session):
    """A session that keeps the blocks of its page as a browser does."""

    def __init__(self, connection: ClientConnection, query: str) -> None:
        super().__init__(connection, query, start="movies", moves="k")
        self.children: dict[tuple[int, ...], int] = {}

    def note(self, message: ForwardMsg) -> bool:
        """Place what came; where its block never came, a browser stops for good."""
        if message.WhichOneof("type") == "delta":
            *parent, place = message.metadata.delta_path
            block = tuple(parent)
            if len(block) == 1:
                self.children.setdefault(block, 0)
            assert block in self.children, f"{block} never came"
            assert place <= self.children[block], f"{place} of {self.children[block]} in {block}"
            self.children[block] = max(self.children[block], place + 1)
            if message.delta.WhichOneof("type") == "add_block":
                self.children.setdefault((*block, place), 0)
        return super().note(message)


def test_moves_faster_than_the_page(app_url: str) -> None:
    """Fragments within the one that is drawn anew do not go on alone."""
    asyncio.run(_all(app_url))


async def _all(address: str) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(SESSIONS):
            group.create_task(_burst(address))


async def _burst(address: str) -> None:
    async with connect(stream_of(address), max_size=None) as connection:
        session = Reader(connection, f"movie={FILM}")
        await session.run()
        for pause in PAUSES:
            for shown in range(5, 40, 5):
                await session.ask(shown)
                await asyncio.sleep(pause)
        received = 0
        while True:
            try:
                found = await asyncio.wait_for(connection.recv(), SILENCE)
            except TimeoutError:
                break
            session.note(ForwardMsg.FromString(found))
            received += 1
        assert received
        assert not session.errors
