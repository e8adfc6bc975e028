"""What is installed: exact versions, each with a licence that is known."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from recsys.settings import PROJECT


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    """docs/make_licences.py, which lies in no package."""
    place = PROJECT / "docs" / "make_licences.py"
    specification = importlib.util.spec_from_file_location("make_licences", place)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_versions_are_exact(file: str) -> None:
    """What was tested is what is installed; a range would be another set next week."""
    lines = (PROJECT / file).read_text().splitlines()
    packages = [line.partition(";")[0].strip() for line in lines if line and line[0] not in "#-"]
    assert packages
    wrong = [name for name in packages if not re.fullmatch(r"[\w.\[\],-]+==[\w.]+", name)]
    assert wrong == []


def test_every_package_states_a_licence(
    licences: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also those that come along: somebody who passes Filmkin on passes them on."""
    assert licences.main() == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    listed = {row.split("|")[1].strip() for row in rows}
    direct = {licences.canonicalize_name(one.name) for one in licences.required()}
    assert direct <= listed
    assert len(listed) > 2 * len(direct), "and what these need"


def test_none_of_them_binds_who_passes_it_on(licences: ModuleType) -> None:
    """A GPL or AGPL among them would change the terms of the whole; somebody must decide that."""
    found = {
        name: licences.licence_of(package)
        for name, package in licences.installed(licences.required()).items()
    }
    assert {name: text for name, text in found.items() if re.search(r"\bA?GPL", text)} == {}
