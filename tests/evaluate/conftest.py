"""A demo store and generated MovieLens ratings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import recsys
from recsys.catalog import Store
from recsys.ingest.pipeline import build_demo
from tests.evaluate.tastes import write_tastes


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder)
    with recsys.open_store(folder) as store:
        yield store


@pytest.fixture(scope="session")
def movielens(demo: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tastes(tmp_path_factory.mktemp("movielens"), demo)
