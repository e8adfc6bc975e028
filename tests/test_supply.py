"""Installed packages: exact versions, each with a known licence."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from recsys.settings import PROJECT


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    """The module docs/make_licences.py, which belongs to no package."""
    path = PROJECT / "docs" / "make_licences.py"
    specification = importlib.util.spec_from_file_location("make_licences", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_versions_are_exact(file: str) -> None:
    """Requirements pin exact versions, so that tests and installations agree."""
    lines = (PROJECT / file).read_text().splitlines()
    packages = [line.partition(";")[0].strip() for line in lines if line and line[0] not in "#-"]
    assert packages
    wrong = [name for name in packages if not re.fullmatch(r"[\w.\[\],-]+==[\w.]+", name)]
    assert wrong == []


def test_every_package_states_a_licence(
    licences: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every dependency states its licence."""
    assert licences.main() == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    listed = {row.split("|")[1].strip() for row in rows}
    required = {licences.canonicalize_name(package.name) for package in licences.required()}
    assert len(required) > 50, "requirements.txt names dependencies too"
    assert required <= listed


def test_no_package_is_under_the_gpl(licences: ModuleType) -> None:
    """No dependency is under the GPL or AGPL, which would change Filmkin's terms."""
    stated = {
        name: licences.licence_of(package)
        for name, package in licences.installed(licences.required()).items()
    }
    assert {name: text for name, text in stated.items() if re.search(r"\bA?GPL", text)} == {}
