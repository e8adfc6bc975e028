"""The dialog of doubtful matches: the reader decides film by film."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from pages.parts.common.text import number_of, plain
from pages.parts.lists import state as list_state
from pages.parts.lists.state import YourList
from recsys.lists import Film, Match

MATCHES_SHOWN = 25
"""Doubtful matches decided at a time."""

_NONE = "none of these"
_REQUESTED = "list_dialog_requested"
_ACCEPT_BEST, _APPLY = "accept-best", "apply-decisions"


def request_dialog() -> None:
    """Open the dialog in the next run of the page; for callbacks of buttons."""
    st.session_state[_REQUESTED] = True


def show_dialog_if_requested() -> None:
    """Open the requested dialog. For the router: a dialog must not open inside a fragment.

    A dialog is a fragment itself. Nested in another one it could rerun after its parent had
    replaced it, and send elements into a block that the browser no longer has.
    """
    your_list = list_state.stored()
    if st.session_state.pop(_REQUESTED, False) and your_list is not None:
        _dialog(your_list)


@st.dialog("Your list in this catalogue", width="large")
def _dialog(your_list: YourList) -> None:
    """Show candidates of the doubtful matches, then films not found or of another year."""
    if any(st.session_state.get(key) for key in (_ACCEPT_BEST, _APPLY)):
        st.rerun()  # closes the dialog and applies the decisions to the page
    matched = your_list.matched
    if matched.doubtful:
        _doubtful_matches(your_list, matched.doubtful)
    other_year = [match for match in matched.sure if match.year_differs]
    _expander(
        f"{number_of(len(other_year), 'film')} matched with a different year",
        (f"{match.entry}: {match.film}" for match in other_year),
    )
    _expander(
        f"{number_of(len(matched.unmatched), 'film')} not found in this catalogue",
        (str(match.entry) for match in matched.unmatched),
    )
    if not matched.doubtful and not other_year and not matched.unmatched:
        st.write("All films of the list were found, with matching years.")


def _doubtful_matches(your_list: YourList, doubtful: list[Match]) -> None:
    shown = doubtful[:MATCHES_SHOWN]
    more = (
        f"; the first {MATCHES_SHOWN} of {len(doubtful):,}" if len(doubtful) > MATCHES_SHOWN else ""
    )
    st.write(f"These films may be in this catalogue{more}. Films without a choice are not used.")
    st.button(
        f"Accept the best match for all {len(shown):,}",
        key=_ACCEPT_BEST,
        on_click=list_state.decide,
        args=(your_list, {match.entry.key: match.candidates[0].id for match in shown}),
        help="Accepts the film suggested in each box below",
    )
    with st.form("doubts", border=False):
        for match in shown:
            _candidates(match)
        st.form_submit_button(
            "Apply", type="primary", key=_APPLY, on_click=_decide, args=(your_list, shown)
        )


def _candidates(match: Match) -> None:
    films = {film.id: _film(film) for film in match.candidates}
    st.selectbox(
        plain(str(match.entry)),
        [*films, _NONE],
        index=None,
        format_func=lambda film: films.get(film, _NONE),
        placeholder=f"perhaps {_film(match.candidates[0])}",
        key=_key(match),
    )


def _decide(your_list: YourList, shown: list[Match]) -> None:
    """Apply the choices; matches without a choice stay doubtful."""
    choices = {match.entry.key: st.session_state[_key(match)] for match in shown}
    list_state.decide(
        your_list,
        {
            key: None if choice == _NONE else choice
            for key, choice in choices.items()
            if choice is not None
        },
    )


def _key(match: Match) -> str:
    return f"doubt-{match.entry.key}"


def _film(film: Film) -> str:
    """Return a film with its first directors, unescaped: select boxes read no Markdown."""
    directors = f", by {' and '.join(film.directors[:2])}" if film.directors else ""
    return f"{film}{directors}"


def _expander(label: str, lines: Iterable[str]) -> None:
    shown = list(lines)
    if shown:
        with st.expander(label):
            st.markdown("  \n".join(map(plain, shown)))
