"""Helpers to read the pages of an `AppTest`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from recsys.catalog import Store
from recsys.settings import PROJECT
from tests.app.world import WONG

PAGES = sorted(
    path.stem
    for path in (PROJECT / "pages").glob("*.py")
    if path.stem not in ("__init__", "router")
)
"""The names of all pages."""

TITLE = r"Who works with the same people as Wong Kar\-wai?"


def open_app(page: str = "directors", **parameters: str) -> AppTest:
    """Return the app at an address after its first run."""
    app = AppTest.from_file(str(PROJECT / "pages" / "router.py"), default_timeout=30)
    if page != "home":
        app.run()  # an AppTest learns its pages from a run
        app.switch_page(f"{page}.py")
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert_no_exception(app)
    return app


def words(app: AppTest) -> str:
    """Return all Markdown texts of the page, including labels."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption)
    boxes = (app.info, app.warning, app.error, app.success)
    labels = (app.button, app.expander, app.tabs, app.multiselect, app.selectbox, app.radio)
    texts = [element.value for elements in (*kinds, *boxes) for element in elements]
    texts += [element.label for elements in labels for element in elements]
    return "\n".join([*texts, *links(app)])


def assert_no_exception(app: AppTest) -> None:
    assert not app.exception, [error.value for error in app.exception]


def headings(app: AppTest) -> list[str]:
    return [heading.value for of in (app.title, app.header, app.subheader) for heading in of]


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with that label."""
    [button] = [button for button in app.button if button.label == label]
    button.click().run()
    assert_no_exception(app)
    return app


def in_tab(app: AppTest, key: str, name: str) -> AppTest:
    """Open a tab; only the open one is rendered."""
    app.session_state[key] = name
    app.run()
    assert_no_exception(app)
    assert name in [tab.label for tab in app.tabs]
    return app


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def parameter(app: AppTest, name: str) -> str | None:
    """Return a query parameter."""
    values = app.query_params.get(name)
    return values[0] if isinstance(values, list) else values


def shown_names(app: AppTest) -> list[str]:
    """Return the names in the table of recommended directors."""
    return list(app.dataframe[0].value["name"])


def links(app: AppTest) -> dict[str, str]:
    """Return the links of the page by label: path and query, such as `film?movie=tt1`."""
    targets = {}
    for link in app.get("page_link"):
        label = link.proto.label.removeprefix(":primary[").removesuffix("]")
        if label.startswith("**"):
            label = label[2:-2]
        targets[label] = f"{link.proto.page}?{link.proto.query_string}"
    return targets


def passing(store: Store, **limits: object) -> list[str]:
    """Return the names of the directors recommended for Wong Kar-wai."""
    return store.directors.recommend(WONG, limit=10, **limits)["name"].to_list()


def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], str | bytes]]:
    """Record the downloads of pages opened from now on: the writer by file name."""
    offered: dict[str, Callable[[], str | bytes]] = {}

    def offer(
        label: str, data: str | Callable[[], str | bytes], *, file_name: str, **options: object
    ) -> bool:
        offered[file_name] = data if callable(data) else lambda: data
        return False

    monkeypatch.setattr("streamlit.download_button", offer)
    return offered
