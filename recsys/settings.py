"""Settings: read from the environment, documented here and nowhere else.

Streamlit copies the top-level entries of its secrets file into the environment, so a hosted app
sets them there; the command line looks into that file itself. `docs/data.md` prints this table; a
test holds the two together.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SECRETS = PROJECT / ".streamlit" / "secrets.toml"


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, what it does, and what holds when it is not set."""

    name: str
    meaning: str
    default: str = ""
    verbatim: bool = False
    """Whether blanks at its ends belong to it."""

    def get(self) -> str:
        """The value in the environment or the secrets, or the default; blank is not set."""
        for value in (os.environ.get(self.name, ""), _secret(self.name)):
            if value.strip():
                return value if self.verbatim else value.strip()
        return self.default

    def put(self, value: str) -> None:
        """Let a value hold for this process and those that it starts."""
        os.environ[self.name] = value


def _secret(name: str) -> str:
    """A top-level entry of Streamlit's secrets file, for commands that run without Streamlit."""
    try:
        with SECRETS.open("rb") as stream:
            return str(tomllib.load(stream).get(name, ""))
    except (OSError, tomllib.TOMLDecodeError):
        return ""


STORE = Setting("FILMKIN_STORE", "folder of the builds", str(PROJECT / "data" / "store"))
MODEL = Setting(
    "FILMKIN_MODEL",
    "text model of a build: a hub's name, a local folder, or all-MiniLM-L6-v2",
    "paraphrase-multilingual-MiniLM-L12-v2",
)
DOCUMENT_PROMPT = Setting(
    "FILMKIN_DOCUMENT_PROMPT",
    "put before each film's text, for models that ask for it",
    verbatim=True,
)
QUERY_PROMPT = Setting(
    "FILMKIN_QUERY_PROMPT",
    "put before a typed sentence, for models that ask for it",
    verbatim=True,
)
CHROMA_URL = Setting(
    "FILMKIN_CHROMA_URL", "Chroma server that holds the index, e.g. https://host:8000"
)
CHROMA_TOKEN = Setting("FILMKIN_CHROMA_TOKEN", "bearer token of that server")
CORS_ORIGINS = Setting(
    "FILMKIN_CORS_ORIGINS",
    "websites whose pages may ask the HTTP API: https://a.example,https://b.example or *",
)
IMDB_URL = Setting(
    "FILMKIN_IMDB_URL", "address that IMDb's files lie under", "https://datasets.imdbws.com"
)
TRAKT_CLIENT_ID = Setting(
    "TRAKT_CLIENT_ID", "client id of your Trakt application; sent to Trakt and kept nowhere"
)
TRAKT_URL = Setting("FILMKIN_TRAKT_URL", "address of Trakt's API", "https://api.trakt.tv")
WIKIDATA_URL = Setting(
    "FILMKIN_WIKIDATA_URL",
    "address of Wikidata's query service",
    "https://query.wikidata.org/sparql",
)
WIKIPEDIA_URL = Setting(
    "FILMKIN_WIKIPEDIA_URL",
    "address of a Wikipedia's API, with {language} for its language code",
    "https://{language}.wikipedia.org/w/api.php",
)
CONTACT = Setting(
    "FILMKIN_CONTACT",
    "mail or web address of yours; Wikimedia asks for one and allows more requests with it",
)
STORE_URL = Setting(
    "FILMKIN_STORE_URL", "archive made by `pack` that is fetched at first start; kept secret"
)
STORE_SHA256 = Setting("FILMKIN_STORE_SHA256", "SHA-256 of that archive, as `pack` printed it")
HOSTED = Setting(
    "FILMKIN_HOSTED",
    "1 for a public page: no SQL, local paths or builds from it; one build open at a time",
)
SETTINGS: tuple[Setting, ...] = (
    STORE,
    MODEL,
    DOCUMENT_PROMPT,
    QUERY_PROMPT,
    CHROMA_URL,
    CHROMA_TOKEN,
    CORS_ORIGINS,
    IMDB_URL,
    TRAKT_CLIENT_ID,
    TRAKT_URL,
    WIKIDATA_URL,
    WIKIPEDIA_URL,
    CONTACT,
    STORE_URL,
    STORE_SHA256,
    HOSTED,
)
"""Every setting there is, in the order of the documentation."""

_COMMUNITY_CLOUD = Path("/mount/src")
"""Where Streamlit Community Cloud puts the repositories of its apps."""


def hosted() -> bool:
    """Whether strangers use this app on a small machine that is not theirs.

    As the setting says: 1 or 0, also in words. Where it says nothing: on Streamlit Community
    Cloud. A word it does not know counts as 1, the careful answer.
    """
    word = HOSTED.get().lower()
    if word:
        return word not in ("0", "false", "no", "off")
    return "STREAMLIT_SHARING_MODE" in os.environ or PROJECT.is_relative_to(_COMMUNITY_CLOUD)


def ask_for_silence() -> None:
    """Ask libraries that report their use not to; to be called before they are imported.

    Streamlit is told in .streamlit/config.toml, Chroma where it is opened.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
