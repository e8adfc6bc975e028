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
MODEL = Setting(
    "CINEGRAPH_MODEL",
    "text model of a build: a hub's name, a local folder, or all-MiniLM-L6-v2",
    "paraphrase-multilingual-MiniLM-L12-v2",
)
DOCUMENT_PROMPT = Setting(
    "CINEGRAPH_DOCUMENT_PROMPT", "put before each film's text, for models that ask for it"
)
QUERY_PROMPT = Setting(
    "CINEGRAPH_QUERY_PROMPT", "put before a typed sentence, for models that ask for it"
)
CHROMA_URL = Setting(
    "CINEGRAPH_CHROMA_URL", "Chroma server that holds the index, e.g. https://host:8000"
)
CHROMA_TOKEN = Setting("CINEGRAPH_CHROMA_TOKEN", "bearer token of that server")
SETTINGS: tuple[Setting, ...] = (
    STORE,
    MODEL,
    DOCUMENT_PROMPT,
    QUERY_PROMPT,
    CHROMA_URL,
    CHROMA_TOKEN,
)
"""Every setting there is, in the order of the documentation."""
