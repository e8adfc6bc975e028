"""The Film and Person pages without a browser, in every state."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.common.text import plain
from recsys.catalog import Store
from tests.app.pages import (
    assert_no_exception,
    captions,
    headings,
    links,
    open_app,
    press,
)
from tests.app.world import (
    HOSTILE,
    HOSTILE_NAME,
    HOSTILE_PERSON,
    HOSTILE_TITLE,
    MAGGIE,
    SANDRINE,
    UNRATED,
    VARDA,
)


def text(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption))


# A film


def test_a_film_with_everything(films: Store) -> None:
    """Facts, overview with its source, people by role with characters, similar films."""
    mood = films.titles.resolve("In the Mood for Love")
    app = open_app("film", movie=mood)
    assert headings(app) == [r"In the Mood for Love \(2000\)", "Who made it", "Similar films"]
    assert "Hong Kong, France · Chinese · 98 minutes · Drama, Romance" in captions(app)
    assert r"rated 8\.1 of 10 by 180,000 votes" in captions(app)
    assert plain(films.film(mood).facts["overview"]) in text(app)
    assert r"Overview: the demo, written by hand\." in captions(app).replace(r"\:", ":")
    assert plain("as Su Li-zhen") in captions(app)
    found = links(app)
    assert found["Maggie Cheung"] == "person?person=nm0001041"
    for row in films.movies.similar(mood, 6).to_dicts():
        assert found[plain(f"{row['title']} ({row['year']})")].endswith(f"?movie={row['id']}")
        assert plain(row["reason"]) in captions(app)
    assert found["More, with filters"] == f"movies?movie={mood}"


def test_the_series_of_a_film(films: Store) -> None:
    """The other films of the series are listed."""
    alien = films.titles.resolve("Alien")
    others = films.film(alien).franchise["title"].to_list()
    assert "Aliens" in others
    app = open_app("film", movie=alien)
    assert headings(app)[-1] == "In the same series"
    assert r"Aliens \(1986\)" in links(app)
    assert not [words for words in links(app) if words.startswith(r"Alien \(")]


def test_a_film_with_little(store: Store) -> None:
    """The page says that there is no overview and no rating."""
    [unrated] = store.person(UNRATED).credits.filter(role="director")["id"].to_list()[:1]
    app = open_app("film", movie=unrated)
    assert "No overview in this catalogue." in captions(app)
    assert "not rated" in captions(app)


@pytest.mark.parametrize("film", ["tt9999999", "' OR 1=1", "<script>alert(1)</script>", "🎬"])
def test_no_such_film(store: Store, film: str) -> None:
    """The page names the id and offers a search."""
    app = open_app("film", movie=film)
    assert headings(app) == ["Film not found"]
    assert plain(film) in text(app)
    assert app.text_input(key="find_film").label == "Film or person"


def test_a_film_page_without_a_film(films: Store) -> None:
    """An address without an id is not an error."""
    app = open_app("film")
    assert headings(app) == ["Who made this film, and what is similar?"]
    assert r"Seven Samurai \(1954\)" in links(app)


# A person


def test_a_director(films: Store) -> None:
    """Films by role, frequent collaborators, similar directors."""
    wong = films.people.resolve("Wong Kar-wai")
    app = open_app("person", person=wong)
    assert headings(app) == [
        r"Wong Kar\-wai",
        "As director",
        "Closest collaborators",
        "Frequent collaborators",
        "Who opens most of the catalogue",
        "Similar directors",
    ]
    folded = [expander.label for expander in app.expander]
    assert folded == [
        "As writer, 6 films of these", "As producer, 4 films of these", "As a table",
    ]  # fmt: skip
    found = links(app)
    assert found["Christopher Doyle"].endswith("?person=demo-person-christopher-doyle")
    assert "cinematographer · 5 films, 1990–2004" in captions(app)
    for name in films.directors.recommend(wong, limit=5)["name"]:
        assert plain(name) in found
    assert found["In the Mood for Love"] == "film?movie=tt0118694"
    question = plain("Who works with the same people as Wong Kar-wai?")
    assert found[question] == f"directors?director={wong}"


def test_person_who_directed_nothing(store: Store) -> None:
    """There are no similar directors, and no link to the Directors page."""
    app = open_app("person", person=MAGGIE)
    assert headings(app) == [
        "Maggie Cheung",
        "As actor",
        "Closest collaborators",
        "Frequent collaborators",
        "Who opens most of the catalogue",
    ]
    assert not [words for words in links(app) if words.startswith("Who works")]


def test_the_circle_and_the_bridges_of_a_person(films: Store) -> None:
    """A figure of the closest, then who leads furthest, then the way to the Connections page."""
    wong = films.people.resolve("Wong Kar-wai")
    app = open_app("person", person=wong)
    circle, bridges = films.connections.circle(wong), films.connections.bridges(wong)
    [figure] = app.get("plotly_chart")
    for name in circle.people["name"]:
        assert name in str(figure.proto)
    assert plain(f"made films with {circle.met} people") in text(app)
    for row in bridges.to_dicts():
        assert plain(row["name"]) in links(app)
        assert f"opens {row['opens']} people" in captions(app)
    question = plain("How is Wong Kar-wai linked to somebody else?")
    assert links(app)[question] == f"connections?from={wong}"


def test_person_who_shares_nobody(store: Store) -> None:
    app = open_app("person", person=VARDA)
    assert "worked for another director" in captions(app)
    assert links(app)["Sandrine Bonnaire"].endswith(f"?person={SANDRINE}")


def test_person_with_one_film(films: Store) -> None:
    """The page says that there are no frequent collaborators."""
    [once] = [
        person
        for person in films.film("tt0118694").credits["id"].unique(maintain_order=True)
        if films.person(person).films == 1
    ][:1]
    assert "Nobody worked on two of their films" in captions(open_app("person", person=once))


def test_many_films_are_shown_on_demand(store: Store) -> None:
    """The first fifteen at once, the rest after a click."""
    credits = store.person(MAGGIE).credits
    assert credits.height > 15
    app = open_app("person", person=MAGGIE)
    hidden = credits["title"].to_list()[15:]
    assert not set(map(plain, hidden)) & set(links(app))
    press(app, f"Show all {credits.height} films")
    assert set(map(plain, hidden)) <= set(links(app))


@pytest.mark.parametrize("person", ["nm9999999", "' OR 1=1", "<img src=x onerror=alert(1)>"])
def test_no_such_person(store: Store, person: str) -> None:
    app = open_app("person", person=person)
    assert headings(app) == ["Person not found"]
    assert plain(person) in text(app)
    assert r"Wong Kar\-wai" in links(app)


def test_a_person_page_without_a_person(store: Store) -> None:
    assert headings(open_app("person")) == ["Who made which films, and with whom?"]


# Hostile text, and what a page remembers


def test_hostile_text_stays_text(store: Store) -> None:
    """In titles, names, links and addresses."""
    app = open_app("person", person=HOSTILE)
    assert app.title[0].value == plain(HOSTILE_NAME)
    assert plain(HOSTILE_PERSON) in links(app)
    assert plain(HOSTILE_TITLE) in links(app)
    hostile = store.titles.search("script alert stars", 1)["id"][0]
    app = open_app("film", movie=hostile)
    assert app.title[0].value.startswith(plain(HOSTILE_TITLE))
    assert_no_exception(app)
    assert not any(element.allow_html for element in app.markdown)


def test_pages_remember_their_subject(store: Store) -> None:
    """Visiting another page keeps it."""
    app = open_app("person", person=MAGGIE)
    app.switch_page("your_data.py").run()
    app.query_params.clear()  # as the navigation does
    app.switch_page("person.py").run()
    assert headings(app)[0] == "Maggie Cheung"
