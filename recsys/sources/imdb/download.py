"""Download those of IMDb's data set files that have changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from recsys import settings
from recsys.errors import DamagedDownload, FetchError, SourceError
from recsys.sources.http.client import web_address
from recsys.sources.http.download import Download, Show
from recsys.sources.http.version import Version, read_version, write_version
from recsys.sources.imdb import files as imdb_files
from recsys.util.hashing import sha256_of
from recsys.util.urls import redact_url

TERMS = "https://developer.imdb.com/non-commercial-datasets/"

OpenBar = Callable[[str], AbstractContextManager[Show]]
"""Opens a progress bar for the file of that name."""


@dataclass(frozen=True)
class Downloaded:
    """An up-to-date file: its size, the bytes received now, and whether it has changed."""

    path: Path
    size: int
    received: int
    changed: bool


def download(
    folder: Path,
    akas: bool = False,
    url: str | None = None,
    *,
    on_file: Callable[[Downloaded], None] = lambda _: None,
    open_bar: OpenBar = lambda _: nullcontext(lambda _here, _whole: None),
    **options: Any,
) -> list[Downloaded]:
    """Bring a folder up to date with IMDb, ready for a build.

    A file is downloaded to `part-<name>` and replaces the previous one in one step once it is
    complete and sound. `<name>.json` records its version.

    Parameters
    ----------
    akas : bool
        Whether to fetch titles in other languages (`title.akas`) as well.
    on_file : callable
        Called with each file once it is up to date.
    options
        Further arguments of `Download`.

    Raises
    ------
    FetchError
        The server refuses or keeps failing, or another download into this folder is running.
        Finished files and the received part of the next one are kept.
    DamagedDownload, StoreUnwritable
        Likewise.
    """
    base = web_address(settings.IMDB_URL, url or settings.IMDB_URL.get())
    datasets = imdb_files.REQUIRED + (imdb_files.OPTIONAL if akas else ())
    done = []
    with _folder_lock(folder):
        for dataset in datasets:
            target = folder / f"{dataset}.tsv.gz"
            with open_bar(target.name) as show:
                done.append(_update(f"{base}/{target.name}", target, dataset, show, options))
            on_file(done[-1])
    return done


def _update(
    url: str, target: Path, dataset: str, show: Show, options: dict[str, Any]
) -> Downloaded:
    """Update one file. A damaged download is retried once, from the first byte."""
    part, received, finding = target.with_name(f"part-{target.name}"), 0, ""
    for _ in range(2):
        fetched = Download(
            url,
            part,
            settings.IMDB_URL.name,
            target.name,
            lambda: shutil.disk_usage(part.parent).free,
            known=_known_version(target),
            show=show,
            **options,
        ).run()
        if not fetched.changed:
            return Downloaded(target, target.stat().st_size, received, False)
        received += fetched.received
        try:
            file = imdb_files.inspect(dataset, part)
        except SourceError as error:
            part.unlink()
            finding = error.finding
            continue
        # The file first: the other way round, a kill in between would leave the old file with the
        # new file's version.
        os.replace(part, target)
        write_version(target, replace(fetched.version, size=file.size, sha256=file.sha256))
        return Downloaded(target, file.size, received, True)
    raise DamagedDownload(redact_url(url), finding)


def _known_version(target: Path) -> Version | None:
    """The recorded version of a file; None if the file is missing or has been altered."""
    version = read_version(target)
    if version is None or not target.is_file() or sha256_of(target) != version.sha256:
        return None
    return version


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    """Allow one download into a folder at a time, as two would write to the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "download.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise FetchError(
            f"Another download into {folder} is running; wait until it ends."
        ) from error
    try:
        yield
    finally:
        lock.release()
