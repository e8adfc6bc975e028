"""IMDb's data set files from IMDb: those that changed, whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from recsys import settings
from recsys.errors import FetchError
from recsys.sources import imdb_files
from recsys.sources.service.client import web_address
from recsys.sources.service.download import Download, Downloaded, new_session

TERMS = "https://developer.imdb.com/non-commercial-datasets/"


def download(
    folder: Path,
    akas: bool = False,
    url: str | None = None,
    on_file: Callable[[Downloaded], None] = lambda _: None,
    **options: Any,
) -> list[Downloaded]:
    """Bring a folder up to date with IMDb; `build` can be given it afterwards.

    Parameters
    ----------
    akas : bool
        Whether titles in other languages (`title.akas`) are fetched as well.
    on_file : callable
        Told of every file that is there.
    options
        Those of `Download`.

    Raises
    ------
    FetchError
        A server that refuses or fails for too long, or a download into this folder under way;
        files that are there by then stay.
    DamagedDownload, DiskFull
        Likewise.
    """
    base = web_address(settings.IMDB_URL, url or settings.IMDB_URL.get())
    datasets = imdb_files.REQUIRED + (imdb_files.OPTIONAL if akas else ())
    done = []
    with _alone(folder), new_session() as session:
        for dataset in datasets:
            name = f"{dataset}.tsv.gz"
            check = partial(_checked, dataset)
            done.append(Download(session, f"{base}/{name}", folder / name, check, **options).run())
            on_file(done[-1])
    return done


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


def _checked(dataset: str, path: Path) -> str:
    return imdb_files.inspect(dataset, path).sha256
