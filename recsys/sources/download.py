"""One large file over HTTP: what has arrived is kept, and the rest asked for with Range."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import requests
import urllib3

from recsys.errors import FetchError
from recsys.sources.service.pace import Clock, backoff, retry_after
from recsys.sources.staging import Progress

USER_AGENT = "Cinegraph/0.1"
CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 60.0
TRIES = 6
"""Failures in a row, with nothing arriving between them, after which it is given up."""

LONGEST_WAIT = 60.0
_AT_ONCE = 1 << 20
_TELL_EVERY = 5_000_000


class _Again(Exception):
    """A try ended early; `wait` is what the server asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        self.reason, self.wait = reason, wait
        super().__init__(reason)


class Download:
    """A file that comes in pieces, into `target`, which holds what has arrived.

    The address may carry a key, so messages name its host alone, and `name` for the rest.

    Parameters
    ----------
    name : str
        What the address is called, for instance the setting that holds it.
    room : callable
        Bytes that may be written; asked before each try.
    """

    def __init__(
        self,
        url: str,
        target: Path,
        name: str,
        room: Callable[[], int],
        progress: Progress = lambda _: None,
        clock: Clock | None = None,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise FetchError(f"{name} is no web address.")
        self._url, self._target, self._name = url, target, name
        self._host = urlsplit(url).hostname
        self._room, self._progress = room, progress
        self._clock, self._timeout = clock or Clock(), (CONNECT_TIMEOUT, read_timeout)
        self._etag: str | None = None

    def run(self) -> bool:
        """Fetch to the end, from what `target` holds; returns whether it came in one piece.

        The content is not verified: pieces may be of two files where the server can't say that
        its file has changed, which the caller's SHA-256 finds.

        Raises
        ------
        FetchError
            The server refuses, or keeps failing with nothing arriving.
        """
        failures = 0
        while True:
            before = self._arrived()
            try:
                return self._try()
            except _Again as again:
                failures = 1 if self._arrived() > before else failures + 1
                if failures >= TRIES:
                    raise FetchError(
                        f"{self._host} did not give the file of {self._name} in {TRIES} tries; "
                        f"the last: {again.reason}. What arrived is kept."
                    ) from None
                self._progress(f"waiting: {again.reason}")
                self._clock.sleep(min(max(again.wait or 0.0, backoff(failures)), LONGEST_WAIT))

    def _arrived(self) -> int:
        return self._target.stat().st_size if self._target.is_file() else 0

    def _try(self) -> bool:
        have = self._arrived()
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
            if self._etag:
                headers["If-Range"] = self._etag
        # Errors of requests hold the whole address, and a trace would print them: `from None`.
        try:
            with requests.get(
                self._url, headers=headers, stream=True, timeout=self._timeout
            ) as response:
                if response.status_code == 416 and _length_of(response) == have:
                    return False  # nothing is left to ask for
                return self._write(response, have) == 0
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema):
            raise FetchError(f"{self._name} is no web address, or leads to none.") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _Again(f"the connection failed ({type(error).__name__})") from None

    def _write(self, response: requests.Response, have: int) -> int:
        """Write an answer to its end; returns where in the file it began."""
        begin = self._judge(response, have)
        etag = response.headers.get("etag", "")
        self._etag = etag if etag.startswith('"') else None  # a weak one does not do for pieces
        length = _declared(response)
        whole = None if length is None else begin + length
        limit = begin + self._room()
        self._check_room(whole or 0, limit)
        arrived = begin
        with self._target.open("r+b" if begin else "wb") as sink:
            sink.seek(begin)
            sink.truncate()
            # Undecoded: the bytes are the file's. As they come: a cut loses none of them.
            while piece := response.raw.read1(_AT_ONCE, decode_content=False):
                self._tell(arrived, arrived + len(piece), whole)
                arrived += len(piece)
                self._check_room(arrived, limit)
                sink.write(piece)
        if whole is not None and arrived < whole:
            raise _Again(f"cut off at {arrived:,} of {whole:,} bytes")
        return begin

    def _tell(self, before: int, after: int, whole: int | None) -> None:
        if before // _TELL_EVERY != after // _TELL_EVERY:
            of = f" of {whole / 1e6:,.0f}" if whole else ""
            self._progress(f"fetching: {after / 1e6:,.0f}{of} MB")

    def _judge(self, response: requests.Response, have: int) -> int:
        """Where in the file the answer begins."""
        status = response.status_code
        if status == 200:
            return 0
        if status == 206:
            said = re.match(r"bytes (\d+)-", response.headers.get("content-range", ""))
            if said and int(said[1]) == have:
                return have
        if status in (206, 416):
            # Not the piece that was asked for: what is here can't be gone on from.
            self._target.unlink(missing_ok=True)
            raise _Again(f"another piece than the one asked for ({status})")
        if status in (408, 425, 429) or status >= 500:
            wait = retry_after(response.headers.get("retry-after"))
            raise _Again(f"trouble on the server's side ({status})", wait)
        raise FetchError(f"{self._host} refuses the file of {self._name} ({status}).", status)

    def _check_room(self, size: int, limit: int) -> None:
        if size > limit:
            raise FetchError(
                f"The file of {self._name} is over {limit / 1e6:,.0f} MB, more than the disk has "
                "room for."
            )


def _declared(response: requests.Response) -> int | None:
    text = response.headers.get("content-length", "")
    return int(text) if text.isdigit() else None


def _length_of(response: requests.Response) -> int | None:
    """The file's whole length, as an answer says that has no piece of it."""
    said = re.fullmatch(r"bytes \*/(\d+)", response.headers.get("content-range", ""))
    return int(said[1]) if said else None
