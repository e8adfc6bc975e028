"""Read-only connections to the DuckDB file of a build."""

from __future__ import annotations

from pathlib import Path

import duckdb

from recsys.errors import DamagedStore
from recsys.store.failures import raise_if_exhausted
from recsys.util.plain_path import readable_database


def catalogue_connection(file: Path) -> duckdb.DuckDBPyConnection:
    """Open a catalogue read-only, without access to other files or the network.

    Raises
    ------
    DamagedStore
        The file is missing or is not a DuckDB database.
    """
    try:
        with readable_database(file) as path:
            con = duckdb.connect(
                str(path),
                read_only=True,
                config={"autoinstall_known_extensions": "false", "memory_limit": "1GB"},
            )
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise_if_exhausted(error, file)
        raise DamagedStore(file, str(error).splitlines()[0]) from error
    con.execute("SET enable_external_access = false")
    return con
