"""Empty results, errors, and requests that are not reads."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.testclient import TestClient

from recsys import settings
from recsys.api import lanes
from recsys.catalog import Store
from recsys.directors import Directors
from recsys.store import StoreFolder
from recsys.store.publish import current_id
from tests.api.conftest import client_of
from tests.movies.worlds import Film, build_films

WONG = "demo-person-wong-kar-wai"
TYPE = "urn:problem-type:filmkin:"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A catalogue with two films of the same title, one shared actor and no query texts."""
    folder = tmp_path_factory.mktemp("small")
    films = [
        Film("tt1", title="Twins", year=1990, rating=6.0, votes=10, directors=["nm1"],
             credits=[("nm3", "actor")]),
        Film("tt2", title="Twins", year=2010, rating=7.0, votes=20, directors=["nm2"],
             credits=[("nm3", "actor")]),
        Film("tt3", title="Alone", directors=["nm4"], credits=[("nm5", "actor")]),
        Film("tt4", vector=[1.0, 0.0], title="Told"),
    ]  # fmt: skip
    build_films(folder, films)
    with client_of(folder) as opened:
        yield opened


def problem(client: TestClient, path: str, status: int, name: str) -> dict[str, Any]:
    """Return the problem document at a path, after checking what all have in common."""
    response = client.get(f"/api{path}")
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["type"] == TYPE + name
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    return document


@pytest.mark.parametrize(
    ("path", "outcome", "facts"),
    [
        ("directors/nm3", "no-films", {"credits": 2}),
        ("directors/nm3/recommendations", "no-films", {}),
        ("directors/nm4/recommendations", "nothing-shared", {"people": 1}),
        ("directors/nm1/shared/nm4", "nothing-shared", {}),
        ("directors/nm1/recommendations?min_rating=9", "below-thresholds",
         {"candidates": 1, "rating_that_passes": 7.0, "votes_that_pass": None}),
        ("movies/tt1/similar?min_year=2020", "nothing-passes", {"removed": {"min_year": 4}}),
        ("movies/tt1/similar?weights=text_only", "no-text", {}),
        ("search/movies?q=zzzzzz", "nothing-found", {}),
    ],
)  # fmt: skip
def test_empty_result_says_why(
    small: TestClient, path: str, outcome: str, facts: dict[str, Any]
) -> None:
    """Each kind of empty result has its own outcome."""
    response = small.get(f"/api/v1/{path}")
    answer = response.json()
    assert (response.status_code, answer["outcome"], answer["results"]) == (200, outcome, [])
    assert answer["detail"]
    assert facts.items() <= answer["facts"].items()
    assert response.headers["filmkin-outcome"] == outcome
    table = small.get(f"/api/v1/{path}", headers={"Accept": "text/csv"})
    assert (table.status_code, table.headers["filmkin-outcome"]) == (200, outcome)
    assert len(table.text.splitlines()) <= 1


def test_unknown_names_are_404_with_near_matches(small: TestClient, client: TestClient) -> None:
    document = problem(client, "/v1/directors/Wong Kar/recommendations", 404, "unknown-id")
    assert WONG in [near["id"] for near in document["near"]]
    assert problem(small, "/v1/movies/tt9", 404, "unknown-id")["instance"] == "/api/v1/movies/tt9"
    problem(small, "/v1/movies/similar?id=tt1&id=tt9", 404, "unknown-id")


def test_ambiguous_names_are_409_with_candidates(small: TestClient) -> None:
    document = problem(small, "/v1/movies/Twins/similar", 409, "ambiguous-name")
    assert [candidate["id"] for candidate in document["candidates"]] == ["tt2", "tt1"]
    assert "1990" in document["candidates"][1]["detail"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("directors/nm1/recommendations?limit=0", "limit"),
        ("directors/nm1/recommendations?limit=501", "limit"),
        ("directors/nm1/recommendations?min_rating=nan", "min_rating"),
        ("directors/nm1/recommendations?min_votes=99999999999999999999", "min_votes"),
        ("directors/nm1/recommendations?method=best", "method"),
        ("directors/nm1/recommendations?min_vote=5", "min_vote"),
        ("movies/tt1/similar?weight_text=inf", "weight_text"),
        ("movies/tt1/similar?min_year=nineteen", "min_year"),
        ("movies/tt1/similar?diversity=1.1", "diversity"),
        ("movies/similar?id=tt1&seed_weight=0", "seed_weight.0"),
        ("movies/similar", "id"),
        ("discover?q=" + "x" * 1_001, "q"),
        ("health?verbose=1", "verbose"),
    ],
)
def test_invalid_parameters_are_422_by_name(small: TestClient, path: str, parameter: str) -> None:
    """Unknown ones too: ignoring a mistyped filter would give a wrong answer."""
    document = problem(small, f"/v1/{path}", 422, "invalid-parameter")
    assert [invalid["parameter"] for invalid in document["parameters"]] == [parameter]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("movies/tt1/similar?min_year=2000&max_year=1990", "swap them"),
        ("movies/tt1/similar?genres=Wuxia", "remove that filter"),
        ("directors/nm1/recommendations?min_year=2000&max_year=1990", "swap them"),
        ("directors/nm1/recommendations?roles=friend", "Unknown role 'friend'"),
        ("movies/similar?id=tt1&id=tt1&seed_weight=1&seed_weight=2", "each distinct query film"),
        ("movies/tt1/similar?weights=text_only&weight_text=0", "All weights are 0"),
        ("movies/tt1/similar?weights=text_only&factor_era=2", "factors have no effect"),
        ("movies/tt1/similar?weights=text_only&preset=story", "without a preset"),
        ("movies/tt1/similar?disliked=tt1", "tt1 is both"),
        ("movies/tt1/similar?weight_era=-1", "0 to 10"),
    ],
)
def test_invalid_arguments_are_422_with_their_message(
    small: TestClient, path: str, message: str
) -> None:
    assert message in problem(small, f"/v1/{path}", 422, "invalid-parameter")["detail"]


@pytest.mark.parametrize("path", ["/nothing", "/v1", "/v1/", "/v1/health/", "/v1/movies/a%0Ab/c"])
def test_unknown_paths_are_404(client: TestClient, path: str) -> None:
    """Also with a trailing slash, and with a line break, which Starlette's `path` excludes."""
    problem(client, path, 404, "unknown-path")
    problem(client, "/v1/movies/a%0Ab", 404, "unknown-id")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_405(client: TestClient, method: str) -> None:
    response = client.request(method, "/api/v1/directors/Wong Kar-wai")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")
    assert response.json()["type"] == TYPE + "read-only"


def test_head_has_the_headers_of_get(client: TestClient) -> None:
    """Load balancers send HEAD requests."""
    path = "/api/v1/directors/Wong Kar-wai"
    assert client.head(path).headers["etag"] == client.get(path).headers["etag"]


@pytest.mark.parametrize("content", [b"x" * 5_000, iter([b"of", b"no", b"known", b"length"])])
def test_bodies_are_413(client: TestClient, content: Any) -> None:
    response = client.request("GET", "/api/v1/health", content=content)
    assert (response.status_code, response.json()["type"]) == (413, TYPE + "body-too-large")


def test_no_store_and_a_damaged_one_are_503(
    demo: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Load balancers then use another server; clients do not learn the server's folders."""
    with client_of(tmp_path / "nothing") as client:
        document = problem(client, "/v1/health", 503, "no-store")
        assert client.get("/api/v1/health").headers["retry-after"]
        assert str(tmp_path) not in document["detail"]
    copy = shutil.copytree(demo, tmp_path / "copy")
    folder = StoreFolder(copy)
    (folder.build(current_id(folder)).graph / "movie_year.npy").write_bytes(b"no array")
    with client_of(copy) as client:
        document = problem(client, "/v1/movies/Ran", 503, "damaged-store")
    assert "graph/movie_year.npy" in document["detail"]
    assert str(tmp_path) not in document["detail"]
    assert str(tmp_path) in caplog.text


def test_store_built_later_is_found(demo: Path, tmp_path: Path) -> None:
    with client_of(tmp_path / "store") as client:
        problem(client, "/v1/health", 503, "no-store")
        shutil.copytree(demo, tmp_path / "store")
        assert client.get("/api/v1/health").status_code == 200


def test_unexpected_error_is_500_without_a_traceback(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> pl.DataFrame:
        raise ZeroDivisionError("a secret of /the/server")

    monkeypatch.setattr(Directors, "recommend", broken)
    document = problem(client, f"/v1/directors/{WONG}/recommendations", 500, "internal-error")
    assert "secret" not in str(document)


def test_slow_query_is_503(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that never ends does not block its client, nor the health check."""
    release = threading.Event()
    name_of = Directors.name_of

    def slow(self: Directors, director_id: str) -> str:
        release.wait(30)
        return name_of(self, director_id)

    monkeypatch.setattr(Directors, "name_of", slow)
    monkeypatch.setattr(lanes, "REQUEST_SECONDS", 0.2)
    try:
        problem(client, f"/v1/directors/{WONG}", 503, "out-of-time")
        assert client.get("/api/v1/health").status_code == 200
        assert not release.is_set()
    finally:
        release.set()


def test_health_reports_what_is_loaded_and_loads_nothing(demo: Path) -> None:
    with client_of(demo) as client:
        health = client.get("/api/v1/health").json()
        assert (health["status"], health["chroma_open"], health["model_loaded"]) == (
            "ok", False, False,
        )  # fmt: skip
        assert health["films"] == health["films_with_text"] == 677
        client.get("/api/v1/discover?q=a storm").raise_for_status()
        assert client.get("/api/v1/health").json()["model_loaded"]


def test_health_follows_a_new_build(demo: Path, store: Store, client: TestClient) -> None:
    assert client.get("/api/v1/health").json()["build_id"] == store.manifest.build_id
    assert store.manifest.build_id == current_id(StoreFolder(demo))


@pytest.mark.parametrize("origins", ["", "https://a.example, https://b.example"])
def test_other_origins_are_allowed_by_a_setting_only(
    origins: str, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(settings.CORS_ORIGINS.name, origins)
    with client_of(demo) as client:
        for origin in ("https://b.example", "https://evil.example"):
            response = client.get("/api/v1/health", headers={"Origin": origin})
            allowed = response.headers.get("access-control-allow-origin")
            assert allowed == (origin if origin in origins else None)
