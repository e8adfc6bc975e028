"""Rules for the whole tree: imports, public names, SQL, documentation."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import recsys
import recsys.catalog
import recsys.directors
import recsys.live
import recsys.search
import recsys.store
from recsys import errors
from recsys.cli.parser import make_parser
from recsys.errors import RecsysError
from recsys.settings import PROJECT, SETTINGS

ENGINE = sorted((PROJECT / "recsys").rglob("*.py"))
PAGES = [PROJECT / "app.py", *sorted((PROJECT / "pages").rglob("*.py"))]
PAGE_FILES = [
    path
    for path in sorted((PROJECT / "pages").glob("*.py"))
    if path.name not in ("__init__.py", "router.py")
]
DOCUMENTS = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    """All imports of a file, including those within functions, as (module, imported names)."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, []
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            yield node.module or "", [alias.name for alias in node.names]


def imported(path: Path) -> set[str]:
    """Top-level packages imported by a file."""
    return {module.split(".")[0] for module, _ in imports_of(path)}


def documents() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)


def document(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def contracts() -> list[dict[str, Any]]:
    """The contracts of import-linter in pyproject.toml."""
    settings = tomllib.loads(document("pyproject.toml"))
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return found


def layers() -> list[set[str]]:
    """Packages of each layer in the first contract, top layer first."""
    return [set(re.split(r"\s*[:|]\s*", layer)) for layer in contracts()[0]["layers"]]


def test_the_import_contracts_are_kept() -> None:
    """Runs import-linter, whose contracts in pyproject.toml say which package may import which."""
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Contracts: {len(contracts())} kept, 0 broken." in done.stdout


def test_every_module_is_in_a_layer() -> None:
    """A new package of `recsys` without a layer would escape the contract."""
    modules = {
        f"recsys.{path.stem}"
        for path in (PROJECT / "recsys").iterdir()
        if (path / "__init__.py").is_file() or path.suffix == ".py"
    }
    assert set().union(*layers()) == modules - {"recsys.__init__", "recsys.__main__"} | {"pages"}


def test_the_table_in_contributing_lists_the_layers() -> None:
    """The table of folders has one row per layer, top layer first."""
    rows = re.findall(r"^\| *[\w ]+ *\| *(`[^|]+`) *\|", document("CONTRIBUTING.md"), re.MULTILINE)
    assert [set(re.findall(r"`([^`]+)`", folders)) for folders in rows] == layers()


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_the_engine_does_not_import_the_app(path: Path) -> None:
    """`recsys` serves pages, command line and API; it imports neither Streamlit nor pages."""
    assert imported(path) & {"streamlit", "pages", "app", "tests", "benchmarks"} == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_leave_computation_to_the_engine(path: Path) -> None:
    """Pages hold widgets and layout; arrays, SQL and models belong to the engine."""
    engines = {"duckdb", "numpy", "pyarrow", "chromadb", "torch", "sqlite3", "tests", "benchmarks"}
    assert imported(path) & engines == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_use_public_names_of_the_engine(path: Path) -> None:
    """Private names may change without notice."""
    private = [
        f"{module}.{name}"
        for module, names in imports_of(path)
        if module.split(".")[0] == "recsys"
        for name in [*names, *module.split(".")]
        if name.startswith("_") and not name.startswith("__")
    ]
    # Private attributes of any object, such as `store._lease`.
    private += [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
    ]
    assert private == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_write_no_html(path: Path) -> None:
    """Titles and names are untrusted; as HTML they could run scripts in a visitor's browser."""
    text = path.read_text(encoding="utf-8")
    assert "unsafe_allow_html" not in text
    assert "st.html" not in text or path.name == "theme.py", "theme.py passes a constant"


SQL_METHODS = {"execute", "executemany", "sql", "query"}


def _is_constant(node: ast.expr) -> bool:
    """Whether an expression is a literal, a name, an attribute or an item of a mapping."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript)


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_sql_statements_are_constants(path: Path) -> None:
    """Values are always passed as parameters, never formatted into a statement."""
    wrong = []
    for node in ast.walk(tree_of(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        statement = node.args[0]
        if node.func.attr in SQL_METHODS and not _is_constant(statement):
            wrong.append(f"line {node.lineno}: {ast.unparse(node)[:80]}")
    assert wrong == []


def test_public_names_are_pinned() -> None:
    """Users of the package rely on these names; more may be added, none removed by accident."""
    pinned = {
        recsys: {"Store", "open_store"},
        recsys.catalog: {"Store", "open_store"},
        recsys.live: {"LiveStore", "live"},
        recsys.store: {"BuildFolder", "Manifest", "StoreFolder"},
        recsys.directors: {"Directors"},
        recsys.search: {"People", "Titles"},
    }
    for module, names in pinned.items():
        assert names <= vars(module).keys(), module.__name__
    for module in (recsys, recsys.store, recsys.directors, recsys.search):
        assert len(module.__all__) == len(set(module.__all__))
        assert set(module.__all__) <= vars(module).keys(), module.__name__


def test_public_signatures_are_pinned() -> None:
    """Pages, command line, API and benchmarks use these parameters and defaults."""
    recommend = inspect.signature(recsys.directors.Directors.recommend).parameters
    assert list(recommend)[1:10] == [
        "director_id", "method", "min_rating", "min_votes", "limit", "threshold_rule",
        "min_films", "years", "roles",
    ]  # fmt: skip
    defaults = {name: parameter.default for name, parameter in recommend.items()}
    assert defaults["min_rating"] == defaults["min_votes"] == 0
    assert (defaults["limit"], defaults["min_films"]) == (5, 1)
    assert (defaults["method"], defaults["threshold_rule"]) == ("people", "best_of_each")
    assert next(iter(inspect.signature(recsys.open_store).parameters)) == "path"


def error_classes() -> list[type[RecsysError]]:
    return [
        value
        for _, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, RecsysError)
    ]


@pytest.mark.parametrize("error", error_classes(), ids=lambda error: error.__name__)
def test_every_error_is_documented(error: type[RecsysError]) -> None:
    """Each has a docstring, and is listed in the tree of errors.py and in the documentation."""
    own = vars(error).get("__doc__")
    assert own, "a docstring of its own"
    tree = errors.__doc__ or ""
    assert re.search(rf"\b{error.__name__}\b", tree), "the tree at the top of errors.py"
    texts = document("docs/methods.md") + document("docs/data.md")
    assert re.search(rf"\b{error.__name__}\b", texts), "docs/methods.md or docs/data.md"


def commands() -> dict[str, argparse.ArgumentParser]:
    [found] = [
        action.choices
        for action in make_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    """Some document shows each command in use."""
    assert re.search(rf"filmkin {command}\b", documents())


@pytest.mark.parametrize("command", commands())
def test_every_option_is_explained(command: str) -> None:
    """Each command takes --store; each option has a help text, a metavar or choices."""
    actions = {action.dest: action for action in commands()[command]._actions}
    assert "store" in actions
    assert commands()[command].description
    for action in actions.values():
        assert action.help or action.metavar or action.choices, action.dest


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: object) -> None:
    """The table in docs/data.md has a row with the name and meaning of each setting."""
    name, meaning = getattr(setting, "name", ""), getattr(setting, "meaning", "")
    assert name.startswith("FILMKIN_") or name == "TRAKT_CLIENT_ID"
    lines = document("docs/data.md").splitlines()
    assert any(name in line and meaning in line for line in lines), f"{name}: {meaning}"


def test_settings_are_read_in_one_place() -> None:
    """Environment variables are read in recsys/settings.py only, where all are listed."""
    readers = [
        name_of(path)
        for path in [*ENGINE, *PAGES]
        if re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["recsys/settings.py"]


@pytest.mark.parametrize("path", PAGE_FILES, ids=name_of)
def test_every_page_is_documented(path: Path) -> None:
    """Some document names the file of each page."""
    assert f"pages/{path.name}" in documents()
