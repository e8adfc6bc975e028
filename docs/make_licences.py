"""Print the licences of everything that requirements.txt installs: `make licences`.

The licences are read from the installed packages, so they hold for this system and Python. Others
may install other packages (on Linux, PyPI's torch adds NVIDIA's libraries, under NVIDIA's licence).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
MAX_LENGTH = 60
"""Characters of a licence text that are printed."""


def required(file: str = "requirements.txt") -> list[Requirement]:
    """Return the requirements in a file that apply to this system."""
    lines = (PROJECT / file).read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    return [each for each in requirements if each.marker is None or each.marker.evaluate()]


def installed(requirements: Iterable[Requirement]) -> dict[str, Distribution]:
    """Return all packages that requirements install, by name, without those for other systems."""
    packages: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    pending = list(requirements)
    while pending:
        requirement = pending.pop()
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                packages[name] = distribution(name)
            except PackageNotFoundError:
                continue
            pending += _dependencies(packages[name], extra)
    return dict(sorted(packages.items()))


def _dependencies(package: Distribution, extra: str) -> Iterator[Requirement]:
    for line in package.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def licence_of(package: Distribution) -> str:
    """Return the licence that a package states, or an empty text.

    This is its SPDX expression, else its classifiers, else its free text or the beginning of its
    licence file.
    """
    metadata = package.metadata
    if metadata["License-Expression"]:
        return str(metadata["License-Expression"])
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier") or ()
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    if classifiers:
        return ", ".join(dict.fromkeys(classifiers))
    text = " ".join(str(metadata["License"] or "").split())
    return text[:MAX_LENGTH] or _licence_file(package)


def _licence_file(package: Distribution) -> str:
    """Return the beginning of a package's licence file."""
    for file in package.files or ():
        if re.match(r"(licen[cs]e|copying)", file.name, re.IGNORECASE):
            text = " ".join(str(file.read_text() or "").split())
            if text:
                return text[:MAX_LENGTH]
    return ""


def main() -> int:
    """Print a Markdown table; return 1 if a package states no licence."""
    print("| package | version | licence |\n| --- | --- | --- |")
    unlicensed = []
    for name, package in installed(required()).items():
        licence = licence_of(package)
        print(f"| {name} | {package.version} | {licence or '?'} |")
        if not licence:
            unlicensed.append(name)
    if unlicensed:
        print(f"These packages state no licence: {', '.join(unlicensed)}.", file=sys.stderr)
    return bool(unlicensed)


if __name__ == "__main__":
    sys.exit(main())
