"""Replace a system SQLite that is too old for Chroma, which checks on import."""

from __future__ import annotations

import sqlite3
import sys
from importlib import import_module

from recsys.errors import OldSqlite

OLDEST = (3, 35, 0)
"""Chroma's minimum; Debian 11 and its images have 3.34."""


def replace_old_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Make later imports of `sqlite3` find pysqlite3-binary if the system's SQLite is too old.

    Returns whether it replaced it. Modules that imported `sqlite3` earlier are not affected.

    Raises
    ------
    OldSqlite
        SQLite is too old, and pysqlite3-binary is not installed.
    """
    if version >= OLDEST:
        return False
    try:
        newer, interface = import_module("pysqlite3"), import_module("pysqlite3.dbapi2")
    except ImportError as error:
        raise OldSqlite(version) from error
    sys.modules.update({"sqlite3": newer, "sqlite3.dbapi2": interface})
    return True
