"""The API as an application, and as routes that other applications include."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi_offline import FastAPIOffline
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from recsys import settings
from recsys.api import problems
from recsys.api.bounds import Bounds
from recsys.api.responses import CSV, QueryRunner
from recsys.api.routes import router
from recsys.live import LiveStore, live

PREFIX = "/api"
DOCS, OPENAPI = "/v1/docs", "/v1/openapi.json"

DESCRIPTION = """Which directors share this one's people? Which films are like this one, and why?

An id in a path may be a full name; if several have that name, the response (409) lists them.
Responses are JSON, or CSV with `Accept: text/csv`. The `ETag` depends on the build and the query,
so clients can revalidate with `If-None-Match`. An empty result is a 200 with an `outcome` that says
why. Errors are problem documents (RFC 9457) with stable `type` values."""

_GZIP_MIN_BYTES, _GZIP_LEVEL = 1_024, 4
"""A level above 4 takes twice the time for a twentieth of the size."""


def create_app(store: LiveStore | None = None) -> FastAPI:
    """Return the API over a store, by default the configured one; to be mounted at `/api`."""
    # FastAPI's own documentation page would load Swagger UI from another host.
    app = FastAPIOffline(
        title="Filmkin",
        version="1",
        description=DESCRIPTION,
        openapi_url=OPENAPI,
        docs_url=DOCS,
        redoc_url=None,
        static_url=f"{DOCS}/assets",
        swagger_ui_oauth2_redirect_url=f"{DOCS}/oauth2-redirect",
        swagger_ui_parameters={"validatorUrl": None, "defaultModelsExpandDepth": -1},
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    _adapt_openapi(app)
    app.state.runner = QueryRunner(store or live())
    app.include_router(router)
    problems.add_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=_GZIP_MIN_BYTES, compresslevel=_GZIP_LEVEL)
    origins = [origin.strip() for origin in settings.CORS_ORIGINS.get().split(",")]
    if any(origins):
        exposed = ["ETag", "Filmkin-Build", "Filmkin-Outcome"]
        app.add_middleware(
            CORSMiddleware, allow_origins=origins, allow_methods=["GET"], expose_headers=exposed
        )
    app.add_middleware(Bounds)
    return app


def routes(store: LiveStore | None = None) -> list[BaseRoute]:
    """Return the routes of everything under `/api`; they must precede those of an app's pages."""

    def to_docs(request: Request) -> Response:
        return RedirectResponse(f"{request.scope.get('root_path', '')}{PREFIX}{DOCS}")

    api = Route(f"{PREFIX}/{{path:any_path}}", _UnderPrefix(create_app(store)))
    return [Route(PREFIX, to_docs), api]


class _AnyPath(Convertor[str]):
    """A path of any characters. Starlette's `path` excludes line breaks, which a name may have."""

    regex = r"(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("any_path", _AnyPath())


class _UnderPrefix:
    """An application whose paths begin with `/api`, like a `Mount` but for any path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        root = scope.get("root_path", "") + PREFIX
        await self._app({**scope, "root_path": root}, receive, send)


def _adapt_openapi(app: FastAPI) -> None:
    """Use docstrings as summaries in the OpenAPI document, and add the media types."""

    def openapi() -> dict[str, Any]:
        is_new = app.openapi_schema is None
        document = FastAPI.openapi(app)
        if is_new:
            for path in document["paths"].values():
                path["get"]["summary"] = path["get"].pop("description")
                _name_media_types(path["get"]["responses"])
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _name_media_types(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        content = response["content"]
        if int(status) >= 400:
            content[problems.MEDIA_TYPE] = content.pop("application/json")
        elif "Results" in str(content):
            content[CSV] = {"schema": {"type": "string"}}
