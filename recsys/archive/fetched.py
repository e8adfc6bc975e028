"""The store of a host that builds nothing: an archive named in the settings, fetched once."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from recsys import settings
from recsys.errors import FetchError, InvalidArgument, NoStore, RecsysError
from recsys.store.layout import StoreFolder
from recsys.store.publish import current_id
from recsys.util.hashing import sha256_of
from recsys.util.progress import Progress

_log = logging.getLogger(__name__)

_TELL_EVERY = 5_000_000

_failed: set[tuple[Path, str]] = set()
"""Stores with the archives that this process could not fetch for them."""


def is_due(path: Path | str | None = None) -> bool:
    """Whether the settings name an archive that this store has not taken yet."""
    if not settings.STORE_URL.get():
        return False
    store = StoreFolder.at(path)
    return not _is_built(store) or _taken(store) != settings.STORE_SHA256.get().lower()


def start_is_due(path: Path | str | None = None) -> bool:
    """Whether `start_with_store` has something to do; costs two looks at small files."""
    store = StoreFolder.at(path)
    return is_due(path) and not (_attempt(store) in _failed and _is_built(store))


def start_with_store(path: Path | str | None = None, progress: Progress = lambda _: None) -> None:
    """Fetch the archive if it is due, for a process that will serve the store.

    Where that fails and an older build is there, that one is served: a warning is logged, and the
    process does not try again.

    Raises
    ------
    InvalidArgument, FetchError, UnsoundArchive, StoreUnwritable, StoreBusy
        As `fetch_store` does, where there is no build at all.
    """
    store = StoreFolder.at(path)
    if not start_is_due(path):
        return
    try:
        fetch_store(path, progress)
    except RecsysError as error:
        if not _is_built(store):
            raise
        _failed.add(_attempt(store))
        _log.warning("The older catalogue is served: %s", error)


def fetch_store(path: Path | str | None = None, progress: Progress = lambda _: None) -> str:
    """Fetch the archive in the settings and make its build live; returns the build's id.

    What has arrived is kept, and the rest is asked for when it is tried again. Where several
    processes start at once, one fetches and the others wait for it.

    Raises
    ------
    InvalidArgument
        The settings do not say which archive, or not its SHA-256.
    FetchError
        It can't be had, or is another file than the one that the settings mean.
    UnsoundArchive
        It is that file, and not a store that this version can read.
    StoreUnwritable
        The disk has no room for it.
    StoreBusy
        Another process is building in this store.
    """
    # Imported here: whether one is due is asked at every start.
    from recsys.archive.unpack import unpack

    store, expected = StoreFolder.at(path), _expected()
    store.archives.mkdir(parents=True, exist_ok=True)
    with FileLock(store.fetch_lock):
        if is_due(path):
            archive = store.archives / f"{expected}.zip"
            for other in store.archives.iterdir():
                if not other.name.startswith(archive.name):
                    other.unlink()
            _download(archive, expected, store, progress)
            unpack(archive, store, progress)
            _take(store, expected)
            archive.unlink()
    return current_id(store)


def _attempt(store: StoreFolder) -> tuple[Path, str]:
    return store.root, settings.STORE_SHA256.get().lower()


def _expected() -> str:
    expected = settings.STORE_SHA256.get().lower()
    if not settings.STORE_URL.get():
        raise InvalidArgument(f"{settings.STORE_URL.name} does not say where the archive is.")
    if not re.fullmatch(r"[0-9a-f]{64}", expected):
        raise InvalidArgument(
            f"{settings.STORE_SHA256.name} must be the SHA-256 that `python -m recsys pack` "
            "printed: 64 hexadecimal digits."
        )
    return expected


def _download(archive: Path, expected: str, store: StoreFolder, progress: Progress) -> None:
    """Fetch and verify; a file that was put together of pieces is fetched once more as a whole."""
    from recsys.archive.unpack import room
    from recsys.sources.http.download import Download

    url, name = settings.STORE_URL.get(), settings.STORE_URL.name
    for _ in range(2):
        fetched = Download(
            url,
            archive,
            name,
            f"the file of {name}",
            lambda: room(store.root),
            show=_telling(progress),
            on_wait=lambda _seconds, reason: progress(f"waiting: {reason}"),
        ).run()
        progress("verifying what was fetched")
        found = sha256_of(archive)
        if found == expected:
            return
        archive.unlink()
        if fetched.in_one_piece:
            break
        progress("fetching anew: the pieces were of different files")
    raise FetchError(
        f"What {name} leads to has the SHA-256 {found}, not the one in "
        f"{settings.STORE_SHA256.name}. Pack and publish again, or correct the setting."
    )


def _telling(progress: Progress) -> Callable[[int, int | None], None]:
    """Says how much has arrived, every few megabytes."""
    told = 0

    def show(here: int, whole: int | None) -> None:
        nonlocal told
        if here // _TELL_EVERY != told:
            told = here // _TELL_EVERY
            of = f" of {whole / 1e6:,.0f}" if whole else ""
            progress(f"fetching: {here / 1e6:,.0f}{of} MB")

    return show


def _is_built(store: StoreFolder) -> bool:
    try:
        current_id(store)
    except NoStore:
        return False
    return True


def _taken(store: StoreFolder) -> str:
    try:
        return store.fetched.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def _take(store: StoreFolder, archive: str) -> None:
    store.fetched.write_text(archive + "\n", encoding="utf-8")
