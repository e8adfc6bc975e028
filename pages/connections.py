"""The Connections page: how two people or films are linked through credits."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from pages.parts.common import address
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import example_directors, example_films
from pages.parts.common.text import plain
from pages.parts.connections import chains, filters
from pages.parts.connections.ends import FROM, TO, choose_both, clear, show_ends
from recsys.catalog import Store
from recsys.errors import Ambiguous, InvalidArgument, NotLinked, UnknownId

EXAMPLES = (
    ("Agnès Varda", "Quentin Tarantino"),
    ("Akira Kurosawa", "Martin Scorsese"),
    ("Seven Samurai", "Pulp Fiction"),
    ("Woody Allen", "Steven Spielberg"),
)


def page() -> None:
    """Show both ends, the filters in the sidebar, and the paths."""
    address.keep("connections", FROM, TO)
    with leased() as store:
        with st.sidebar:
            chosen = filters.show_filters(store)
        ids = {end: st.query_params[end] for end in (FROM, TO) if st.query_params.get(end)}
        names, missing = resolve_names(store, ids)
        st.title(question(names), anchor=False)
        for end, reason in missing.items():
            st.warning(plain(reason))
            clear(end)
        show_ends(names)
        if len(names) == 2:
            paths_between(store, ids[FROM], ids[TO], chosen)
        else:
            worked_example(store)
        demo_notice(store)


def question(names: dict[str, str]) -> str:
    """Return the title."""
    if len(names) == 2:
        return f"How are {plain(names[FROM])} and {plain(names[TO])} linked?"
    if names:
        [name] = names.values()
        return f"How is {plain(name)} linked to somebody else?"
    return "How are two people or films linked?"


def resolve_names(store: Store, ids: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return names by end and, for ids that the catalogue lacks, the reasons by end."""
    names, missing = {}, {}
    for end, chosen in ids.items():
        try:
            names[end] = store.connections.name_of(chosen)
        except UnknownId as error:
            missing[end] = str(error)
    return names, missing


def paths_between(store: Store, one: str, two: str, chosen: filters.Filters) -> None:
    """Show the paths, or why there are none."""
    try:
        found = store.connections.paths(one, two, **chosen)
    except (NotLinked, InvalidArgument) as error:
        st.info(plain(str(error)))
        if isinstance(error, NotLinked) and error.filtered:
            st.button(
                "Remove the filters", on_click=filters.reset, args=(store.manifest.ranges,),
                type="primary",
            )  # fmt: skip
        return
    chains.show_paths(found)


def worked_example(store: Store) -> None:
    """Explain the page with a path between two well-known people."""
    st.write(
        "Choose two people or films. Filmkin finds the shortest chains of films and people between "
        "them: who worked on which film with whom, the rarest links first."
    )
    pairs = examples(store)
    if not pairs:
        st.caption("This catalogue has too few people to show an example.")
        return
    [(one, two), *_] = pairs
    st.caption("For example")
    with st.container(horizontal=True):
        for pair, label in pairs.items():
            st.button(plain(label), key=f"example-{'-'.join(pair)}", on_click=choose_both,
                      args=pair)  # fmt: skip
    if not st.query_params.get(FROM) and not st.query_params.get(TO):
        with suppress(NotLinked):
            chains.show_paths(store.connections.paths(one, two))


def examples(store: Store) -> dict[tuple[str, str], str]:
    """Return pairs to try, with their names; of the best known if the catalogue lacks these."""
    pairs = {}
    for one, two in EXAMPLES:
        with suppress(UnknownId, Ambiguous):
            pairs[store.resolve(one), store.resolve(two)] = f"{one} and {two}"
    if not pairs:
        known = list(example_directors(store).items())
        known += [(film["id"], film["title"]) for film in example_films(store)]
        if len(known) > 1:
            (one, first), (two, second), *_ = known
            pairs[one, two] = f"{first} and {second}"
    return pairs


page()
