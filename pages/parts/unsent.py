"""What a session has drawn and not yet sent, when a part of the page is drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.runtime.app_session import AppSession

Clear = Callable[[AppSession, list[str] | None], None]


def with_all_inside() -> None:
    """Let a fragment that is drawn anew also take back what fragments inside it have not sent.

    Streamlit takes back what the fragment itself drew and leaves what others inside it did. Where
    a reader moves a slider twice within the time of a drawing, the browser would be given the
    inside of blocks that it was never given, and stops: "Bad delta path index".
    """
    AppSession._clear_queue = _taking_back(AppSession._clear_queue)  # type: ignore[method-assign, assignment]


def _taking_back(clear: Clear) -> Clear:
    def clear_queue(session: AppSession, fragment_ids_this_run: list[str] | None = None) -> None:
        ids = fragment_ids_this_run
        clear(session, ids and [*ids, *_inside(session._fragment_storage, ids)])

    return clear_queue


def _inside(storage: Any, ids: list[str]) -> list[str]:
    """Fragments that stand within these, at any depth."""
    return [each for each in list(storage._fragments) if storage.has_ancestor_in(each, ids)]
