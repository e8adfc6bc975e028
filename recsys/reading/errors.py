"""The error of this package; lists and sources convert it to their own errors."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that can't be read; `reason` says why and what to do, `line` where, if known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(f"line {line}: {reason}" if line else reason)
