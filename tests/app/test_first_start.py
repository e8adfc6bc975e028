"""The app without a store, and with a damaged one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from recsys.archive import fetched
from recsys.archive.pack import pack
from recsys.settings import SECRETS
from recsys.store import StoreFolder
from recsys.store.publish import current_id
from tests.app.pages import captions, headings, open_app
from tests.archive.archive_server import file_server


def unescaped(text: str) -> str:
    """Return escaped text as a reader sees it."""
    return text.replace("\\", "")


def test_without_a_store_the_app_builds_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILMKIN_STORE", str(tmp_path))
    app = open_app()
    assert current_id(StoreFolder(tmp_path))
    assert headings(app) == ["Who works with the same people?"]
    assert "Demo catalogue" in captions(app)
    assert r"Wong Kar\-wai" in [button.label for button in app.button]


@pytest.mark.skipif(SECRETS.exists(), reason="this checkout has secrets of its own")
def test_a_host_fetches_its_catalogue(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two settings, the first visit fetches a packed catalogue instead of the demo."""
    folder = StoreFolder(world)
    sha256 = pack(folder.build(current_id(folder)), tmp_path / "world.zip")
    monkeypatch.setenv("FILMKIN_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("FILMKIN_STORE_SHA256", sha256)
    monkeypatch.setattr(fetched, "_failed", set())
    with file_server((tmp_path / "world.zip").read_bytes()) as server:
        monkeypatch.setenv("FILMKIN_STORE_URL", server.url)
        server.statuses = [403]
        app = open_app("home")
        assert "refuses the file of FILMKIN_STORE_URL (403)" in unescaped(app.error[0].value)
        assert "marked" not in app.error[0].value
        app = open_app("home")  # the page is loaded again
        assert not app.error, app.error[0].value
        assert current_id(StoreFolder(tmp_path / "store")) == current_id(folder)
        assert "Demo catalogue" not in captions(app)
        open_app("home")
        assert len(server.asked) == 2


@pytest.mark.parametrize("damage", ["manifest.json", "graph", "."])
def test_a_damaged_store_is_explained(
    damage: str, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(world, tmp_path / "store")
    folder = StoreFolder(copy)
    broken = folder.build(current_id(folder)).root / damage
    if broken.is_dir():
        shutil.rmtree(broken)
    else:
        broken.write_text("not a manifest")
    monkeypatch.setenv("FILMKIN_STORE", str(copy))
    app = open_app()
    assert "Run the build again" in app.error[0].value
    assert "Traceback" not in app.error[0].value
