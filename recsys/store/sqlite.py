"""Another SQLite where the system's is too old for Chroma, which looks when it is imported."""

from __future__ import annotations

import sqlite3
import sys
from importlib import import_module

from recsys.errors import OldSqlite

OLDEST = (3, 35, 0)
"""What Chroma asks for; Debian 11 and its images have 3.34."""


def replace_old_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Let imports of `sqlite3` find pysqlite3-binary from now on, where the system's is too old.

    Returns whether it was; who imported `sqlite3` before keeps what they have.

    Raises
    ------
    OldSqlite
        It is too old, and pysqlite3-binary is not installed.
    """
    if version >= OLDEST:
        return False
    try:
        newer, interface = import_module("pysqlite3"), import_module("pysqlite3.dbapi2")
    except ImportError as error:
        raise OldSqlite(version) from error
    sys.modules.update({"sqlite3": newer, "sqlite3.dbapi2": interface})
    return True
