"""Vectors and their Chroma collection: built, updated, damaged, and on a server."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np
import pytest

import recsys
from recsys.catalog import Store
from recsys.cli import main
from recsys.embeddings import OFFLINE_MODEL, RECIPE
from recsys.embeddings.cache import hash_of
from recsys.errors import DamagedStore, InvalidArgument, ModelUnavailable
from recsys.ingest.pipeline import build
from recsys.movies import RankingWeights
from recsys.settings import PROJECT
from recsys.sources.demo import FOLDER, read_demo_vectors
from recsys.store import BuildFolder, StoreFolder
from recsys.store.check import check_build
from recsys.store.chroma import (
    collection_name,
    collections_elsewhere,
    get_collection,
    open_client,
)
from recsys.store.manifest import Manifest, describe_files
from recsys.store.publish import current_id
from recsys.store.vector_index import VectorIndex
from recsys.store.vectors import FilmVectors
from tests.app.server import running_app
from tests.movies.worlds import MODEL, Film, FilmSource, build_films

TEXT_ONLY = RankingWeights.text_only()


def films(count: int = 40) -> list[Film]:
    random = np.random.default_rng(2)
    return [
        Film(
            f"tt{number:07}",
            None if number == 7 else random.normal(size=6).tolist(),
            title=f"Film {number}",
            year=None if number == 5 else 1980 + number,
        )
        for number in range(count)
    ]


def live(store: Path) -> BuildFolder:
    folder = StoreFolder.at(store)
    return folder.build(current_id(folder))


def counts(store: Path) -> tuple[int, int]:
    """Texts encoded and vectors indexed by the last build."""
    facts = Manifest.read(live(store)).vectors
    assert facts is not None
    return facts["encoded_now"], facts["indexed_now"]


def held(store: Path) -> dict[str, Any]:
    """What the collection of the live build holds, as Chroma gives it."""
    folder = live(store)
    client = open_client(folder.chroma)
    try:
        collection = get_collection(client, folder.root.name)
        found = collection.get(include=["embeddings", "metadatas"])
        return {
            "metadata": collection.metadata,
            "films": dict(zip(found["ids"], found["metadatas"] or [], strict=True)),
            "vectors": dict(zip(found["ids"], np.array(found["embeddings"]), strict=True)),
            "names": [each.name for each in client.list_collections()],
        }
    finally:
        client.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("sound") / "store"
    build_films(store, films())
    return store


@pytest.fixture
def store(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "store"))


def test_a_build_with_vectors(sound: Path) -> None:
    """Row, id, vector and facts agree in vectors/, in Chroma and in the manifest."""
    folder = live(sound)
    vectors = FilmVectors(folder.vectors)
    assert (vectors.model, vectors.recipe, vectors.dimension) == (MODEL, RECIPE, 6)
    assert vectors.movies.tolist() == [row for row in range(40) if row != 7]
    np.testing.assert_allclose(np.linalg.norm(vectors.matrix, axis=1), 1, atol=1e-6)
    found = held(sound)
    facts = {"model": MODEL, "recipe": RECIPE, "dimension": 6, "films": 39}
    assert found["metadata"] == facts
    assert found["names"] == [collection_name(folder.root.name)]
    assert found["films"]["tt0000003"] == {"title": "Film 3", "year": 1983}
    assert found["films"]["tt0000005"] == {"title": "Film 5", "year": 0}
    assert "tt0000007" not in found["films"]
    for film, row in (("tt0000000", 0), ("tt0000039", 38)):
        np.testing.assert_allclose(found["vectors"][film], vectors.matrix[row], atol=1e-6)
    manifest = Manifest.read(folder)
    assert manifest.vectors == facts | {"encoded_now": 0, "indexed_now": 39}
    assert check_build(folder) == []


@pytest.mark.parametrize("updated", [False, True])
def test_readers_change_no_file_of_the_index(store: Path, updated: bool) -> None:
    """Opening the index changes none of the files that `check` compares."""
    if updated:
        build_films(store, films()[1:])
    folder = live(store)
    vectors = FilmVectors(folder.vectors)
    for _ in range(2):
        with VectorIndex(folder, vectors) as index:
            index.wait()
            assert index.nearest(np.asarray(vectors.matrix[3]), 2) is not None
        assert check_build(folder) == []


def test_a_build_without_texts(tmp_path: Path) -> None:
    """Without overviews there are no vectors, and films are compared by other terms."""
    build([FilmSource([Film("tt1"), Film("tt2")])], tmp_path, model="no/such-model")
    folder = live(tmp_path)
    assert not folder.vectors.exists()
    assert not folder.chroma.exists()
    assert Manifest.read(folder).vectors is None
    assert check_build(folder) == []
    with recsys.open_store(tmp_path) as opened:
        assert not opened.movies.has_texts
        assert opened.movies.similar("tt1", 1)["id"].to_list() == ["tt2"]


def test_a_model_that_cannot_be_had(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build stops and names the offline model; the old build stays live."""
    before = live(store)
    with pytest.raises(ModelUnavailable, match=OFFLINE_MODEL):
        build([FilmSource(films())], store, model=str(store / "builds"))
    assert live(store) == before
    assert len(list((store / "builds").iterdir())) == 1


def test_a_second_build_does_nothing_twice(store: Path) -> None:
    """A second build encodes and indexes nothing and loads no model."""
    first = held(store)
    build([FilmSource(films())], store, model=MODEL)
    assert counts(store) == (0, 0)
    second = held(store)
    assert second["films"] == first["films"]
    assert second["names"] == [collection_name(live(store).root.name)]
    assert check_build(live(store)) == []


def test_an_update_writes_the_difference(store: Path) -> None:
    """An update writes only added, changed and removed films to the index."""
    given = films()
    given[0] = replace(given[0], overview="Another story.", vector=(1, 2, 3, 4, 5, 6))
    given[1] = replace(given[1], vector=None)
    given[2] = replace(given[2], year=2024)
    del given[3]
    given.append(Film("tt0000050", (6, 5, 4, 3, 2, 1), title="New"))
    said: list[str] = []
    build_films(store, given, progress=said.append)
    assert counts(store) == (0, 3)
    assert "indexing vectors: 3 of 3" in said
    found = held(store)
    assert set(found["films"]) == {film.id for film in given if film.vector is not None}
    assert found["films"]["tt0000002"]["year"] == 2024
    assert found["films"]["tt0000050"]["title"] == "New"
    wide = np.array([1, 2, 3, 4, 5, 6])
    np.testing.assert_allclose(
        found["vectors"]["tt0000000"], wide / np.linalg.norm(wide), atol=1e-6
    )
    assert check_build(live(store)) == []
    with recsys.open_store(store) as opened:
        assert_answers_are_exact(opened)


def test_rebuilt_above_a_fifth(store: Path) -> None:
    """The index is rebuilt after many changes or with another model."""
    given = [
        replace(film, overview="New.", vector=(1, 1, 1, 1, 1, place + 1)) if place < 9 else film
        for place, film in enumerate(films())
    ]
    build_films(store, given)  # nine of forty, one of which had no text before
    assert counts(store) == (0, 40)
    build_films(store, given, model="another")
    assert counts(store) == (0, 40)
    assert held(store)["metadata"]["model"] == "another"
    build_films(store, given[:20], model="another")
    assert counts(store) == (0, 20)
    assert check_build(live(store)) == []


def assert_answers_are_exact(store: Store) -> None:
    """`similar` by text alone against a plain sort of all cosines."""
    vectors = FilmVectors(store.build.vectors)
    ids = store.graph.movies["id"]
    for seed in (0, len(vectors.movies) - 1):
        cosines = vectors.matrix @ vectors.matrix[seed]
        order = np.argsort(-cosines, kind="stable")
        expected = [ids[int(vectors.movies[row])] for row in order if row != seed][:10]
        seed_id = ids[int(vectors.movies[seed])]
        found = store.movies.similar(seed_id, 10, weights=TEXT_ONLY)["id"].to_list()
        assert found == expected


def alter(change: Callable[[Any], object]) -> Callable[[BuildFolder], None]:
    """Change the collection behind the build's back."""

    def damage(folder: BuildFolder) -> None:
        client = open_client(folder.chroma)
        try:
            change(get_collection(client, folder.root.name))
        finally:
            client.close()

    return damage


def flip(folder: BuildFolder) -> None:
    path = folder.vectors / "vectors.npy"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x40
    path.write_bytes(content)


def rehash(folder: BuildFolder) -> None:
    """Update the hashes, as if the damage had happened before hashing."""
    manifest = Manifest.read(folder)
    replace(manifest, files=describe_files(folder)).write(folder)


COLLECTIONS: dict[str, tuple[Callable[[BuildFolder], object], str]] = {
    "one vector altered": (
        alter(lambda held: held.upsert(ids=["tt0000004"], embeddings=[[1, 0, 0, 0, 0, 0]])),
        "the vector of tt0000004 differs",
    ),
    "one vector missing": (
        alter(lambda held: held.delete(ids=["tt0000004"])), "no vector for tt0000004",
    ),
    "one vector too many": (
        alter(lambda held: held.upsert(ids=["zz"], embeddings=[[1, 0, 0, 0, 0, 0]])),
        "40 vectors instead of 39",
    ),
    "of another model": (
        alter(lambda held: held.modify(metadata={"model": "x", "recipe": RECIPE, "dimension": 6})),
        "its model is 'x' instead of 'by-hand'",
    ),
    "of another recipe": (
        alter(lambda held: held.modify(metadata={"model": MODEL, "dimension": 6})),
        "its recipe is None",
    ),
    "of another build": (alter(lambda held: held.modify(name="other")), "Chroma can't open it"),
    "no database": (
        lambda folder: (folder.chroma / "chroma.sqlite3").write_bytes(b"x" * 5_000),
        "Chroma can't open it",
    ),
    "no folder": (lambda folder: shutil.rmtree(folder.chroma), "is missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_damaged_collection(store: Path, name: str) -> None:
    """`check` names it, the next build heals it as the message says; until then answers are right,
    or refused where vectors of two models would be mixed."""
    damage, finding = COLLECTIONS[name]
    folder = live(store)
    damage(folder)
    rehash(folder)
    if name == "no folder":
        assert describe_files(folder)
        with pytest.raises(DamagedStore, match=r"missing.*Run the build again"):
            VectorIndex(folder, FilmVectors(folder.vectors)).wait()
    findings = check_build(folder)
    assert any(finding in each for each in findings), findings
    mismatch = finding.startswith("its ")
    with recsys.open_store(store) as opened:
        if mismatch:
            opened.movies.warm_up()
            with pytest.raises(DamagedStore, match=rf"{finding}.*Run the build again"):
                opened._index.wait()
            with pytest.raises(DamagedStore, match=finding):
                opened.movies.similar("tt0000001", 30)
        else:
            assert opened.movies.similar("tt0000001", 30).height == 30
    build([FilmSource(films())], store, model=MODEL)
    assert counts(store) == (0, 0 if mismatch else 39)
    assert check_build(live(store)) == []
    with recsys.open_store(store) as opened:
        assert_answers_are_exact(opened)


def test_a_missing_file_of_the_index_is_named(store: Path) -> None:
    """The binary files are in the manifest, so `check` needs no Chroma to miss one."""
    folder = live(store)
    shutil.rmtree(folder.chroma)
    findings = check_build(folder)
    assert findings
    assert all("chroma" in each for each in findings)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


DAMAGED_VECTORS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "truncated": ("vectors.npy", _cut),
    "empty": ("vectors.npy", lambda path: path.write_bytes(b"")),
    "text": ("vectors.npy", lambda path: path.write_text("not vectors")),
    "missing": ("vectors.npy", Path.unlink),
    "short": ("vectors.npy", lambda path: np.save(path, np.load(path)[:-1])),
    "narrow": ("vectors.npy", lambda path: np.save(path, np.load(path)[:, :-1])),
    "float64": ("vectors.npy", lambda path: np.save(path, np.load(path).astype(np.float64))),
    "map missing": ("movies.npy", Path.unlink),
    "map short": ("movies.npy", lambda path: np.save(path, np.load(path)[:-1])),
    "facts missing": ("facts.json", Path.unlink),
    "facts no JSON": ("facts.json", lambda path: path.write_text("{")),
    "facts a list": ("facts.json", lambda path: path.write_text("[]")),
    "facts empty": ("facts.json", lambda path: path.write_text("{}")),
}


@pytest.mark.parametrize("name", DAMAGED_VECTORS)
def test_damaged_vectors(store: Path, name: str) -> None:
    """Queries and `check` name the file and the remedy; directors still work."""
    file, damage = DAMAGED_VECTORS[name]
    folder = live(store)
    path = folder.vectors / file
    content = path.read_bytes()
    path.unlink()  # the copy may be a link to the original
    path.write_bytes(content)
    damage(path)
    assert any(str(path) in finding for finding in check_build(folder))
    with recsys.open_store(store) as opened:
        with pytest.raises(DamagedStore, match=r"vectors.*Run the build again"):
            _ = opened.movies
        assert opened.titles.search("Film 3").height > 0
    build_films(store, films())  # not stopped by what it would have copied
    assert check_build(live(store)) == []


def test_a_flipped_bit(store: Path) -> None:
    """A flipped bit that still loads is found by its hash."""
    folder = live(store)
    flip(folder)
    assert any("vectors.npy" in finding for finding in check_build(folder))


# A real server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`chroma run` on loopback until the block ends."""
    program = Path(sys.executable).with_name("chroma")
    child = subprocess.Popen(
        [program, "run", "--path", folder, "--port", str(port), "--host", "127.0.0.1"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert child.poll() is None, "chroma run has ended"
            time.sleep(0.05)
        yield child
    finally:
        child.kill()
        child.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """The address of a server and its process."""
    port = free_port()
    with running_server(tmp_path_factory.mktemp("server"), port) as child:
        yield f"http://127.0.0.1:{port}", child


def test_a_server_that_is_restarted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An open store works without the server and uses the index again once it is back."""
    folder, port = tmp_path / "server", free_port()
    folder.mkdir()
    monkeypatch.setenv("FILMKIN_CHROMA_URL", f"http://127.0.0.1:{port}")
    with running_server(folder, port):
        build_films(tmp_path / "store", films())
        opened, other = (recsys.open_store(tmp_path / "store") for _ in range(2))
        both = (opened, other)
        ask = [partial(of.movies.similar, "tt0000003", 9, weights=TEXT_ONLY) for of in both]
        expected = ask[0]()
        for store in both:
            store.movies.warm_up()
            assert store._index is not None
            store._index.wait()
    assert ask[0]().equals(expected)
    assert "without the index" in caplog.text
    vector = np.asarray(opened.vectors.matrix[3])
    assert opened._index.nearest(vector, 3) is None
    with running_server(folder, port):
        for store, again in zip(both, ask, strict=True):
            assert store._index.nearest(vector, 3) is not None
            assert again().equals(expected)
            store.close()


def test_two_apps_over_one_store_and_one_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both answer alike with the server, without it and with it again, and follow a new build;
    no request fails."""
    folder, port, store = tmp_path / "server", free_port(), tmp_path / "store"
    folder.mkdir()
    monkeypatch.setenv("FILMKIN_CHROMA_URL", f"http://127.0.0.1:{port}")
    with ExitStack() as both:
        with running_server(folder, port):
            build_films(store, films())
            apps = [both.enter_context(running_app(store, tmp_path / f"log{n}")) for n in range(2)]
            similar = "movies/tt0000003/similar"
            expected = ask(apps[0], similar)["results"]
            assert len(expected) > 5
            for app in apps:
                until(lambda app=app: ask(app, similar) and ask(app, "health")["chroma_open"])
        for app in apps:
            assert ask(app, similar)["results"] == expected
        with running_server(folder, port):
            for app in apps:
                assert ask(app, similar)["results"] == expected
            published = build_films(store, films(30))
            for app in apps:
                until(lambda app=app: ask(app, "health")["build_id"] == published)
                assert len(ask(app, similar)["results"]) > 5


def ask(app: str, path: str) -> dict[str, Any]:
    """An answer of an app's API; a refusal raises."""
    with urlopen(f"{app}/api/v1/{path}", timeout=30) as response:
        return json.load(response)


def until(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds, at most ten seconds."""
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_a_server_holds_of_removed_builds_is_told(
    tmp_path: Path,
    server: tuple[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Collections of removed builds are reported, not deleted, as another store may use them."""
    monkeypatch.setenv("FILMKIN_CHROMA_URL", server[0])
    build_films(tmp_path, films(3))
    removed = collection_name(current_id(StoreFolder.at(tmp_path)))
    for _ in range(2):
        build_films(tmp_path, films(3))
    assert main(["builds", "--store", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"outside this store: {removed}")
    assert main(["builds", "--json", "--store", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["collections_elsewhere"] == [removed]
    with closing(open_client(tmp_path)) as client:
        for collection in client.list_collections():
            client.delete_collection(collection.name)
    assert collections_elsewhere(()) == []
    monkeypatch.setenv("FILMKIN_CHROMA_URL", "http://127.0.0.1:9")
    assert main(["builds", "--store", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert "no Chroma server answers there" in err
    assert current_id(StoreFolder.at(tmp_path)) in out


def test_a_server_and_its_death(
    sound: Path,
    tmp_path: Path,
    server: tuple[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A server gives the same results as a folder, even when it dies."""
    address, child = server
    with recsys.open_store(sound) as opened:
        local = [opened.movies.similar(f"tt{n:07}", 12, weights=TEXT_ONLY) for n in (0, 20)]
    monkeypatch.setenv("FILMKIN_CHROMA_URL", address)
    build_films(tmp_path, films())
    folder = live(tmp_path)
    assert not list(folder.chroma.iterdir())
    client = open_client(folder.chroma)
    assert [each.name for each in client.list_collections()] == [collection_name(folder.root.name)]
    client.close()
    assert check_build(folder) == []
    vectors = FilmVectors(folder.vectors)
    with VectorIndex(folder, vectors) as index:
        index.wait()
        found = index.nearest(np.asarray(vectors.matrix[0]), 5)
        assert found is not None
        assert len(found) == 5
        assert found[0] == "tt0000000"
    with recsys.open_store(tmp_path) as opened:
        for expected, number in zip(local, (0, 20), strict=True):
            given = opened.movies.similar(f"tt{number:07}", 12, weights=TEXT_ONLY)
            assert given.equals(expected)
        index = opened._index
        assert index is not None
        index.wait()
        again = opened.movies.similar("tt0000000", 12, weights=TEXT_ONLY)
        assert again.equals(local[0])
        child.kill()
        child.wait()
        for _ in range(2):
            assert opened.movies.similar("tt0000000", 12, weights=TEXT_ONLY).equals(local[0])
    warnings = [r for r in caplog.records if "without the index" in r.getMessage()]
    assert len(warnings) == 1
    [finding] = check_build(folder)
    assert "no Chroma server answers there" in finding
    with recsys.open_store(tmp_path) as opened:
        assert opened.movies.similar("tt0000000", 12, weights=TEXT_ONLY).equals(local[0])
    before = live(tmp_path)
    with pytest.raises(InvalidArgument, match=r"FILMKIN_CHROMA_URL.*no Chroma server answers"):
        build_films(tmp_path, films())
    assert live(tmp_path) == before


@pytest.mark.parametrize(
    "address",
    ["localhost:8000", "ftp://me:secret@host", "http://", "x", "http://me:secret/x@host",
     "http://[secret", "http://me:secret@host:port"],
)  # fmt: skip
def test_addresses_that_are_none(
    store: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Invalid addresses are refused; the error names the setting but not its value."""
    monkeypatch.setenv("FILMKIN_CHROMA_URL", address)
    with pytest.raises(InvalidArgument, match="FILMKIN_CHROMA_URL is not an http address") as no:
        open_client(live(store).chroma)
    assert "secret" not in "".join(traceback.format_exception(no.value))
    with recsys.open_store(store) as opened:
        assert opened.movies.similar("tt0000000", 12).height == 12
    [finding] = check_build(live(store))
    assert "not an http address" in finding
    assert "secret" not in finding


# The demo


def demo_hashes() -> Sequence[bytes]:
    known = read_demo_vectors()
    assert known is not None
    return known[0]


def test_demo_texts_have_their_vectors() -> None:
    """Every demo text has a vector; otherwise run `python data/demo/encode.py`."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("encode", PROJECT / "data/demo/encode.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert {hash_of(text) for text in module.demo_texts()} == set(demo_hashes())
    assert len(demo_hashes()) == len(set(demo_hashes()))
    assert (FOLDER / "vectors.npz").stat().st_size < 1_000_000


def test_the_demo_builds_without_a_model(tmp_path: Path) -> None:
    """The first start of the app works without torch and loads no model."""
    code = (
        "import sys\n"
        "from recsys.cli import main\n"
        f"assert main(['build', '--demo', '--store', {str(tmp_path)!r}]) == 0\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert counts(tmp_path) == (0, len(demo_hashes()))
    facts = Manifest.read(live(tmp_path)).vectors
    assert facts is not None
    assert facts["model"] == OFFLINE_MODEL


def test_the_demo_vectors_are_the_models(real_model: Any) -> None:
    """The committed vectors are the model's, rounded to 16 bits."""
    import duckdb

    from recsys.ingest.catalogue import create_tables
    from recsys.ingest.vectors import texts_of
    from recsys.sources.demo import DemoSource
    from recsys.sources.staging import CREATE_STAGING, BuildOptions

    with duckdb.connect() as con:
        con.execute(CREATE_STAGING)
        DemoSource().stage(con, BuildOptions(), lambda _: None)
        create_tables(con)
        texts = texts_of(con)[1][::60]
    known = read_demo_vectors()
    assert known is not None
    place = {key: row for row, key in enumerate(known[0])}
    committed = known[1][[place[hash_of(text)] for text in texts]]
    fresh = real_model.encode_documents(texts)
    assert (fresh * committed).sum(axis=1).min() > 0.999
