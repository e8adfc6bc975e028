"""The Chroma collection of a build: in its folder, or on a server."""

from __future__ import annotations

import os
from collections.abc import Container
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recsys import settings
from recsys.errors import InvalidArgument
from recsys.store.sqlite import replace_old_sqlite
from recsys.util.urls import parse_http_url, redact_url

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

SPACE = "cosine"
_PREFIX = "filmkin-"


def open_client(folder: Path) -> Any:
    """A client of the server in the settings, else of the collection in a folder; close it.

    Raises
    ------
    InvalidArgument
        The server's address is not one, or no server answers there.
    OldSqlite
    """
    replace_old_sqlite()
    # Imported here: it takes most of a second, and many commands need none of it.
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    url = settings.CHROMA_URL.get()
    if not url:
        return chromadb.PersistentClient(str(folder), settings=quiet)
    # Messages never hold the setting itself: it may carry a password.
    address = parse_http_url(url)
    if address is None or address.hostname is None:
        raise InvalidArgument(
            f"{settings.CHROMA_URL.name} is not an http address, such as https://host:8000."
        )
    token = settings.CHROMA_TOKEN.get()
    secure = address.scheme == "https"
    try:
        return chromadb.HttpClient(
            host=address.hostname,
            port=address.port or (443 if secure else 8000),
            ssl=secure,
            headers={"Authorization": f"Bearer {token}"} if token else None,
            settings=quiet,
        )
    except ValueError as error:  # Chroma's word for no connection
        raise InvalidArgument(
            f"{settings.CHROMA_URL.name} is {redact_url(url)}, and no Chroma server answers there "
            f"({error})."
        ) from error


def collections_elsewhere(builds: Container[str]) -> list[str]:
    """Collections on the server in the settings that are of none of these builds.

    They may be of another store's builds, so nothing removes them by itself. Empty where the
    settings name no server.

    Raises
    ------
    InvalidArgument
        As `open_client` does, or the server does not say.
    """
    if not settings.CHROMA_URL.get():
        return []
    with closing(open_client(Path())) as client:
        try:
            names = sorted(collection.name for collection in client.list_collections())
        except Exception as error:  # Chroma's own and its transport's
            raise InvalidArgument(f"The Chroma server lists no collections ({error}).") from error
    ours = [name for name in names if name.startswith(_PREFIX)]
    return [name for name in ours if name.removeprefix(_PREFIX) not in builds]


def is_read_only(folder: Path) -> bool:
    """Whether a collection lies where Chroma can't open it: it writes to its SQLite file then."""
    file = folder / "chroma.sqlite3"
    return not settings.CHROMA_URL.get() and file.exists() and not os.access(file, os.W_OK)


def collection_name(build_id: str) -> str:
    """One collection a build, so that a server can hold the live one beside the next."""
    return f"{_PREFIX}{build_id}"


def get_collection(client: Any, build_id: str) -> Collection:
    """The collection of a build; raises `chromadb.errors.NotFoundError` where there is none."""
    collection: Collection = client.get_collection(
        collection_name(build_id), embedding_function=None
    )
    return collection


def create_collection(client: Any, build_id: str, facts: dict[str, Any], writes: int) -> Collection:
    """An empty collection that records what its vectors are made with.

    `writes` is how many vectors will be written: Chroma brings its index to disk after that many,
    once and wholly. What it has not, each reader would add again, into the files of the build.
    """
    collection: Collection = client.create_collection(
        collection_name(build_id),
        embedding_function=None,
        metadata=facts,
        configuration={"hnsw": {"space": SPACE, "sync_threshold": writes}},
    )
    return collection


def prepare_update(
    client: Any, before: str, build_id: str, facts: dict[str, Any], writes: int
) -> None:
    """Make a copied collection that of a new build; open it anew before it is written to."""
    get_collection(client, before).modify(
        name=collection_name(build_id),
        metadata=facts,
        configuration={"hnsw": {"sync_threshold": max(1, writes)}},
    )
