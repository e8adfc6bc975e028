"""How well the text of a page stands out from its ground, measured on a picture of the page."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image
from playwright.sync_api import Page

AA, AA_LARGE = 4.5, 3.0
"""Least contrast of text, and of large text and symbols, after WCAG 2.2, 1.4.3 and 1.4.11."""

ROW_HEIGHT = 35
_LOOKS = 20
"""Pictures until a page must stand still."""

SCALE = 2
"""Pixels of the picture a CSS pixel: at one, the strokes of small letters are all edge."""

_FOUND = """() => {
  // The cells of tables are painted; what is switched off, and what appears only while the mouse is
  // over it, has no contrast to keep.
  const APART = "canvas, noscript, script, style, [disabled], "
    + "[data-testid=stSidebarCollapseButton], .modebar";
  const found = [];
  const note = (text, box, style, kind) => found.push({
    text: text.trim().slice(0, 60), kind,
    x: box.x, y: box.y, width: box.width, height: box.height,
    large: parseFloat(style.fontSize) >= 24
      || (parseFloat(style.fontSize) >= 18.66 && parseInt(style.fontWeight) >= 700),
  });
  const seen = (element, box) => {
    if (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth)
      return false;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const top = document.elementFromPoint(x, y);
    return box.width > 1 && box.height > 1 && element.checkVisibility({opacityProperty: true})
      && (top === element || element.contains(top) || top?.contains(element)
          || element instanceof SVGElement);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(APART)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getClientRects()[0];
    if (!box || !seen(element, box)) continue;
    const icon = element.dataset.testid === "stIconMaterial";
    const figure = element instanceof SVGElement;
    note(node.data, box, getComputedStyle(element), icon ? "icon" : figure ? "figure" : "text");
  }
  for (const field of document.querySelectorAll("input[placeholder], textarea[placeholder]")) {
    const box = field.getBoundingClientRect();
    if (!field.value && field.placeholder && seen(field, box))
      note(field.placeholder, box, getComputedStyle(field), "placeholder");
  }
  return found;
}"""


@dataclass(frozen=True)
class Text:
    """A piece of text on a page, and its measured contrast of 1 to 21."""

    text: str
    kind: str
    large: bool
    contrast: float

    @property
    def is_enough(self) -> bool:
        """Whether level AA is reached."""
        return self.contrast >= (AA_LARGE if self.large or self.kind == "icon" else AA)


def texts(page: Page) -> list[Text]:
    """Everything written on the visible part of a page, cells of tables apart."""
    found, picture = page.evaluate(_FOUND), _picture(page)
    for _ in range(_LOOKS):
        after = page.evaluate(_FOUND)
        if after == found:
            break
        found, picture = after, _picture(page)  # something still moved: a fold, a figure
    else:
        raise AssertionError(f"the page still moves after {_LOOKS} pictures")
    return [
        Text(each["text"], each["kind"], each["large"], contrast(_cut(picture, each)))
        for each in found
    ]


def table(page: Page, rows: int) -> list[Text]:
    """The head of a page's first table, and its first rows."""
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None, "there is a table"
    picture = _picture(page)
    lines = [box | {"y": box["y"] + row * ROW_HEIGHT, "height": ROW_HEIGHT} for row in range(rows)]
    # Without the lines around it and between rows.
    inside = [line | {"y": line["y"] + 4, "height": ROW_HEIGHT - 8} for line in lines]
    return [
        Text(f"row {row} of a table", "table", False, contrast(_cut(picture, line)))
        for row, line in enumerate(inside)
    ]


def contrast(pixels: npt.NDArray[np.uint8]) -> float:
    """Of what is written on a ground: its most frequent colour against the one furthest from it."""
    packed = pixels[..., :3].reshape(-1, 3).astype(np.uint32) @ (1 << 16, 1 << 8, 1)
    colours, counts = np.unique(packed, return_counts=True)
    light = _luminance(np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1))
    ground = light[counts.argmax()]
    ratios = (np.maximum(light, ground) + 0.05) / (np.minimum(light, ground) + 0.05)
    return float(ratios.max())


def _picture(page: Page) -> npt.NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(page.screenshot(animations="disabled"))))


def _cut(picture: npt.NDArray[np.uint8], box: dict[str, float]) -> npt.NDArray[np.uint8]:
    left, top = max(0, int(box["x"] * SCALE)), max(0, int(box["y"] * SCALE))
    right, bottom = ((box["x"] + box["width"]) * SCALE, (box["y"] + box["height"]) * SCALE)
    return picture[top : int(bottom), left : int(right)]


def _luminance(colours: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """Relative luminance of sRGB colours, 0 to 1."""
    parts = colours / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    light: npt.NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return light
