"""The demo catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import recsys
from recsys.catalog import Store
from recsys.ingest.pipeline import build_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    with recsys.open_store(folder) as store:
        yield store
