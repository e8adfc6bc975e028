"""Rules that hold for the whole tree: who may import whom, what is public, what is documented."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import recsys
import recsys.directors
import recsys.search
import recsys.store
from recsys import errors
from recsys.cli.parser import make_parser
from recsys.errors import RecsysError
from recsys.settings import PROJECT, SETTINGS

ENGINE = sorted((PROJECT / "recsys").rglob("*.py"))
PAGES = [PROJECT / "app.py", *sorted((PROJECT / "pages").rglob("*.py"))]
DOCUMENTS = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each import of a file, also those within functions: (module, names taken from it)."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, []
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            yield node.module or "", [alias.name for alias in node.names]


def imported(path: Path) -> set[str]:
    """Top-level packages that a file imports."""
    return {module.split(".")[0] for module, _ in imports_of(path)}


def documents() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS if path.is_file())


def document(name: str) -> str:
    path = PROJECT / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def test_there_is_something_to_look_at() -> None:
    """A scan of nothing finds nothing wrong."""
    assert len(ENGINE) > 30
    assert len(PAGES) > 3


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_the_engine_knows_nothing_of_the_app(path: Path) -> None:
    """`recsys` serves pages, command line and API alike; it imports neither Streamlit nor pages."""
    assert imported(path) & {"streamlit", "pages", "app", "tests", "benchmarks"} == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_only_draw(path: Path) -> None:
    """Pages hold widgets and drawing; arrays, SQL and models are the engine's business."""
    engines = {"duckdb", "numpy", "pyarrow", "chromadb", "torch", "sqlite3", "tests", "benchmarks"}
    assert imported(path) & engines == set()


@pytest.mark.parametrize("path", [p for p in PAGES if p.name != "unsent.py"], ids=name_of)
def test_pages_use_public_names_of_the_engine(path: Path) -> None:
    """A private name may change any day, and a page is not told.

    `unsent.py` mends a fault within Streamlit, whose version is pinned: tests/app/test_messages.py
    tells when what it mends has changed.
    """
    private = [
        f"{module}.{name}"
        for module, names in imports_of(path)
        if module.split(".")[0] == "recsys"
        for name in [*names, *module.split(".")]
        if name.startswith("_") and not name.startswith("__")
    ]
    # An attribute such as `store._lease` is found whatever object it is on.
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
    """Titles and names come from outside; as HTML they could run in a visitor's browser."""
    text = path.read_text(encoding="utf-8")
    assert "unsafe_allow_html" not in text
    assert "st.html" not in text or path.name == "theme.py", "its one rule holds nothing from data"


@pytest.mark.parametrize("path", [*ENGINE, *PAGES], ids=name_of)
def test_no_bare_except(path: Path) -> None:
    """A bare except swallows Ctrl-C, and with it Streamlit's own control flow."""
    handlers = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ExceptHandler)]
    assert [handler.lineno for handler in handlers if handler.type is None] == []


RUNS_SQL = {"execute", "executemany", "sql", "query"}


def _is_constant(node: ast.expr) -> bool:
    """Whether a statement is a constant: a text, a name, an attribute or a piece of a mapping."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript)


@pytest.mark.parametrize("path", ENGINE, ids=name_of)
def test_sql_is_never_put_together_of_values(path: Path) -> None:
    """Values are parameters, always; a statement is a constant that can be read in one place."""
    wrong = []
    for node in ast.walk(tree_of(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        statement = node.args[0]
        if node.func.attr in RUNS_SQL and not _is_constant(statement):
            wrong.append(f"line {node.lineno}: {ast.unparse(node)[:80]}")
    assert wrong == []


def test_public_names_are_pinned() -> None:
    """Who builds on the package relies on these; they may grow, but never shrink by accident."""
    assert {"Store", "open_store"} <= set(recsys.__all__)
    assert {
        "BuildFolder", "LiveStore", "Manifest", "Store", "StoreFolder", "live", "open_store",
    } <= set(recsys.store.__all__)  # fmt: skip
    for module in (recsys, recsys.store, recsys.directors, recsys.search):
        assert len(module.__all__) == len(set(module.__all__))
        for name in module.__all__:
            assert getattr(module, name, None) is not None, f"{module.__name__}.{name}"


def test_public_signatures_are_those_of_the_design() -> None:
    """Pages, command line, API and measurements agree on these names."""
    recommend = inspect.signature(recsys.directors.Directors.recommend).parameters
    assert list(recommend)[1:10] == [
        "director_id", "method", "min_rating", "min_votes", "limit", "threshold_rule",
        "min_films", "years", "roles",
    ]  # fmt: skip
    defaults = {name: parameter.default for name, parameter in recommend.items()}
    assert defaults["min_rating"] == defaults["min_votes"] == 0
    assert (defaults["limit"], defaults["min_films"]) == (5, 1)
    assert (defaults["method"], defaults["threshold_rule"]) == ("affinity", "best_of_each")
    for owner, method in (
        (recsys.directors.Directors, "scores"),
        (recsys.directors.Directors, "shared_collaborators"),
        (recsys.search.Titles, "search"),
        (recsys.search.Titles, "resolve"),
        (recsys.search.People, "search"),
        (recsys.search.People, "resolve"),
    ):
        assert callable(getattr(owner, method))
    assert next(iter(inspect.signature(recsys.open_store).parameters)) == "path"


def error_classes() -> list[type[RecsysError]]:
    return [
        value
        for _, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, RecsysError)
    ]


@pytest.mark.parametrize("error", error_classes(), ids=lambda error: error.__name__)
def test_every_error_is_documented(error: type[RecsysError]) -> None:
    """Each says when it is raised, stands in the tree of errors.py and in the documentation."""
    own = vars(error).get("__doc__")
    assert own, "a docstring of its own"
    assert own.strip().endswith(".") or "\n" in own
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
    """A command that nobody can read about is not there; `python -m recsys NAME` is."""
    assert re.search(rf"python -m recsys {command}\b", documents())


@pytest.mark.parametrize("command", commands())
def test_every_option_has_words(command: str) -> None:
    """Each command takes --store; options whose name does not say it all are explained."""
    actions = {action.dest: action for action in commands()[command]._actions}
    assert "store" in actions
    assert commands()[command].description
    for action in actions.values():
        assert action.help or action.metavar or action.choices, action.dest


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: object) -> None:
    """docs/data.md prints the table of settings: name and meaning on one line."""
    name, meaning = getattr(setting, "name", ""), getattr(setting, "meaning", "")
    assert name.startswith("FILMKIN_") or name == "TRAKT_CLIENT_ID"
    lines = document("docs/data.md").splitlines()
    assert any(name in line and meaning in line for line in lines), f"{name}: {meaning}"


def test_settings_are_read_in_one_place() -> None:
    """An environment variable read elsewhere would be a setting nobody can find."""
    readers = [
        name_of(path)
        for path in [*ENGINE, *PAGES]
        if re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["recsys/settings.py"]


@pytest.mark.parametrize("path", sorted((PROJECT / "pages").glob("*.py")), ids=name_of)
def test_every_page_is_documented(path: Path) -> None:
    """Each page's file is named where the app is explained."""
    assert f"pages/{path.name}" in documents()


def test_both_documents_are_there() -> None:
    """The README and the two documents that the rules above look into."""
    for name in ("README.md", "docs/methods.md", "docs/data.md"):
        assert len(document(name)) > 500, name
