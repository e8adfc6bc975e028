"""Benchmark results: sections of one Markdown file, each replaced by its script."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"

_INTRODUCTION = """# Measurements

Made by the scripts in this folder; no figure is typed by hand. Machines are shared and noisy:
ratios within one table hold, seconds drift.
"""


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table with right-aligned numbers."""
    right = [all(_is_number(row[place]) for row in rows) for place in range(len(header))]
    rule = ["---:" if number else "---" for number in right]
    lines = [header, rule, *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def machine(*packages: str) -> str:
    """Return one line on the machine and the versions of packages."""
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    return (
        f"{date.today().isoformat()}, {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, {versions}."
    )


def write_section(name: str, body: str, file: Path = RESULTS) -> None:
    """Write a section, replacing an earlier one of the same name."""
    text = file.read_text(encoding="utf-8") if file.exists() else _INTRODUCTION
    section = f"## {name}\n\n{body.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _: section + "\n", text)
    else:
        text = text.rstrip() + "\n\n" + section
    file.write_text(text.rstrip() + "\n", encoding="utf-8")


def _is_number(cell: object) -> bool:
    return bool(re.fullmatch(r"[\d.,]+( ?(%|ms|s|MB|GB))?|–", str(cell)))
