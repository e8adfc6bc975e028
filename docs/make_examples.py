"""Write the outputs of the README's worked examples: `python docs/make_examples.py`.

Every block that begins with `$ python -m recsys` gets what that command prints on the demo; a test
holds the README to it.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recsys.build.pipeline import build_demo
from recsys.cli import main as run_command

README = Path(__file__).resolve().parents[1] / "README.md"
_BLOCK = re.compile(r"```console\n\$ python -m recsys (?P<command>[^\n]*)\n.*?```", re.DOTALL)


def with_outputs(text: str, store: Path) -> str:
    """A text with every example's output as the commands print it on a store."""
    return _BLOCK.sub(lambda block: _example(block["command"], store), text)


def _example(command: str, store: Path) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = run_command([*shlex.split(command), "--store", str(store)])
    if code != 0:
        raise RuntimeError(f"{command}: exit {code}")
    return f"```console\n$ python -m recsys {command}\n{printed.getvalue().rstrip()}\n```"


def main() -> None:
    """Rewrite the README."""
    with tempfile.TemporaryDirectory() as folder:
        build_demo(folder)
        README.write_text(with_outputs(README.read_text("utf-8"), Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
