"""What do these directors share?"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from pages.parts.common import address
from pages.parts.common.address import AddressList
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.chips import removable
from pages.parts.common.person_search import person_search
from pages.parts.common.text import listed, number_of, plain, role_words
from pages.parts.compare import figures as compare_figures
from pages.parts.compare import films as compare_films
from pages.parts.compare import people as compare_people
from recsys.catalog import Store
from recsys.directors import MOST_COMPARED, Comparison
from recsys.errors import Ambiguous, NothingFound, UnknownId
from recsys.vocabulary.roles import ROLES

COMPARED = AddressList("director")
"""The directors side by side."""

EXAMPLES = (
    ("Wong Kar-wai", "Chen Kaige", "Zhang Yimou"),
    ("Akira Kurosawa", "Masaki Kobayashi", "Kihachi Okamoto", "Hiroshi Teshigahara"),
    ("Martin Scorsese", "Francis Ford Coppola", "Michael Mann"),
)
SUGGESTED = 6
NAMED = 3


def page() -> None:
    """The whole page: directors and roles in the sidebar, what they share in the middle."""
    with st.sidebar:
        person_search(add)
    asked()


@st.fragment
def asked() -> None:
    """Directors, roles and what they ask for: what is moved draws these anew, and nothing else."""
    address.keep("compare", COMPARED.parameter)
    with leased() as store:
        chosen = COMPARED.ids()
        names, missing = known(store, chosen[:MOST_COMPARED])
        with st.sidebar:
            roles = controls(names)
        if len(chosen) > MOST_COMPARED:
            st.caption(
                f"{MOST_COMPARED} directors at most stand side by side: the first {MOST_COMPARED} "
                f"of {len(chosen)} are shown."
            )
        answers(store, names, missing, roles)


def answers(
    store: Store, names: dict[str, str], missing: dict[str, str], roles: tuple[str, ...] | None
) -> None:
    """For several directors, for one, or where to start."""
    for director, reason in missing.items():
        st.warning(plain(reason))
        st.button("Go on without", key=f"without-{director}", on_click=COMPARED.remove,
                  args=(director,))  # fmt: skip
    if not names:
        welcome(store)
    elif len(names) == 1:
        one(store, *names.items())
    else:
        answer(store, names, roles)


def known(store: Store, asked: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Names of the directors by id, and for ids that are none what there is to say."""
    names, missing = {}, {}
    for director in asked:
        try:
            names[director] = store.directors.name_of(director)
        except UnknownId:
            missing[director] = f"This catalogue has no director {director[:80]!r}."
        except NothingFound as error:
            missing[director] = str(error)
    return names, missing


def controls(names: dict[str, str]) -> tuple[str, ...] | None:
    """Chips and the roles that count; returns the roles, None for all."""
    removable(names, COMPARED.remove, "Take this director away")
    if len(names) == MOST_COMPARED:
        st.caption(f"{MOST_COMPARED} are the most: take one away to add another.")
    roles = st.multiselect(
        "Count only people who are",
        ROLES,
        format_func=lambda role: role_words([role]),
        key="craft",
        bind="query-params",
        placeholder="any role",
        help="Only credits in these roles count, with each of the directors.",
    )
    return tuple(roles) or None


def add(director: str) -> None:
    """Put a director beside the others, as long as there is room."""
    if len(COMPARED.ids()) < MOST_COMPARED:
        COMPARED.add(director)


def welcome(store: Store) -> None:
    """What the page answers, and somewhere to start."""
    st.title("What do these directors share?", anchor=False)
    st.write(
        "Put two to six directors side by side: who worked with several of them, in which craft "
        "and when, and which of their films are nearest to each other."
    )
    found = {}
    for example in EXAMPLES:
        with suppress(UnknownId, Ambiguous, NothingFound):
            ids = [store.people.resolve(name, directors_first=True) for name in example]
            found[tuple(ids)] = [store.directors.name_of(director) for director in ids]
    if found:
        st.caption("For example")
    with st.container(horizontal=True):
        for directors, names in found.items():
            st.button(
                plain(listed(names)),
                key=f"example-{directors[0]}",
                on_click=COMPARED.replace,
                args=directors,
            )
    demo_notice(store)


def one(store: Store, director: tuple[str, str]) -> None:
    """A single director: offer those who share most."""
    st.title(plain(f"What does {director[1]} share, and with whom?"), anchor=False)
    st.write("Search a second director to put beside the first, or take one who shares people:")
    suggestions(store, [director[0]], director[0])
    demo_notice(store)


def suggestions(store: Store, compared: Sequence[str], director: str) -> None:
    """Those who share people with a director, to be put beside."""
    try:
        frame = store.directors.recommend(director, limit=SUGGESTED + MOST_COMPARED)
    except NothingFound as error:
        st.caption(plain(str(error)))
        return
    others = [pair for pair in frame.select("id", "name").iter_rows() if pair[0] not in compared]
    with st.container(horizontal=True):
        for other, name in others[:SUGGESTED]:
            st.button(
                plain(name),
                key=f"suggest-{other}",
                icon=":material/add:",
                on_click=add,
                args=(other,),
            )


def answer(store: Store, names: dict[str, str], roles: tuple[str, ...] | None) -> None:
    """What they share: in a sentence, as a table, drawn; then their nearest films."""
    st.title(plain(f"What do {listed(names.values())} share?"), anchor=False)
    demo_notice(store)
    comparison = store.directors.compare(names, roles)
    compare_people.directors_line(comparison)
    if comparison.people.is_empty():
        nobody(store, names, roles)
    else:
        in_short(comparison)
        compare_people.draw(tuple(names), roles)
        st.subheader("When, in which craft, and how many", anchor=False)
        compare_figures.draw(comparison)
    st.subheader("Their films nearest to each other", anchor=False)
    compare_films.draw(store, list(names))


def in_short(comparison: Comparison) -> None:
    """How many are shared, by how many; then what they did on films of each other."""
    compared = comparison.directors.height
    by_all = comparison.people.filter(directors=compared)["name"].to_list()
    text = f"**{number_of(comparison.people.height, 'person', 'people')}** worked with "
    if compared == 2:
        text += "both"
    else:
        text += "two of them or more, "
        text += (
            f"**{len(by_all):,}** with all {compared}" if by_all else f"nobody with all {compared}"
        )
    if by_all:
        text += ": " if len(by_all) <= NAMED else ", most often "
        text += plain(listed(by_all[:NAMED]))
    st.markdown(text + ".")
    compare_people.each_other(comparison)


def nobody(store: Store, names: dict[str, str], roles: tuple[str, ...] | None) -> None:
    """Nobody is shared: say what to change, with the buttons that do it."""
    if roles:
        st.info(f"Nobody worked with two of them as {listed(role_words([r]) for r in roles)}.")
        st.button("Count every role", on_click=every_role, type="primary")
        return
    st.info(
        "Nobody in this catalogue worked with two of these directors. Exchange one, or add "
        "somebody who shares people with the first."
    )
    suggestions(store, list(names), next(iter(names)))


def every_role() -> None:
    """Take the limit on roles off."""
    st.session_state["craft"] = []


page()
