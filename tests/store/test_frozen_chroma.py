"""A Chroma server that accepts connections and never answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import recsys
from recsys.api import routes
from recsys.cli import main
from recsys.errors import InvalidArgument
from recsys.ingest.pipeline import build_demo
from recsys.live import LiveStore
from recsys.store import chroma, vector_index
from recsys.util.deadline import within

SIMILAR = "/api/v1/movies/tt0096908/similar?k=3"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frozen")
    build_demo(folder)
    return folder


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The setting names a socket whose connections are never accepted, let alone answered."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        monkeypatch.setenv("FILMKIN_CHROMA_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setattr(chroma, "CALL_SECONDS", 0.3)
        yield


def test_the_exact_product_answers_and_health_says_so(demo: Path, frozen: None) -> None:
    live = LiveStore(demo)
    with TestClient(Starlette(routes=routes(live)), "http://filmkin") as client:
        first = client.get(SIMILAR)
        assert first.status_code == 200
        with live.lease() as store:
            store.movies.warm_up()
            assert store._index is not None
            assert store._index._opened.wait(60)
        again = client.get(SIMILAR)
        assert again.json()["results"] == first.json()["results"]
        health = client.get("/api/v1/health")
        assert health.status_code == 200
        assert health.json()["chroma_problem"] is True
        assert health.json()["chroma_open"] is False
    live.close()


def test_a_server_that_freezes_later(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that hangs is given up, and then the index rests before it is asked again."""
    asked, answered = [], Event()

    def hang(**_: object) -> None:
        asked.append(1)
        answered.wait(60)

    with recsys.open_store(demo) as store:
        assert store.vectors is not None
        vector = store.vectors.matrix[0]
        assert store.movies.has_texts
        index = store._index
        assert index is not None
        index.wait()
        monkeypatch.setenv("FILMKIN_CHROMA_URL", "http://127.0.0.1:9")
        monkeypatch.setattr(chroma, "CALL_SECONDS", 0.2)
        monkeypatch.setattr(vector_index, "PAUSE_SECONDS", 600.0)
        monkeypatch.setattr(index._collection, "query", hang)
        for _ in range(5):
            assert index.nearest(vector, 5) is None  # so that the exact product answers
        assert len(asked) == 1
        assert "no answer within" in store.chroma_problem
        answered.set()
        monkeypatch.delenv("FILMKIN_CHROMA_URL")


def test_commands_end_and_say_so(
    demo: Path, frozen: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["builds", "--store", str(demo)]) == 0
    assert "no answer within" in capsys.readouterr().err


def test_a_call_in_time() -> None:
    assert within(60, lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 // 0)
    with pytest.raises(InvalidArgument):
        within(60, _refuse)
    hold = Event()
    with pytest.raises(TimeoutError, match="within"):
        within(0.01, hold.wait, 60)
    hold.set()


def _refuse() -> None:
    raise InvalidArgument("refused")
