"""The API as an application, and as routes beside other ones."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from recsys import settings
from recsys.api import problems
from recsys.api.bounds import Bounds
from recsys.api.responses import CSV, Desk
from recsys.api.routes import router
from recsys.live import LiveStore, live

PREFIX = "/api"
DOCS, OPENAPI = "/v1/docs", "/v1/openapi.json"

DESCRIPTION = """Which directors share this one's people? Which films are like this one, and why?

An id in a path may be a name in full; of several of that name the candidates are returned (409).
Answers come as JSON, or as CSV with `Accept: text/csv`. Their `ETag` depends on the build and the
question, so `If-None-Match` saves both sides the work. An empty answer is 200 with an `outcome`
that says why; errors are problem documents (RFC 9457) whose `type` is stable."""

_GZIP_FROM, _GZIP_LEVEL = 1_024, 4
"""Bytes; a level above 4 takes twice the time for a twentieth of the size."""

_FROM_HERE_ALONE = (
    "default-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'"
)
"""Content security policy of the documentation page: a browser asks no other host."""


class Api(FastAPI):
    """FastAPI with an OpenAPI document of our words, and the media types of CSV and problems."""

    def openapi(self) -> dict[str, Any]:
        """The document; made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            for path in document["paths"].values():
                path["get"]["summary"] = path["get"].pop("description")
                _name_media_types(path["get"]["responses"])
        return super().openapi()


def _name_media_types(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        content = response["content"]
        if int(status) >= 400:
            content[problems.MEDIA_TYPE] = content.pop("application/json")
        elif "Results" in str(content):
            content[CSV] = {"schema": {"type": "string"}}


def create_app(store: LiveStore | None = None) -> FastAPI:
    """The API over a store, by default the one of the settings; to be mounted under `/api`."""
    app = Api(
        title="Filmkin",
        version="1",
        description=DESCRIPTION,
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.desk = Desk(store or live())
    app.include_router(router)
    app.add_route(DOCS, _docs, include_in_schema=False)
    # Swagger UI's files; by default a page would fetch them from another host.
    app.mount(f"{DOCS}/assets", StaticFiles(packages=[("fastapi_offline", "static")]))
    problems.add_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=_GZIP_FROM, compresslevel=_GZIP_LEVEL)
    origins = [origin.strip() for origin in settings.CORS_ORIGINS.get().split(",")]
    if any(origins):
        exposed = ["ETag", "Filmkin-Build", "Filmkin-Outcome"]
        app.add_middleware(
            CORSMiddleware, allow_origins=origins, allow_methods=["GET"], expose_headers=exposed
        )
    app.add_middleware(Bounds)
    return app


def routes(store: LiveStore | None = None) -> list[BaseRoute]:
    """Everything under `/api`, to stand before the routes of an app."""

    def to_docs(request: Request) -> Response:
        return RedirectResponse(f"{request.scope.get('root_path', '')}{PREFIX}{DOCS}")

    api = Mount(PREFIX, app=create_app(store))
    # A name may hold a line break, which Starlette's `.` leaves out: the page would answer then.
    api.path_regex = re.compile(api.path_regex.pattern, re.DOTALL)
    return [Route(PREFIX, to_docs), api]


def _docs(request: Request) -> HTMLResponse:
    """Swagger UI with files that come along."""
    root = request.scope.get("root_path", "")
    page = get_swagger_ui_html(
        openapi_url=root + OPENAPI,
        title="Filmkin: the HTTP API",
        swagger_js_url=f"{root}{DOCS}/assets/swagger-ui-bundle.js",
        swagger_css_url=f"{root}{DOCS}/assets/swagger-ui.css",
        swagger_favicon_url=f"{root}{DOCS}/assets/favicon.png",
        swagger_ui_parameters={"validatorUrl": None, "defaultModelsExpandDepth": -1},
    )
    page.headers["Content-Security-Policy"] = _FROM_HERE_ALONE
    return page
