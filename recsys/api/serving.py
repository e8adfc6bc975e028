"""Servers: the API alone, or the pages with the API beside them."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn
from starlette.applications import Starlette

from recsys import settings
from recsys.api.application import routes
from recsys.errors import DamagedStore, NoStore
from recsys.live import live


def serve_api(host: str, port: int, workers: int) -> None:
    """Serve the API until interrupted, with this many processes."""
    uvicorn.run(
        "recsys.api.serving:standalone",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        # Queries are private. A proxy in front may keep a log.
        access_log=False,
        server_header=False,
    )


def serve_app(host: str, port: int) -> None:
    """Replace this process by a Streamlit server of the pages and the API."""
    # Streamlit reads the theme from the folder of the script.
    command = [sys.executable, "-m", "streamlit", "run", str(settings.PROJECT / "app.py")]
    command += ["--server.address", host, "--server.port", str(port)]
    # `execv` keeps the process, so signals reach the server itself.
    os.execv(sys.executable, command)  # noqa: S606


def standalone() -> Starlette:
    """Return the API as an application, at the same addresses as beside the pages."""

    @asynccontextmanager
    async def opened(_: Starlette) -> AsyncIterator[None]:
        # Requests report a missing or damaged store; it may be repaired before they come.
        with suppress(NoStore, DamagedStore), live().lease() as store:
            store.movies.warm_up()
        yield

    return Starlette(routes=routes(), lifespan=opened)
