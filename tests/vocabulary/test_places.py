"""Countries and languages by code, by name, and by the names that others use."""

from __future__ import annotations

import pytest

from recsys.vocabulary.places import COUNTRIES, LANGUAGES, country_code, language_code


@pytest.mark.parametrize("code", COUNTRIES)
def test_countries_by_code_and_name(code: str) -> None:
    assert country_code(code.lower()) == code
    named = country_code(COUNTRIES[code])
    assert named is not None
    # Two codes of a former state share a name; Burma is Myanmar today.
    assert COUNTRIES[named] == COUNTRIES[code] or (code, named) == ("BU", "MM")


@pytest.mark.parametrize("code", LANGUAGES)
def test_languages_by_code_and_name(code: str) -> None:
    assert language_code(code.upper()) == code
    assert language_code(LANGUAGES[code]) == (code if code != "ii" else "yi")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("USA|U.S.A.|United States of America|the united states|us", "US"),
        ("UK|Great Britain|England|gb", "GB"),
        ("West Germany|Deutschland", "DE"),
        ("Korea, South|Republic of Korea", "KR"),
        ("Côte d'Ivoire", "CI"),
        ("Czech Republic", "CZ"),
        ("Hong Kong SAR China", "HK"),
    ],
)
def test_other_names_of_countries(words: str, code: str) -> None:
    assert {country_code(word) for word in words.split("|")} == {code}


@pytest.mark.parametrize(
    ("words", "code"),
    [("Mandarin|zho|Chinese", "zh"), ("Cantonese|yue", "cn"), ("eng|English", "en")],
)
def test_other_names_of_languages(words: str, code: str) -> None:
    assert {language_code(word) for word in words.split("|")} == {code}


@pytest.mark.parametrize("word", ["", "Narnia", "ZZ", "?", "None of these"])
def test_unknown_words(word: str) -> None:
    assert country_code(word) is None
    assert language_code(word) is None
