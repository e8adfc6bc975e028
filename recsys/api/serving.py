"""Starting a server: the API alone, or the pages with the API beside them."""

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
    """Answer requests until interrupted, with so many processes."""
    uvicorn.run(
        "recsys.api.serving:standalone",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        # What people look for is theirs; a proxy in front may keep a log.
        access_log=False,
        server_header=False,
    )


def serve_app(host: str, port: int) -> None:
    """Become a Streamlit server of the pages, which has the API beside them."""
    os.chdir(settings.PROJECT)
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.address", host, "--server.port", str(port)]
    # In place of this process, so that signals reach the server itself.
    os.execv(sys.executable, command)  # noqa: S606


def standalone() -> Starlette:
    """The API as an application of its own, at the same addresses as beside the pages."""

    @asynccontextmanager
    async def opened(_: Starlette) -> AsyncIterator[None]:
        # What is missing or damaged is told to whoever asks; it may be mended meanwhile.
        with suppress(NoStore, DamagedStore), live().lease() as store:
            store.movies.warm_up()
        yield

    return Starlette(routes=routes(), lifespan=opened)
