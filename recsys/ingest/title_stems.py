"""Split titles into what those of a franchise share: stem, number, beginnings, endings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from recsys.util.fold import fold, fold_all

MAX_WORDS = 5
"""Words in the longest beginning or ending that is compared."""

_PARTS = re.compile(r":|\s[-–—/]\s|\s?[(\[]|\.\.\.|…")
_PART_NOUNS = "part|chapter|episode|volume|vol|pt|book|teil|parte|partie|tome|kapitel"
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "1 i one first", "2 ii two second", "3 iii three third", "4 iv four fourth",
            "5 v five fifth", "6 vi six sixth", "7 vii seven seventh", "8 viii eight eighth",
            "9 ix nine ninth", "10 x ten tenth", "11 xi eleven", "12 xii twelve",
            "13 xiii thirteen",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_PART = re.compile(rf" (?:the )?(?:{_PART_NOUNS}) (?:(?P<n>{_WORDS})|\d+)(?: |$)")
_ARTICLE = re.compile(r"^(?:the|an?|les?|la|el|l[ao]s|il|der|das) (?=.)")
"""Fewer than the search ignores, since `die` in Die Hard is no article."""
_IN_3D = re.compile(r"(?<=.) ?3 ?d$")
_THE_NTH = re.compile(
    r" (?:the (?P<n>second|third|fourth|fifth|sixth|seventh)"
    r"|(?:the )?(?:final|last|next|new) (?:chapter|part|generation))$"
)
_LAST = re.compile(r"^(?P<stem>.*[^ \d])[ ]?(?P<n>\d{1,4})(?: 1 2)?$")
_LINKING_WORDS = (
    "a an and at by de der des die du el et for from i in is it its la le les los my of on or our "
    "s the this to un une van von with your"
)
_LINKING = frozenset(_LINKING_WORDS.split())
_PART_WORDS = frozenset(_PART_NOUNS.split("|"))


@dataclass(frozen=True)
class Stem:
    """The parsed form of a title.

    Attributes
    ----------
    text : str
        Folded, without article, number and subtitle; empty only if the title has no letters.
    number : int
        Number within the series, 0 if the title has none; a year does not count.
    bare : bool
        Whether the title has no subtitle.
    parts : tuple of str
        Title and subtitles, folded, without articles but with numbers.
    """

    text: str
    number: int
    bare: bool
    parts: tuple[str, ...]


def stem_of(title: str) -> Stem:
    """Parse a title.

    >>> stem_of("Rambo: First Blood Part II").text, stem_of("Rocky IV").number
    ('rambo', 4)
    >>> stem_of("The Naked Gun 2½: The Smell of Fear").text
    'naked gun'
    """
    title = title.replace("½", "")
    parts = [folded for text in _PARTS.split(title) if (folded := fold(text))]
    if not parts:
        return Stem(fold(title), 0, True, (fold(title),))
    text, number = _without_number(parts[0])
    if not number and len(parts) > 1:
        # The number is in the subtitle: `Kill Bill: Vol. 2`.
        part = _PART.match(f" {parts[1]}")
        number = _NUMBERS.get(part["n"] or "", 0) if part else 0
    plain = tuple(_ARTICLE.sub("", text) for text in parts)
    return Stem(_singular(_ARTICLE.sub("", text)), number, len(parts) == 1, plain)


def beginnings(part: str) -> list[str]:
    """The first one to five words of a part of a title, not ending in a linking word.

    >>> beginnings("harry potter and the goblet of fire")
    ['harry', 'harry potter', 'harry potter and the goblet']
    """
    words = part.split()
    ends = range(1, min(MAX_WORDS, len(words)) + 1)
    return [_singular(" ".join(words[:end])) for end in ends if words[end - 1] not in _LINKING]


def endings(part: str) -> list[str]:
    """The last one to five words of a part, not all of it, not starting with a linking word.

    >>> endings("return of the pink panther")
    ['panther', 'pink panther']
    """
    words = part.split()
    starts = range(len(words) - 1, max(0, len(words) - 1 - MAX_WORDS), -1)
    return [_singular(" ".join(words[start:])) for start in starts if words[start] not in _LINKING]


def words_of(titles: Iterable[str]) -> pl.DataFrame:
    """The distinctive words of titles: no linking words, numbers or words such as "part".

    Returns distinct rows of `movie` (index of the title) and `label`.

    >>> words_of(["Star Wars: Episode V - The Empire Strikes Back"])["label"].sort().to_list()
    ['back', 'empire', 'star', 'strike', 'wars']
    """
    word = pl.col("label")
    words = pl.DataFrame({"label": fold_all(titles)}, schema={"label": pl.String})
    words = words.select(pl.int_range(pl.len(), dtype=pl.Int32).alias("movie"), word.str.split(" "))
    ignored = ["", *_LINKING, *_NUMBERS, *_PART_WORDS]
    words = words.explode("label").filter(~word.is_in(ignored) & ~word.str.contains(r"^\p{Nd}+$"))
    return words.with_columns(_singular_of(word)).unique()


def _singular_of(word: pl.Expr) -> pl.Expr:
    """`_singular` for a column of single words."""
    plural = (word.str.len_chars() > 4) & word.str.contains("[^su]s$")
    return pl.when(plural).then(word.str.head(-1)).otherwise(word)


def _without_number(text: str) -> tuple[str, int]:
    """A folded title without its number, and the number."""
    if text[-1] == "d":
        text = _IN_3D.sub("", text)
    part = _PART.search(text) or _THE_NTH.search(text)
    if part and part.start():
        return text[: part.start()], _NUMBERS.get(part["n"] or "", 0)
    if text[-1].isdigit() and (last := _LAST.match(text)) is not None:
        number = int(last["n"])
        return last["stem"], number if number < 100 else 0
    before, _, word = text.rpartition(" ")
    if before and word in _NUMBERS:
        return before, _NUMBERS[word] if word != "i" else 0
    return text, 0


def _singular(text: str) -> str:
    """The text with its last word in the singular, so that Aliens matches Alien."""
    return text[:-1] if len(text) > 4 and text.endswith("s") and text[-2] not in "s u" else text
