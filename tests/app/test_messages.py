"""What a browser is sent, in which order and when."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import TypeVar

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.sessions import Session, stream_of
from tests.app.world import WONG

T = TypeVar("T")

FILM = "tt0000001"
PAUSES = (0.0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05)
"""Seconds from move to move."""
SESSIONS = 4
SILENCE = 3.0
"""Seconds after which nothing more comes."""


class Reader(Session):
    """A session that keeps the blocks of its page as a browser does."""

    def __init__(self, connection: ClientConnection, page: str, query: str = "") -> None:
        super().__init__(connection, query, start=page, moves="k")
        self.children: dict[tuple[int, ...], int] = {}
        self.first: dict[str, float] = {}

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
            kind = message.delta.new_element.WhichOneof("type")
            self.first.setdefault(str(kind), perf_counter())
        return super().note(message)


@pytest.mark.parametrize("page", ["catalogue", f"directors?director={WONG}"])
def test_a_first_visit_sees_the_table_before_the_figures(app_url: str, page: str) -> None:
    """The browser needs a second for what draws figures, and for nothing else meanwhile."""

    async def visit() -> Reader:
        name, _, query = page.partition("?")
        async with connect(stream_of(app_url), max_size=None) as connection:
            session = Reader(connection, name, query)
            await session.run()
        return session

    first = _run(visit()).first
    assert first["plotly_chart"] - first["dataframe"] > 0.3


def test_moves_faster_than_the_page(app_url: str) -> None:
    """Fragments within the one that is drawn anew do not go on alone."""
    _run(_all(app_url))


def _run(work: Coroutine[None, None, T]) -> T:
    """In a thread of its own: Playwright's loop runs in this one."""
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
