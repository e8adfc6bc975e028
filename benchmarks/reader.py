"""A browser session for `benchmarks.sessions`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from playwright.async_api import Page, WebSocket, async_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.app.server import chromium

CHROMIUM = chromium()
"""None if it is not installed."""

SLIDER = "Minimum rating"
SECONDS = 60
"""Timeout for expected elements."""

_PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Reader:
    """A headless Chromium on the Directors page that moves the slider by keyboard."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._table = asyncio.Event()
        self.milliseconds: list[float] = []
        page.on("websocket", self._listen)

    async def open(self, address: str, query: str) -> None:
        """Open the page and wait for its first table."""
        await self._page.goto(f"{address}/directors?{query}")
        await asyncio.wait_for(self._table.wait(), SECONDS)
        await self._page.get_by_role("slider", name=SLIDER).wait_for()

    async def move(self) -> None:
        """Move one step, alternately up and down; return the time to the new table's picture."""
        self._table.clear()
        key = "ArrowLeft" if len(self.milliseconds) % 2 else "ArrowRight"
        start = perf_counter()
        await self._page.get_by_role("slider", name=SLIDER).press(key)
        await asyncio.wait_for(self._table.wait(), SECONDS)
        await self._page.evaluate(_PAINTED)
        self.milliseconds.append(1e3 * (perf_counter() - start))

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)

    def _received(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            message = ForwardMsg.FromString(frame)
            is_delta = message.WhichOneof("type") == "delta"
            if is_delta and message.delta.new_element.WhichOneof("type") == "dataframe":
                self._table.set()


@asynccontextmanager
async def reading(address: str, query: str) -> AsyncIterator[Reader]:
    """Yield a reader with an open page until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        reader = Reader(await browser.new_page())
        await reader.open(address, query)
        yield reader
        await browser.close()
