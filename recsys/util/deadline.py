"""Calls to other machines that end in time, whatever the library they go through."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any, TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[..., T], *arguments: Any, **options: Any) -> T:
    """Return what a call returns, or raise TimeoutError.

    A call that does not end keeps its thread, which does not keep the process.
    """
    ended = Event()
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["result"] = call(*arguments, **options)
        except BaseException as error:
            outcome["error"] = error
        ended.set()

    Thread(target=run, daemon=True, name="within-deadline").start()
    if not ended.wait(seconds):
        raise TimeoutError(f"no answer within {seconds:g} seconds")
    if "error" in outcome:
        raise outcome["error"]
    result: T = outcome["result"]
    return result
