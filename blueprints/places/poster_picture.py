"""The A4 poster as a picture, for a copy shop or a chat group. Pure.

Same lines, same places as templates/places/posters/_svg.html. A server has no Chinese font, so it writes with the one in
`fonts/`; a character that is not in it comes out as an empty box.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from blueprints.places import qr
from blueprints.places.posters import GREEN, WHITE, Line, Poster

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FONT = Path(__file__).parent / "fonts" / "NotoSansCJKsc-Bold-subset.otf"
DPI = 200
A4 = (210, 297)
CODE = (47, 103, 116)  # left, top, side


def px(millimetres: float) -> int:
    return round(millimetres * DPI / 25.4)


def png(poster: Poster) -> bytes:
    from PIL import Image, ImageDraw  # here and not above: the site starts without Pillow

    image = Image.new("RGB", (px(A4[0]), px(A4[1])), WHITE)
    canvas = ImageDraw.Draw(image)
    canvas.rounded_rectangle((px(8), px(8), px(202), px(289)), px(6), outline=GREEN, width=px(1.6))
    canvas.rounded_rectangle((px(8), px(8), px(202), px(68)), px(6), fill=GREEN, corners=(True, True, False, False))
    canvas.rectangle((px(20), px(232.7), px(190), px(233.3)), fill=GREEN)
    for line in poster.lines():
        _write(canvas, line)
    _draw_code(canvas, poster.code)
    stream = io.BytesIO()
    image.save(stream, "PNG", dpi=(DPI, DPI))
    return stream.getvalue()


def _draw_code(canvas: ImageDraw, code: qr.Code) -> None:
    """Modules of whole pixels, so the code is a little smaller than its place and stands in the middle of it."""
    left, top, side = (px(length) for length in CODE)
    pixels = side // code.size
    rest = (side - pixels * code.size) // 2
    qr.paint(canvas, code, (left + rest, top + rest), pixels, "#000")


def _write(canvas: ImageDraw, line: Line) -> None:
    """As large as in the SVG, or smaller where the letters turn out wider than estimated there. One weight for all: bold."""
    text = " ".join(line.text.split())
    size = qr.fit(text, line.width, line.largest)
    width = _font(size).getlength(text)
    if width > px(line.width):
        size *= px(line.width) / width
    canvas.text((px(A4[0] / 2), px(line.y)), text, line.ink, _font(size), "ms")


def _font(size: float) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(FONT, size * DPI / 25.4, layout_engine=ImageFont.Layout.BASIC)
