"""A temporary MariaDB server with a private data folder, on the loopback interface only."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql

_PATIENCE = 60
"""Seconds to wait for the server to start."""


@contextmanager
def server(folder: Path) -> Iterator[pymysql.Connection]:
    """Yield a connection to a server over an empty folder.

    Raises
    ------
    RuntimeError
        The server is not installed, or does not start.
    """
    daemon, install = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
    if daemon is None or install is None:
        raise RuntimeError("MariaDB is missing: apt-get install mariadb-server")
    data, port, user = folder / "data", _free_port(), getpass.getuser()
    subprocess.run(
        [
            install,
            f"--datadir={data}",
            f"--user={user}",
            "--auth-root-authentication-method=normal",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    process = subprocess.Popen(
        [
            daemon,
            "--no-defaults",
            f"--datadir={data}",
            f"--socket={folder / 'socket'}",
            f"--pid-file={folder / 'pid'}",
            f"--port={port}",
            f"--user={user}",
            "--bind-address=127.0.0.1",
            "--local-infile=1",
            "--innodb-buffer-pool-size=2G",
            "--innodb-flush-log-at-trx-commit=0",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        connection = _connect(port, process)
        yield connection
        connection.close()
    finally:
        process.terminate()
        process.wait()


def _connect(port: int, process: subprocess.Popen[bytes]) -> pymysql.Connection:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return pymysql.connect(
                host="127.0.0.1", port=port, user="root", local_infile=True, charset="utf8mb4"
            )
        except pymysql.err.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("MariaDB does not start") from None
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
