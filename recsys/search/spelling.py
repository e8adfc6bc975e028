"""Spellings of one title: numerals, number words and abbreviations."""

from __future__ import annotations

import re

_UMLAUT = re.compile("([aou])e")

_NUMBERS = (
    "zero", "one", "two ii", "three iii", "four iv", "five v", "six vi", "seven vii", "eight viii",
    "nine ix", "ten x", "eleven xi", "twelve xii", "thirteen xiii", "fourteen xiv", "fifteen xv",
    "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip

# `i` stays: it is more often a person than a number.
_SAME_WORDS = {
    word: str(number) for number, words in enumerate(_NUMBERS) for word in words.split()
} | {
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth",
    "vol": "volume", "pt": "part", "vs": "versus", "dr": "doctor", "mr": "mister", "st": "saint",
    "colour": "color", "colours": "colors", "and": "",
}  # fmt: skip


def spelling_key(folded: str) -> str:
    """A key that is equal for spellings of one title; `folded` comes from `fold`.

    Roman numerals and number words become digits, abbreviations become words, umlauts written with
    an `e` lose it, `and` and spaces are left out. Different titles may share a key (`Romeo and
    Juliet`, `Romeo + Juliet`), so it decides only if no title is equal as written.

    >>> spelling_key("mission impossible ii") == spelling_key("mission impossible 2")
    True
    """
    key = "".join(_SAME_WORDS.get(word, word) for word in folded.split(" "))
    return _UMLAUT.sub(r"\1", key)
