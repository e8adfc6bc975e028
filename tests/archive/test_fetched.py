"""Fetch the archive from servers that cut, change, lie and refuse."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import recsys
from recsys.archive import fetched
from recsys.archive.fetched import fetch_store, is_due, start_is_due, start_with_store
from recsys.cli import main
from recsys.errors import FetchError, InvalidArgument, RecsysError, StoreUnwritable, UnsoundArchive
from recsys.ingest.pipeline import build
from recsys.live import LiveStore
from recsys.sources.http import download
from recsys.sources.imdb.source import ImdbSource
from recsys.store import StoreFolder
from recsys.store.check import check_build
from recsys.store.publish import current_id, has_build
from recsys.util.hashing import sha256_of
from tests.archive.archive_server import FileServer, file_server
from tests.helpers import build_store

MARK = "marked-address"
"""Part of the URL's query, where a signed link has its key."""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two catalogues, packed; the second has more films."""
    folder, packed = tmp_path_factory.mktemp("packed"), []
    for films in (3, 5):
        basics = [(f"tt{n}", f"Film number {n}") for n in range(films)]
        store = build_store(folder / str(films), basics=basics, principals=[("tt1", "nm1")])
        if packed:  # once more: two stores may give one name within a second, one never does
            build([ImdbSource(folder / str(films) / "imdb")], store)
        packed.append(folder / f"{films}.zip")
        assert main(["pack", str(packed[-1]), "--store", str(store)]) == 0
    return packed[0], packed[1]


@pytest.fixture
def server(archives: tuple[Path, Path], settings: pytest.MonkeyPatch) -> Iterator[FileServer]:
    with file_server(archives[0].read_bytes()) as started:
        settings.setenv("FILMKIN_STORE_URL", started.url)
        settings.setenv("FILMKIN_STORE_SHA256", sha256_of(archives[0]))
        yield started


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.setattr("recsys.settings.SECRETS", tmp_path / "none.toml")
    monkeypatch.setattr(fetched, "_failed", set())
    monkeypatch.setattr(download, "backoff", lambda _failures: 0.0)
    return monkeypatch


@pytest.fixture
def store(tmp_path: Path) -> StoreFolder:
    return StoreFolder.at(tmp_path / "store")


def films(store: StoreFolder) -> int:
    with recsys.open_store(store.root) as opened:
        return opened.graph.movies.height


def is_whole(store: StoreFolder, count: int = 3) -> bool:
    """Whether the build is live and sound, and no download is left."""
    left = list(store.archives.iterdir())
    return not left and films(store) == count and not check_build(store.build(current_id(store)))


def ranges(server: FileServer) -> list[str | None]:
    return [asked.get("Range") for asked in server.asked]


def test_the_first_start_fetches_and_the_next_does_not(
    server: FileServer, store: StoreFolder
) -> None:
    assert start_is_due(store.root)
    start_with_store(store.root)
    assert is_whole(store)
    assert not start_is_due(store.root)
    start_with_store(store.root)
    assert len(server.asked) == 1


def test_another_archive_in_the_settings_is_fetched_at_the_next_start(
    server: FileServer,
    store: StoreFolder,
    archives: tuple[Path, Path],
    settings: pytest.MonkeyPatch,
) -> None:
    """Two settings select the archive; the previous build is kept."""
    start_with_store(store.root)
    first = current_id(store)
    server.content = archives[1].read_bytes()
    settings.setenv("FILMKIN_STORE_SHA256", sha256_of(archives[1]).upper())
    start_with_store(store.root)
    assert is_whole(store, 5)
    server.content = archives[0].read_bytes()
    settings.setenv("FILMKIN_STORE_SHA256", sha256_of(archives[0]))
    start_with_store(store.root)
    assert is_whole(store, 3)
    assert current_id(store) == first


def test_a_build_made_after_fetching_stays_live(
    server: FileServer, store: StoreFolder, archives: tuple[Path, Path]
) -> None:
    """A build made after the fetch stays live until the settings name another archive."""
    start_with_store(store.root)
    own = build([ImdbSource(archives[1].parent / "5" / "imdb")], store.root)
    start_with_store(store.root)
    assert current_id(store) == own


def test_a_damaged_current_does_not_stop_a_start(server: FileServer, store: StoreFolder) -> None:
    """The fetched build is served although CURRENT is damaged, with no second fetch."""
    start_with_store(store.root)
    build_id = current_id(store)
    store.current.write_bytes(b"\xff\xfe")
    assert has_build(store)
    assert not start_is_due(store.root)
    start_with_store(store.root)
    assert len(server.asked) == 1
    holder = LiveStore(store.root)
    with holder.lease() as opened:
        assert opened.manifest.build_id == build_id
    assert holder.damage is not None
    assert holder.damage.file == store.current
    holder.close()


def test_a_new_archive_repairs_a_damaged_current(
    server: FileServer,
    store: StoreFolder,
    archives: tuple[Path, Path],
    settings: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While it can't be fetched, the older build stays in service."""
    start_with_store(store.root)
    store.current.write_text("../elsewhere")
    settings.setenv("FILMKIN_STORE_SHA256", sha256_of(archives[1]))
    start_with_store(store.root)
    assert "The older catalogue is served" in caplog.text
    assert not start_is_due(store.root)
    settings.setattr(fetched, "_failed", set())
    server.content = archives[1].read_bytes()
    start_with_store(store.root)
    assert is_whole(store, 5)


def test_a_connection_that_is_cut_again_and_again(server: FileServer, store: StoreFolder) -> None:
    """The download continues while there is progress, and requests no byte twice."""
    server.cut_after = 3_000
    start_with_store(store.root)
    assert is_whole(store)
    begins = [int(text[6:-1]) for text in ranges(server)[1:] if text]
    assert begins == [3_000 * n for n in range(1, len(server.asked))]
    assert len(begins) > download.MAX_FAILURES


def test_a_start_after_a_kill_goes_on(server: FileServer, store: StoreFolder) -> None:
    """A download resumes where a killed process stopped."""
    store.archives.mkdir(parents=True)
    name = f"{fetched.settings.STORE_SHA256.get()}.zip"
    (store.archives / name).write_bytes(server.content[:9_000])
    (store.archives / "another.zip").write_bytes(b"of an archive that nobody wants any more")
    start_with_store(store.root)
    assert is_whole(store)
    assert ranges(server) == ["bytes=9000-"]


def test_all_arrived_before_the_kill(server: FileServer, store: StoreFolder) -> None:
    store.archives.mkdir(parents=True)
    name = f"{fetched.settings.STORE_SHA256.get()}.zip"
    (store.archives / name).write_bytes(server.content)
    start_with_store(store.root)
    assert is_whole(store)
    assert len(server.asked) == 1, "416 says that nothing is left"


def test_a_server_without_range(server: FileServer, store: StoreFolder) -> None:
    """A server without Range sends the whole file, which replaces the partial one."""
    server.ranges, server.cut_after, server.cuts = False, 9_000, 2
    start_with_store(store.root)
    assert is_whole(store)
    assert len(server.asked) == 3


@pytest.mark.parametrize("etag", ['"one"', ""])
def test_a_file_that_changes_halfway(
    etag: str, server: FileServer, store: StoreFolder, archives: tuple[Path, Path]
) -> None:
    """A partial file of another archive is detected by its ETag, or else by the hash."""
    right, wrong = server.content, archives[1].read_bytes()
    server.content, server.etag, server.cut_after, server.cuts = wrong, etag, 9_000, 1

    def change(state: FileServer) -> None:
        if len(state.asked) == 2:
            state.content, state.etag = right, etag and '"two"'

    server.before = change
    start_with_store(store.root)
    assert is_whole(store)
    assert ranges(server) == [None, "bytes=9000-"] + ([] if etag else [None])


def test_pieces_of_two_files_are_fetched_anew(
    server: FileServer, store: StoreFolder, archives: tuple[Path, Path]
) -> None:
    """A partial file from an earlier start, while the server has another file now."""
    store.archives.mkdir(parents=True)
    name = f"{fetched.settings.STORE_SHA256.get()}.zip"
    (store.archives / name).write_bytes(archives[1].read_bytes()[:9_000])
    start_with_store(store.root)
    assert is_whole(store)
    assert ranges(server) == ["bytes=9000-", None]


@pytest.mark.parametrize("lie", ["bytes 0-99/100", "bytes 7-99/100", "nonsense", ""])
def test_a_piece_that_is_not_the_one_asked_for(
    lie: str, server: FileServer, store: StoreFolder
) -> None:
    server.cut_after, server.cuts = 9_000, 1

    def lie_once(state: FileServer) -> None:
        state.headers = {"Content-Range": lie} if len(state.asked) == 2 else {}

    server.before = lie_once
    start_with_store(store.root)
    assert is_whole(store)
    assert ranges(server) == [None, "bytes=9000-", None]


def test_a_length_that_is_too_short(server: FileServer, store: StoreFolder) -> None:
    """A truncated response with a matching length is detected by the hash."""
    server.headers = {"Content-Length": "1000"}
    with pytest.raises(FetchError, match="has the SHA-256"):
        start_with_store(store.root)
    assert not list(store.archives.iterdir()), "what is known to be wrong is not kept"
    assert not store.current.exists()


def test_a_length_that_is_too_long(server: FileServer, store: StoreFolder) -> None:
    server.headers = {"Content-Length": "1000000"}
    start_with_store(store.root)
    assert is_whole(store), "asked for the rest, it says that there is none"


def test_a_server_that_only_ever_hangs_up(server: FileServer, store: StoreFolder) -> None:
    server.cut_after = 0
    with pytest.raises(FetchError, match="did not send the file of FILMKIN_STORE_URL in 6 tries"):
        start_with_store(store.root)
    assert len(server.asked) == download.MAX_FAILURES


def test_more_than_the_disk_holds(server: FileServer, store: StoreFolder) -> None:
    """The error comes before anything is written."""
    server.headers = {"Content-Length": str(10**15)}
    with pytest.raises(StoreUnwritable, match="no space is left"):
        start_with_store(store.root)


def test_an_endless_file(
    server: FileServer, store: StoreFolder, settings: pytest.MonkeyPatch
) -> None:
    """A server that names no length must not fill the disk."""
    settings.setattr("recsys.archive.unpack.available_space", lambda _folder: 10_000)
    server.headers = {"Content-Length": "", "Transfer-Encoding": "identity"}
    with pytest.raises(StoreUnwritable, match="no space is left"):
        start_with_store(store.root)
    assert sum(path.stat().st_size for path in store.archives.iterdir()) <= 10_000


def test_content_that_claims_to_be_packed_is_taken_as_it_is(
    server: FileServer, store: StoreFolder
) -> None:
    """Content-Encoding is ignored: the hash is that of the file, and a bomb is not unpacked."""
    server.headers = {"Content-Encoding": "gzip"}
    start_with_store(store.root)
    assert is_whole(store)


def test_trouble_on_the_servers_side_is_waited_for(server: FileServer, store: StoreFolder) -> None:
    server.statuses = [503, 429, 500]
    start_with_store(store.root)
    assert is_whole(store)
    assert len(server.asked) == 4


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_final(status: int, server: FileServer, store: StoreFolder) -> None:
    server.statuses = [status] * 9
    with pytest.raises(FetchError, match=f"refuses .*{status}") as caught:
        start_with_store(store.root)
    assert caught.value.status == status
    assert len(server.asked) == 1


def test_a_server_that_is_not_there(
    store: StoreFolder, settings: pytest.MonkeyPatch, archives: tuple[Path, Path]
) -> None:
    settings.setenv("FILMKIN_STORE_URL", f"http://127.0.0.1:9/?key={MARK}")
    settings.setenv("FILMKIN_STORE_SHA256", sha256_of(archives[0]))
    with pytest.raises(FetchError, match="the connection failed"):
        start_with_store(store.root)


@pytest.mark.parametrize(
    "url", [f"file:///etc/passwd?{MARK}", "ftp://127.0.0.1/x", "http://", "/etc/passwd", "x"]
)
def test_an_address_that_is_none(
    url: str, store: StoreFolder, settings: pytest.MonkeyPatch
) -> None:
    settings.setenv("FILMKIN_STORE_URL", url)
    settings.setenv("FILMKIN_STORE_SHA256", "0" * 64)
    with pytest.raises(FetchError, match="FILMKIN_STORE_URL is not a web address") as caught:
        start_with_store(store.root)
    assert url == "x" or url not in str(caught.value)


@pytest.mark.parametrize("sha256", ["", "abc", "g" * 64, "0" * 63])
def test_without_a_hash_nothing_is_fetched(
    sha256: str, server: FileServer, store: StoreFolder, settings: pytest.MonkeyPatch
) -> None:
    """Without a hash, whoever controls the server could choose the catalogue."""
    settings.setenv("FILMKIN_STORE_SHA256", sha256)
    with pytest.raises(InvalidArgument, match="FILMKIN_STORE_SHA256"):
        start_with_store(store.root)
    assert server.asked == []


def test_without_an_address_nothing_is_due(
    store: StoreFolder, settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.delenv("FILMKIN_STORE_URL", raising=False)
    assert not is_due(store.root)
    start_with_store(store.root)
    assert not store.root.exists()
    assert main(["fetch", "store", "--store", str(store.root)]) == 2
    assert "FILMKIN_STORE_URL" in capsys.readouterr().err


def test_an_archive_that_is_no_store(
    server: FileServer, store: StoreFolder, settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text("<html>Please log in</html>")
    server.content = (tmp_path / "page.html").read_bytes()
    settings.setenv("FILMKIN_STORE_SHA256", sha256_of(tmp_path / "page.html"))
    with pytest.raises(UnsoundArchive):
        start_with_store(store.root)
    assert not store.current.exists()


def test_where_an_older_build_is_there_it_is_served(
    server: FileServer,
    store: StoreFolder,
    settings: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A faulty release neither takes the site down nor delays every visit."""
    start_with_store(store.root)
    before = current_id(store)
    settings.setenv("FILMKIN_STORE_SHA256", "0" * 64)
    with caplog.at_level(logging.WARNING):
        start_with_store(store.root)
    assert "The older catalogue is served" in caplog.text
    assert MARK not in caplog.text
    assert current_id(store) == before
    asked = len(server.asked)
    assert not start_is_due(store.root)
    start_with_store(store.root)
    assert len(server.asked) == asked


def test_many_processes_start_at_once(server: FileServer, store: StoreFolder) -> None:
    """One process fetches, and the others wait for its build."""
    server.cut_after = 5_000
    failures: list[RecsysError] = []

    def start() -> None:
        try:
            fetch_store(store.root)
        except RecsysError as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert is_whole(store)
    assert ranges(server).count(None) == 1


def test_the_command(
    server: FileServer, store: StoreFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    """`fetch store`, for container images and for testing the settings."""
    words = ["fetch", "store", "--store", str(store.root)]
    assert main(words) == 0
    assert f"Build {current_id(store)} is live" in capsys.readouterr().out
    assert main(words) == 0
    assert "already" in capsys.readouterr().out
    assert len(server.asked) == 1


@pytest.mark.parametrize("fault", ["refused", "cut", "altered", "redirected"])
def test_the_address_is_never_told(
    fault: str, server: FileServer, store: StoreFolder, caplog: pytest.LogCaptureFixture
) -> None:
    """A signed link appears in no error, cause, progress message, log or file."""
    if fault == "refused":
        server.statuses = [403]
    elif fault == "cut":
        server.cut_after = 0
    elif fault == "altered":
        server.content = b"?"
    else:
        server.statuses = []
        server.headers = {"Location": f"ftp://elsewhere/{MARK}"}
        server.before = lambda state: state.statuses.append(302)
    told: list[str] = []
    with caplog.at_level(logging.INFO), suppress(RecsysError):
        try:
            start_with_store(store.root, told.append)
        except RecsysError as error:
            told += traceback.format_exception(error)
            raise
    assert told
    assert MARK not in "".join(told) + caplog.text
    for path in store.root.rglob("*"):
        assert MARK not in path.name
        assert not path.is_file() or MARK.encode() not in path.read_bytes()
