"""Long queries, quick ones beside them, and clients that leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

import pytest
from fastapi import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from recsys.api.lanes import CLIENT_CLOSED, Lane, Lanes
from recsys.api.problems import Problem
from recsys.catalog import Store
from recsys.errors import InvalidArgument
from recsys.movies.cost import MAX_COST, check_cost, query_cost

TOO_MUCH = "&".join(["k=500&diversity=1", *(f"id={film}" for film in range(100))])


class Client:
    """A client that waits for its answer until it leaves."""

    def __init__(self) -> None:
        self._left = asyncio.Event()

    def leave(self) -> None:
        self._left.set()

    @property
    def request(self) -> Request:
        return Request({"type": "http"}, self._receive)

    async def _receive(self) -> dict[str, str]:
        await self._left.wait()
        return {"type": "http.disconnect"}


def waiting_for(event: Event) -> Callable[[], Response]:
    def work() -> Response:
        assert event.wait(60)
        return Response("long")

    return work


def test_an_expensive_query_is_refused_before_any_work(client: TestClient, store: Store) -> None:
    response = client.get(f"/api/v1/movies/similar?{TOO_MUCH}")
    assert response.status_code == 422
    assert response.json()["type"].endswith("invalid-parameter")
    # The ids do not exist: had any work begun, the answer were 404.
    assert "lower k to 100 or the number of films to 20" in response.json()["detail"]
    films = store.movies.best_known(100)
    with pytest.raises(InvalidArgument, match="lower k to 100"):
        store.movies.similar(films, 500, diversity=1)
    assert store.movies.similar(films, 500).height


@pytest.mark.parametrize(("seeds", "k", "diversity"), [(100, 100, 1), (20, 500, 1), (100, 500, 0)])
def test_the_remedies_are_within_the_budget(seeds: int, k: int, diversity: float) -> None:
    check_cost(seeds, k, diversity)
    assert query_cost(seeds, k, diversity) == MAX_COST


def test_quick_queries_do_not_wait_for_long_ones() -> None:
    async def scenario() -> None:
        lanes, end = Lanes(), Event()
        long = [
            asyncio.create_task(lanes.run("long", Client().request, waiting_for(end)))
            for _ in range(64)
        ]
        try:
            for _ in range(20):
                quick = await lanes.run("quick", Client().request, lambda: Response("quick"))
                assert quick.body == b"quick"
            assert not any(task.done() for task in long)
        finally:
            end.set()
        assert {response.body for response in await asyncio.gather(*long)} == {b"long"}

    asyncio.run(scenario())


def test_a_full_lane_refuses() -> None:
    async def scenario() -> None:
        lane, end = Lane("test", 1, 2), Event()
        tasks = [
            asyncio.create_task(lane.run(Client().request, waiting_for(end))) for _ in range(3)
        ]
        await asyncio.sleep(0)
        try:
            with pytest.raises(Problem) as refused:
                await lane.run(Client().request, waiting_for(end))
            assert refused.value.name == "busy"
        finally:
            end.set()
        await asyncio.gather(*tasks)
        assert (await lane.run(Client().request, lambda: Response("again"))).body == b"again"

    asyncio.run(scenario())


def test_what_a_client_left_is_not_computed() -> None:
    async def scenario() -> None:
        lane, end, computed = Lane("test", 1, 30), Event(), []

        def work() -> Response:
            computed.append(1)
            return Response()

        first = asyncio.create_task(lane.run(Client().request, waiting_for(end)))
        clients = [Client() for _ in range(30)]
        tasks = [asyncio.create_task(lane.run(client.request, work)) for client in clients]
        await asyncio.sleep(0)
        for client in clients:
            client.leave()
        answers = await asyncio.gather(*tasks)
        assert {answer.status_code for answer in answers} == {CLIENT_CLOSED}
        end.set()
        await first
        await lane.run(Client().request, lambda: Response("after them"))
        assert not computed

    asyncio.run(scenario())


@pytest.mark.parametrize("digits", ["9" * 5_000, "9" * 11, "-1", "²"])
def test_any_content_length(client: TestClient, digits: str) -> None:
    headers = {"Content-Length": digits.encode()}
    assert client.get("/api/v1/health", headers=headers).status_code == 413  # type: ignore[arg-type]
