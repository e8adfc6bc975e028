"""Progress reports of long tasks: one line of text per step."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]
"""Callback that receives a short description at the start of each step."""
