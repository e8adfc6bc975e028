"""A reader's own list on the pages: upload, matches, uses, hidden films and removal."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.common.text import plain
from recsys.catalog import Store
from recsys.directors import LikedFilms
from recsys.movies import MovieFilters
from tests.app.pages import assert_no_exception, captions, headings, links, open_app, press
from tests.app.test_movies_page import shown, texts_of

RATINGS = (
    "Date,Name,Year,Letterboxd URI,Rating\n"
    "2024-01-01,Seven Samurai,1954,x,5\n"
    "2024-01-01,Ran,1985,x,4\n"
    "2024-01-01,Raging Bull,1980,x,1\n"
    "2024-01-01,Thronne of Blod,1957,x,5\n"
    "2024-01-01,Zzyzx *Unheard* <b>Of</b>,1999,x,5\n"
)
WATCHLIST = "Name,Year\nKagemusha,1980\nHarakiri,1962\nHeat,1995\n"
STARS = "ratings read as stars of 5"
LIKED = "Which films are like those you liked?"


def ids(store: Store, *titles: str) -> list[str]:
    return [store.titles.resolve(title) for title in titles]


def upload(app: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    """Upload files."""
    contents = [
        (name, text.encode() if isinstance(text, str) else text, "text/csv") for name, text in files
    ]
    app.file_uploader[0].set_value(contents).run()
    assert_no_exception(app)
    return app


def use(app: AppTest, part: str, value: str) -> AppTest:
    """Set the use of a part."""
    app.selectbox(key=f"your_list_use_{part}").set_value(value).run()
    assert_no_exception(app)
    return app


def test_upload_queries_by_liked_films(films: Store) -> None:
    """Without a chosen film, the liked films are the query."""
    app = upload(open_app("movies"), ("ratings.csv", RATINGS))
    assert headings(app)[0] == LIKED
    assert plain(f"5 rows: 3 films, 1 to confirm, 1 not found; {STARS}") in captions(app)
    assert "3 of your films found; using the ones you liked" in captions(app)
    seeds = ids(films, "Seven Samurai", "Ran")
    left_out = MovieFilters(exclude_ids=[*seeds, *ids(films, "Raging Bull")])
    disliked = ids(films, "Raging Bull")
    frame = films.movies.similar(seeds, 10, left_out, seed_weights=[4.0, 2.0], disliked=disliked)
    assert shown(app) == texts_of(frame)
    assert not [button for button in app.button if (button.key or "").startswith("add-")]


def test_a_chosen_film_comes_before_the_list(films: Store) -> None:
    """The results still exclude the films of the list."""
    [seed] = ids(films, "Yojimbo")
    app = upload(open_app("movies", movie=seed), ("ratings.csv", RATINGS))
    assert headings(app)[0] == "Which films are like Yojimbo?"
    known = MovieFilters(exclude_ids=ids(films, "Seven Samurai", "Ran", "Raging Bull"))
    assert shown(app) == texts_of(films.movies.similar(seed, 10, known))


def test_each_part_has_its_use(films: Store) -> None:
    """A watchlist ranked by liked films; then neither."""
    app = upload(open_app("movies"), ("ratings.csv", RATINGS), ("watchlist.csv", WATCHLIST))
    assert [app.selectbox(key=f"your_list_use_{part}").value for part in ("ratings", "watchlist")]
    use(app, "watchlist", "only")
    assert sorted(shown(app)) == ["Harakiri", "Heat", "Kagemusha"]
    use(app, "ratings", "off")
    assert headings(app)[0] == "Which films are like this one?"
    [seed] = ids(films, "Yojimbo")
    app.query_params["movie"] = seed
    app.run()
    only = MovieFilters(only_ids=ids(films, "Kagemusha", "Harakiri", "Heat"))
    assert shown(app) == texts_of(films.movies.similar(seed, 10, only))


def test_doubtful_films_are_confirmed_by_the_reader(films: Store) -> None:
    """Candidates are used only if chosen; films not found are listed as text."""
    app = upload(open_app("movies"), ("ratings.csv", RATINGS))
    press(app, "Confirm 1 doubtful film")
    [box] = [box for box in app.selectbox if (box.key or "").startswith("doubt-")]
    assert box.label == "Thronne of Blod \\(1957\\)"
    assert box.value is None
    assert box.options[0].startswith("Throne of Blood (1957), by Akira Kurosawa")
    assert plain("Zzyzx *Unheard* <b>Of</b> (1999)") in [text.value for text in app.markdown]
    box.set_value(*ids(films, "Throne of Blood"))
    press(app, "Apply")
    assert plain(f"5 rows: 4 films, 1 not found; {STARS}") in captions(app)
    assert "Throne of Blood" not in shown(app)
    assert "Based on 3 films of your list" in captions(app)


def test_accepting_all_best_matches_or_none(films: Store) -> None:
    app = upload(open_app("movies"), ("seen.txt", "Thronne of Blod (1957)\nSevn Samurai (1954)\n"))
    press(app, "Confirm 2 doubtful films")
    press(app, "Accept the best match for all 2")
    assert plain("2 rows: 2 films") in captions(app)
    app = upload(open_app("movies"), ("seen.txt", "Sevn Samurai (1954)\n"))
    press(app, "Confirm 1 doubtful film")
    [box] = [box for box in app.selectbox if (box.key or "").startswith("doubt-")]
    box.set_value("none of these")
    press(app, "Apply")
    assert plain("1 row: 0 films, 1 not found") in captions(app)


def test_unreadable_lists(films: Store) -> None:
    """The page shows the reason and works as without a list."""
    app = upload(open_app("movies"), ("odd.csv", "User,Stars,Comment\nme,5,good\n"))
    assert "no column of titles or IMDb ids" in app.warning[0].value
    assert headings(app)[0] == "Which films are like this one?"
    app = upload(open_app("movies"), ("bomb.zip", b"PK\x03\x04 nonsense"))
    assert "not a valid zip archive" in app.warning[0].value


def test_nothing_liked(films: Store) -> None:
    """Low ratings give no profile; both pages say so and offer to stop using the list."""
    low = "Name,Year,Rating\nRan,1985,2\n"
    for page in ("movies", "directors"):
        app = upload(open_app(page), ("low.csv", low))
        assert "rated 7 of 10 or more" in app.info[0].value
        press(app, "Stop using the list")
        assert not app.info


def test_directors_for_liked_films_and_another_page(films: Store) -> None:
    """The list is kept from page to page."""
    app = upload(open_app("movies"), ("ratings.csv", RATINGS))
    app.switch_page("directors.py").run()
    assert_no_exception(app)
    assert headings(app)[0] == "Who works with the people of the films you liked?"
    liked = tuple(ids(films, "Seven Samurai", "Ran"))
    profile = LikedFilms(liked, (4.0, 2.0), tuple(ids(films, "Raging Bull")))
    frame = films.directors.recommend(profile, limit=10)
    assert list(app.dataframe[0].value["name"]) == frame["name"].to_list()
    assert headings(app)[1] == f"Your list and {plain(frame['name'][0])}"
    assert "2 films you liked" in captions(app)
    app.switch_page("discover.py").run()
    assert "3 of your films found" in captions(app)


def test_removing_the_list(films: Store) -> None:
    """One click removes the list from the session."""
    app = upload(open_app("movies"), ("ratings.csv", RATINGS))
    press(app, "Remove the list")
    assert headings(app)[0] == "Which films are like this one?"
    assert "of your films found" not in captions(app)
    assert "your_list" not in app.session_state
    assert app.file_uploader[0].value == []


def test_list_that_leaves_nothing(films: Store) -> None:
    """The filter by the list can be removed."""
    [seed] = ids(films, "Yojimbo")
    app = upload(open_app("movies", movie=seed, country="France"), ("watchlist.csv", WATCHLIST))
    use(app, "watchlist", "only")
    assert headings(app)[1] == "No film passes these filters"
    press(app, "Remove the filter “your list”")
    assert shown(app)


# Hidden films


def test_hiding_a_film(films: Store) -> None:
    """Hidden from cards and table at once, and shown again."""
    [seed] = ids(films, "Yojimbo")
    app = open_app("movies", movie=seed)
    first, second = films.movies.similar(seed, 10)["id"][:2]
    app.button(key=f"hide-{first}").click().run()
    assert_no_exception(app)
    left = films.movies.similar(seed, 10, MovieFilters(exclude_ids=[first]))
    assert shown(app) == texts_of(left)
    assert "1 film hidden by you" in captions(app)
    app.session_state["view"] = "Table"
    app.run()
    app.session_state["films"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    app.button(key=f"hide-{second}").click().run()
    assert "2 films hidden in this session" in captions(app)
    press(app, "Unhide all")
    assert (
        list(app.dataframe[0].value["title"])[:2]
        == films.movies.similar(seed, 2)["title"].to_list()
    )


def test_hidden_films_come_back_from_their_file(films: Store) -> None:
    """A saved file hides the same films again."""
    [seed] = ids(films, "Yojimbo")
    hidden = films.movies.similar(seed, 1)["id"].to_list()
    saved = f"imdbID,Title,Year,Directors\n{hidden[0]},x,1950,y\n,Nothing Known,1999,\n"
    app = upload(open_app("movies", movie=seed), ("filmkin-hidden (1).csv", saved))
    assert "1 film hidden in this session" in captions(app)
    assert "1 film not found in this catalogue" in app.warning[0].value
    left = films.movies.similar(seed, 10, MovieFilters(exclude_ids=hidden))
    assert shown(app) == texts_of(left)


def test_a_hidden_film_is_gone_from_a_films_own_page(films: Store) -> None:
    """Similar films exclude hidden ones."""
    [seed] = ids(films, "Yojimbo")
    [first] = films.movies.similar(seed, 1)["title"]
    app = open_app("movies", movie=seed)
    assert first in shown(app)
    app.button(key=f"hide-{films.movies.similar(seed, 1)['id'][0]}").click().run()
    app.switch_page("film.py")
    app.query_params["movie"] = seed
    app.run()
    assert_no_exception(app)
    assert not [link for link in links(app) if first in link]


# Privacy


def test_a_list_stays_in_the_session(
    films: Store, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """No file is written while a list is used, and no log names its films."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    before = sizes(demo)
    app = upload(open_app("movies"), ("ratings.csv", RATINGS), ("watchlist.csv", WATCHLIST))
    app.switch_page("directors.py").run()
    assert_no_exception(app)
    assert sizes(demo) == before
    assert list(tmp_path.iterdir()) == []
    for title in ("Zzyzx", "Thronne", "Kagemusha"):
        assert title not in caplog.text
        assert title not in str(app.query_params)


def sizes(folder: Path) -> dict[str, tuple[int, int]]:
    """Return sizes and times of all files except Chroma's, which records each opening."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "chroma.sqlite3" not in path.name
    }
