"""One large file over HTTP: what has arrived is kept, and the rest asked for with Range.

Beside what has arrived lies what the server said of the file (`<name>.json`), so that the rest is
asked for on condition that the file is still the same, by another process, too.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
import urllib3

from recsys.errors import FetchError, StoreUnwritable
from recsys.sources.http.client import CONNECT_TIMEOUT, READ_TIMEOUT, USER_AGENT, OnWait
from recsys.sources.http.pace import Clock, backoff, retry_after
from recsys.sources.http.version import Version, note_of, read_note, write_note
from recsys.util.urls import parse_http_url, urls_unlogged

TRIES = 6
"""Failures in a row, with nothing arriving between them, after which it is given up."""

LONGEST_WAIT = 60.0
_AT_ONCE = 1 << 20

Show = Callable[[int, int | None], None]
"""Told the bytes that are here and those of the whole file, if known, after every piece."""


@dataclass(frozen=True)
class Fetched:
    """A file that is here as a whole: what the server says of it, how many of its bytes came now,
    and whether all came in one answer. `changed` is False if it is the known one, not fetched."""

    version: Version
    received: int
    in_one_piece: bool
    changed: bool = True


class _Again(Exception):
    """A try ended early; `wait` is what the server asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        self.reason, self.wait = reason, wait
        super().__init__(reason)


class Download:
    """A file that comes in pieces, into `target`, which holds what has arrived.

    The address may carry a key, so messages and logs name its host alone.

    Parameters
    ----------
    name : str
        What the address is called, for instance the setting that holds it.
    what : str
        What the file is called in messages.
    room : callable
        Bytes that may be written; asked before each try.
    known : Version, optional
        What was said of the file that is here already, elsewhere.
    """

    def __init__(
        self,
        url: str,
        target: Path,
        name: str,
        what: str,
        room: Callable[[], int],
        *,
        known: Version | None = None,
        show: Show = lambda _here, _whole: None,
        on_wait: OnWait = lambda _seconds, _reason: None,
        clock: Clock | None = None,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        parts = parse_http_url(url)
        if parts is None:
            raise FetchError(f"{name} is no web address.")
        self._url, self._target, self._name, self._what = url, target, name, what
        self._host = parts.hostname
        self._room, self._known, self._show, self._on_wait = room, known, show, on_wait
        self._clock, self._timeout = clock or Clock(), (CONNECT_TIMEOUT, read_timeout)
        self._received = 0

    def run(self) -> Fetched:
        """Fetch to the end, from what `target` holds.

        The content is not verified: pieces may be of two files where the server can't say that
        its file has changed, which the caller's check sum finds.

        Raises
        ------
        FetchError
            The server refuses, or keeps failing with nothing arriving.
        StoreUnwritable
            There is no room for it.
        """
        failures = 0
        while True:
            before = self._arrived()
            try:
                fetched = self._try()
            except _Again as again:
                failures = 1 if self._arrived() > before else failures + 1
                if failures >= TRIES:
                    raise FetchError(
                        f"{self._host} did not give {self._what} in {TRIES} tries; the last: "
                        f"{again.reason}. What arrived is kept."
                    ) from None
                wait = min(max(again.wait or 0.0, backoff(failures)), LONGEST_WAIT)
                self._on_wait(wait, again.reason)
                self._clock.sleep(wait)
            else:
                note_of(self._target).unlink(missing_ok=True)
                return fetched

    def _arrived(self) -> int:
        return self._target.stat().st_size if self._target.is_file() else 0

    def _drop(self) -> None:
        """The bytes first: without them, what was said of them can do no harm."""
        self._target.unlink(missing_ok=True)
        note_of(self._target).unlink(missing_ok=True)

    def _try(self) -> Fetched:
        have = self._arrived()
        begun = read_note(self._target) if have else None
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        headers |= _going_on(have, begun) if have else _unless(self._known)
        # Errors of requests hold the whole address, and a trace would print them: `from None`.
        try:
            with (
                urls_unlogged(),
                requests.get(
                    self._url, headers=headers, stream=True, timeout=self._timeout
                ) as response,
            ):
                return self._take(response, have, begun or Version())
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema):
            raise FetchError(f"{self._name} is no web address, or leads to none.") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _Again(f"the connection failed ({type(error).__name__})") from None

    def _take(self, response: requests.Response, have: int, begun: Version) -> Fetched:
        said = Version.of(response.headers)
        if self._known and not have and _is_known(self._known, response.status_code, said):
            return Fetched(self._known, 0, True, changed=False)
        if response.status_code == 416 and _length_of(response) == have:
            return Fetched(begun, self._received, False)  # nothing is left to ask for
        begin = self._judge(response, have, begun)
        if begin == 0:
            self._drop()
            begun = said
        with self._writing():
            if begin == 0:
                write_note(self._target, begun)
            self._write(response, begin)
        return Fetched(begun, self._received, begin == 0)

    def _judge(self, response: requests.Response, have: int, begun: Version) -> int:
        """Where in the file the answer begins."""
        status = response.status_code
        if status == 200:
            return 0
        if status == 206:
            piece = re.match(r"bytes (\d+)-", response.headers.get("content-range", ""))
            same = begun.agrees(Version.of(response.headers)) is not False
            if piece and int(piece[1]) == have and same:
                return have
        if status in (206, 304, 416):
            # Not the piece that was asked for: what is here can't be gone on from.
            self._drop()
            raise _Again(f"another piece than the one asked for ({status})")
        if status in (408, 425, 429) or status >= 500:
            wait = retry_after(response.headers.get("retry-after"))
            raise _Again(f"trouble on the server's side ({status})", wait)
        raise FetchError(f"{self._host} refuses {self._what} ({status}).", status)

    def _write(self, response: requests.Response, begin: int) -> None:
        """Write an answer to its end."""
        length = _declared(response)
        whole = None if length is None else begin + length
        limit = begin + self._room()
        if whole is not None and whole > limit:
            needed = f": {whole - begin:,} bytes are to come, {limit - begin:,} may be written"
            raise self._no_space(needed)
        arrived = begin
        self._show(arrived, whole)
        with self._target.open("ab") as sink:
            # Undecoded: the bytes are the file's. As they come: a cut loses none of them.
            while piece := response.raw.read1(_AT_ONCE, decode_content=False):
                arrived += len(piece)
                if arrived > limit:
                    raise self._no_space()
                sink.write(piece)
                self._received += len(piece)
                self._show(arrived, whole)
            sink.flush()
            os.fsync(sink.fileno())
        if whole is not None and arrived < whole:
            raise _Again(f"cut off at {arrived:,} of {whole:,} bytes")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise self._no_space() from error

    def _no_space(self, needed: str = "") -> StoreUnwritable:
        finding = f"no space is left on its disk for {self._what}{needed}"
        return StoreUnwritable(self._target.parent, finding)


def _going_on(have: int, begun: Version | None) -> dict[str, str]:
    headers = {"Range": f"bytes={have}-"}
    if begun and begun.condition:
        headers["If-Range"] = begun.condition
    return headers


def _unless(known: Version | None) -> dict[str, str]:
    headers = {}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _is_known(known: Version, status: int, said: Version) -> bool:
    """Whether an answer stands for the known file; 200 is one from a server without conditions."""
    return status == 304 or (status == 200 and bool(known.agrees(said)))


def _declared(response: requests.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isdigit() else None


def _length_of(response: requests.Response) -> int | None:
    """The file's whole length, as an answer says that has no piece of it."""
    said = re.fullmatch(r"bytes \*/(\d+)", response.headers.get("content-range", ""))
    return int(said[1]) if said else None
