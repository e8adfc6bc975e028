"""Everything that can go wrong, as problem documents (RFC 9457) with stable types."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from recsys.errors import (
    Ambiguous,
    DamagedStore,
    InvalidArgument,
    ModelUnavailable,
    NoStore,
    RecsysError,
    UnknownId,
)

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:problem-type:filmkin:"
RETRY_SECONDS = 5

TITLES: dict[str, tuple[int, str]] = {
    "unknown-id": (404, "No film or person of that id or name"),
    "unknown-path": (404, "There is nothing at this address"),
    "read-only": (405, "The API only answers GET and HEAD"),
    "ambiguous-name": (409, "Several films or people of that name"),
    "body-too-large": (413, "The API reads no request bodies"),
    "invalid-parameter": (422, "A parameter is unknown or outside its range"),
    "internal-error": (500, "Something went wrong here"),
    "no-store": (503, "Nothing has been built yet"),
    "damaged-store": (503, "A file of the build is damaged"),
    "no-model": (503, "The text model can't be loaded"),
    "out-of-time": (503, "The answer took too long"),
}
"""Status and title by the last part of a problem's type."""

_ERRORS: tuple[tuple[type[RecsysError], str], ...] = (
    (InvalidArgument, "invalid-parameter"),
    (UnknownId, "unknown-id"),
    (Ambiguous, "ambiguous-name"),
    (NoStore, "no-store"),
    (DamagedStore, "damaged-store"),
    (ModelUnavailable, "no-model"),
)


class Problem(Exception):
    """A request that gets a problem document instead of an answer; `more` are its own members."""

    def __init__(
        self, name: str, detail: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        self.name, self.detail, self.headers, self.more = name, detail, headers or {}, more
        super().__init__(detail)

    def response(self, request: Request) -> Response:
        """The document, with its status."""
        status, title = TITLES[self.name]
        document = {
            "type": TYPE_PREFIX + self.name,
            "title": title,
            "status": status,
            "detail": self.detail,
            "instance": request.url.path,
            **self.more,
        }
        headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
        return Response(orjson.dumps(document), status, headers | self.headers, MEDIA_TYPE)


class Named(BaseModel):
    """A film or person that may have been meant."""

    id: str
    name: str
    detail: str


class WrongParameter(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class ProblemDocument(BaseModel):
    """A problem document of RFC 9457."""

    type: str = Field(description="Stable: " + ", ".join(TYPE_PREFIX + name for name in TITLES))
    title: str
    status: int
    detail: str = Field(description="What happened, and what to do about it.")
    instance: str = Field(description="The path that was asked for.")
    candidates: list[Named] = Field([], description="Of an ambiguous name: choose one by its id.")
    near: list[Named] = Field([], description="Of an unknown name: the nearest ones.")
    parameters: list[WrongParameter] = Field([], description="The parameters that are wrong.")


def responses(*more: int) -> dict[int | str, dict[str, Any]]:
    """The problems of a route for the OpenAPI document: those that any has, and some more."""
    words = {
        status: "; ".join(title for each, title in TITLES.values() if each == status)
        for status in (*more, 422, 503)
    }
    return {
        status: {"model": ProblemDocument, "description": text} for status, text in words.items()
    }


def add_handlers(app: FastAPI) -> None:
    """Let an application answer every error with a problem document."""

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem), "registered for it"
        return error.response(request)

    async def of_the_engine(request: Request, error: Exception) -> Response:
        assert isinstance(error, RecsysError), "registered for it"
        return _of(error).response(request)

    async def of_the_parameters(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError), "registered for it"
        return _invalid(error).response(request)

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException), "registered for it"
        return _refused(request, error).response(request)

    async def unforeseen(request: Request, _: Exception) -> Response:
        # Starlette raises it again after this, so that the server logs it with its traceback.
        return Problem("internal-error", "The error was logged.").response(request)

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(RecsysError, of_the_engine)
    app.add_exception_handler(RequestValidationError, of_the_parameters)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(Exception, unforeseen)


def _of(error: RecsysError) -> Problem:
    name = next((name for kind, name in _ERRORS if isinstance(error, kind)), "internal-error")
    if TITLES[name][0] >= 500:
        _log.error("%s: %s", name, error)
    if isinstance(error, NoStore):
        # Its own words name a folder of the server, which is nobody else's business.
        return Problem(name, "Run `python -m recsys build` on the server, then ask again.")
    if isinstance(error, DamagedStore):
        place = f"{error.file.parent.name}/{error.file.name}"
        return Problem(name, f"{place} can't be read; run the build again on the server.")
    if isinstance(error, UnknownId):
        return Problem(name, str(error), near=error.near)
    if isinstance(error, Ambiguous):
        return Problem(name, str(error), candidates=error.candidates)
    return Problem(name, str(error))


def _invalid(error: RequestValidationError) -> Problem:
    wrong = [
        {"parameter": ".".join(map(str, each["loc"][1:])), "detail": each["msg"]}
        for each in error.errors()
    ]
    detail = "; ".join(f"{each['parameter']}: {each['detail']}" for each in wrong)
    return Problem("invalid-parameter", detail, parameters=wrong)


def _refused(request: Request, error: HTTPException) -> Problem:
    if error.status_code == 404:
        return Problem("unknown-path", "All addresses are listed under /api/v1/docs.")
    if error.status_code == 405:
        headers = {"Allow": "GET, HEAD"}
        return Problem("read-only", f"{request.method} is not answered.", headers)
    return Problem("internal-error", str(error.detail))
