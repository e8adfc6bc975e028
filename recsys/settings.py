"""Settings, read from environment variables.

Streamlit copies the top-level entries of its secrets file into the environment, so a hosted app
sets them there; the command line reads that file itself. `docs/data.md` prints the table of
settings, and a test compares the two.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

_PACKAGE = Path(__file__).resolve().parent
_BUNDLED = _PACKAGE / "_app"
"""In an installed package: a copy of what `PROJECT` holds in a checkout."""

_IS_INSTALLED = _BUNDLED.is_dir()

PROJECT = _BUNDLED if _IS_INSTALLED else _PACKAGE.parent
"""Folder of app.py, the pages, their theme and the demo catalogue."""

SECRETS = (Path.home() if _IS_INSTALLED else PROJECT) / ".streamlit" / "secrets.toml"

_USER_DATA = user_data_path("filmkin", appauthor=False)
_DEFAULT_STORE = _USER_DATA / "store" if _IS_INSTALLED else PROJECT / "data" / "store"


@dataclass(frozen=True)
class Setting:
    """An environment variable: its name, its meaning and its default."""

    name: str
    meaning: str
    default: str = ""
    verbatim: bool = False
    """Whether to keep leading and trailing blanks."""

    def get(self) -> str:
        """The value from the environment, else from the secrets file, else the default.

        A blank value counts as not set.
        """
        for value in (os.environ.get(self.name, ""), _secret(self.name)):
            if value.strip():
                return value if self.verbatim else value.strip()
        return self.default

    def put(self, value: str) -> None:
        """Set the value for this process and its children."""
        os.environ[self.name] = value


def _secret(name: str) -> str:
    """A top-level entry of Streamlit's secrets file, or an empty string."""
    try:
        with SECRETS.open("rb") as stream:
            return str(tomllib.load(stream).get(name, ""))
    except (OSError, tomllib.TOMLDecodeError):
        return ""


STORE = Setting("FILMKIN_STORE", "folder of the builds", str(_DEFAULT_STORE))
MODEL = Setting(
    "FILMKIN_MODEL",
    "text model of a build: a name on the Hugging Face hub, a local folder, or all-MiniLM-L6-v2",
    "paraphrase-multilingual-MiniLM-L12-v2",
)
DOCUMENT_PROMPT = Setting(
    "FILMKIN_DOCUMENT_PROMPT",
    "prefix of each film's text, for models that expect one",
    verbatim=True,
)
QUERY_PROMPT = Setting(
    "FILMKIN_QUERY_PROMPT",
    "prefix of a typed sentence, for models that expect one",
    verbatim=True,
)
CHROMA_URL = Setting(
    "FILMKIN_CHROMA_URL", "Chroma server that holds the vector index, e.g. https://host:8000"
)
CHROMA_TOKEN = Setting("FILMKIN_CHROMA_TOKEN", "bearer token of that server")
CORS_ORIGINS = Setting(
    "FILMKIN_CORS_ORIGINS",
    "websites whose pages may call the HTTP API: https://a.example,https://b.example or *",
)
IMDB_URL = Setting(
    "FILMKIN_IMDB_URL", "base address of IMDb's files", "https://datasets.imdbws.com"
)
TRAKT_CLIENT_ID = Setting(
    "TRAKT_CLIENT_ID", "client id of your Trakt application; sent to Trakt, never stored"
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
    "your email or web address; Wikimedia asks for one and then allows more requests",
)
STORE_URL = Setting(
    "FILMKIN_STORE_URL",
    "address of an archive made by `pack`, fetched at the first start; kept secret",
)
STORE_SHA256 = Setting("FILMKIN_STORE_SHA256", "SHA-256 of that archive, as printed by `pack`")
HOSTED = Setting(
    "FILMKIN_HOSTED",
    "1 for a public app: no SQL, local paths or builds; one build open at a time",
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
"""All settings, in the order of the documentation."""

_COMMUNITY_CLOUD = Path("/mount/src")
"""Folder that Streamlit Community Cloud clones repositories into."""


def hosted() -> bool:
    """Whether the app is public, on a shared machine with little memory.

    The setting decides: 0, false, no and off mean no; any other value means yes, the safe
    reading. Without the setting, true on Streamlit Community Cloud.
    """
    value = HOSTED.get().lower()
    if value:
        return value not in ("0", "false", "no", "off")
    return "STREAMLIT_SHARING_MODE" in os.environ or PROJECT.is_relative_to(_COMMUNITY_CLOUD)


def former_settings() -> dict[str, str]:
    """Variables under the project's former name that are set, each with its present name.

    Left out are those whose present name is set too.
    """
    present = (setting.name for setting in SETTINGS if setting.name.startswith("FILMKIN_"))
    former = {name.replace("FILMKIN_", "CINEGRAPH_", 1): name for name in present}
    return {old: new for old, new in former.items() if old in os.environ and new not in os.environ}


def ask_for_silence() -> None:
    """Switch off the telemetry of libraries. Call it before importing them.

    Streamlit's is switched off in `.streamlit/config.toml`, Chroma's in `store/chroma.py`.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
