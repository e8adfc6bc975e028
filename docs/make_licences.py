"""Print the licences of all that requirements.txt installs, directly or not: `make licences`.

Read from what is installed here, so that it is true of this system and Python; elsewhere other
packages may come along (on Linux, PyPI's torch brings NVIDIA's libraries, under NVIDIA's licence).
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
LONGEST = 60


def required(file: str = "requirements.txt") -> list[Requirement]:
    """The packages that a file of requirements asks for."""
    lines = (PROJECT / file).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


def installed(requirements: Iterable[Requirement]) -> dict[str, Distribution]:
    """All packages that these bring along, by name; what this system does not need is left out."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = list(requirements)
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        for extra in {"", *wanted.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                found[name] = distribution(name)
            except PackageNotFoundError:
                continue
            waiting += _needed(found[name], extra)
    return dict(sorted(found.items()))


def _needed(package: Distribution, extra: str) -> Iterator[Requirement]:
    for line in package.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def licence_of(package: Distribution) -> str:
    """The licence as the package states it; empty where it states none.

    Its SPDX expression, else its classifiers, else the first line of its free text.
    """
    facts = package.metadata
    if facts["License-Expression"]:
        return str(facts["License-Expression"])
    classified = [
        line.rpartition(" :: ")[2]
        for line in facts.get_all("Classifier") or ()
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    if classified:
        return ", ".join(dict.fromkeys(classified))
    text = " ".join(str(facts["License"] or "").split())
    return text[:LONGEST] or _licence_file(package)


def _licence_file(package: Distribution) -> str:
    """The first words of a licence that is only there as a file."""
    for file in package.files or ():
        if re.match(r"(licen[cs]e|copying)", file.name, re.IGNORECASE):
            words = " ".join(str(file.read_text() or "").split())
            if words:
                return words[:LONGEST]
    return ""


def main() -> int:
    """Print a Markdown table; 1 where a package states no licence."""
    print("| package | version | licence |\n| --- | --- | --- |")
    silent = []
    for name, package in installed(required()).items():
        licence = licence_of(package)
        print(f"| {name} | {package.version} | {licence or '?'} |")
        if not licence:
            silent.append(name)
    if silent:
        print(f"No licence is stated by {', '.join(silent)}.", file=sys.stderr)
    return bool(silent)


if __name__ == "__main__":
    sys.exit(main())
