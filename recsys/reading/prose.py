"""Texts about films: undo HTML, and recognise placeholders that say there is no text."""

from __future__ import annotations

import html
import re

_INLINE_TAGS = frozenset(
    {"a", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"}
)
_TAG = re.compile(
    r"</?(a|b|br|div|em|font|h[1-6]|hr|i|img|li|ol|p|small|span|strong|sub|sup|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_READ_MORE = re.compile(
    r"\s*(?:…|\.\.\.)?\s*(?:see full (?:summary|synopsis)|read (?:more|all))"
    r"\s*(?:»|>>|…|\.\.\.)?\s*$",
    re.IGNORECASE,
)
_TEXT = (
    r"(?:overview|plot|description|synopsis|summary|information|details|text|story|storyline"
    r"|tagline)"
)
_AVAILABLE = (
    r"(?:available|found|given|provided|known|added|set|yet|here|for this (?:film|movie|title)"
    r"|at this time|currently)"
)
_STATES = (
    r"(?:not (?:yet )?(?:available|found|known|given|provided)|unavailable|unknown|missing|pending"
    r"|to be (?:announced|determined)|coming soon|tb[acd]|none|(?:being )?kept under wraps"
    r"|under wraps)"
)
_PLACEHOLDERS = (
    # "No overview found", "there is no plot available yet"
    rf"(?:(?:there is |there s |sorry )?no {_TEXT}(?: {_TEXT})?"
    rf"(?: (?:is|was|has been|currently|yet))*(?: {_AVAILABLE})*)",
    # "The plot is unknown", "overview not available"
    rf"(?:the )?{_TEXT} (?:is |was |currently )*{_STATES}",
    r"not (?:available|applicable|found|known|specified)(?: yet)?",
    rf"(?:be the first to )?add an? {_TEXT}",
    r"we don t have an? (?:overview|synopsis|description).*",
    r"it looks like we don t have.*",
    r"n a|na|nan|none|null|nil|tb[acd]|to be (?:announced|determined|confirmed)|coming soon",
    r"unknown|undefined|empty|blank|todo|test|lorem ipsum.*|missing|untitled",
)
_PLACEHOLDER = re.compile("|".join(_PLACEHOLDERS))
_END = 40  # characters at the end of a text in which a link to more of it is removed
_LONGEST_PLACEHOLDER = 200
_SIGNS = re.compile(r"[\W_]+")


def unmarked(text: str) -> str:
    """Undo the HTML entities and tags of a text, and put it on one line.

    Entities are undone at most twice: some exports escape text that was already escaped.

    >>> unmarked("Tom &amp;amp; Neil&#39;s <i>big</i><br />one &lt; two")
    "Tom & Neil's big one < two"
    """
    plain = text
    if "&" in plain:
        once = html.unescape(plain)
        plain = html.unescape(once) if re.search(r"&amp;#?\w+;", text) else once
    if "<" in plain:
        plain = _TAG.sub(lambda tag: "" if tag[1].lower() in _INLINE_TAGS else " ", plain)
    return " ".join(plain.split())


def prose(text: str) -> str | None:
    """Return a text without markup; None for a placeholder or a text without letters.

    >>> prose("No overview found."), prose("TBA"), prose("-"), prose("Add a Plot »")
    (None, None, None, None)
    >>> prose("None of them knows the plot."), prose("A thief. See full summary »")
    ('None of them knows the plot.', 'A thief.')
    """
    plain = unmarked(text)
    plain = (plain[:-_END] + _READ_MORE.sub("", plain[-_END:])).strip()
    return None if is_placeholder(plain) else plain


def is_placeholder(text: str) -> bool:
    """Return whether a text only says that there is no text, or has no letters.

    >>> is_placeholder("Not available"), is_placeholder("Unknown to his wife, a man leaves.")
    (True, False)
    """
    if len(text) > _LONGEST_PLACEHOLDER:
        return False
    words = _SIGNS.sub(" ", text.lower()).strip()
    return not any(map(str.isalpha, words)) or bool(_PLACEHOLDER.fullmatch(words))
