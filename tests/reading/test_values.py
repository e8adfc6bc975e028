"""Cells of every kind to values, each with the right answer."""

from __future__ import annotations

import pytest

from recsys.reading.ids import imdb_id, imdb_id_within, named_in, tmdb_id
from recsys.reading.kinds import kind_of
from recsys.reading.prose import prose, unmarked
from recsys.reading.ratings import ratings
from recsys.reading.texts import fields_of
from recsys.reading.titles import readings
from recsys.vocabulary.places import country_code, language_code


@pytest.mark.parametrize(
    "text",
    [
        "tt0078748",
        "TT0078748",
        " tt0078748 ",
        "imdb:tt0078748",
        "78748",
        "78748.0",
        "title/tt0078748/",
        "https://www.imdb.com/title/tt0078748/?ref_=x",
        "imdb.com/title/tt0078748",
        "https://m.imdb.com/de/title/tt0078748/reviews",
    ],
)
def test_ids_in_every_form(text):
    assert imdb_id(text) == "tt0078748"


@pytest.mark.parametrize("text", ["", "nm0000134", "Heat", "attitude", "8.7/10", "tt", None])
def test_what_is_no_id(text):
    assert imdb_id(text) is None


def test_ids_within_a_line_and_of_others():
    assert imdb_id_within("Alien tt0078748") == "tt0078748"
    assert tmdb_id("https://www.themoviedb.org/movie/348-alien?language=de") == 348
    assert named_in("https://letterboxd.com/someone/film/alien-1979/").year == 1979


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Alien (1979)", "Alien", 1979),
        ("Alien [1979]", "Alien", 1979),
        ("Alien, 1979", "Alien", 1979),
        ("Alien – 1979", "Alien", 1979),
        ("Alien 1979", "Alien", 1979),
        ("Alien (1979) ★★★★", "Alien", 1979),
        ("Alien (dir. Ridley Scott, 1979)", "Alien", 1979),
        ("[x] Alien (1979 film)", "Alien", 1979),
        ('"Alien" (1979)', "Alien", 1979),
        ("Piano, The (1993)", "The Piano", 1993),
        ("Avventura, L' (1960)", "L'Avventura", 1960),
        (
            "Lord of the Rings, The: The Two Towers (2002)",
            "The Lord of the Rings: The Two Towers",
            2002,
        ),
        ("Leon (a.k.a. The Professional) (1994)", "Leon", 1994),
        ("Leon (a.k.a. The Professional) (1994)", "The Professional", 1994),
        ("Tom &amp; Jerry (2021)", "Tom & Jerry", 2021),
    ],
)
def test_titles_as_people_write_them(text, title, year):
    assert (title, year) in [(found.title, found.year) for found in readings(text)]


@pytest.mark.parametrize(
    "text",
    [
        "1917",
        "Blade Runner 2049",
        "2001: A Space Odyssey",
        "$",
        "8½",
        "[REC]",
        "(500) Days of Summer",
    ],
)
def test_a_title_comes_first_as_it_stands(text):
    first = next(readings(text))
    assert (first.title, first.year) == (text, None)


@pytest.mark.parametrize(
    ("cells", "expected", "scale"),
    [
        (["100", "85", "10"], [10, 8.5, 1], "of 100"),
        (["10", "1"], [10, 1], "of 10"),
        (["5", "0.5"], [10, 1], "stars of 5"),
        (["4,5", "0,5"], [9, 1], "stars of 5"),
        (["★★★★½", "★", "½"], [9, 2, 1], "stars of 5"),
        (["4/5", "1/5"], [8, 2], "stars of 5"),
        (["8/10", "90%"], [8, 9], "as written"),
        (["5", "0", ""], [10, None, None], "stars of 5"),
        (["95", "0"], [9.5, 0], "of 100"),
    ],
)
def test_ratings_by_a_scale_for_all(cells, expected, scale):
    found = ratings(cells)
    assert (list(found.values), found.scale, found.unread) == (expected, scale, ())


def test_ratings_that_cannot_be_read_are_counted():
    assert ratings(["A+", "B", ""]).unread == (0, 1)
    assert ratings(["101", "5"]).values == (None, None)


def test_kinds():
    assert kind_of({"type": "movie"}) == "film"
    assert kind_of({"title type": "TV Series"}) == "show"
    assert kind_of({"const": "nm0000134"}) == "person"
    assert kind_of({"type": "anything"}) is None


@pytest.mark.parametrize(
    "text",
    [
        "No overview found.",
        "Not available",
        "TBA",
        "None",
        "-",
        "N/A",
        "Plot unknown.",
        "Overview not available.",
        "Add a Plot »",
        "No description yet",
        "???",
        "We don't have an overview translated in English.",
    ],
)
def test_placeholders_are_no_text(text):
    assert prose(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "No one knows the plot.",
        "Unknown to his wife, a man leaves.",
        "None but the brave.",
        "The plot is unknown to the police.",
        "Нет",
        "谎言",
    ],
)
def test_texts_are_kept(text):
    assert prose(text) == text


def test_markup_and_codes():
    assert unmarked("A &lt;b&gt;bold</b> <br/>move &amp; 2 < 3") == "A bold move & 2 < 3"
    words = ["USA", "United States", "United States of America", "U.S.A."]
    assert {country_code(word) for word in words} == {"US"}
    assert (country_code("Italy"), country_code("Narnia")) == ("IT", None)
    assert (language_code("English"), language_code("Mandarin")) == ("en", "zh")
    film = {"imdb id": "tt1", "country": "USA, UK", "keywords": "heist &amp; cops; bank"}
    found = fields_of(film)
    assert (found["countries"], found["keywords"]) == (["US", "GB"], ["heist & cops", "bank"])
