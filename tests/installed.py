"""The package as others install it: a wheel, unpacked away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from recsys.settings import PROJECT


@dataclass(frozen=True)
class Installed:
    """An installed package and an empty folder to work in.

    Attributes
    ----------
    packages : Path
        The folder that holds `recsys`; dependencies come from the running Python.
    work : Path
        Current folder of the commands.
    """

    packages: Path
    work: Path

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which the checkout cannot be found, with a home of its own."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("FILMKIN_")}
        home = {"HOME": str(self.work), "XDG_DATA_HOME": str(self.work / "data")}
        return inherited | home | {"PYTHONPATH": str(self.packages), "PYTHONSAFEPATH": "1"}

    def filmkin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "recsys", *arguments],
            cwd=self.work,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


def install(folder: Path) -> Installed:
    """Build the wheel of the checkout and install it, without dependencies, into a new folder."""
    packages, work = folder / "packages", folder / "work"
    work.mkdir()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheel = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*pip, *wheel, str(PROJECT)], check=True)
    [file] = folder.glob("filmkin-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(packages), str(file)], check=True)
    return Installed(packages, work)
