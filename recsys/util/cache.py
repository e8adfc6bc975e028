"""Caches for methods."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

P = ParamSpec("P")
R = TypeVar("R")


def cached_method(method: Callable[P, R], max_size: int) -> Callable[P, R]:
    """Wrap a bound method in an LRU cache of `max_size` results, for its object to store.

    The cache holds only a weak reference to the object. With plain `lru_cache` the two would
    reference each other, and everything that a closed build has mapped and computed would stay in
    memory until Python collects cycles.
    """
    weak_method = WeakMethod(method)

    def call(*arguments: P.args, **keywords: P.kwargs) -> R:
        bound_method = weak_method()
        assert bound_method is not None, "called through its object"
        return bound_method(*arguments, **keywords)

    cached: Callable[..., R] = lru_cache(max_size)(call)
    return cached
