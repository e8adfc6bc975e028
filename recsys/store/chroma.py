"""The Chroma collection of a build, in its folder or on a server."""

from __future__ import annotations

import os
from collections.abc import Callable, Container
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from recsys import settings
from recsys.errors import InvalidArgument
from recsys.store.sqlite import replace_old_sqlite
from recsys.util.deadline import within
from recsys.util.urls import parse_http_url, redact_url

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

SPACE = "cosine"

CALL_SECONDS, WRITE_SECONDS = 5.0, 60.0
"""A server that takes longer for a call, or for a batch of vectors, counts as frozen. Chroma's own
client waits forever."""

T = TypeVar("T")
_PREFIX = "filmkin-"


def in_time(call: Callable[..., T], *arguments: Any, seconds: float = 0, **options: Any) -> T:
    """Call Chroma; a server has to answer within `seconds`, by default `CALL_SECONDS`.

    Raises
    ------
    InvalidArgument
        The server does not answer in time.
    """
    if not settings.CHROMA_URL.get():
        return call(*arguments, **options)
    try:
        return within(seconds or CALL_SECONDS, call, *arguments, **options)
    except TimeoutError as error:
        raise InvalidArgument(
            f"The Chroma server at {redact_url(settings.CHROMA_URL.get())} gives {error}. Restart "
            f"it, or unset {settings.CHROMA_URL.name}."
        ) from error


def open_client(folder: Path) -> Any:
    """A client of the server in the settings, else of the database in `folder`. Close it after use.

    Raises
    ------
    InvalidArgument
        The server's address is invalid, or no server answers there.
    OldSqlite
    """
    replace_old_sqlite()
    # Imported here: the import takes most of a second, and many commands do not need it.
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    url = settings.CHROMA_URL.get()
    if not url:
        return chromadb.PersistentClient(str(folder), settings=quiet)
    # Messages never quote the setting itself, which may hold a password.
    address = parse_http_url(url)
    if address is None or address.hostname is None:
        raise InvalidArgument(
            f"{settings.CHROMA_URL.name} is not an http address, such as https://host:8000."
        )
    token = settings.CHROMA_TOKEN.get()
    secure = address.scheme == "https"
    try:
        return in_time(
            chromadb.HttpClient,
            host=address.hostname,
            port=address.port or (443 if secure else 8000),
            ssl=secure,
            headers={"Authorization": f"Bearer {token}"} if token else None,
            settings=quiet,
        )
    except InvalidArgument:
        raise
    except ValueError as error:  # what Chroma raises without a connection
        raise InvalidArgument(
            f"{settings.CHROMA_URL.name} is {redact_url(url)}, and no Chroma server answers there "
            f"({error})."
        ) from error


def collections_elsewhere(builds: Container[str]) -> list[str]:
    """Names of collections on the server that belong to none of these builds.

    They may belong to another store, so they are never removed automatically. Empty if the
    settings name no server.

    Raises
    ------
    InvalidArgument
        As `open_client` does, or the server does not list its collections.
    """
    if not settings.CHROMA_URL.get():
        return []
    with closing(open_client(Path())) as client:
        try:
            names = sorted(collection.name for collection in in_time(client.list_collections))
        except Exception as error:  # Chroma's own and its transport's
            raise InvalidArgument(
                f"The Chroma server can't list its collections ({error})."
            ) from error
    collections = [name for name in names if name.startswith(_PREFIX)]
    return [name for name in collections if name.removeprefix(_PREFIX) not in builds]


def is_read_only(folder: Path) -> bool:
    """Whether Chroma's SQLite file is read-only; Chroma writes to it when opening."""
    file = folder / "chroma.sqlite3"
    return not settings.CHROMA_URL.get() and file.exists() and not os.access(file, os.W_OK)


def collection_name(build_id: str) -> str:
    """Name of a build's collection; one per build, so that a server can hold several."""
    return f"{_PREFIX}{build_id}"


def get_collection(client: Any, build_id: str) -> Collection:
    """The collection of a build; raises `chromadb.errors.NotFoundError` if there is none."""
    collection: Collection = in_time(
        client.get_collection, collection_name(build_id), embedding_function=None
    )
    return collection


def create_collection(client: Any, build_id: str, facts: dict[str, Any], writes: int) -> Collection:
    """Create an empty collection with `facts` as its metadata.

    `writes` is the number of vectors to come. Chroma persists its index after that many writes,
    once and completely; otherwise every reader would index the rest again, in the build's files.
    """
    collection: Collection = in_time(
        client.create_collection,
        collection_name(build_id),
        embedding_function=None,
        metadata=facts,
        configuration={"hnsw": {"space": SPACE, "sync_threshold": writes}},
    )
    return collection


def prepare_update(
    client: Any, previous_id: str, build_id: str, facts: dict[str, Any], writes: int
) -> None:
    """Rename a copied collection for a new build. Reopen the client before writing to it."""
    get_collection(client, previous_id).modify(
        name=collection_name(build_id),
        metadata=facts,
        configuration={"hnsw": {"sync_threshold": max(1, writes)}},
    )
