"""Write the output of the documents' worked examples: `python docs/make_examples.py`.

A block that begins with `$ filmkin` gets the output of that command on the demo, and a block that
begins with `$ curl` the response of the HTTP API. A test compares the documents with it.
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
DOCUMENTS = (ROOT / "docs" / "examples.md", ROOT / "docs" / "api.md")
_BLOCK = re.compile(r"```console\n\$ (?P<line>[^\n]*)\n.*?```", re.DOTALL)
_BUILD_ID = re.compile(r"\d{8}-\d{6}-\d\d")
_PRETTY = "| python -m json.tool --no-ensure-ascii"


def with_outputs(text: str, store: Path) -> str:
    """Return a text with the output of every example filled in from a store."""
    return _BLOCK.sub(lambda block: _run_example(block["line"], store), text)


def _run_example(line: str, store: Path) -> str:
    program, *arguments = shlex.split(line)
    if program == "curl":
        output = _response(arguments, store, pretty=line.endswith(_PRETTY))
    elif program == "filmkin":
        output = _command_output(arguments, store)
    else:
        raise RuntimeError(f"{line}: neither `filmkin` nor `curl`")
    return f"```console\n$ {line}\n{output.rstrip()}\n```"


def _command_output(command: list[str], store: Path) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        code = run_command([*command, "--store", str(store)])
    if code != 0:
        raise RuntimeError(f"{command}: exit {code}")
    return output.getvalue()


def _response(arguments: list[str], store: Path, pretty: bool) -> str:
    """Return what curl prints, with a fixed build id, since each run makes its own build."""
    headers = [arguments[index + 1] for index, word in enumerate(arguments) if word == "-H"]
    [address] = [urlsplit(word) for word in arguments if word.startswith("http")]
    live = LiveStore(store)
    client = TestClient(Starlette(routes=routes(live)))
    response = client.get(
        f"{address.path}?{address.query}", headers=dict(header.split(": ") for header in headers)
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
