"""A SQLite too old for Chroma is replaced, or an error names the remedy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from recsys.errors import OldSqlite
from recsys.settings import PROJECT
from recsys.store.sqlite import OLDEST, replace_old_sqlite

STAND_IN = "from sqlite3 import *\nimport sqlite3\nsqlite_version_info = (3, 51, 1)\n"

ON_AN_OLD_SYSTEM = """
import sqlite3, sys
sqlite3.sqlite_version_info = (3, 34, 1)   # before anything looks
from pathlib import Path
import recsys
from tests.movies.worlds import Film, build_films
build_films(Path(sys.argv[1]), [Film(f"tt{n}", [n, 1.0]) for n in range(5)])
with recsys.open_store(sys.argv[1]) as store:
    store.movies.similar("tt0")
    store._index.wait()
    print(store.movies.similar("tt0", k=3).height, sys.modules["sqlite3"].__name__)
"""


@pytest.mark.parametrize("version", [OLDEST, (3, 35, 5), (3, 51, 1), (4, 0, 0)])
def test_a_new_one_is_left_alone(version: tuple[int, ...]) -> None:
    before = sys.modules["sqlite3"]
    assert replace_old_sqlite(version) is False
    assert sys.modules["sqlite3"] is before


@pytest.mark.parametrize("version", [(3, 34, 1), (3, 7, 17), (2, 99, 0)])
def test_an_old_one_is_replaced(
    version: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("sqlite3", "sqlite3.dbapi2"):
        monkeypatch.setitem(sys.modules, name, sys.modules[name])  # put back after the test
    for name in ("pysqlite3", "pysqlite3.dbapi2"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert replace_old_sqlite(version) is True
    assert sys.modules["sqlite3"].__name__ == "pysqlite3"
    assert sys.modules["sqlite3.dbapi2"].__name__ == "pysqlite3.dbapi2"


def test_without_another_one_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    with pytest.raises(OldSqlite, match=r"3\.34\.1.*pip install pysqlite3-binary"):
        replace_old_sqlite((3, 34, 1))
    assert sys.modules["sqlite3"].__name__ == "sqlite3"


def test_chroma_itself_accepts_the_other_one(tmp_path: Path) -> None:
    """A build and a query in a process that believes its SQLite is Debian 11's."""
    stand_in(tmp_path / "packages")
    done = subprocess.run(
        [sys.executable, "-c", ON_AN_OLD_SYSTEM, tmp_path / "store"],
        cwd=PROJECT, env={"PYTHONPATH": str(tmp_path / "packages"), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["3", "pysqlite3"], done.stderr


def stand_in(folder: Path) -> None:
    """A package pysqlite3 that wraps this system's SQLite, which is new enough."""
    (folder / "pysqlite3").mkdir(parents=True)
    (folder / "pysqlite3" / "__init__.py").write_text(STAND_IN)
    (folder / "pysqlite3" / "dbapi2.py").write_text("from sqlite3.dbapi2 import *\n")
