"""Write the outputs of the documents' worked examples: `python docs/make_examples.py`.

Every block that begins with `$ python -m recsys` gets what that command prints on the demo, and
every block that begins with `$ curl` what the HTTP API answers; a test holds the documents to it.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from starlette.applications import Starlette
from starlette.testclient import TestClient

from recsys.api import routes
from recsys.cli import main as run_command
from recsys.ingest.pipeline import build_demo
from recsys.live import LiveStore

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "api.md")
_BLOCK = re.compile(r"```console\n\$ (?P<line>[^\n]*)\n.*?```", re.DOTALL)
_BUILD_ID = re.compile(r"\d{8}-\d{6}-\d\d")
_PRETTY = "| python -m json.tool --no-ensure-ascii"


def with_outputs(text: str, store: Path) -> str:
    """A text with every example's output as it comes from a store."""
    return _BLOCK.sub(lambda block: _example(block["line"], store), text)


def _example(line: str, store: Path) -> str:
    program, *arguments = shlex.split(line)
    if program == "curl":
        printed = _answer(arguments, store, pretty=line.endswith(_PRETTY))
    elif line.startswith("python -m recsys "):
        printed = _printed(arguments[2:], store)
    else:
        raise RuntimeError(f"{line}: neither a command of ours nor a request")
    return f"```console\n$ {line}\n{printed.rstrip()}\n```"


def _printed(command: list[str], store: Path) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = run_command([*command, "--store", str(store)])
    if code != 0:
        raise RuntimeError(f"{command}: exit {code}")
    return printed.getvalue()


def _answer(arguments: list[str], store: Path, pretty: bool) -> str:
    """What curl would print; the build's id is that of no build, as each run makes its own."""
    headers = [arguments[place + 1] for place, word in enumerate(arguments) if word == "-H"]
    [address] = [urlsplit(word) for word in arguments if word.startswith("http")]
    live = LiveStore(store)
    client = TestClient(Starlette(routes=routes(live)))
    response = client.get(
        f"{address.path}?{address.query}", headers=dict(each.split(": ") for each in headers)
    )
    live.close()
    text = response.text
    if pretty:
        text = json.dumps(json.loads(text), indent=4, ensure_ascii=False)
    return _BUILD_ID.sub("20261122-120000-00", text)


def main() -> None:
    """Rewrite the documents."""
    with tempfile.TemporaryDirectory() as folder:
        build_demo(folder)
        for document in DOCUMENTS:
            document.write_text(with_outputs(document.read_text("utf-8"), Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
