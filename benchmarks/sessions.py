"""Pages under load: `python -m benchmarks.sessions STORE [--sessions 1 5 20] [--seconds 180]`.

Sessions over Streamlit's websocket protocol open the Directors page of one running app, each with
its own director, and move the rating slider every two seconds. The time from the move to the new
table is measured. One of several sessions is headless Chromium, measured to the table's picture.
Memory is that of the app's process.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

import recsys
from benchmarks import report
from benchmarks.reader import CHROMIUM, Reader, reading
from benchmarks.resident import megabytes
from tests.app.server import running_app

EVERY = 2.0
"""Seconds between moves."""

PAGE, SLIDER = "directors", "rating"
RATINGS = (5.0, 6.0, 6.5, 5.5)
GOALS = {1: 300, 20: 700}
"""Median milliseconds from move to table, by sessions."""


@dataclass
class Session:
    """One connection, with the state of its widgets and the times of its runs."""

    connection: ClientConnection
    query: str
    slider: str = ""
    fragment: str = ""
    page: str = ""
    start: str = PAGE
    moves: str = SLIDER
    milliseconds: list[tuple[float, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def run(self, rating: float | None = None) -> tuple[float, float]:
        """Run the script once; return the ms to the first table and to the end."""
        start = perf_counter()
        await self.send_rerun(rating)
        table = 0.0
        while True:
            message = ForwardMsg.FromString(await self._received())
            if self.note(message) and not table:
                table = perf_counter() - start
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue  # another run follows
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    self.errors.append("the script does not compile")
                break
        if rating is not None and not table:
            self.errors.append("no table arrived")
        return 1e3 * table, 1e3 * (perf_counter() - start)

    async def send_rerun(self, value: float | None = None) -> None:
        """Request one run of the script, with the slider moved or not, without waiting for it."""
        state = ClientState(
            query_string=self.query,
            page_script_hash=self.page,
            page_name="" if self.page else self.start,
        )
        if value is not None:
            state.fragment_id = self.fragment  # only this fragment reruns, as from a browser
            widget = state.widget_states.widgets.add(id=self.slider)
            widget.double_array_value.data.append(value)
        await self.connection.send(BackMsg(rerun_script=state).SerializeToString())

    async def _received(self) -> bytes:
        found = await asyncio.wait_for(self.connection.recv(), timeout=60)
        assert isinstance(found, bytes), "Streamlit sends bytes"
        return found

    def note(self, message: ForwardMsg) -> bool:
        """Record what the next run needs; return whether the message is a table."""
        if message.WhichOneof("type") == "new_session":
            self.page = message.new_session.page_script_hash
        if message.WhichOneof("type") == "page_not_found":
            self.errors.append(f"there is no page {message.page_not_found.page_name!r}")
        if message.WhichOneof("type") != "delta":
            return False
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "slider" and element.slider.query_param_key == self.moves:
            self.slider, self.fragment = element.slider.id, message.delta.fragment_id
        if kind == "exception":
            self.errors.append(element.exception.message)
        return kind == "dataframe"


def main() -> None:
    """Measure one app per number of sessions and write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--sessions", type=int, nargs="+", default=[1, 5, 20])
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--dry", action="store_true", help="print instead of writing RESULTS.md")
    options = parser.parse_args()
    with recsys.open_store(options.store) as store:
        films = store.graph.movie_count
        directors = _well_known(store)
    rows = []
    for sessions in options.sessions:
        with (
            tempfile.NamedTemporaryFile(suffix=".log") as log,
            running_app(options.store, Path(log.name)) as address,
        ):
            rows.append(asyncio.run(_measure(address, directors, sessions, options.seconds)))
    body = "\n\n".join(
        [
            report.machine("streamlit", "polars"),
            f"{films:,} films. Sessions over raw websockets on the Directors page of one app, each "
            f"moving the rating slider every {EVERY:g} s for {options.seconds:g} s, each with "
            "directors of its own; from the move to the new table, and to the end of the run. "
            "Of several sessions one is headless Chromium: from the key to the picture of the new "
            "table, the browser's own delay of a key included. "
            "Anonymous memory of the app before the sessions came, after a minute and at the end.",
            report.table(_HEADER, rows),
        ]
    )
    if options.dry:
        print(body)
    else:
        report.write_section(f"Pages under load, {films:,} films", body)


_HEADER = ("sessions", "moves", "table median ms", "p95 ms", "whole page ms", "goal ms", "errors",
           "MB before", "MB after a minute", "MB after", "MB a further session",
           "Chromium median ms")  # fmt: skip


def _well_known(store: recsys.Store) -> list[str]:
    """Return the directors with most votes, who have the longest results."""
    graph = store.graph
    order = np.argsort(-graph.films_directed, kind="stable")[:200]
    return [graph.people["id"][int(graph.director_persons[row])] for row in order]


async def _measure(
    address: str, directors: list[str], count: int, seconds: float
) -> tuple[str, ...]:
    process = process_of(address)
    async with connect(stream_of(address), max_size=None) as first:
        await _opened(first, directors[-1])  # imports and caches are no session's
    before = megabytes(process)
    sessions, one, reader = [], before, None
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        if count > 1 and CHROMIUM is not None:
            query = urlencode({"director": directors[-2]})
            reader = await stack.enter_async_context(reading(address, query))
        for place in range(count - (reader is not None)):
            connection = await connect(stream_of(address), max_size=None)
            sessions.append(await _opened(connection, directors[place % len(directors)]))
            if place == 0:
                one = megabytes(process)
        until = perf_counter() + seconds
        for place, session in enumerate(sessions):
            group.create_task(_move(session, until, place / count * EVERY))
        if reader is not None:
            group.create_task(_read(reader, until))
        await asyncio.sleep(min(60.0, seconds))
        minute = megabytes(process)
    after = megabytes(process)
    for session in sessions:
        await session.connection.close()
    table, end = np.array([pair for session in sessions for pair in session.milliseconds]).T
    errors = [error for session in sessions for error in session.errors]
    for error in sorted(set(errors)):
        print(f"{count} sessions: {error}")
    return (
        f"{count}", f"{len(table):,}", f"{np.median(table):.0f}", f"{np.percentile(table, 95):.0f}",
        f"{np.median(end):.0f}", f"{GOALS.get(count, '–')}", f"{len(errors)}", f"{before:.0f}",
        f"{minute:.0f}", f"{after:.0f}",
        f"{(after - one) / (count - 1):.1f}" if count > 1 else "–",
        f"{np.median(reader.milliseconds):.0f}" if reader is not None else "–",
    )  # fmt: skip


async def _opened(connection: ClientConnection, director: str) -> Session:
    session = Session(connection, urlencode({"director": director}))
    session.page = ""
    await session.run()
    if not session.slider:
        raise RuntimeError(f"no slider arrived: {session.errors or 'the page has another form'}")
    return session


async def _move(session: Session, end: float, delay: float) -> None:
    """Move the slider every two seconds, or as fast as the app answers."""
    await asyncio.sleep(delay)
    place = 0
    while (start := perf_counter()) < end:
        session.milliseconds.append(await session.run(RATINGS[place % len(RATINGS)]))
        place += 1
        await asyncio.sleep(max(0.0, EVERY - (perf_counter() - start)))


async def _read(reader: Reader, end: float) -> None:
    """Move the slider in a browser."""
    while (start := perf_counter()) < end:
        await reader.move()
        await asyncio.sleep(max(0.0, EVERY - (perf_counter() - start)))


def stream_of(address: str) -> str:
    """Return the websocket address of an app."""
    return address.replace("http", "ws", 1) + "/_stcore/stream"


def process_of(address: str) -> int:
    """Return the process that listens at an address."""
    port = address.rpartition(":")[2]
    found = subprocess.run(["ss", "-ltnp"], check=True, capture_output=True, text=True).stdout
    [line] = [line for line in found.splitlines() if f":{port} " in line]
    process = re.search(r"pid=(\d+)", line)
    assert process is not None, "the app is ours"
    return int(process[1])


if __name__ == "__main__":
    main()
