"""IMDb's data set files from IMDb: those that changed, whole."""

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
from recsys.sources.http.version import Version, read_note, write_note
from recsys.sources.imdb import files as imdb_files
from recsys.util.hashing import sha256_of
from recsys.util.urls import redact_url

TERMS = "https://developer.imdb.com/non-commercial-datasets/"

OpenBar = Callable[[str], AbstractContextManager[Show]]
"""Opens the progress bar of a file, by its name."""


@dataclass(frozen=True)
class Downloaded:
    """What became of a file: its bytes, how many came now, and whether it is another one now."""

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
    """Bring a folder up to date with IMDb; a build can be given it afterwards.

    A file that is coming lies in `part-<name>`, and takes the place of the one before in one step
    when it is whole and sound. Which version is here stands in `<name>.json`.

    Parameters
    ----------
    akas : bool
        Whether titles in other languages (`title.akas`) are fetched as well.
    on_file : callable
        Told of every file that is up to date.
    options
        Further ones of `Download`.

    Raises
    ------
    FetchError
        A server that refuses or keeps failing, or another download into this folder; files that
        are here by then stay, and what arrived of the next one.
    DamagedDownload, StoreUnwritable
        Likewise.
    """
    base = web_address(settings.IMDB_URL, url or settings.IMDB_URL.get())
    datasets = imdb_files.REQUIRED + (imdb_files.OPTIONAL if akas else ())
    done = []
    with _alone(folder):
        for dataset in datasets:
            target = folder / f"{dataset}.tsv.gz"
            with open_bar(target.name) as show:
                done.append(_bring(f"{base}/{target.name}", target, dataset, show, options))
            on_file(done[-1])
    return done


def _bring(url: str, target: Path, dataset: str, show: Show, options: dict[str, Any]) -> Downloaded:
    """One file; if what came is damaged, it is fetched once more from its first byte."""
    part, received, finding = target.with_name(f"part-{target.name}"), 0, ""
    for _ in range(2):
        fetched = Download(
            url,
            part,
            settings.IMDB_URL.name,
            target.name,
            lambda: shutil.disk_usage(part.parent).free,
            known=_here(target),
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
        # First the file, then what was said of it: the other way round, a kill in between would
        # leave an old file that passes for the new one.
        os.replace(part, target)
        write_note(target, replace(fetched.version, size=file.size, sha256=file.sha256))
        return Downloaded(target, file.size, received, True)
    raise DamagedDownload(redact_url(url), finding)


def _here(target: Path) -> Version | None:
    """What was said of the file that is here; None if there is none, or not as it was put."""
    said = read_note(target)
    return said if said and target.is_file() and sha256_of(target) == said.sha256 else None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One download into a folder at a time: two would write into the same part."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "download.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise FetchError(
            f"Another download into {folder} is under way; wait until it ends."
        ) from error
    try:
        yield
    finally:
        lock.release()
