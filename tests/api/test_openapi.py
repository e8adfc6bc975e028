"""The OpenAPI document: requests made from it never break the server; responses match it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import get_args

import polars as pl
import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pydantic import BaseModel
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode
from starlette.applications import Starlette
from starlette.testclient import TestClient

from recsys.api import rows
from recsys.api.problems import TITLES
from recsys.catalog import Store
from recsys.errors import NothingFound
from recsys.movies import GROUPS, MovieFilters, RankingWeights
from recsys.settings import PROJECT
from tests.tries import tries

OPENAPI = "/api/v1/openapi.json"
PATHS = [
    "/v1/directors/{director_id}/recommendations",
    "/v1/directors/{director_id}/shared/{other_id}",
    "/v1/directors/{director_id}",
    "/v1/movies/similar",
    "/v1/movies/{movie_id}/similar",
    "/v1/movies/{movie_id}",
    "/v1/paths",
    "/v1/people/{person_id}/bridges",
    "/v1/search/movies",
    "/v1/search/people",
    "/v1/discover",
    "/v1/health",
]
KNOWN = {
    "director_id": ["Wong Kar-wai", "nm0000217", "demo-person-zhang-yimou"],
    "other_id": ["Zhang Yimou", "nm0000520", "demo-person-wong-kar-wai"],
    "person_id": ["Toshiro Mifune", "nm0000217", "Wong Kar-wai"],
    "movie_id": ["Ran", "tt0096908", "Seven Samurai"],
}
"""Names and ids of the demo. Generated ones would hardly ever exist."""


@pytest.fixture(scope="session")
def schema(application: Starlette) -> schemathesis.BaseSchema:
    """The served document, read by Schemathesis."""
    return schemathesis.openapi.from_asgi(OPENAPI, application)


REQUESTS = [(path, mode) for path in PATHS for mode in GenerationMode]
REQUESTS.remove(("/v1/health", GenerationMode.NEGATIVE))  # it has no parameters


@pytest.mark.parametrize(("path", "mode"), REQUESTS, ids=str)
def test_no_request_breaks_the_server(
    path: str, mode: GenerationMode, schema: schemathesis.BaseSchema
) -> None:
    """No 5xx; statuses, media types and bodies are the documented ones.

    Which requests are refused is not checked: the document can't say that one year must not exceed
    another, and in an address every value is text.
    """
    excluded = CHECKS.get_by_names(["positive_data_acceptance", "negative_data_rejection"])

    @given(case=schema[path]["GET"].as_strategy(generation_mode=mode), known=st.integers(0, 3))
    @tries(8, *HealthCheck)
    def send(case: schemathesis.Case, known: int) -> None:
        if known < 3 and case.path_parameters:
            case.path_parameters = {name: KNOWN[name][known] for name in case.path_parameters}
        # The first text query loads the model, which takes a busy machine a while.
        case.call_and_validate(excluded_checks=excluded, timeout=60)

    send()


def test_document_lists_all_routes_and_describes_all_parameters(client: TestClient) -> None:
    document = client.get(OPENAPI).json()
    assert set(document["paths"]) == set(PATHS)
    assert document["servers"] == [{"url": "/api"}]
    for path, operations in document["paths"].items():
        assert list(operations) == ["get"], "read only"
        for parameter in operations["get"].get("parameters", []):
            assert parameter["description"], f"{path}: {parameter['name']}"


def test_docs_name_every_route_problem_and_outcome(client: TestClient) -> None:
    """docs/api.md names every route, problem and outcome."""
    text = (PROJECT / "docs" / "api.md").read_text("utf-8")
    for path in PATHS:
        assert (
            f"`{re.sub('_id|director_|movie_|person_', '', path.removeprefix('/v1/'))}" in text
        ), path
    outcomes = get_args(rows.Results.model_fields["outcome"].annotation)
    for name in [*TITLES, *outcomes]:
        assert f"| `{name}` |" in text, name
    results = client.get(OPENAPI).json()["components"]["schemas"]["Results_Film_"]
    assert set(results["properties"]["outcome"]["enum"]) == set(outcomes)
    # The API takes no lists, so it never finds a list without liked films.
    possible = {error.outcome for error in kinds_of(NothingFound)} - {"nothing-liked"}
    assert {"found"} | possible == set(outcomes)


def kinds_of(error: type[NothingFound]) -> Iterator[type[NothingFound]]:
    yield error
    for kind in error.__subclasses__():
        yield from kinds_of(kind)


def test_every_filter_and_weight_is_a_parameter(client: TestClient) -> None:
    """A field added to a dataclass must become a parameter."""
    paths = client.get(OPENAPI).json()["paths"]
    schemas = {
        parameter["name"]: parameter["schema"]
        for parameter in paths["/v1/movies/similar"]["get"]["parameters"]
    }
    filters = {field.name for field in fields(MovieFilters)}
    weights = {f"weight_{field.name}" for field in fields(RankingWeights)}
    weights |= {f"factor_{group}" for group in GROUPS}
    assert filters | weights | {"weights", "k", "diversity", "franchises"} <= set(schemas)
    for name in filters | weights:
        kinds = schemas[name].get("anyOf", [schemas[name]])
        for kind in kinds:
            bounded = {"maximum", "maxItems", "enum"} & kind.keys()
            assert bounded or kind["type"] in ("null", "boolean"), f"{name} has no limit"


ROWS: dict[str, tuple[type[BaseModel], Callable[[Store], pl.DataFrame]]] = {
    "recommend": (rows.RecommendedDirector, lambda store: store.directors.recommend("nm0000217")),
    "shared": (
        rows.Collaborator,
        lambda store: store.directors.shared_collaborators("nm0000217", "nm0000520"),
    ),
    "similar": (rows.SimilarFilm, lambda store: store.movies.similar("tt0096908", 2)),
    "paths": (
        rows.CreditPath,
        lambda store: store.connections.paths("nm0000217", "demo-person-wong-kar-wai"),
    ),
    "bridges": (rows.Bridge, lambda store: store.connections.bridges("nm0000217")),
    "films": (rows.Film, lambda store: store.movies.films(["tt0096908"])),
    "titles": (rows.FoundFilm, lambda store: store.titles.search("ran", 2)),
    "people": (rows.FoundPerson, lambda store: store.people.search("wong", 2)),
}


@pytest.mark.parametrize("name", ROWS)
def test_documented_rows_have_the_columns_of_the_frames(name: str, store: Store) -> None:
    """A column added to a frame must be documented."""
    model, query = ROWS[name]
    frame = query(store)
    assert set(model.model_fields) == set(frame.columns)
    for row in frame.to_dicts():
        model.model_validate(row)


def test_docs_page_loads_nothing_from_other_hosts(client: TestClient) -> None:
    page = client.get("/api/v1/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    linked = re.findall(r"""(?:src|href|url)['"]?[=:]\s*['"]([^'"]+)""", page.text)
    assert len(linked) >= 4
    for address in linked:
        assert address.startswith("/api/"), address
        assert client.get(address).status_code == 200, address


def test_api_redirects_to_the_docs(client: TestClient) -> None:
    assert client.get("/api").url.path == "/api/v1/docs"
