"""No usage report leaves the machine, tested on one without a network route."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recsys.settings import PROJECT
from tests.silence.ordinary_day import PAGES

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
HERE = {"127.0.0.1", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1"}


def beyond(trace: str) -> list[str]:
    """Addresses of other machines in strace's output."""
    found = re.findall(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"', trace)
    return [address for address in found if address not in HERE]


def in_a_namespace() -> list[str]:
    """Command prefix that removes the network; empty where that is not permitted."""
    words = ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") is None:
        return []
    return words if subprocess.run([*words, "true"], check=False).returncode == 0 else []


@LINUX
def test_an_ordinary_day_asks_no_other_machine(tmp_path: Path) -> None:
    """Build, queries, text model, Chroma and every page; native code is traced too."""
    notes, trace = tmp_path / "notes", tmp_path / "trace"
    notes.touch()
    command = in_a_namespace()
    if shutil.which("strace"):
        # With the kernel's filter, else every call of torch's threads would stop for the tracer.
        command += ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto"]
        command += ["-o", str(trace)]
    command += [sys.executable, "-m", "tests.silence.ordinary_day", str(tmp_path)]
    unset = ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", "ANONYMIZED_TELEMETRY")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {
        "PYTHONPATH": str(Path(__file__).parent),
        "NOTES_OF_SILENCE": str(notes),
    }
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    log = (tmp_path / "app.log").read_text() if (tmp_path / "app.log").exists() else ""
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:] + log[-2000:]
    assert notes.read_text() == ""
    if trace.exists():
        assert "AF_UNIX" in trace.read_text() or "AF_INET" in trace.read_text(), "it traced"
        assert beyond(trace.read_text()) == []


def test_the_day_visits_every_page() -> None:
    """The day must visit every page."""
    visited = {page.replace("-", "_") or "home" for page in PAGES}
    assert visited == {path.stem for path in (PROJECT / "pages").glob("[!_]*.py")} - {"router"}


def test_whoever_looks_beyond_is_noted(tmp_path: Path) -> None:
    """The guard records a real connection attempt."""
    notes = tmp_path / "notes"
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parent),
        "NOTES_OF_SILENCE": str(notes),
    }
    look = "import requests, contextlib\nwith contextlib.suppress(Exception):\n"
    look += "    requests.get('http://telemetry.invalid', timeout=1)\n"
    subprocess.run([sys.executable, "-c", look], env=environment, check=True)
    assert "socket.getaddrinfo telemetry.invalid" in notes.read_text()
    assert beyond('connect(4, {sa_family=AF_INET, sin_addr=inet_addr("8.8.8.8")}, 16) = 0')
