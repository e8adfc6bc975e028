"""Uploaded files: read once, given back, refused together when there are too many."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from pages.parts.lists import uploads
from recsys.api.uploads import UploadLimit
from recsys.lists.files import MAX_BYTES
from recsys.settings import PROJECT


def script() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from pages.parts.lists import uploads

    files = st.file_uploader("files", accept_multiple_files=True, key="files") or []
    lists, errors = uploads.read_all(files)
    context = get_script_run_ctx()
    assert context is not None
    held: Any = context.uploaded_file_mgr
    st.session_state["seen"] = (
        [part.name for part in lists],
        errors,
        sum(len(session) for session in held.file_storage.values()),
    )


def lost_script() -> None:
    import streamlit as st
    from streamlit.runtime.uploaded_file_manager import DeletedFile

    from pages.parts.lists import uploads

    st.session_state["seen"] = uploads.read_all([DeletedFile("unknown")])


def test_a_file_is_given_back_once_it_is_read() -> None:
    app = AppTest.from_function(script).run()
    contents = [("seen.txt", b"Ran (1985)\n", "text/plain"), ("bad.zip", b"PK\x03\x04", "x")]
    app.file_uploader[0].set_value(contents).run()
    names, errors, held = app.session_state["seen"]
    assert names == ["seen.txt"]
    assert len(errors) == 1
    assert "zip" in errors[0]
    assert held == 0


def test_a_file_that_the_server_no_longer_has() -> None:
    app = AppTest.from_function(lost_script).run()
    assert not app.exception
    lists, errors = app.session_state["seen"]
    assert not lists
    assert "upload it again" in errors[0]


def test_one_limit_for_the_server_the_widget_and_the_reader() -> None:
    config = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["maxUploadSize"] == uploads.MAX_MB
    assert uploads.MAX_MB * 1_000_000 == MAX_BYTES


@pytest.mark.parametrize(
    ("held_mb", "headers", "status"),
    [
        (0, {}, 200),
        (95, {}, 200),
        (99, {"Content-Length": str(2 * 2**20)}, 503),
        (81, {"Transfer-Encoding": "chunked"}, 503),
        (99, {"Content-Length": "9" * 5_000}, 503),
    ],
)
def test_all_uploads_together_are_bounded(
    held_mb: int, headers: dict[str, str], status: int
) -> None:
    async def receive(_: Request) -> PlainTextResponse:
        return PlainTextResponse("received")

    route = Route("/_stcore/upload_file/{session}/{file}", receive, methods=["PUT", "DELETE"])
    limit = Middleware(UploadLimit, held=lambda: held_mb * 2**20, largest_mb=uploads.MAX_MB)
    app = Starlette(routes=[route], middleware=[limit])
    client = TestClient(app)
    request = client.build_request("PUT", "/_stcore/upload_file/a/b", content=b"x")
    request.headers.update(headers)
    if "Transfer-Encoding" in headers:
        del request.headers["Content-Length"]
    assert client.send(request).status_code == status
    assert client.delete("/_stcore/upload_file/a/b").status_code == 200
