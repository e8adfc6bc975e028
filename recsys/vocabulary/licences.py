"""Licences that a text may be under, by their short names: where each can be read."""

from __future__ import annotations

CC_BY_SA = "CC BY-SA 4.0"

ADDRESSES: dict[str, str] = {CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/"}
