"""Loaded by Python through PYTHONPATH: records connections to other machines."""

import os
import sys

_HERE = {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0"}


def _note(event: str, arguments: tuple) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in _HERE:
        with open(os.environ["NOTES_OF_SILENCE"], "a") as notes:
            notes.write(f"{event} {host} by {' '.join(sys.argv[:3])}\n")


if "NOTES_OF_SILENCE" in os.environ:
    sys.addaudithook(_note)
