"""Resumable download of one large file over HTTP.

A partial file is kept and continued with a Range request. Its version is recorded beside it in
`<name>.json`, so that any process can make the request conditional on an unchanged file.
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
from recsys.sources.http.version import Version, read_version, version_path, write_version
from recsys.util.urls import parse_http_url, urls_unlogged

MAX_FAILURES = 6
"""Failures in a row without progress after which a download gives up."""

MAX_WAIT = 60.0
_CHUNK = 1 << 20

SLOW_SECONDS, SLOW_BYTES = 60.0, 60_000
"""A body that brings fewer bytes in this time counts as a failure, whatever it brings."""

Show = Callable[[int, int | None], None]
"""Called after every chunk with the bytes received and, if known, the size of the file."""


@dataclass(frozen=True)
class DownloadResult:
    """A complete download: the file's version, the bytes received now, and whether they came in one
    response. `changed` is False if the known version is current and nothing was fetched."""

    version: Version
    received: int
    in_one_piece: bool
    changed: bool = True


class _Retry(Exception):
    """An attempt failed; `wait` is the number of seconds the server asks to wait."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        self.reason, self.wait = reason, wait
        super().__init__(reason)


class _TooSlow(_Retry):
    """The server sends, but next to nothing."""


class Download:
    """A resumable download into `target`, which holds the bytes received so far.

    The address may contain a secret, so messages and logs name its host only.

    Parameters
    ----------
    name : str
        Name of the address in messages, for example its setting.
    label : str
        Name of the file in messages.
    available_space : callable
        Returns the bytes that may be written; called before each attempt.
    known : Version, optional
        Version of an existing copy in another place.
    """

    def __init__(
        self,
        url: str,
        target: Path,
        name: str,
        label: str,
        available_space: Callable[[], int],
        *,
        known: Version | None = None,
        show: Show = lambda _received, _size: None,
        on_wait: OnWait = lambda _seconds, _reason: None,
        clock: Clock | None = None,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        parts = parse_http_url(url)
        if parts is None:
            raise FetchError(f"{name} is not a web address.")
        self._url, self._target, self._name, self._label = url, target, name, label
        self._host = parts.hostname
        self._available_space, self._known = available_space, known
        self._show, self._on_wait = show, on_wait
        self._clock, self._timeout = clock or Clock(), (CONNECT_TIMEOUT, read_timeout)
        self._received = 0

    def run(self) -> DownloadResult:
        """Download the rest of the file.

        The content is not verified: if the server does not report that its file changed, the parts
        may come from two files. The caller must compare a checksum.

        Raises
        ------
        FetchError
            The server refuses, or keeps failing without progress.
        StoreUnwritable
            The disk has too little space.
        """
        failures = 0
        while True:
            before = self._arrived()
            try:
                result = self._try()
            except _Retry as failure:
                made_progress = self._arrived() > before and not isinstance(failure, _TooSlow)
                failures = 1 if made_progress else failures + 1
                if failures >= MAX_FAILURES:
                    raise FetchError(
                        f"{self._host} did not send {self._label} in {MAX_FAILURES} tries, last: "
                        f"{failure.reason}. What arrived is kept."
                    ) from None
                wait = min(max(failure.wait or 0.0, backoff(failures)), MAX_WAIT)
                self._on_wait(wait, failure.reason)
                self._clock.sleep(wait)
            else:
                version_path(self._target).unlink(missing_ok=True)
                return result

    def _arrived(self) -> int:
        return self._target.stat().st_size if self._target.is_file() else 0

    def _drop(self) -> None:
        """Delete the bytes first: a version record without bytes does no harm."""
        self._target.unlink(missing_ok=True)
        version_path(self._target).unlink(missing_ok=True)

    def _try(self) -> DownloadResult:
        arrived = self._arrived()
        partial = read_version(self._target) if arrived else None
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        headers |= _range_headers(arrived, partial) if arrived else _condition_headers(self._known)
        # `from None`, because a traceback would print errors that contain the whole address.
        try:
            with (
                urls_unlogged(),
                requests.get(
                    self._url, headers=headers, stream=True, timeout=self._timeout
                ) as response,
            ):
                return self._accept(response, arrived, partial or Version())
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema):
            raise FetchError(f"{self._name} is not a web address, or redirects to none.") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _Retry(f"the connection failed ({type(error).__name__})") from None

    def _accept(
        self, response: requests.Response, arrived: int, partial: Version
    ) -> DownloadResult:
        offered = Version.of(response.headers)
        if self._known and not arrived and _is_known(self._known, response.status_code, offered):
            return DownloadResult(self._known, 0, True, changed=False)
        if arrived and response.status_code == 416 and _file_size(response) == arrived:
            return DownloadResult(partial, self._received, False)  # the file is complete
        begin = self._start_offset(response, arrived, partial)
        if begin == 0:
            self._drop()
            partial = offered
        with self._writing():
            if begin == 0:
                write_version(self._target, partial)
            self._write(response, begin)
        return DownloadResult(partial, self._received, begin == 0)

    def _start_offset(self, response: requests.Response, arrived: int, partial: Version) -> int:
        """Offset in the file at which the response begins."""
        status = response.status_code
        if status == 200:
            return 0
        if status == 206:
            piece = re.match(r"bytes (\d+)-", response.headers.get("content-range", ""))
            same = partial.matches(Version.of(response.headers)) is not False
            if piece and int(piece[1]) == arrived and same:
                return arrived
        if status in (206, 304, 416):
            # Not the requested range, so the partial file can't be continued.
            self._drop()
            raise _Retry(f"not the requested range ({status})")
        if status in (408, 425, 429) or status >= 500:
            wait = retry_after(response.headers.get("retry-after"))
            raise _Retry(f"server error ({status})", wait)
        raise FetchError(f"{self._host} refuses {self._label} ({status}).", status)

    def _write(self, response: requests.Response, begin: int) -> None:
        """Write the body of a response."""
        length = _content_length(response)
        size = None if length is None else begin + length
        limit = begin + self._available_space()
        if size is not None and size > limit:
            details = f": {size - begin:,} bytes are needed, {limit - begin:,} are available"
            raise self._no_space(details)
        arrived = begin
        self._show(arrived, size)
        begun, begun_at = self._clock.now(), arrived
        with self._target.open("ab") as sink:
            # Undecoded, as the bytes are the file's; unbuffered, so that a cut loses none.
            while chunk := response.raw.read1(_CHUNK, decode_content=False):
                arrived += len(chunk)
                if arrived > limit:
                    raise self._no_space()
                sink.write(chunk)
                self._received += len(chunk)
                self._show(arrived, size)
                if self._clock.now() - begun > SLOW_SECONDS:
                    if arrived - begun_at < SLOW_BYTES:
                        raise _TooSlow(f"fewer than {SLOW_BYTES:,} bytes in {SLOW_SECONDS:g} s")
                    begun, begun_at = self._clock.now(), arrived
            sink.flush()
            os.fsync(sink.fileno())
        if size is not None and arrived < size:
            raise _Retry(f"cut off at {arrived:,} of {size:,} bytes")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise self._no_space() from error

    def _no_space(self, details: str = "") -> StoreUnwritable:
        finding = f"no space is left on its disk for {self._label}{details}"
        return StoreUnwritable(self._target.parent, finding)


def _range_headers(arrived: int, partial: Version | None) -> dict[str, str]:
    headers = {"Range": f"bytes={arrived}-"}
    if partial and partial.condition:
        headers["If-Range"] = partial.condition
    return headers


def _condition_headers(known: Version | None) -> dict[str, str]:
    headers = {}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _is_known(known: Version, status: int, offered: Version) -> bool:
    """Whether a response confirms the known version; servers without conditions send 200."""
    return status == 304 or (status == 200 and bool(known.matches(offered)))


def _content_length(response: requests.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isdigit() else None


def _file_size(response: requests.Response) -> int | None:
    """Size of the whole file, as stated by a 416 response."""
    match = re.fullmatch(r"bytes \*/(\d+)", response.headers.get("content-range", ""))
    return int(match[1]) if match else None
