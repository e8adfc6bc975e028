"""A web server on loopback that serves one file well or badly."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FileServer:
    """Serves `content`; tests change its behaviour between or during requests.

    Attributes
    ----------
    ranges : bool
        Whether it understands Range.
    etag : str
        Sent, and compared with If-Range, where it is not empty.
    cut_after : int | None
        Bytes after which it hangs up, while there are `cuts` left.
    statuses : list of int
        Answered first, one a request with `error_headers`, before it serves the file.
    before : callable
        Called with the server before each request is answered.
    asked : list of dict
        Headers of the requests so far, with their path.
    """

    def __init__(self, content: bytes) -> None:
        self.content, self.ranges, self.etag = content, True, ""
        self.cut_after: int | None = None
        self.cuts = 10**6
        self.statuses: list[int] = []
        self.before: Callable[[FileServer], None] = lambda _: None
        self.headers: dict[str, str] = {}
        self.error_headers: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.url = ""


@contextmanager
def file_server(content: bytes) -> Iterator[FileServer]:
    """The server, until the block ends."""
    state = FileServer(content)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, state)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/catalogue.zip?key=marked-address"
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _refuse(request: BaseHTTPRequestHandler, state: FileServer) -> None:
    request.send_response(state.statuses.pop(0))
    for name, value in ({"Content-Length": "0"} | state.error_headers).items():
        request.send_header(name, value)
    request.end_headers()


def _answer(request: BaseHTTPRequestHandler, state: FileServer) -> None:
    state.asked.append({"path": request.path} | dict(request.headers.items()))
    state.before(state)
    if state.statuses:
        _refuse(request, state)
        return
    wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
    changed = request.headers.get("If-Range", state.etag) != state.etag
    begin = int(wanted[1]) if wanted and state.ranges and not changed else 0
    content = state.content
    if begin and begin >= len(content):
        request.send_response(416)
        request.send_header("Content-Range", f"bytes */{len(content)}")
        request.send_header("Content-Length", "0")
        request.end_headers()
        return
    request.send_response(206 if begin else 200)
    headers = {"Content-Length": str(len(content) - begin)}
    if begin:
        headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
    if state.etag:
        headers["ETag"] = state.etag
    for name, value in (headers | state.headers).items():
        request.send_header(name, value)
    request.end_headers()
    piece = content[begin:]
    if state.cut_after is not None and state.cuts > 0:
        state.cuts -= 1
        piece = piece[: state.cut_after]
    request.wfile.write(piece)
    request.close_connection = True
