"""Colours for light and dark backgrounds and for colour-blind readers.

Based on the palette of Okabe and Ito (2008), darkened or lightened so that each colour has a
contrast of at least 3:1 with both backgrounds; neighbours in a legend differ in lightness as well
as in hue.
"""

from __future__ import annotations

ROLE_COLOURS: dict[str, str] = {
    "director": "#c8641e",
    "writer": "#8f78c9",
    "actor": "#2f8fb8",
    "producer": "#8a8175",
    "composer": "#c05a9c",
    "cinematographer": "#ad8300",
    "editor": "#3f9b73",
    "production_designer": "#d0605e",
    "casting_director": "#6f9a2c",
    "self": "#5d7fd6",
    "archive_footage": "#9c7a4f",
    "other": "#7d8894",
}
"""One colour per role, the same in every figure."""

DIRECTOR_COLOURS: tuple[str, ...] = (
    "#2895a1",
    "#bb2f67",
    "#909019",
    "#9630da",
    "#925c37",
    "#6161aa",
)
"""Colours of compared directors, found by search: under each kind of colour blindness (simulated
after Machado, Oliveira and Fernandes 2009) any two differ by at least 22 in CIELAB."""

DIRECTOR_SYMBOLS: tuple[str, ...] = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "cross",
    "star",
)

ON_COLOUR = "#0b0e12"
"""Text colour on any of these colours, with a contrast of at least 4.5:1."""

NEUTRAL = "#7f8790"
ACCENT = "#d0812b"
GRID = "rgba(127, 135, 144, 0.35)"

INK = {"light": "#14110c", "dark": "#ece5d8"}
"""Text colour by theme."""

GROUND = {"light": "#faf6ef", "dark": "#12161c"}
"""Background colour by theme, for figures outside a page of the app."""


def faded(colour: str, opacity: float) -> str:
    """The CSS colour of `#rrggbb` with an opacity of 0 to 1."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"
