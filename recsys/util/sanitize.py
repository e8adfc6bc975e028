"""Characters that change how the text around them is shown: no title or name needs them.

Control characters move a terminal's cursor or colour it; the overrides, embeddings and isolates of
the bidirectional algorithm turn around what follows a name. The first become spaces, the second go;
the marks that Hebrew or Arabic text is written with (U+200E, U+200F, U+061C) stay.
"""

from __future__ import annotations

import re

CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
LINE_ENDS = r"[\t\n\r\u2028\u2029]"
BIDI = r"[\u202a-\u202e\u2066-\u2069]"

_BARE_IN_JSON = re.compile(rf"[\x7f-\x9f\u2028\u2029]|{BIDI}")
_SPACES, _NOTHING = re.compile(f"{CONTROLS}|{LINE_ENDS}"), re.compile(BIDI)


def sanitize(text: str) -> str:
    """A text on one line, without the characters above.

    >>> sanitize("Alien\\u202e neilA\\x1b[31m")
    'Alien neilA [31m'
    """
    return _SPACES.sub(" ", _NOTHING.sub("", text))


def escape_json(json: str) -> str:
    """JSON with those of the characters above that it may hold as they are written as escapes.

    >>> escape_json('["Alien\u202e"]')
    '["Alien\\\\u202e"]'
    """
    return _BARE_IN_JSON.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json)


def re2_pattern(pattern: str) -> str:
    """One of the patterns as DuckDB reads it: RE2 puts a code point in braces."""
    return re.sub(r"\\[xu]([0-9a-f]{2,4})", r"\\x{\1}", pattern)
