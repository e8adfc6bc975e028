"""Where a catalogue's facts come from, as a reader says it."""

from __future__ import annotations

from pages.parts.common.text import is_web_address, link, plain
from recsys.vocabulary.licences import ADDRESSES

SOURCE_NAMES = {
    "imdb": "IMDb",
    "trakt": "Trakt",
    "wikipedia": "Wikipedia",
    "demo": "the demo, written by hand",
}


def source_name(name: str) -> str:
    """A source of the manifest in words; a file of texts keeps its own name."""
    return SOURCE_NAMES.get(name, name)


def origin(film: dict, shortened: bool = False) -> str:
    """The page that an overview is from and its licence, both as links; says if it was cut."""
    address, licence = film["overview_url"], film["overview_licence"]
    site = link(address.split("/")[2] if is_web_address(address) else address, address)
    terms = link(licence, ADDRESSES[licence]) if licence in ADDRESSES else plain(licence or "")
    cut = "shortened" if shortened else ""
    return "Text from " + ", ".join(filter(None, [site, terms, cut]))
