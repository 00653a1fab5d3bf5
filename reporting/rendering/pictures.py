"""The status strip as PNG for Word and mail, from the same geometry and inks as the SVG."""

from collections.abc import Mapping
from io import BytesIO

from PIL import Image, ImageDraw

from nmrf.base.strips import INKS, segments

SCALE = 4
"""Pixels drawn for each one kept: patterns are drawn large and made small, which smooths them."""

UNIT = 3
"""Pixels of the finished picture for one unit of the SVG's patterns."""


def strip_png(
    counts: Mapping[str, int], *, width: int = 1800, height: int = 110, mirrored: bool = False
) -> bytes:
    """The whole strip, eight exact statuses in their order; mirrored where one reads from the right."""
    image = Image.new("RGB", (width * SCALE, height * SCALE), "#FFFFFF")
    gap = 5 * SCALE
    for segment in segments(counts, exact=True):
        left = round(segment.x / 100 * width * SCALE)
        right = round((segment.x + segment.width) / 100 * width * SCALE)
        box = (left, 0, max(left + 1, right - gap), height * SCALE)
        image.paste(_fill(segment.code, (box[2] - box[0], box[3])), box[:2])
    if mirrored:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return _png(image.resize((width, height), Image.Resampling.LANCZOS))


def swatch_png(code: str, *, width: int = 96, height: int = 40) -> bytes:
    """A piece of one status, to stand before its word."""
    image = _fill(code, (width * SCALE, height * SCALE))
    return _png(image.resize((width, height), Image.Resampling.LANCZOS))


def _fill(code: str, size: tuple[int, int]) -> Image.Image:
    """An area in the ink, or the pattern, of a status."""
    drawn = {"na": _hatching, "ic": _bars, "nl": _dots}.get(code)
    return drawn(size) if drawn else Image.new("RGB", size, INKS[code])


def _hatching(size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, "#FAF8F3")
    draw = ImageDraw.Draw(image)
    step, thick = round(5 * UNIT * SCALE * 1.414), round(2.3 * UNIT * SCALE)
    for start in range(-size[1], size[0] + step, step):
        draw.line([(start, size[1]), (start + size[1], 0)], fill="#17181C", width=thick)
    return image


def _bars(size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, "#0A3F34")
    draw = ImageDraw.Draw(image)
    step, thick = 8 * UNIT * SCALE, round(1.6 * UNIT * SCALE)
    for start in range(0, size[0], step):
        draw.rectangle([start, 0, start + thick, size[1]], fill="#8FC3AE")
    return image


def _dots(size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, "#DEDACE")
    draw = ImageDraw.Draw(image)
    unit = UNIT * SCALE
    for row, top in enumerate(range(0, size[1] + unit, round(2.5 * unit))):
        shift = 0 if row % 2 else round(2.5 * unit)
        for left in range(-5 * unit, size[0] + unit, 5 * unit):
            x, y = left + shift, top
            draw.ellipse([x - unit, y - unit, x + unit, y + unit], fill="#66645B")
    return image


def _png(image: Image.Image) -> bytes:
    kept = BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()
