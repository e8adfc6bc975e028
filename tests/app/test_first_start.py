"""The app where nothing has been built yet, and where a build is damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from recsys.store import StoreFolder
from recsys.store.publish import current_id
from tests.app.pages import captions, headings, open_app


def test_without_a_store_the_app_builds_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CINEGRAPH_STORE", str(tmp_path))
    app = open_app()
    assert current_id(StoreFolder(tmp_path))
    assert headings(app) == ["Who works with the same people?"]
    assert "Demo catalogue" in captions(app)
    assert r"Wong Kar\-wai" in [button.label for button in app.button]


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
    monkeypatch.setenv("CINEGRAPH_STORE", str(copy))
    app = open_app()
    assert "Run the build again" in app.error[0].value
    assert "Traceback" not in app.error[0].value
