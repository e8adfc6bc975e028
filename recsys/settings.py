"""Settings: read from the environment, documented here and nowhere else.

Streamlit copies the top-level entries of its secrets file into the environment, so a hosted app
sets them there. `docs/data.md` prints this table; a test holds the two together.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, what it does, and what holds when it is not set."""

    name: str
    meaning: str
    default: str = ""

    def get(self) -> str:
        """The value in the environment, or the default; blank counts as not set."""
        return os.environ.get(self.name, "").strip() or self.default


STORE = Setting("CINEGRAPH_STORE", "folder of the builds", str(PROJECT / "data" / "store"))
SETTINGS: tuple[Setting, ...] = (STORE,)
"""Every setting there is, in the order of the documentation."""
