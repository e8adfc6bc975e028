"""Licences of texts: short name to URL."""

from __future__ import annotations

CC_BY_SA = "CC BY-SA 4.0"

ADDRESSES: dict[str, str] = {CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/"}
