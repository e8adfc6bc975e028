"""Sanitizing text: removing characters that change how the surrounding text is displayed.

Control characters move a terminal's cursor or change its colours; bidirectional overrides,
embeddings and isolates reverse the text that follows a name. The former become spaces, the latter
are removed. The marks used in Hebrew and Arabic text (U+200E, U+200F, U+061C) stay.
"""

from __future__ import annotations

import re

CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
LINE_ENDS = r"[\t\n\r\u2028\u2029]"
BIDI = r"[\u202a-\u202e\u2066-\u2069]"

_UNESCAPED_IN_JSON = re.compile(rf"[\x7f-\x9f\u2028\u2029]|{BIDI}")
_TO_SPACE, _TO_REMOVE = re.compile(f"{CONTROLS}|{LINE_ENDS}"), re.compile(BIDI)


def sanitize(text: str) -> str:
    """The text on one line, without control characters and bidirectional overrides.

    >>> sanitize("Alien\\u202e neilA\\x1b[31m")
    'Alien neilA [31m'
    """
    return _TO_SPACE.sub(" ", _TO_REMOVE.sub("", text))


def escape_json(json: str) -> str:
    """JSON with these characters escaped, where JSON itself allows them unescaped.

    >>> escape_json('["Alien\u202e"]')
    '["Alien\\\\u202e"]'
    """
    return _UNESCAPED_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", json)


def re2_pattern(pattern: str) -> str:
    """A pattern of this module in RE2 syntax, as DuckDB needs it: code points in braces."""
    return re.sub(r"\\[xu]([0-9a-f]{2,4})", r"\\x{\1}", pattern)
