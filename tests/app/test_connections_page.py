"""The Connections page without a browser, in every state."""

from __future__ import annotations

import pytest

from pages.parts.common.text import plain
from recsys.catalog import Store
from tests.app.pages import (
    assert_no_exception,
    captions,
    headings,
    links,
    open_app,
    parameter,
    press,
    words,
)
from tests.app.world import DOYLE, HOSTILE, SANDRINE, VARDA, WONG, ZHANG

SCORSESE = "nm0000217"


def test_a_worked_example_when_nobody_is_chosen(films: Store) -> None:
    """The path from Varda to Tarantino, with its text, and buttons for more."""
    app = open_app("connections")
    assert headings(app) == ["How are two people or films linked?"]
    assert plain("One shortest path from Agnès Varda to Quentin Tarantino") in words(app)
    assert plain("Cléo from 5 to 7 (1962)") in links(app)
    assert len(app.get("plotly_chart")) == 1
    assert [box.label for box in app.text_input][:2] == ["From", "To"]
    press(app, "Akira Kurosawa and Martin Scorsese")
    assert headings(app) == ["How are Akira Kurosawa and Martin Scorsese linked?"]


def test_text_and_figure_show_the_paths_of_the_engine(films: Store) -> None:
    one, two = films.resolve("Akira Kurosawa"), SCORSESE
    app = open_app("connections", **{"from": one, "to": two})
    found = films.connections.paths(one, two)
    figure = str(app.get("plotly_chart")[0].proto)
    for step in {step["id"]: step for path in found["steps"] for step in path}.values():
        name = f"{step['name']} ({step['year']})" if step["year"] else step["name"]
        assert plain(name) in links(app)
        assert step["name"].split()[0] in figure
    assert [expander.label for expander in app.expander] == [
        "Through " + plain(", ".join(people[:-1]) + f" and {people[-1]}")
        for people in (
            [step["name"] for step in list(path)[1:-1] if step["kind"] == "person"]
            for path in found["steps"].to_list()[1:]
        )
    ]


def test_a_film_and_a_person(films: Store) -> None:
    seven = films.resolve("Seven Samurai")
    kurosawa = films.resolve("Akira Kurosawa")
    app = open_app("connections", **{"from": kurosawa, "to": seven})
    assert headings(app) == ["How are Akira Kurosawa and Seven Samurai linked?"]
    assert plain("Akira Kurosawa worked on Seven Samurai.") in words(app)


def test_two_people_of_one_film(store: Store) -> None:
    app = open_app("connections", **{"from": WONG, "to": DOYLE})
    assert plain("Wong Kar-wai and Christopher Doyle worked on the same film") in words(app)


def test_swap_and_clear(store: Store) -> None:
    app = open_app("connections", **{"from": WONG, "to": ZHANG})
    press(app, "Swap")
    assert (parameter(app, "from"), parameter(app, "to")) == (ZHANG, WONG)
    press(app, "Zhang Yimou")
    assert parameter(app, "from") is None
    assert headings(app) == [r"How is Wong Kar\-wai linked to somebody else?"]


def test_filters_change_the_paths_and_can_be_removed(store: Store) -> None:
    app = open_app("connections", **{"from": WONG, "to": ZHANG, "link_roles": "composer"})
    assert plain("No chain of credits links Wong Kar-wai and Zhang Yimou") in words(app)
    press(app, "Remove the filters")
    assert plain("shortest paths from Wong Kar-wai to Zhang Yimou") in words(app)
    app.select_slider(key="link_votes").set_value(5_000).run()
    assert_no_exception(app)
    expected = store.connections.paths(WONG, ZHANG, min_votes=5_000)
    for step in expected["steps"].to_list()[0]:
        assert any(plain(step["name"]) in label for label in links(app))


def test_nobody_links_them(store: Store) -> None:
    app = open_app("connections", **{"from": WONG, "to": VARDA})
    assert "A larger catalogue may link them" in words(app)
    assert "Remove the filters" not in [button.label for button in app.button]
    assert plain("Agnès Varda worked on") not in words(app)
    assert open_app("connections", **{"from": SANDRINE, "to": VARDA})


def test_the_same_person_twice(store: Store) -> None:
    app = open_app("connections", **{"from": WONG, "to": WONG})
    assert plain("Wong Kar-wai is given twice") in words(app)


@pytest.mark.parametrize("unknown", ["nm9999999", "' OR 1=1", "<img src=x onerror=alert(1)>"])
def test_an_unknown_end_is_named_and_removed(store: Store, unknown: str) -> None:
    app = open_app("connections", **{"from": WONG, "to": unknown})
    assert "This catalogue has no film or person" in words(app)
    assert headings(app) == [r"How is Wong Kar\-wai linked to somebody else?"]


def test_hostile_names_stay_text(store: Store) -> None:
    app = open_app("connections", **{"from": HOSTILE, "to": WONG})
    assert "**[bold](http://x)**" not in words(app)
    assert "Each line is one path" in captions(app)
