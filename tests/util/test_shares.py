"""One client's share of a process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, Event, Lock

from recsys.util.shares import Shares


def test_a_client_takes_its_share_and_others_theirs() -> None:
    shares = Shares(2)
    with ExitStack() as running:
        for client in ("a", "a", "b", "b"):
            assert running.enter_context(shares.of(client, 0))
        with shares.of("a", 0) as has_place:
            assert not has_place
        assert running.enter_context(shares.of("c", 0))
    with shares.of("a", 0) as has_place:
        assert has_place


def test_a_waiting_run_gets_the_place_that_another_leaves() -> None:
    shares, entered, leave = Shares(1), Event(), Event()

    def first() -> None:
        with shares.of("a", 0):
            entered.set()
            assert leave.wait(60)

    def second() -> bool:
        with shares.of("a", 60) as has_place:
            return has_place

    with ThreadPoolExecutor(2) as pool:
        holder = pool.submit(first)
        assert entered.wait(60)
        waiting = pool.submit(second)
        leave.set()
        holder.result()
        assert waiting.result()


def test_never_more_than_the_share_at_once() -> None:
    shares, lock, start = Shares(3), Lock(), Barrier(12)
    now = most = 0

    def run() -> None:
        nonlocal now, most
        start.wait()
        for _ in range(50):
            with shares.of("a", 60) as has_place:
                assert has_place
                with lock:
                    now += 1
                    most = max(most, now)
                with lock:
                    now -= 1

    with ThreadPoolExecutor(12) as pool:
        for done in [pool.submit(run) for _ in range(12)]:
            done.result()
    assert most <= 3
