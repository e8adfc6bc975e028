"""The Home page without a browser: search, examples, catalogue summary and redirects."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from pages.parts.common.text import plain
from recsys.catalog import Store
from tests.app.pages import captions, headings, links, open_app, parameter
from tests.app.world import HOSTILE, HOSTILE_NAME, HUI, MAGGIE, WONG

TITLE = "Find directors and films through the people who made them"


def test_catalogue_summary(films: Store) -> None:
    """Counts, years, source and age come from the manifest; the demo links to real data."""
    app = open_app("home")
    assert headings(app) == [TITLE, "For example", "In this catalogue"]
    text = "\n".join(element.value for element in app.markdown)
    tables = films.manifest.tables
    assert f"**{tables['movies']:,} films** from 1920 to 2025" in text
    assert f"**{tables['people']:,} people**" in text
    assert f"{tables['movie_prin']:,} credits" in text
    assert "the demo, written by hand; built on" in text
    assert ", today" in text
    assert links(app)["Use real data"] == "your-data?"


def test_three_worked_examples(films: Store) -> None:
    """Each example shows its first results and links to all of them."""
    found = links(open_app("home"))
    wong, mood = films.people.resolve("Wong Kar-wai"), films.titles.resolve("In the Mood for Love")
    for row in films.directors.recommend(wong, limit=3).to_dicts():
        assert found[plain(row["name"])] == f"person?person={row['id']}"
    for row in films.movies.similar(mood, 3).to_dicts():
        assert found[plain(f"{row['title']} ({row['year']})")] == f"film?movie={row['id']}"
    assert found["All results, with the evidence"] == f"directors?director={wong}"
    assert found["All results, with the reasons"] == f"movies?movie={mood}"
    assert found["Search for it"].startswith("discover?q=two+lonely+strangers")


def test_search_finds_films_and_people_at_once(films: Store) -> None:
    """With typos; each result links to its page."""
    app = open_app("home")
    app.text_input(key="find").set_value("loala").run()
    found = links(app)
    assert found["Lola"].startswith("film?movie=")
    assert found["Lola Dueñas"] == "person?person=demo-person-lola-duenas"
    assert "film · 1981, Rainer Werner Fassbinder" in captions(app)
    assert plain("person · Talk to Her, Volver, Zama") in captions(app)


def test_search_without_results_says_so(films: Store) -> None:
    """An empty list without a message would look like an error."""
    app = open_app("home")
    app.text_input(key="find").set_value("qqqqxxxzzz").run()
    assert "No film or person of that name" in captions(app)


def test_hostile_names_stay_text(store: Store) -> None:
    """Also in the search results."""
    app = open_app("home")
    app.text_input(key="find").set_value("img src x onerror").run()
    assert links(app)[plain(HOSTILE_NAME)] == f"person?person={HOSTILE}"


def test_a_catalogue_without_the_usual_examples(store: Store) -> None:
    """If no example film is present, the best known film replaces it."""
    found = links(open_app("home"))
    assert found["All results, with the evidence"] == f"directors?director={WONG}"
    [best] = store.movies.best_known(1)
    assert found["All results, with the reasons"] == f"movies?movie={best}"
    # Without texts the third example is a query of two films.
    first, second = store.movies.best_known(2)
    assert found["See the results"] == f"movies?movie={first}&movie={second}"
    assert "Use real data" not in found


@pytest.mark.parametrize(
    ("parameters", "page", "title"),
    [
        ({"director": WONG, "rating": "7.4", "with": HUI}, "directors", "same people as Wong"),
        ({"person": MAGGIE}, "person", "Maggie Cheung"),
        ({"movie": "tt0000001"}, "film", "Wong Kar"),
    ],
)
def test_addresses_without_a_page_are_redirected(
    store: Store, parameters: dict, page: str, title: str
) -> None:
    """Old links without a page still work, with all their parameters."""
    app = open_app("home", **parameters)
    assert title in app.title[0].value
    for name, value in parameters.items():
        assert parameter(app, name) == value, page
    if page == "directors":
        assert app.slider(key="rating").value == 7.4
        assert app.subheader[0].value.endswith("and Ann Hui")


def test_hostile_parameters_are_harmless(store: Store) -> None:
    assert headings(open_app("home", find=quote("<script>")))[0] == TITLE
