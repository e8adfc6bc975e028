"""A server on loopback that hands out IMDb's files, in parts if asked, and misbehaves."""

from __future__ import annotations

import gzip
import hashlib
import random
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate

from tests.helpers import tsv
from tests.sources.loopback import QuietHandler, listening

FAULTS = (
    "cut", "stalled", "429", "500", "503", "416", "no ranges", "wrong part", "another size",
    "damaged", "too few said", "too many said",
)  # fmt: skip
"""Faults of a response."""

Headers = dict[str, str]


@dataclass
class Asked:
    """One request: the file, what it was asked on condition of, and what was sent."""

    name: str
    headers: Headers
    fault: str | None
    status: int = 0
    sent: int = 0


@dataclass
class Files:
    """Files by name, and how the server behaves.

    `faults` maps the number of a request, from 1, to a fault. `tags` says whether there are entity
    tags, `dates` whether dates; `heeds` whether conditions are heeded: `If-Range` and
    `If-None-Match`.
    """

    contents: dict[str, bytes]
    faults: dict[int, str] = field(default_factory=dict)
    tags: bool = True
    dates: bool = True
    heeds: bool = True
    encoding: str | None = None
    changed: dict[str, float] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    midway: Callable[[int], None] = lambda _number: None
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def change(self, name: str, content: bytes) -> None:
        """Another version of a file, a day younger."""
        self.contents[name] = content
        self.changed[name] = self.changed.get(name, 0.0) + 86_400

    def validators(self, name: str) -> Headers:
        headers = {}
        if self.tags:
            headers["ETag"] = f'"{hashlib.md5(self.contents[name]).hexdigest()}"'
        if self.dates:
            moment = 1_780_000_000 + self.changed.get(name, 0.0)
            headers["Last-Modified"] = formatdate(moment, usegmt=True)
        return headers

    def respond(self, asked: Asked) -> tuple[int, Headers, bytes]:
        """Status, headers and body of an answer without faults."""
        if asked.name not in self.contents:
            return 404, {}, b"<html>"
        content, validators = self.contents[asked.name], self.validators(asked.name)
        said = set(validators.values())
        if (
            self.heeds
            and {
                asked.headers.get("If-None-Match"),
                asked.headers.get("If-Modified-Since"),
            }
            & said
        ):
            return 304, validators, b""
        part = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("Range", ""))
        if part and (not self.heeds or asked.headers.get("If-Range") in {*said, None}):
            start = int(part[1])
            if start >= len(content):
                return 416, {"Content-Range": f"bytes */{len(content)}"}, b""
            range_said = f"bytes {start}-{len(content) - 1}/{len(content)}"
            return 206, validators | {"Content-Range": range_said}, content[start:]
        return 200, validators, content


class _Handler(QuietHandler):
    files: Files

    def answer(self) -> None:
        files = self.files
        with files.lock:
            number = len(files.asked) + 1
            asked = Asked(self.path.strip("/"), dict(self.headers), files.faults.get(number))
            files.asked.append(asked)
            asked.status, headers, body = files.respond(asked)
        fault = asked.fault
        if fault == "no ranges" and asked.status == 206:
            asked.status, body = 200, files.contents[asked.name]
            headers.pop("Content-Range")
        elif fault == "wrong part" and "Content-Range" in headers:
            headers["Content-Range"] = f"bytes 0-9/{len(files.contents[asked.name])}"
        elif fault == "another size" and "Content-Range" in headers:
            headers["Content-Range"] = re.sub(r"\d+$", "12345678", headers["Content-Range"])
        elif fault == "damaged":
            body = body[: len(body) // 2] + b"\0\0\0\0" + body[len(body) // 2 + 4 :]
        elif fault and fault.isdigit():
            asked.status, headers, body = int(fault), {"Retry-After": "2"}, b"<html>"
        if files.encoding:
            headers["Content-Encoding"] = files.encoding
        length = len(body) // 2 if fault == "too few said" else len(body)
        more = 999 if fault == "too many said" and asked.status in (200, 206) else 0
        self._send(number, asked, headers, body[:length], length + more)

    def _send(self, number: int, asked: Asked, headers: Headers, body: bytes, length: int) -> None:
        self.send_response(asked.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if asked.status != 304 and "Content-Length" not in headers:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        half = len(body) // 2
        self.send(body[:half])
        asked.sent = half
        self.files.midway(number)
        if asked.fault == "stalled":
            self.files.closing.wait(timeout=10)
            self.close_connection = True
        elif asked.fault == "cut":
            self.cut()
        else:
            self.send(body[half:])
            asked.sent = len(body)
            if length > len(body):
                self.cut()


@contextmanager
def serving(files: Files) -> Iterator[str]:
    """The address of a running server."""
    try:
        with listening(type("Handler", (_Handler,), {"files": files})) as address:
            yield address
    finally:
        files.closing.set()


def imdb_files(rows: int = 6_000, seed: int = 1) -> dict[str, bytes]:
    """The five files, with a large title.basics that does not pack well."""
    rng = random.Random(seed)
    films = [
        (f"tt{number:07}", f"{rng.getrandbits(256):x}", rng.randint(1920, 2025))
        for number in range(1, rows + 1)
    ]
    texts = {
        "title.basics": tsv("title.basics", films),
        "title.ratings": tsv("title.ratings", [(film[0], 7.1, 100 + seed) for film in films[:9]]),
        "title.crew": tsv("title.crew", [(film[0], "nm1") for film in films[:9]]),
        "title.principals": tsv("title.principals", [(film[0], "nm2") for film in films[:9]]),
        "name.basics": tsv("name.basics", [("nm1", "Ann Able"), ("nm2", "Bo Baker")]),
    }
    return {f"{name}.tsv.gz": gzip.compress(text.encode(), mtime=0) for name, text in texts.items()}
