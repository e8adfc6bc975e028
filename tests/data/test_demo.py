"""The hand-written demo catalogue: valid, rich enough, and true where references know the film."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rapidfuzz import fuzz

from recsys.search.names import same_name
from recsys.settings import PROJECT
from recsys.sources.demo import Film, read_films, read_people_ids
from recsys.util.fold import fold

SHARED = PROJECT.parent / "shared" / "data"
REFERENCES = ("films10k", "imdb3k")

SETTLED: dict[tuple[str, str], str] = {
    ("tt0299977", "runtime"): "Hero ran 99 minutes in cinemas; the 120 are a later, longer cut",
    ("tt0060107", "year"): "Andrei Rublev was first shown in Moscow in December 1966",
}
"""Disagreements with a reference in which the demo keeps its value, by tconst and field."""

CONTINENTS = {
    "Africa": "AO BF BI BJ BW CD CG CI CM DZ EG ET GA GH GM GN KE LS LY MA ML MR MZ NA NE NG RW "
    "SD SN SO TD TG TN TZ UG ZA ZM ZW",
    "Asia": "AE AF AM AZ BD BT CN GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO "
    "MY NP OM PH PK PS QA SA SG SY TH TJ TM TR TW UZ VN YE",
    "Europe": "AD AL AT BA BE BG BY CH CS CY CZ DD DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT "
    "LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SK SM SU UA YU",
    "North America": "BS BZ CA CR CU DM DO GT HN HT JM MX NI PA PR SV TT US",
    "Oceania": "AU FJ NC NZ PF PG SB TO VU WS",
    "South America": "AR BO BR CL CO EC GF GY PE PY SR UY VE",
}


@cache
def _checker() -> ModuleType:
    """`data/demo/check.py`, which belongs to no package."""
    spec = importlib.util.spec_from_file_location(
        "demo_check", PROJECT / "data" / "demo" / "check.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def _listed(lines: list[str]) -> str:
    return "\n".join(["", *lines])


# The catalogue as it stands


def test_nothing_is_found() -> None:
    found = _checker().findings()
    assert not found, _listed(found)


def test_it_is_rich_enough() -> None:
    films = read_films()
    directed: dict[str, int] = defaultdict(int)
    for film in films:
        for name in film.directors:
            directed[name] += 1
    assert len(films) >= 400
    assert len(directed) >= 120
    assert sum(count >= 3 for count in directed.values()) >= 70
    years = [film.year for film in films]
    assert min(years) < 1930
    assert max(years) == 2025


@pytest.mark.parametrize("continent", CONTINENTS)
def test_every_continent_makes_films(continent: str) -> None:
    codes = set(CONTINENTS[continent].split())
    assert sum(film.countries[0] in codes for film in read_films()) >= 5


# The catalogue against the references


@dataclass
class Reference:
    """What a reference says of a film; None and empty where it does not know."""

    source: str
    titles: list[str]
    year: int | None = None
    runtime: int | None = None
    directors: set[str] = field(default_factory=set)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _folder(name: str) -> Path:
    return SHARED / name / "imdb" if name == "films10k" else SHARED / name


def _imdb_reference(name: str) -> dict[str, Reference]:
    """Films of one of the folders in the IMDb file layout, by tconst."""
    folder = _folder(name)
    films = {
        row["tconst"]: Reference(
            name,
            [row["primaryTitle"], row["originalTitle"]],
            _number(row["startYear"]),
            _number(row["runtimeMinutes"]),
        )
        for row in _rows(folder / "title.basics.tsv.gz")
    }
    names = {row["nconst"]: row["primaryName"] for row in _rows(folder / "name.basics.tsv.gz")}
    directing = [
        (row["tconst"], nconst)
        for row in _rows(folder / "title.crew.tsv.gz")
        for nconst in row["directors"].split(",")
    ]
    directing += [
        (row["tconst"], row["nconst"])
        for row in _rows(folder / "title.principals.tsv.gz")
        if row["category"] == "director"
    ]
    for tconst, nconst in directing:
        if tconst in films and nconst in names:
            films[tconst].directors.add(names[nconst])
    return films


def _movielens_reference() -> dict[str, Reference]:
    """Films of MovieLens, title and year only; the article stands at the end of the title."""
    with (SHARED / "movielens" / "links.csv").open(encoding="utf-8") as stream:
        tconsts = {row["movieId"]: f"tt{row['imdbId'].zfill(7)}" for row in csv.DictReader(stream)}
    films = {}
    with (SHARED / "movielens" / "movies.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            title, _, year = row["title"].strip().rpartition(" (")
            if row["movieId"] in tconsts and re.fullmatch(r"\d{4}\)", year):
                film = Reference("movielens", [title], int(year[:4]))
                films[tconsts[row["movieId"]]] = film
    return films


def _references() -> list[dict[str, Reference]]:
    if not SHARED.is_dir():
        pytest.skip(f"the reference data is not there: {SHARED}")
    return [*map(_imdb_reference, REFERENCES), _movielens_reference()]


def _alike(ours: list[str], theirs: list[str]) -> bool:
    """Whether one of our texts is like one of theirs, words in any order."""
    return any(
        fuzz.token_set_ratio(fold(one), fold(other)) >= 80 for one in ours for other in theirs
    )


def _disagreements(film: Film, reference: Reference) -> Iterator[tuple[str, str]]:
    """Field and wording of what the reference sees otherwise."""
    titles = [film.title, film.original_title]
    if not _alike(titles, reference.titles):
        yield "title", f"{titles} / {reference.titles}"
    if reference.year is not None and abs(film.year - reference.year) > 1:
        yield "year", f"{film.year} / {reference.year}"
    # Some references write 0 for a runtime they do not know.
    if reference.runtime and abs(film.runtime - reference.runtime) > 10:
        yield "runtime", f"{film.runtime} / {reference.runtime}"
    if reference.directors and not _alike(film.directors, sorted(reference.directors)):
        yield "director", f"{film.directors} / {sorted(reference.directors)}"


def test_the_references_agree() -> None:
    references = _references()
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    compared = set()
    for film in read_films():
        for reference in references:
            if film.id in reference:
                compared.add(film.id)
                for name, text in _disagreements(film, reference[film.id]):
                    source = reference[film.id].source
                    found[film.id, name].append(
                        f"{film.id} {film.title} ({film.year}), {source}: {name} {text}"
                    )
    lines = [line for key, group in found.items() if key not in SETTLED for line in group]
    lines += [f"settled, but nothing disagrees: {key}" for key in SETTLED if key not in found]
    assert not lines, _listed(lines)
    assert len(compared) >= 200


def test_ids_of_people_are_of_their_names() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"the reference data is not there: {SHARED}")
    names = defaultdict(set)
    for reference in REFERENCES:
        for row in _rows(_folder(reference) / "name.basics.tsv.gz"):
            names[row["nconst"]].add(row["primaryName"])
    lines = [
        f"{name}: {nconst} is {', '.join(names[nconst]) or 'not in the references'}"
        for name, nconst in read_people_ids().items()
        if not any(same_name(name.partition(" (")[0], other) for other in names[nconst])
    ]
    assert not lines, _listed(lines)


# The validator finds what is wrong

GOOD = {
    "id": "tt0000001",
    "title": "The Quiet Harbour",
    "year": 1960,
    "runtime": 95,
    "genres": ["Drama"],
    "countries": ["FR"],
    "languages": ["fr"],
    "keywords": ["harbour", "strike", "brothers"],
    "rating": 7.1,
    "votes": 1200,
    "director": ["Anna Blum"],
    "composer": ["Carl Dorn"],
    "editor": ["Edda Falk"],
    "cast": ["Gil Hart as Jean", "Ida Jessen", "Kurt Lindt", "Mona Noll"],
    "overview": " ".join(f"word{number}" for number in range(29)) + " ends.",
}
OTHER = GOOD | {
    "id": "tt0000002",
    "title": "The Loud Mountain",
    "director": ["Otto Prinz"],
    "composer": ["Quinn Rask"],
    "editor": ["Susan Tarr"],
    "cast": ["Ulla Vogt", "Wim Xander", "Yves Zola", "Bert Crane"],
    "overview": " ".join(f"other{number}" for number in range(39)) + " stops.",
}


def _block(fields: dict[str, Any]) -> str:
    """A `[[film]]` block; the literals of JSON are literals of TOML, too."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in fields.items()]
    return "\n".join(["[[film]]", *lines, ""])


def _write(folder: Path, films: list[dict[str, Any]], people: str = "") -> Path:
    (folder / "films").mkdir()
    (folder / "films" / "some.toml").write_text("\n".join(map(_block, films)), encoding="utf-8")
    (folder / "people.toml").write_text(people, encoding="utf-8")
    return folder


def _change(**fields: Any) -> list[dict[str, Any]]:
    return [GOOD | fields, OTHER]


def _without(name: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in GOOD.items() if key != name}, OTHER]


def _both(**fields: Any) -> list[dict[str, Any]]:
    return [GOOD, OTHER | fields]


CREW = [f"{first} Long" for first in ("Aa", "Bee", "Cyd", "Dov", "Eve", "Flo", "Gus", "Hal", "Ian")]

DEFECTS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "one id": (_both(id="tt0000001"), "id tt0000001 occurs 2 times"),
    "one title and year": (_both(title="the quiet harbour"), "one title and year"),
    "unknown field": (_change(tagline="No."), "unknown field 'tagline'"),
    "unknown genre": (_change(genres=["Dramma"]), "unknown genres 'Dramma'"),
    "country in lower case": (_change(countries=["fr"]), "unknown countries 'fr'"),
    "unknown country": (_change(countries=["XX"]), "unknown countries 'XX'"),
    "unknown language": (_change(languages=["fra"]), "unknown languages 'fra'"),
    "genre twice": (_change(genres=["Drama", "Drama"]), "genres has 'Drama' twice"),
    "malformed id": (_change(id="tt1"), "malformed id 'tt1'"),
    "blank id": (_change(id=""), "id is of the wrong type or blank"),
    "five principals": (_change(cast=["Gil Hart", "Carl Dorn", "Ida Jessen"]), "5 principals"),
    "twice in a role": (_change(cast=["Gil Hart as Jean", "Gil Hart", *CREW[:4]]), "twice in cast"),
    "nine in the cast": (_change(cast=CREW), "9 cast"),
    "no Latin letters": (_change(editor=["黒澤明"]), "has no Latin letters"),
    "missing title": (_without("title"), "no field 'title'"),
    "missing overview": (_without("overview"), "no field 'overview'"),
    "missing director": (_without("director"), "no field 'director'"),
    "no director": (_change(director=[]), "director is of the wrong type or blank"),
    "blank name": (_change(editor=[""]), "editor is of the wrong type or blank"),
    "name with a blank": (_change(editor=["Edda Falk "]), "editor is of the wrong type or blank"),
    "no keywords": (_change(keywords=[]), "keywords is of the wrong type or blank"),
    "two keywords": (_change(keywords=["a", "b"]), "2 keywords"),
    "seven keywords": (_change(keywords=list("abcdefg")), "7 keywords"),
    "keyword in capitals": (_change(keywords=["a", "b", "Paris"]), "'Paris' is not lower case"),
    "year too early": (_change(year=1919), "year 1919 is not"),
    "year too late": (_change(year=2026), "year 2026 is not"),
    "year as text": (_change(year="1960"), "year is of the wrong type"),
    "runtime of nothing": (_change(runtime=0), "runtime 0 is not"),
    "short overview": (_change(overview="A short one."), "overview of 3 words"),
    "long overview": (_change(overview="so " * 71), "overview of 71 words"),
    "shared sentence": (
        [film | {"overview": f"{film['overview']} He goes."} for film in (GOOD, OTHER)],
        "one sentence in some.toml: The Quiet Harbour (1960); some.toml: The Loud Mountain (1960)",
    ),
    "rating above ten": (_change(rating=10.5), "rating 10.5 is not"),
    "rating too fine": (_change(rating=7.15), "more than one decimal"),
    "no votes": (_change(votes=0), "votes 0 is not"),
    "votes too exact": (_change(votes=1234), "more than two significant digits"),
    "title repeated": (_change(original_title="The Quiet Harbour"), "repeats the title"),
    "accents only": (_both(editor=["Èdda Falk"]), "one slug 'edda-falk'"),
    "word order": (_both(editor=["Falk Edda"]), "spellings of one name?"),
    "hyphen for a blank": (_both(editor=["Edda-Falk"]), "one slug 'edda-falk'"),
    "hyphen for nothing": (_both(editor=["EddaFalk"]), "spellings of one name?"),
    "near name": (_both(editor=["Kurt Lind"]), "one person? Kurt Lind"),
}


@pytest.mark.parametrize(("films", "expected"), DEFECTS.values(), ids=DEFECTS)
def test_a_defect_is_found(tmp_path: Path, films: list[dict[str, Any]], expected: str) -> None:
    found = _checker().findings(_write(tmp_path, films))
    assert any(expected in line for line in found), _listed(found)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ('"Anna Blum" = "nm1"', "malformed id 'nm1' of Anna Blum"),
        ('"Nobody" = "nm0000001"', "Nobody is on no film"),
        ('"Anna Blum" = "nm0000001"\n"Carl Dorn" = "nm0000001"', "nm0000001 is of two names"),
        ('"Carl Dorn" = "nm0000001"\n"Anna Blum" = "nm0000002"', "not sorted"),
        ("Anna Blum", "people.toml: can't be read"),
    ],
)
def test_a_defect_of_the_people_is_found(tmp_path: Path, people: str, expected: str) -> None:
    found = _checker().findings(_write(tmp_path, [GOOD, OTHER], people))
    assert any(expected in line for line in found), _listed(found)


def test_a_good_catalogue_has_no_findings(tmp_path: Path) -> None:
    folder = _write(tmp_path, [GOOD, OTHER], '"Anna Blum" = "nm0000001"')
    assert _checker().findings(folder) == []


def test_files_that_cannot_be_read_are_found(tmp_path: Path) -> None:
    folder = _write(tmp_path, [GOOD, OTHER])
    (folder / "films" / "bad.toml").write_text("[[film]\n", encoding="utf-8")
    (folder / "films" / "latin.toml").write_bytes('title = "Amélie"'.encode("latin-1"))
    (folder / "films" / "wrong.toml").write_text("[[movie]]\n", encoding="utf-8")
    found = _listed(_checker().findings(folder))
    for expected in ("bad.toml: can't be read", "latin.toml: can't be read", "table 'movie'"):
        assert expected in found


def test_an_empty_folder_is_found(tmp_path: Path) -> None:
    found = _listed(_checker().findings(tmp_path))
    assert "there is no film" in found
    assert "people.toml: can't be read" in found
