"""Fetch the archive named in the settings, for a host that builds nothing itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from recsys import settings
from recsys.errors import FetchError, InvalidArgument, RecsysError, UnsoundArchive
from recsys.store.layout import StoreFolder
from recsys.store.publish import current_id, has_build
from recsys.util.hashing import sha256_of
from recsys.util.progress import Progress

_log = logging.getLogger(__name__)

_REPORT_EVERY = 5_000_000

_failed: set[tuple[Path, str]] = set()
"""Store root and expected SHA-256 of each fetch that failed in this process."""


def is_due(path: Path | str | None = None) -> bool:
    """Whether the settings name an archive that this store has not unpacked yet."""
    if not settings.STORE_URL.get():
        return False
    store = StoreFolder.at(path)
    return not has_build(store) or _unpacked(store) != settings.STORE_SHA256.get().lower()


def start_is_due(path: Path | str | None = None) -> bool:
    """Whether `start_with_store` would fetch; reads two small files."""
    store = StoreFolder.at(path)
    return is_due(path) and not (_attempt(store) in _failed and has_build(store))


def start_with_store(path: Path | str | None = None, progress: Progress = lambda _: None) -> None:
    """Fetch the archive if it is due, before a process serves the store.

    If the fetch fails and the store has an older build, log a warning, serve that build and do
    not try again in this process.

    Raises
    ------
    InvalidArgument, FetchError, UnsoundArchive, StoreUnwritable, StoreBusy
        As `fetch_store` does, if the store has no build at all.
    """
    store = StoreFolder.at(path)
    if not start_is_due(path):
        return
    try:
        fetch_store(path, progress)
    except RecsysError as error:
        if not has_build(store):
            raise
        _failed.add(_attempt(store))
        _log.warning("The older catalogue is served: %s", error)


def fetch_store(path: Path | str | None = None, progress: Progress = lambda _: None) -> str:
    """Fetch the archive named in the settings, make its build live and return the build's id.

    An interrupted fetch keeps what has arrived and resumes on the next call. If several processes
    start at once, one fetches and the others wait.

    Raises
    ------
    InvalidArgument
        The settings name no archive or no SHA-256.
    FetchError
        The download fails, or the file's SHA-256 is not the one in the settings.
    UnsoundArchive
        The file is not an archive that this version can read.
    StoreUnwritable
        The disk is full.
    StoreBusy
        Another process is building in this store.
    """
    # Imported here: every start checks whether a fetch is due, few fetch.
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
            try:
                unpack(archive, store, progress)
            except UnsoundArchive:
                archive.unlink()  # the next start would only refuse it again
                raise
            _note_unpacked(store, expected)
            archive.unlink()
    return current_id(store)


def _attempt(store: StoreFolder) -> tuple[Path, str]:
    return store.root, settings.STORE_SHA256.get().lower()


def _expected() -> str:
    expected = settings.STORE_SHA256.get().lower()
    if not settings.STORE_URL.get():
        raise InvalidArgument(
            f"{settings.STORE_URL.name} is not set; it must hold the address of an archive."
        )
    if not re.fullmatch(r"[0-9a-f]{64}", expected):
        raise InvalidArgument(
            f"{settings.STORE_SHA256.name} must be the SHA-256 that `filmkin pack` "
            "printed: 64 hexadecimal digits."
        )
    return expected


def _download(archive: Path, expected: str, store: StoreFolder, progress: Progress) -> None:
    """Download and verify. A mismatch after a resumed download is retried once from the start."""
    from recsys.archive.unpack import available_space
    from recsys.sources.http.download import Download

    url, name = settings.STORE_URL.get(), settings.STORE_URL.name
    for _ in range(2):
        fetched = Download(
            url,
            archive,
            name,
            f"the file of {name}",
            lambda: available_space(store.root),
            show=_byte_progress(progress),
            on_wait=lambda _seconds, reason: progress(f"waiting: {reason}"),
        ).run()
        progress("verifying the download")
        actual = sha256_of(archive)
        if actual == expected:
            return
        archive.unlink()
        if fetched.in_one_piece:
            break
        progress("fetching again: the file changed during the download")
    raise FetchError(
        f"The file at {name} has the SHA-256 {actual}, not the one in "
        f"{settings.STORE_SHA256.name}. Pack and publish again, or correct the setting."
    )


def _byte_progress(progress: Progress) -> Callable[[int, int | None], None]:
    """Reports the bytes received, every few megabytes."""
    reported = 0

    def show(received: int, size: int | None) -> None:
        nonlocal reported
        if received // _REPORT_EVERY != reported:
            reported = received // _REPORT_EVERY
            total = f" of {size / 1e6:,.0f}" if size else ""
            progress(f"fetching: {received / 1e6:,.0f}{total} MB")

    return show


def _unpacked(store: StoreFolder) -> str:
    try:
        return store.fetched.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def _note_unpacked(store: StoreFolder, sha256: str) -> None:
    store.fetched.write_text(sha256 + "\n", encoding="utf-8")
