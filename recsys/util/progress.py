"""Progress of long work, as one line of text a step."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with a short description at the start of each step."""
