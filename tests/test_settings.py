"""Settings: whether the app is hosted, and variables of the project's former name."""

from __future__ import annotations

from pathlib import Path

import pytest

from recsys.cli import main
from recsys.settings import PROJECT, former_settings, hosted


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FILMKIN_HOSTED", raising=False)
    monkeypatch.delenv("STREAMLIT_SHARING_MODE", raising=False)
    monkeypatch.setattr("recsys.settings.SECRETS", tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("word", "answer"),
    [("1", True), ("true", True), (" Yes ", True), ("maybe", True), ("0", False), ("off", False)],
)
def test_the_setting_decides(word: str, answer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any value that does not mean no counts as yes."""
    monkeypatch.setenv("STREAMLIT_SHARING_MODE", "streamlit")
    monkeypatch.setenv("FILMKIN_HOSTED", word)
    assert hosted() is answer


def test_a_machine_of_ones_own_is_not_hosted() -> None:
    """A local machine is not hosted."""
    assert hosted() is False


def test_community_cloud_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Community Cloud counts as hosted without the setting."""
    monkeypatch.setenv("STREAMLIT_SHARING_MODE", "streamlit")
    assert hosted()
    monkeypatch.delenv("STREAMLIT_SHARING_MODE")
    monkeypatch.setattr("recsys.settings._COMMUNITY_CLOUD", PROJECT.parent)
    assert hosted()


def test_the_secrets_file_can_say_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The secrets file takes the same names; TOML's true means yes."""
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("FILMKIN_HOSTED = true\n")
    monkeypatch.setattr("recsys.settings.SECRETS", secrets)
    assert hosted()


def test_former_names_are_refused_with_the_present_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Silently ignored, CINEGRAPH_STORE would let a build go to the default store."""
    monkeypatch.setenv("CINEGRAPH_STORE", str(tmp_path))
    monkeypatch.setenv("CINEGRAPH_CHROMA_TOKEN", "secret")
    monkeypatch.delenv("FILMKIN_STORE", raising=False)
    assert main(["builds"]) == 2
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "CINEGRAPH_STORE to FILMKIN_STORE" in shown
    assert "CINEGRAPH_CHROMA_TOKEN to FILMKIN_CHROMA_TOKEN" in shown
    assert "secret" not in shown


def test_a_former_name_beside_the_present_one_is_ignored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One environment may serve both versions."""
    monkeypatch.setenv("CINEGRAPH_STORE", "elsewhere")
    monkeypatch.setenv("FILMKIN_STORE", str(tmp_path))
    assert former_settings() == {}
