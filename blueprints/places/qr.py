"""Drawing a code: as one SVG path, as dark runs, as PNG, and how big words may be beside it. Pure.

Error correction Q (a quarter of the code may be scratched or covered) and the full quiet zone of four
modules. The address is short, so a code has 33 modules a side and reads at low resolution.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

QUIET_ZONE = 4
PNG_PIXELS_PER_MODULE = 20  # 820 pixels a side: 7 cm at 300 dots an inch
TOKEN_LENGTH = 8  # 31^8 addresses: a guess hits one of 100,000 buildings once in 8 million tries


@dataclass(frozen=True)
class Code:
    """A square of `size` units, quiet zone included. `runs` are dark modules side by side: x, y and how many."""

    runs: tuple[tuple[int, int, int], ...]
    size: int

    @cached_property
    def path(self) -> str:
        """The `d` of an SVG path. A rectangle a run makes it a third as long as one a module."""
        return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in self.runs)


def draw(address: str) -> Code:
    from qrcode.constants import ERROR_CORRECT_Q  # here and not above: it brings Pillow along, and the site starts without
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE)
    code.add_data(address)
    code.make(fit=True)
    matrix = code.get_matrix()
    return Code(tuple(run for y, row in enumerate(matrix) for run in _runs(row, y)), len(matrix))


def png(code: Code) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("1", (code.size * PNG_PIXELS_PER_MODULE,) * 2, 1)
    paint(ImageDraw.Draw(image), code, (0, 0), PNG_PIXELS_PER_MODULE, 0)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def paint(canvas: ImageDraw, code: Code, corner: tuple[int, int], pixels: int, ink: str | int) -> None:
    """The dark modules, `pixels` a side each: whole pixels, so that no edge is grey."""
    left, top = corner
    for x, y, length in code.runs:
        canvas.rectangle((left + x * pixels, top + y * pixels, left + (x + length) * pixels - 1, top + (y + 1) * pixels - 1), fill=ink)


def fit(text: str, width: float, largest: float) -> float:
    """The letter size (same unit as `width`) at which `text` fits, at most `largest`."""
    ems = sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.62 for sign in text)
    return round(min(largest, width / ems), 2) if ems else largest


def _runs(row: list[bool | None], y: int) -> list[tuple[int, int, int]]:
    runs, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, y, x - start))
            start = None
    return runs
