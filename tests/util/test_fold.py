"""Folding of titles, names and queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.util.fold import fold, fold_all, without_article


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Amélie", "amelie"),
        ("WALL·E", "wall e"),
        ("Kate & Leopold", "kate and leopold"),
        ("L'Avventura", "l avventura"),
        ("Straße", "strasse"),
        ("Ærø, Łódź, Đorđe, þorp", "aero lodz dorde thorp"),
        ("  2001:\tA  Space\nOdyssey ", "2001 a space odyssey"),
        ("İstanbul", "istanbul"),
        ("\uff37\uff49\uff44\uff45", "wide"),
        ("\u202bאֱמֶת\u202c", "אמת"),
        ("が", "が"),
        ("기생충", "기생충"),
        ("हिन्दी", "हिन्दी"),
        ("zero\u200bwidth\x00", "zerowidth"),
        ("\ud800 lone", "lone"),
        ("😀 ?!", "😀"),
        ("$", "$"),
        ("?!", ""),
        ("8½", "8 1 2"),
        ("33⅓", "33 1 3"),
        ("Alien³", "alien 3"),
        ("", ""),
    ],
)
def test_fold_known_answers(text: str, plain: str) -> None:
    """Case, accents, letters, spaces, other scripts and control characters."""
    assert fold(text) == plain


@given(st.text())
def test_fold_is_idempotent_with_single_spaces(text: str) -> None:
    """The search index folds text that is already folded."""
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


def test_fold_all_agrees_with_fold() -> None:
    """The search index is built with one and queried with the other."""
    texts = ["Amélie", "", "The Thing"]
    assert fold_all(texts) == [fold(text) for text in texts]


@pytest.mark.parametrize(
    ("folded", "bare"),
    [
        ("the thing", "thing"),
        ("l avventura", "avventura"),
        ("les miserables", "miserables"),
        ("das boot", "boot"),
        ("o palhaco", "palhaco"),
        ("the", "the"),
        ("a", "a"),
        ("theatre of blood", "theatre of blood"),
        ("la la land", "la land"),
    ],
)
def test_without_article(folded: str, bare: str) -> None:
    """Removes one article; keeps words that start like one and a text that is only an article."""
    assert without_article(folded) == bare
