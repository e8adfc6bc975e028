"""The API over the demo, called in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from recsys.api import routes
from recsys.catalog import Store, open_store
from recsys.ingest.pipeline import build_demo
from recsys.live import LiveStore


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the demo, which has overviews and vectors."""
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    return folder


@pytest.fixture(scope="session")
def store(demo: Path) -> Iterator[Store]:
    """The same store, opened in Python."""
    with open_store(demo) as opened:
        yield opened


@pytest.fixture(scope="session")
def application(demo: Path) -> Iterator[Starlette]:
    """The API as it is mounted."""
    live = LiveStore(demo)
    yield Starlette(routes=routes(live))
    live.close()


@pytest.fixture(scope="session")
def client(application: Starlette) -> Iterator[TestClient]:
    with TestClient(application, "http://filmkin", raise_server_exceptions=False) as opened:
        yield opened


def client_of(folder: Path) -> TestClient:
    """Return a client of an API over another folder."""
    application = Starlette(routes=routes(LiveStore(folder)))
    return TestClient(application, "http://filmkin", raise_server_exceptions=False)
