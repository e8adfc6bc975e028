"""Settings that decide more than a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from recsys.settings import PROJECT, hosted


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
    """What nobody can read as a no keeps strangers away from local files."""
    monkeypatch.setenv("STREAMLIT_SHARING_MODE", "streamlit")
    monkeypatch.setenv("FILMKIN_HOSTED", word)
    assert hosted() is answer


def test_a_machine_of_ones_own_is_not_hosted() -> None:
    """Nobody at home should have to switch anything off."""
    assert hosted() is False


def test_community_cloud_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgets the setting there must not open the SQL box to the world."""
    monkeypatch.setenv("STREAMLIT_SHARING_MODE", "streamlit")
    assert hosted()
    monkeypatch.delenv("STREAMLIT_SHARING_MODE")
    monkeypatch.setattr("recsys.settings._COMMUNITY_CLOUD", PROJECT.parent)
    assert hosted()


def test_the_secrets_file_can_say_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host's form for secrets takes the same names; TOML's true is a word like another."""
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("FILMKIN_HOSTED = true\n")
    monkeypatch.setattr("recsys.settings.SECRETS", secrets)
    assert hosted()
