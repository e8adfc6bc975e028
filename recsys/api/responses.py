"""Responses to queries: a leased store, a time limit, JSON or CSV, and an entity tag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import orjson
import polars as pl
from fastapi import Depends, Request
from starlette.responses import Response

from recsys.api.lanes import LaneName, Lanes
from recsys.catalog import Store
from recsys.errors import NothingFound
from recsys.live import LiveStore
from recsys.util.formats import to_csv

FOUND = "found"
JSON, CSV = "application/json", "text/csv"

Query = Callable[[Store], pl.DataFrame]
Parameters = dict[str, Any]
Empty = tuple[str, str]
"""Outcome and detail of a response without rows."""

NO_MATCH: Empty = (NothingFound.outcome, "Nothing has that name. Try fewer letters.")
NOTHING_SHARED: Empty = ("nothing-shared", "These two directors share nobody.")

NO_BRIDGES: Empty = (NothingFound.outcome, "None of their collaborators worked with anybody else.")


class QueryRunner:
    """Runs queries on the live store, in lanes."""

    def __init__(self, store: LiveStore) -> None:
        self.store = store
        self.lanes = Lanes()


class Responder:
    """Responds to one request."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._runner: QueryRunner = request.app.state.runner
        self._media_type = media_type(request.headers.get("accept", ""))

    async def respond(
        self,
        query: Query,
        parameters: Parameters,
        empty: Empty = NO_MATCH,
        lane: LaneName = "quick",
    ) -> Response:
        """Return the rows of a query, or why there are none, in the client's media type.

        Parameters
        ----------
        parameters : dict
            The parameters to show in the response; `query` may replace a name by the id it
            resolved.
        empty : (str, str)
            Outcome and detail if `query` returns no row.
        lane : {"quick", "text", "long"}
            The queries to wait with.

        Raises
        ------
        RecsysError
            Other than an empty result.
        Problem
        """
        return await self._runner.lanes.run(
            lane, self._request, lambda: self._response(query, parameters, empty)
        )

    def _response(self, query: Query, parameters: Parameters, empty: Empty) -> Response:
        with self._runner.store.lease() as store:
            build_id = store.manifest.build_id
            headers = {
                "ETag": self._entity_tag(build_id, parameters),
                "Cache-Control": "no-cache",
                "Vary": "Accept",
                "Filmkin-Build": build_id,
            }
            if headers["ETag"].removeprefix("W/") in self._request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            frame, (outcome, detail), facts = _result(query, store, empty)
        headers["Filmkin-Outcome"] = outcome
        if self._media_type == CSV:
            return Response(to_csv(frame) if frame.width else "", 200, headers, CSV)
        content = {
            "build_id": build_id,
            "outcome": outcome,
            "detail": detail,
            "facts": facts,
            "parameters": parameters,
            "results": orjson.Fragment(frame.write_json()),
        }
        return Response(orjson.dumps(content, option=_OPTIONS), 200, headers, JSON)

    def _entity_tag(self, build_id: str, parameters: Parameters) -> str:
        """Return a tag of all that determines the response: code, build, query and media type."""
        parts = [code_digest(), build_id, self._request.url.path, self._media_type]
        content = orjson.dumps([*parts, parameters], option=orjson.OPT_SORT_KEYS | _OPTIONS)
        return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


_OPTIONS = orjson.OPT_SERIALIZE_NUMPY


async def _responder(request: Request) -> Responder:
    """Return the responder. Async, because FastAPI runs other dependencies on threads."""
    return Responder(request)


Respond = Annotated[Responder, Depends(_responder)]


def _result(query: Query, store: Store, empty: Empty) -> tuple[pl.DataFrame, Empty, dict[str, Any]]:
    try:
        frame = query(store)
    except NothingFound as error:
        return pl.DataFrame(), (error.outcome, str(error)), vars(error)
    return frame, (FOUND, "") if frame.height else empty, {}


def media_type(accept: str) -> str:
    """Return CSV if the client prefers it to JSON, else JSON.

    >>> media_type("text/csv"), media_type("text/html, */*;q=0.8"), media_type("")
    ('text/csv', 'application/json', 'application/json')
    """
    qualities = dict(map(_quality, accept.lower().split(",")))
    anything = qualities.get("*/*", 0.0)
    csv = qualities.get(CSV, qualities.get("text/*", anything))
    json = qualities.get(JSON, qualities.get("application/*", anything))
    return CSV if csv > json else JSON


def _quality(part: str) -> tuple[str, float]:
    """Return a media range and its quality; 0 if the quality is unreadable."""
    name, *parameters = (word.strip() for word in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, float(parameter[2:])
            except ValueError:
                return name, 0.0
    return name, 1.0


@cache
def code_digest() -> str:
    """Return a hash of the package's source: another version may respond differently."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
