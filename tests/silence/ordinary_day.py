"""A day's use of the app on a machine without a network, run as a separate process."""

from __future__ import annotations

import asyncio
import fcntl
import json
import socket
import struct
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

from websockets.asyncio.client import connect

from benchmarks.sessions import Session
from recsys.settings import PROJECT
from tests.app.server import running_app

COMMANDS = (
    ["build", "--demo"],
    ["directors", "Wong Kar-wai", "--limit", "3"],
    ["similar", "Taxi Driver", "-k", "3"],
    ["check"],  # opens Chroma
)
_WONG, _TAXI_DRIVER = "demo-person-wong-kar-wai", "tt0075314"
PAGES: dict[str, dict[str, str]] = {
    "": {},
    "directors": {"director": _WONG},
    "movies": {"movie": _TAXI_DRIVER},
    "discover": {"q": "a heist during a magic show"},  # loads the model, opens Chroma
    "compare": {"director": _WONG},
    "connections": {"from": _WONG, "to": "nm0000217"},
    "catalogue": {},
    "film": {"movie": _TAXI_DRIVER},
    "person": {"person": _WONG},
    "quality": {},
    "your-data": {},
    "about": {"director": _WONG, "movie": _TAXI_DRIVER},
}
"""Every page's address with its parameters."""


def main(folder: Path) -> None:
    _raise_loopback()
    store = folder / "store"
    for words in COMMANDS:
        command = [sys.executable, "-m", "recsys", *words, "--store", str(store)]
        subprocess.run(command, cwd=PROJECT, check=True)
    # On all addresses, as on a host: Streamlit then looks for more of them to print.
    with running_app(store, folder / "app.log", host="0.0.0.0") as address:
        asyncio.run(_visit(address))
        _assert_awake(address)


def _raise_loopback() -> None:
    """A new network namespace has a loopback device that is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh", b"lo", 0)
        [flags] = struct.unpack("16xh", fcntl.ioctl(any_socket, 0x8913, request)[:18])
        if not flags & 1:
            fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", flags | 1))


async def _visit(address: str) -> None:
    """Visit each page once, as a browser does."""
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"
    for page, asked in PAGES.items():
        async with connect(stream, origin=address, max_size=None) as connection:
            session = Session(connection, urlencode(asked), start=page)
            await session.run()
            assert not session.errors, (page, session.errors)


def _assert_awake(address: str) -> None:
    """The visits used the libraries with native code and their own network access."""
    until = monotonic() + 60
    while not (health := _health(address))["chroma_open"] and monotonic() < until:
        sleep(0.1)  # it is opened in the background
    assert health["model_loaded"], health
    assert health["chroma_open"], health


def _health(address: str) -> Any:
    with urlopen(f"{address}/api/v1/health") as response:
        return json.load(response)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
