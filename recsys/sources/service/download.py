"""One file from a web server: resumed, checked, and put in its place in one step.

Beside a file lies what the server said of it (`<name>.json`), so that a file that has not changed
is not fetched again. While it comes it lies in `part-<name>`, again with what was said of it: the
rest is only asked for on condition that the file is still the same, and never put to the beginning
of another one.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

import requests
import urllib3

from recsys.errors import DamagedDownload, DiskFull, FetchError, SourceError
from recsys.sources.service.client import (
    CONNECT_TIMEOUT,
    PATIENCE,
    READ_TIMEOUT,
    USER_AGENT,
    OnWait,
    Trouble,
)
from recsys.sources.service.pace import Clock, backoff, retry_after
from recsys.sources.service.version import Version, disk_of, note_of, read_note, write_note

CHUNK = 1 << 16

BEGINNINGS = 4
"""So often a file is begun from its first byte in one run before it is given up."""


class Bar(Protocol):
    """A progress bar of bytes, as tqdm has it."""

    def update(self, n: int, /) -> object:
        """So many bytes more have arrived."""
        ...


OpenBar = Callable[[str, int | None, int], AbstractContextManager[Bar]]
"""Opens the bar of a file: its name, its bytes if known, and how many are here already."""


class NoBar:
    """Shows nothing."""

    def update(self, n: int, /) -> object:
        return n


@dataclass(frozen=True)
class Downloaded:
    """What became of a file: its bytes, how many of them came now, and whether it was new."""

    path: Path
    size: int
    fetched: int
    changed: bool


class Download:
    """Getting one file.

    Parameters
    ----------
    check : callable
        Reads the finished file to its end and returns its SHA-256; raises SourceError if it is
        damaged.
    patience : float
        Seconds of waiting in all without a new byte.
    open_bar : callable
        Opens a progress bar at every answer that holds bytes.
    on_wait : callable
        Told the seconds and the reason before every wait.
    """

    def __init__(
        self,
        session: requests.Session,
        url: str,
        target: Path,
        check: Callable[[Path], str],
        *,
        clock: Clock | None = None,
        patience: float = PATIENCE,
        read_timeout: float = READ_TIMEOUT,
        open_bar: OpenBar = lambda _name, _size, _have: nullcontext(NoBar()),
        on_wait: OnWait = lambda _seconds, _reason: None,
    ) -> None:
        self._session, self._url, self._target, self._check = session, url, target, check
        self._part = target.with_name(f"part-{target.name}")
        self._clock, self._patience = clock or Clock(), patience
        self._timeout = (CONNECT_TIMEOUT, read_timeout)
        self._open_bar, self._on_wait = open_bar, on_wait
        self._fetched = self._begun = 0
        self._damage: SourceError | None = None

    def run(self) -> Downloaded:
        """Get the file, or find that it has not changed.

        Raises
        ------
        FetchError
            The server refuses, or there was no new byte for longer than patience lasts.
        DamagedDownload
            The file came twice, and was damaged both times.
        DiskFull
            It does not fit.
        """
        self._target.parent.mkdir(parents=True, exist_ok=True)
        changed = self._take_up_whole_part()
        waited, failures = 0.0, 0
        while True:
            before = self._have()
            outcome = self._attempt()
            if isinstance(outcome, Downloaded):
                return replace(outcome, changed=outcome.changed or changed)
            if self._have() > before:
                waited, failures = 0.0, 0
            failures += 1
            wait = max(outcome.wait or 0.0, backoff(failures))
            if waited + wait > self._patience or self._begun == BEGINNINGS:
                raise FetchError(
                    f"{self._url} does not come whole; the last try: {outcome.reason}. What "
                    "arrived is kept; the same command goes on from there."
                )
            self._on_wait(wait, outcome.reason)
            self._clock.sleep(wait)
            waited += wait

    def _attempt(self) -> Downloaded | Trouble:
        """One request, and what comes of it."""
        begun = read_note(self._part)
        have = self._have()
        if begun is None or begun.url != self._url or not begun.condition or not have:
            self._drop_part()
            begun, have = None, 0
        here = self._here
        try:
            response = self._session.get(
                self._url, headers=_headers(begun, have, here), timeout=self._timeout, stream=True
            )
            with response:
                return self._take(response, begun, have, here)
        except requests.Timeout:
            return Trouble("no answer in time")
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            return Trouble(f"the connection failed ({type(error).__name__})")

    def _take(
        self, response: requests.Response, begun: Version | None, have: int, here: Version | None
    ) -> Downloaded | Trouble:
        status, version = response.status_code, Version.of(self._url, response)
        if here and (status == 304 or (status == 200 and _unchanged(here, version))):
            self._drop_part()
            return Downloaded(self._target, self._target.stat().st_size, self._fetched, False)
        if status == 206 and begun:
            if not _continues(response, begun.size, have) or begun.agrees(version) is False:
                self._drop_part()
                return Trouble("a part that does not fit the beginning")
            return self._receive(response, begun, have)
        if status == 200:
            self._drop_part()
            write_note(self._part, version)
            self._begun += 1
            return self._receive(response, version, 0)
        if status in (206, 304, 416):
            self._drop_part()
            return Trouble(f"an answer that was not asked for ({status})")
        if status in (408, 429) or status >= 500:
            wait = retry_after(response.headers.get("Retry-After"))
            return Trouble(f"trouble on the server's side ({status})", wait)
        hint = "there is no such file" if status == 404 else "the server refuses it"
        raise FetchError(f"{self._url}: {hint} ({status}).", status)

    def _receive(
        self, response: requests.Response, version: Version, have: int
    ) -> Downloaded | Trouble:
        self._refuse_too_large(version, have)
        with (
            disk_of(self._part),
            self._open_bar(self._target.name, version.size, have) as bar,
            self._part.open("ab") as file,
        ):
            # As it lies on the server: a header may call the packed file itself an encoding.
            for chunk in response.raw.stream(CHUNK, decode_content=False):
                file.write(chunk)
                self._fetched += len(chunk)
                bar.update(len(chunk))
            file.flush()
            os.fsync(file.fileno())
        have = self._have()
        if version.size is not None and have != version.size:
            if have > version.size:
                self._drop_part()
            return Trouble(f"{have:,} bytes of a file that should have {version.size:,}")
        return self._finish(replace(version, size=have)) or Downloaded(
            self._target, have, self._fetched, True
        )

    def _take_up_whole_part(self) -> bool:
        """Whether all of the file was here when the run before was stopped; put in its place."""
        begun = read_note(self._part)
        whole = begun is not None and begun.url == self._url and 0 < self._have() == begun.size
        return whole and begun is not None and self._finish(begun) is None

    def _finish(self, version: Version) -> Trouble | None:
        """Check the whole file and put it in its place; a damaged one is fetched once more."""
        try:
            version = replace(version, sha256=self._check(self._part))
        except SourceError as error:
            self._drop_part()
            if self._damage is not None:
                raise DamagedDownload(self._url, error.finding) from error
            self._damage = error
            return Trouble(f"what came is damaged ({error.finding})")
        # First the file, then what is said of it: the other way round, a kill in between would
        # leave an old file that passes for the new one.
        os.replace(self._part, self._target)
        write_note(self._target, version)
        self._drop_part()
        return None

    def _refuse_too_large(self, version: Version, have: int) -> None:
        free = shutil.disk_usage(self._part.parent).free
        if version.size is not None and version.size - have > free:
            raise DiskFull(self._part.parent, version.size - have, free)

    @cached_property
    def _here(self) -> Version | None:
        """What was said of the file that is here; None if there is none, or not as it was."""
        said = read_note(self._target)
        if said is None or said.url != self._url or not self._target.is_file():
            return None
        with self._target.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == said.sha256
        return said if same else None

    def _have(self) -> int:
        return self._part.stat().st_size if self._part.is_file() else 0

    def _drop_part(self) -> None:
        """The bytes first: without them, what is said of them can do no harm."""
        self._part.unlink(missing_ok=True)
        note_of(self._part).unlink(missing_ok=True)


def new_session() -> requests.Session:
    """A session that says what program asks, and wants files as they lie on the server."""
    session = requests.Session()
    session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
    return session


def _headers(begun: Version | None, have: int, here: Version | None) -> dict[str, str]:
    if begun and begun.condition:
        return {"Range": f"bytes={have}-", "If-Range": begun.condition}
    headers = {}
    if here and here.etag:
        headers["If-None-Match"] = here.etag
    if here and here.modified:
        headers["If-Modified-Since"] = here.modified
    return headers


def _unchanged(here: Version, version: Version) -> bool:
    """Whether a whole answer is what is here already: from a server that knows no conditions."""
    return bool(here.agrees(version)) and here.size == version.size


def _continues(response: requests.Response, size: int | None, have: int) -> bool:
    """Whether a partial answer begins where the part ends, and is of a file of that size."""
    said = re.fullmatch(
        r"bytes (\d+)-(\d+)/(\d+|\*)", response.headers.get("Content-Range", "").strip()
    )
    if not said or int(said[1]) != have:
        return False
    return size is None or said[3] in ("*", str(size))
