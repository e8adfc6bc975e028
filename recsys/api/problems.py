"""Errors as problem documents (RFC 9457) with stable types."""

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
    OutOfResources,
    RecsysError,
    UnknownId,
)

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:problem-type:filmkin:"
RETRY_SECONDS = 5

TITLES: dict[str, tuple[int, str]] = {
    "unknown-id": (404, "No film or person has that id or name"),
    "unknown-path": (404, "No such path"),
    "read-only": (405, "The API only supports GET and HEAD"),
    "ambiguous-name": (409, "Several films or people have that name"),
    "body-too-large": (413, "The API reads no request bodies"),
    "invalid-parameter": (422, "A parameter is unknown or outside its range"),
    "internal-error": (500, "Internal error"),
    "no-store": (503, "No catalogue has been built"),
    "damaged-store": (503, "A file of the build is damaged"),
    "no-resources": (503, "The server lacks memory or file handles"),
    "no-model": (503, "The text model can't be loaded"),
    "out-of-time": (503, "The query took too long"),
    "busy": (503, "Too many long queries are waiting"),
}
"""Status and title by the last part of a problem's type."""

_UNKNOWN = "There is no such parameter."

_ERRORS: tuple[tuple[type[RecsysError], str], ...] = (
    (InvalidArgument, "invalid-parameter"),
    (UnknownId, "unknown-id"),
    (Ambiguous, "ambiguous-name"),
    (NoStore, "no-store"),
    (DamagedStore, "damaged-store"),
    (ModelUnavailable, "no-model"),
    (OutOfResources, "no-resources"),
)


class Problem(Exception):
    """An error that becomes a problem document; `members` are its additional members."""

    def __init__(
        self, name: str, detail: str, headers: dict[str, str] | None = None, **members: Any
    ) -> None:
        self.name, self.detail, self.headers = name, detail, headers or {}
        self.members = members
        super().__init__(detail)

    def response(self, request: Request) -> Response:
        """Return the document with its status."""
        status, title = TITLES[self.name]
        document = {
            "type": TYPE_PREFIX + self.name,
            "title": title,
            "status": status,
            "detail": self.detail,
            "instance": request.url.path,
            **self.members,
        }
        headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
        return Response(orjson.dumps(document), status, headers | self.headers, MEDIA_TYPE)


class Candidate(BaseModel):
    """A film or person that a name may refer to."""

    id: str
    name: str
    detail: str


class WrongParameter(BaseModel):
    """An invalid parameter."""

    parameter: str
    detail: str


class ProblemDocument(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(description="Stable: " + ", ".join(TYPE_PREFIX + name for name in TITLES))
    title: str
    status: int
    detail: str = Field(description="What happened and what to do.")
    instance: str = Field(description="The requested path.")
    candidates: list[Candidate] = Field(
        [], description="The candidates of an ambiguous name: choose one by id."
    )
    near: list[Candidate] = Field([], description="The nearest matches of an unknown name.")
    parameters: list[WrongParameter] = Field([], description="The invalid parameters.")


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return a route's problems for the OpenAPI document: these statuses, 422 and 503."""
    return {
        status: {
            "model": ProblemDocument,
            "description": "; ".join(title for code, title in TITLES.values() if code == status),
        }
        for status in (*statuses, 422, 503)
    }


def add_handlers(app: FastAPI) -> None:
    """Make an application respond to every error with a problem document."""

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem), "registered for it"
        return error.response(request)

    async def package_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, RecsysError), "registered for it"
        return _package_problem(error).response(request)

    async def invalid_parameters(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError), "registered for it"
        return _parameter_problem(error).response(request)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException), "registered for it"
        return _http_problem(request, error).response(request)

    async def unexpected_error(request: Request, _: Exception) -> Response:
        # Starlette raises the error again afterwards, so the server logs it with its traceback.
        return Problem("internal-error", "The error has been logged.").response(request)

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(RecsysError, package_error)
    app.add_exception_handler(RequestValidationError, invalid_parameters)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(Exception, unexpected_error)


def _package_problem(error: RecsysError) -> Problem:
    name = next((name for kind, name in _ERRORS if isinstance(error, kind)), "internal-error")
    if TITLES[name][0] >= 500:
        _log.error("%s: %s", name, error)
    if isinstance(error, NoStore):
        # The error's own message names a folder of the server, which clients should not learn.
        return Problem(name, "Run `filmkin build` on the server, then try again.")
    if isinstance(error, DamagedStore):
        file = f"{error.file.parent.name}/{error.file.name}"
        return Problem(name, f"{file} can't be read. Run the build again on the server.")
    if isinstance(error, UnknownId):
        return Problem(name, str(error), near=error.near)
    if isinstance(error, Ambiguous):
        return Problem(name, str(error), candidates=error.candidates)
    return Problem(name, str(error))


def _parameter_problem(error: RequestValidationError) -> Problem:
    parameters = [
        {
            "parameter": ".".join(map(str, invalid["loc"][1:])),
            "detail": _UNKNOWN if invalid["type"] == "extra_forbidden" else invalid["msg"],
        }
        for invalid in error.errors()
    ]
    detail = "; ".join(f"{invalid['parameter']}: {invalid['detail']}" for invalid in parameters)
    return Problem("invalid-parameter", detail, parameters=parameters)


def _http_problem(request: Request, error: HTTPException) -> Problem:
    if error.status_code == 404:
        return Problem("unknown-path", "All paths are documented at /api/v1/docs.")
    if error.status_code == 405:
        headers = {"Allow": "GET, HEAD"}
        return Problem("read-only", f"{request.method} is not supported.", headers)
    return Problem("internal-error", str(error.detail))
