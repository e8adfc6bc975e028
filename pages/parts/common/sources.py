"""Names of data sources, and the attribution of overviews."""

from __future__ import annotations

from typing import Any

from pages.parts.common.text import is_web_address, link, plain
from recsys.vocabulary.licences import ADDRESSES

SOURCE_NAMES = {
    "imdb": "IMDb",
    "trakt": "Trakt",
    "wikipedia": "Wikipedia",
    "demo": "the demo, written by hand",
}


def source_name(name: str) -> str:
    """Return the display name of a source; a text file keeps its own name."""
    return SOURCE_NAMES.get(name, name)


def origin(film: dict[str, Any], shortened: bool = False) -> str:
    """Return the attribution of an overview: page and licence as links, and whether it was cut."""
    address, licence = film["overview_url"], film["overview_licence"]
    site = link(address.split("/")[2] if is_web_address(address) else address, address)
    terms = link(licence, ADDRESSES[licence]) if licence in ADDRESSES else plain(licence or "")
    cut = "shortened" if shortened else ""
    return "Text from " + ", ".join(filter(None, [site, terms, cut]))
