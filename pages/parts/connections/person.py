"""Connections of one person: the circle around them, and who bridges to the rest."""

from __future__ import annotations

import streamlit as st

from pages.parts.common import figures, routing
from pages.parts.common.links import person_link, to_page
from pages.parts.common.text import join_words, number_of, plain, role_words
from recsys import charts
from recsys.catalog import Store
from recsys.profiles import PersonProfile

PEOPLE_SHOWN = 10
BRIDGES_SHOWN = 5


def show_circle(store: Store, person: PersonProfile) -> None:
    """Show the person amid their closest collaborators; a click moves to one of them."""
    circle = store.connections.circle(person.id, PEOPLE_SHOWN)
    if circle.people.is_empty():
        return
    st.subheader("Closest collaborators", anchor=False)
    first = circle.people.row(0, named=True)
    sentence = (
        f"{person.name} made films with {number_of(circle.met, 'person', 'people')}, most often "
        f"with {first['name']}: {number_of(first['films'], 'film')}."
    )
    st.markdown(plain(sentence))
    st.caption("Lines are wider the more films two people made together. Click a person to move.")
    figures.show(
        charts.circle(person.name, circle.people, circle.links, figures.ink()),
        key=f"circle-{person.id}",
        alt=f"{sentence} Around {person.name}: {join_words(circle.people['name'])}.",
        title=f"The people closest to {person.name}",
        on_click=_move,
    )
    figures.table(circle.people, f"filmkin-circle-{person.id}", "closest collaborators")


def show_bridges(store: Store, person: PersonProfile) -> None:
    """Show the few collaborators who lead to most other people."""
    bridges = store.connections.bridges(person.id, BRIDGES_SHOWN)
    st.subheader("Who opens most of the catalogue", anchor=False)
    if bridges.is_empty():
        st.caption("None of their collaborators worked with anybody else in this catalogue.")
    else:
        reachable, opened = bridges["reachable"].to_list()[0], sum(bridges["opens"].to_list())
        st.caption(
            f"These lead to {opened:,} of the {reachable:,} people who worked with a collaborator "
            "but not with them. Each is counted without those whom an earlier one leads to."
        )
        with st.container(gap="small"):
            for row in bridges.to_dicts():
                films = number_of(row["films"], "film")
                words = f"{role_words(row['roles'])} on {films} · opens {row['opens']:,} people"
                with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                    person_link(row["id"], row["name"])
                    st.caption(plain(words), width="content")
    words = f"How is {person.name} linked to somebody else?"
    to_page(routing.CONNECTIONS, words, False, **{"from": person.id})


def _move(datum: list[str]) -> None:
    if datum[0]:
        st.switch_page(routing.target(routing.PERSON), query_params={"person": datum[0]})
