"""Answers that an object keeps, so that the same question is not computed twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

P = ParamSpec("P")
R = TypeVar("R")


def cached_method(method: Callable[P, R], most: int) -> Callable[P, R]:
    """A method of an object that remembers its last `most` answers, to be kept by that object.

    It does not hold on to the object: with `lru_cache` alone the two would hold each other, and
    all that a closed build had mapped and computed would stay until Python looks for cycles.
    """
    weak = WeakMethod(method)

    def ask(*arguments: P.args, **named: P.kwargs) -> R:
        bound = weak()
        assert bound is not None, "asked through its object"
        return bound(*arguments, **named)

    kept: Callable[..., R] = lru_cache(most)(ask)
    return kept
