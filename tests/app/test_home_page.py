"""The first page, without a browser: search, examples, holdings, and where addresses lead."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from pages.parts.common.text import plain
from recsys.catalog import Store
from tests.app.pages import captions, headings, links, open_app, parameter
from tests.app.world import HOSTILE, HOSTILE_NAME, HUI, MAGGIE, WONG

TITLE = "Who works with the same people, and which films are alike?"


def test_it_says_what_this_is_and_what_is_in_it(films: Store) -> None:
    """Counts, years, source and age are those of the manifest; the demo names the way out."""
    app = open_app("home")
    assert headings(app) == [TITLE, "For example", "What is in here"]
    text = "\n".join(element.value for element in app.markdown)
    tables = films.manifest.tables
    assert f"**{tables['movies']:,} films** from 1920 to 2025" in text
    assert f"**{tables['people']:,} people**" in text
    assert f"{tables['movie_prin']:,} credits" in text
    assert "the demo, written by hand; built on" in text
    assert ", today" in text
    assert links(app)["Use real data"] == "your-data?"


def test_three_worked_examples(films: Store) -> None:
    """Each shows the beginning of its answer and leads to all of it."""
    found = links(open_app("home"))
    wong, mood = films.people.resolve("Wong Kar-wai"), films.titles.resolve("In the Mood for Love")
    for row in films.directors.recommend(wong, limit=3).to_dicts():
        assert found[plain(row["name"])] == f"person?person={row['id']}"
    for row in films.movies.similar(mood, 3).to_dicts():
        assert found[plain(f"{row['title']} ({row['year']})")] == f"film?movie={row['id']}"
    assert found["All of them, with the evidence"] == f"directors?director={wong}"
    assert found["All of them, with the reasons"] == f"movies?movie={mood}"
    assert found["Look for it"].startswith("discover?q=two+lonely+strangers")


def test_search_finds_films_and_people_at_once(films: Store) -> None:
    """With typos, and each result leads to its page."""
    app = open_app("home")
    app.text_input(key="find").set_value("loala").run()
    found = links(app)
    assert found["Lola"].startswith("film?movie=")
    assert found["Lola Dueñas"] == "person?person=demo-person-lola-duenas"
    assert "film · 1981, Rainer Werner Fassbinder" in captions(app)
    assert plain("person · Talk to Her, Volver, Zama") in captions(app)


def test_search_says_when_nothing_is_called_that(films: Store) -> None:
    """An empty list without a word would look like a fault."""
    app = open_app("home")
    app.text_input(key="find").set_value("qqqqxxxzzz").run()
    assert "Nothing and nobody is called that here" in captions(app)


def test_hostile_names_stay_text(store: Store) -> None:
    """In the list of results, too."""
    app = open_app("home")
    app.text_input(key="find").set_value("img src x onerror").run()
    assert links(app)[plain(HOSTILE_NAME)] == f"person?person={HOSTILE}"


def test_a_catalogue_without_the_usual_examples(store: Store) -> None:
    """Here Wong Kar-wai is known and no film of the list: the best known one stands in."""
    found = links(open_app("home"))
    assert found["All of them, with the evidence"] == f"directors?director={WONG}"
    [best] = store.movies.best_known(1)
    assert found["All of them, with the reasons"] == f"movies?movie={best}"
    # Without texts no sentence can be looked for; two films at once can.
    first, second = store.movies.best_known(2)
    assert found["Look at them"] == f"movies?movie={first}&movie={second}"
    assert "Use real data" not in found


@pytest.mark.parametrize(
    ("asked", "page", "title"),
    [
        ({"director": WONG, "rating": "7.4", "with": HUI}, "directors", "same people as Wong"),
        ({"person": MAGGIE}, "person", "Maggie Cheung"),
        ({"movie": "tt0000001"}, "film", "Wong Kar"),
    ],
)
def test_addresses_without_a_page_lead_to_theirs(
    store: Store, asked: dict, page: str, title: str
) -> None:
    """Links of before there was a first page still open what they opened, with all they said."""
    app = open_app("home", **asked)
    assert title in app.title[0].value
    for name, value in asked.items():
        assert parameter(app, name) == value, page
    if page == "directors":
        assert app.slider(key="rating").value == 7.4
        assert app.subheader[0].value.endswith("and Ann Hui")


def test_what_is_typed_in_an_address_is_no_harm(store: Store) -> None:
    assert headings(open_app("home", find=quote("<script>")))[0] == TITLE
