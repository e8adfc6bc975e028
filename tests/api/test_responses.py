"""Responses: JSON with its context, CSV, entity tags and compression."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from recsys.api import responses
from recsys.api.responses import media_type
from recsys.catalog import Store
from recsys.util.formats import to_csv
from tests.api.conftest import client_of
from tests.movies.worlds import Film, build_films

PATH = "/api/v1/movies/Ran/similar"


def test_response_carries_its_context(client: TestClient, store: Store) -> None:
    response = client.get(PATH, params={"min_year": 1950, "genres": "drama", "weight_era": 2})
    answer = response.json()
    assert answer["build_id"] == response.headers["filmkin-build"] == store.manifest.build_id
    assert (answer["outcome"], answer["detail"], answer["facts"]) == ("found", "", {})
    parameters = answer["parameters"]
    assert parameters["movie_ids"] == [store.titles.resolve("Ran")], "the id behind the name"
    assert parameters["filters"] == {"min_year": 1950, "genres": ["Drama"]}
    assert (parameters["k"], parameters["weights"]["era"], parameters["weights"]["text"]) == (
        20, 2.0, 1.0,
    )  # fmt: skip
    for film in answer["results"]:
        assert sum(film["terms"].values()) == pytest.approx(film["score"])


def test_csv_equals_the_download_of_the_pages(client: TestClient, store: Store) -> None:
    response = client.get(PATH, headers={"Accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text == to_csv(store.movies.similar(store.titles.resolve("Ran")))
    assert len(list(csv.DictReader(io.StringIO(response.text)))) == 20


def test_hostile_titles_are_sanitized(tmp_path: Path) -> None:
    """JSON escapes them; CSV keeps a spreadsheet from running one as a formula."""
    title = '=HYPERLINK("https://evil.example","x") </script> "\\'
    raw_title = title.replace("> ", ">\u2028")  # the build replaces a line break by a space
    build_films(tmp_path, [Film("tt1", title=raw_title), Film("tt2", [1.0, 0.0], title="Other")])
    with client_of(tmp_path) as client:
        assert client.get("/api/v1/movies/tt1").json()["results"][0]["title"] == title
        table = client.get("/api/v1/movies/tt1", headers={"Accept": "text/csv"}).text
        assert next(csv.DictReader(io.StringIO(table)))["title"] == "'" + title


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV; header=present", "text/csv"),
        ("application/json, text/csv", "application/json"),
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("text/csv;q=0.1, */*;q=0.5", "application/json"),
        ("text/*", "text/csv"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv;q=much", "application/json"),
    ],
)
def test_media_type_follows_the_accept_header(accept: str, expected: str) -> None:
    assert media_type(accept) == expected


def test_matching_entity_tag_skips_the_query(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(PATH)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache", "a new build may come at any time"
    assert {"accept", "accept-encoding"} <= {
        name.strip().lower() for name in first.headers["vary"].split(",")
    }

    def refuse(*_: object) -> None:
        raise AssertionError("ran the query although the client has the response")

    monkeypatch.setattr(responses, "_result", refuse)
    for header in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = client.get(PATH, headers={"If-None-Match": header})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_entity_tag_depends_on_everything_that_changes_the_response(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Build, query, media type and code version each change the tag."""
    tags = [
        client.get(PATH).headers["etag"],
        client.get(PATH, params={"k": 5}).headers["etag"],
        client.get(PATH, params={"weight_era": 2}).headers["etag"],
        client.get("/api/v1/movies/Ran").headers["etag"],
        client.get(PATH, headers={"Accept": "text/csv"}).headers["etag"],
    ]
    build_films(tmp_path, [Film("tt1", [1.0, 0.0], title="Ran"), Film("tt2")])
    with client_of(tmp_path) as other:
        tags.append(other.get(PATH).headers["etag"])
    monkeypatch.setattr(responses, "code_digest", lambda: "a later version")
    tags.append(client.get(PATH).headers["etag"])
    assert len(set(tags)) == len(tags)
    assert client.get(PATH, params={"k": 20}).headers["etag"] == tags[-1], "a default spelled out"


def test_responses_are_compressed_on_request(client: TestClient) -> None:
    compressed = client.get(PATH, headers={"Accept-Encoding": "gzip"})
    plain = client.get(PATH, headers={"Accept-Encoding": "identity"})
    assert compressed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(compressed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert compressed.json() == plain.json()
