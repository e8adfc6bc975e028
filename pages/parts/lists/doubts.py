"""What was matched, film by film: the reader decides on the doubtful ones."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from pages.parts.common.text import number_of, plain
from pages.parts.lists import state as list_state
from pages.parts.lists.state import YourList
from recsys.lists import Film, Match

AT_ONCE = 25
"""Doubtful films asked about at a time."""

_NONE = "none of these"
_LIKELIEST, _THESE = "take-likeliest", "use-these"


@st.dialog("Your list in this catalogue", width="large")
def ask(held: YourList) -> None:
    """Candidates for each doubtful film; below, what was not found or has another year."""
    if any(st.session_state.get(key) for key in (_LIKELIEST, _THESE)):
        st.rerun()  # what was chosen is taken up: close, and draw the page with it
    doubtful = held.matched.doubtful
    if doubtful:
        _doubtful(held, doubtful)
    matched = held.matched
    other_year = [each for each in matched.sure if each.year_differs]
    _folded(
        f"{number_of(len(other_year), 'film')} matched though the year differs",
        (f"{each.entry}: {each.film}" for each in other_year),
    )
    _folded(
        f"{number_of(len(matched.unmatched), 'film')} not found in this catalogue",
        (str(each.entry) for each in matched.unmatched),
    )
    if not doubtful and not other_year and not matched.unmatched:
        st.write("All films of the list were found, each with its year.")


def _doubtful(held: YourList, doubtful: list[Match]) -> None:
    shown = doubtful[:AT_ONCE]
    more = f", the first {AT_ONCE} of {len(doubtful):,}" if len(doubtful) > AT_ONCE else ""
    st.write(f"These may be films of this catalogue{more}. What you do not choose is not used.")
    st.button(
        f"Take the likeliest for these {len(shown):,}",
        key=_LIKELIEST,
        on_click=list_state.choose,
        args=(held, {each.entry.key: each.candidates[0].id for each in shown}),
        help="The film named in each box below",
    )
    with st.form("doubts", border=False):
        for each in shown:
            _candidates(each)
        st.form_submit_button(
            "Use these", type="primary", key=_THESE, on_click=_choose, args=(held, shown)
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


def _choose(held: YourList, shown: list[Match]) -> None:
    """Take what the boxes say; those in which nothing is chosen stay in doubt."""
    answers = {each.entry.key: st.session_state[_key(each)] for each in shown}
    decided = {key: answer for key, answer in answers.items() if answer is not None}
    list_state.choose(
        held, {key: None if answer == _NONE else answer for key, answer in decided.items()}
    )


def _key(match: Match) -> str:
    return f"doubt-{match.entry.key}"


def _film(film: Film) -> str:
    """A film with its first directors, in a box that knows no Markdown."""
    by = f", by {' and '.join(film.directors[:2])}" if film.directors else ""
    return f"{film}{by}"


def _folded(label: str, lines: Iterable[str]) -> None:
    listed = list(lines)
    if listed:
        with st.expander(label):
            st.markdown("  \n".join(map(plain, listed)))
