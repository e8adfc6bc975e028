"""The words of a text that say something about a story."""

from __future__ import annotations

import re

from recsys.util.fold import fold

_COMMON_WORDS = (
    "day days life man men people time woman work world young year years story live lives old part "
    "place"
)
_STOP_WORDS = """
    a about above after again against all also although always am among an and another any are
    around as at away back be became because become becomes been before begin begins behind
    being between both but by can cannot come comes could decide decided decides did do does doing
    don down during each early even eventually ever every everyone everything few film films find
    finds first for forced from further get gets getting give gives go goes going good got had
    has have having he help her here hers herself him himself his how however i if in instead
    into is it its itself just keep know known last later lead leads least leave leaves left let
    like little ll long look looking made make makes making many may me meet meets more most
    movie movies much must my myself near never new next no nor not nothing now of off often on
    once one only or order other others our ours out over own put re really s same see seem
    seems set several she should so some someone something soon start starts still such t take
    takes than that the their theirs them themselves then there these they thing things this
    those three through to together too toward towards tries try trying turn turns two under
    until up upon us use used ve very want wants was way we well were what when where whether
    which while who whom whose why will with within without would yet you your yours
    yourself
"""

COMMON_WORDS = frozenset(_COMMON_WORDS.split())
"""Words too common to tell stories apart that may still be part of a phrase: time travel."""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that say nothing of a story, including those that overviews are made of."""

_IGNORED = STOP_WORDS | COMMON_WORDS
_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")
"""Thai, Japanese and Chinese put no spaces between words."""


def words_of(text: str) -> list[str]:
    """The words of a text in order: folded and singular, without stop words and numbers.

    A run of Thai, Japanese or Chinese characters yields its pairs of neighbouring characters.

    >>> words_of("The sharks of Amity")
    ['shark', 'amity']
    """
    words: list[str] = []
    for token in fold(text).split():
        if len(token) < 2:
            continue
        if _WITHOUT_SPACES.fullmatch(token):
            words += [token[start : start + 2] for start in range(len(token) - 1)]
        elif token not in _IGNORED and not token.isdecimal():
            words.append(singular(token))
    return words


def singular(word: str) -> str:
    """A folded word without the usual endings of English plurals.

    >>> singular("witches"), singular("families"), singular("boss"), singular("sharks")
    ('witch', 'family', 'boss', 'shark')
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word
