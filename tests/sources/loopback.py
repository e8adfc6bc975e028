"""Servers on loopback for tests, and a clock that does not wait."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class QuietHandler(BaseHTTPRequestHandler):
    """Answers in pieces, and does not mind when the other side is gone."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # answers in pieces would wait 40 ms each

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        """Answer one request."""
        raise NotImplementedError

    def send(self, part: bytes) -> None:
        """Some bytes of the body, at once."""
        try:
            self.wfile.write(part)
            self.wfile.flush()
        except OSError:
            self.close_connection = True  # the other side was killed, as it should be

    def cut(self) -> None:
        """Break the connection off."""
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """No log: servers record their requests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Quiet: that the other side was killed is what these tests are about."""


@contextmanager
def listening(handler: type[QuietHandler]) -> Iterator[str]:
    """The address of a running server."""
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class StoppedClock:
    """Time that passes only while somebody waits, at once."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
