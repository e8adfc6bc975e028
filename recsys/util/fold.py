"""Folding: one plain form of titles, names and queries, independent of spelling habits."""

import re
import unicodedata
from collections.abc import Iterable

_ARTICLE = re.compile(
    r"^(?:the|an?|l[aeo]s?|l|un|une|una|uno|unos|unas|el|il|gli"
    r"|der|die|das|den|dem|eine?|de|het|een|det|ett|os?|uma?) (?=.)"
)

# Letters that Unicode does not decompose into a plain letter and an accent.
_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
    "ħ": "h", "\u0131": "i", "ŋ": "n", "ŧ": "t", "ĸ": "k", "ƒ": "f", "ə": "e", "&": " and ",
}  # fmt: skip

# Optional marks: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels. Marks of other
# scripts (Japanese voicing, Indic vowels) change the letter, so they stay.
_OPTIONAL_MARKS = (
    (0x0300, 0x036F), (0x0591, 0x05C7), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
)  # fmt: skip


# Fractions and raised or lowered digits become words: 8½ is `8 1 2`, Alien³ is `alien 3`.
_RAISED = re.compile(
    "(?<=\\w)[\u00bc-\u00be\u2150-\u215e]"
    "|(?<=[^\\W\\d])[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]"
)


class _FoldTable(dict[int, str]):
    """Translation table, filled on demand: at most one entry per code point."""

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        self[code] = plain
        return plain


def _plain(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category[0] == "M":
        code = ord(character)
        return "" if any(low <= code <= high for low, high in _OPTIONAL_MARKS) else character
    if category[0] == "C":  # control, direction and joining characters, lone surrogates
        return ""
    return character if category[0] in "LN" else " "


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """The text in lower case, without accents and punctuation, with single spaces.

    `&` becomes `and`; letters such as ß, ø and æ become one or two plain Latin letters; letters of
    other scripts stay; control and direction characters are removed. A text of symbols alone keeps
    them, without spaces. Accepts any string; the result may be empty, and
    `fold(fold(text)) == fold(text)`.
    """
    if text.isascii():
        plain = text.lower().translate(_TABLE)
    else:
        # Case folding may produce composed letters, hence the second decomposition.
        folded = unicodedata.normalize("NFKD", _RAISED.sub(r" \g<0>", text)).casefold()
        plain = unicodedata.normalize("NFKD", folded).translate(_TABLE)
        plain = unicodedata.normalize("NFC", plain)
    return " ".join(plain.split()) or _symbols(text)


def _symbols(text: str) -> str:
    """The symbols of a text without letters and digits, such as the title `$`."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] == "S")


def fold_all(texts: Iterable[str]) -> list[str]:
    """Every text folded, in order."""
    return [fold(text) for text in texts]


def without_article(folded: str) -> str:
    """The folded text without a leading article of the languages common in film titles.

    A text that is only an article stays: `the` stays `the`.
    """
    return _ARTICLE.sub("", folded, count=1)


def squeeze(folded: str) -> str:
    """The folded text without spaces: `star wars` and `starwars` become equal."""
    return folded.replace(" ", "")
