"""The Compare page: the people shared by two to six directors, and their nearest films."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from pages.parts.common import address
from pages.parts.common.address import AddressList
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.chips import removable
from pages.parts.common.person_search import person_search
from pages.parts.common.text import join_words, number_of, plain, role_words
from pages.parts.compare import figures as compare_figures
from pages.parts.compare import films as compare_films
from pages.parts.compare import people as compare_people
from recsys.catalog import Store
from recsys.directors import MAX_COMPARED, Comparison
from recsys.errors import Ambiguous, NothingFound, UnknownId
from recsys.vocabulary.roles import ROLES

COMPARED = AddressList("director")
"""The directors compared, as the address holds them."""

EXAMPLES = (
    ("Wong Kar-wai", "Chen Kaige", "Zhang Yimou"),
    ("Akira Kurosawa", "Masaki Kobayashi", "Kihachi Okamoto", "Hiroshi Teshigahara"),
    ("Martin Scorsese", "Francis Ford Coppola", "Michael Mann"),
)
SUGGESTIONS_SHOWN = 6
NAMES_SHOWN = 3


def page() -> None:
    """Show directors and roles in the sidebar, what they share beside them."""
    with st.sidebar:
        person_search(add)
    controls_and_results()


@st.fragment
def controls_and_results() -> None:
    """Show the controls and the comparison; changing a control reruns this fragment only."""
    address.keep("compare", COMPARED.parameter)
    with leased() as store:
        chosen = COMPARED.ids()
        names, missing = resolve_names(store, chosen[:MAX_COMPARED])
        with st.sidebar:
            roles = controls(names)
        if len(chosen) > MAX_COMPARED:
            st.caption(
                f"At most {MAX_COMPARED} directors can be compared: the first {MAX_COMPARED} of "
                f"{len(chosen)} are shown."
            )
        results(store, names, missing, roles)


def results(
    store: Store, names: dict[str, str], missing: dict[str, str], roles: tuple[str, ...] | None
) -> None:
    """Show the comparison of several directors, suggestions for one, or a welcome."""
    for director, reason in missing.items():
        st.warning(plain(reason))
        st.button("Continue without", key=f"without-{director}", on_click=COMPARED.remove,
                  args=(director,))  # fmt: skip
    if not names:
        welcome(store)
    elif len(names) == 1:
        single_director(store, *names.items())
    else:
        comparison_of(store, names, roles)


def resolve_names(store: Store, directors: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return names by id and, for ids that can't be compared, the reasons by id."""
    names, missing = {}, {}
    for director in directors:
        try:
            names[director] = store.directors.name_of(director)
        except UnknownId:
            missing[director] = f"This catalogue has no director {director[:80]!r}."
        except NothingFound as error:
            missing[director] = str(error)
    return names, missing


def controls(names: dict[str, str]) -> tuple[str, ...] | None:
    """Show the chosen directors and the role filter; return the roles, None for all."""
    removable(names, COMPARED.remove, "Remove this director")
    if len(names) == MAX_COMPARED:
        st.caption(f"{MAX_COMPARED} directors at most: remove one to add another.")
    roles = st.multiselect(
        "Count only these roles",
        ROLES,
        format_func=lambda role: role_words([role]),
        key="craft",
        bind="query-params",
        placeholder="any role",
        help="Only credits in these roles count, for each of the directors.",
    )
    return tuple(roles) or None


def add(director: str) -> None:
    """Add a director unless the limit is reached."""
    if len(COMPARED.ids()) < MAX_COMPARED:
        COMPARED.add(director)


def welcome(store: Store) -> None:
    """Explain the page and offer examples."""
    st.title("What do these directors share?", anchor=False)
    st.write(
        "Compare two to six directors: who worked with several of them, in which role and when, "
        "and which of their films are most similar."
    )
    examples = {}
    for example in EXAMPLES:
        with suppress(UnknownId, Ambiguous, NothingFound):
            ids = [store.people.resolve(name, directors_first=True) for name in example]
            examples[tuple(ids)] = [store.directors.name_of(director) for director in ids]
    if examples:
        st.caption("For example")
    with st.container(horizontal=True):
        for directors, names in examples.items():
            st.button(
                plain(join_words(names)),
                key=f"example-{directors[0]}",
                on_click=COMPARED.replace,
                args=directors,
            )
    demo_notice(store)


def single_director(store: Store, director: tuple[str, str]) -> None:
    """Suggest directors to compare with the only one chosen so far."""
    st.title(plain(f"Who shares people with {director[1]}?"), anchor=False)
    st.write("Search for a second director, or choose one who shares people:")
    suggestions(store, [director[0]], director[0])
    demo_notice(store)


def suggestions(store: Store, compared: Sequence[str], director: str) -> None:
    """Show buttons that add directors who share people with this one."""
    try:
        frame = store.directors.recommend(director, limit=SUGGESTIONS_SHOWN + MAX_COMPARED)
    except NothingFound as error:
        st.caption(plain(str(error)))
        return
    others = [pair for pair in frame.select("id", "name").iter_rows() if pair[0] not in compared]
    with st.container(horizontal=True):
        for other, name in others[:SUGGESTIONS_SHOWN]:
            st.button(
                plain(name),
                key=f"suggest-{other}",
                icon=":material/add:",
                on_click=add,
                args=(other,),
            )


def comparison_of(store: Store, names: dict[str, str], roles: tuple[str, ...] | None) -> None:
    """Show the people they share in a sentence, a table and figures; then their nearest films."""
    st.title(plain(f"What do {join_words(names.values())} share?"), anchor=False)
    demo_notice(store)
    comparison = store.directors.compare(names, roles)
    compare_people.directors_line(comparison)
    if comparison.people.is_empty():
        nothing_shared(store, names, roles)
    else:
        summary(comparison)
        compare_people.show_shared_people(tuple(names), roles)
        st.subheader("When, in which role and how many", anchor=False)
        compare_figures.show_figures(comparison)
    st.subheader("Their most similar films", anchor=False)
    compare_films.show_nearest_films(store, list(names))


def summary(comparison: Comparison) -> None:
    """Say how many people are shared, and how the directors worked for each other."""
    compared = comparison.directors.height
    by_all = comparison.people.filter(directors=compared)["name"].to_list()
    text = f"**{number_of(comparison.people.height, 'person', 'people')}** worked with "
    if compared == 2:
        text += "both"
    else:
        text += "at least two of them, "
        text += (
            f"**{len(by_all):,}** with all {compared}" if by_all else f"nobody with all {compared}"
        )
    if by_all:
        text += ": " if len(by_all) <= NAMES_SHOWN else ", most often "
        text += plain(join_words(by_all[:NAMES_SHOWN]))
    st.markdown(text + ".")
    compare_people.each_other(comparison)


def nothing_shared(store: Store, names: dict[str, str], roles: tuple[str, ...] | None) -> None:
    """Say that nobody is shared, with buttons for what to change."""
    if roles:
        st.info(f"Nobody worked with two of them as {join_words(role_words([r]) for r in roles)}.")
        st.button("Count all roles", on_click=every_role, type="primary")
        return
    st.info(
        "Nobody in this catalogue worked with two of these directors. Replace one, or add "
        "a director who shares people with the first."
    )
    suggestions(store, list(names), next(iter(names)))


def every_role() -> None:
    """Clear the role filter."""
    st.session_state["craft"] = []


page()
