"""Drawing a code: as one SVG path, as PNG, and how big words may be beside it. Pure.

Error correction Q (a quarter of the code may be scratched or covered) and the full quiet zone of four
modules. The address is short, so a code has 33 modules a side and reads at low resolution.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.pure import PyPNGImage
from qrcode.main import QRCode

QUIET_ZONE = 4
PNG_PIXELS_PER_MODULE = 20  # 820 pixels a side: 7 cm at 300 dots an inch
TOKEN_LENGTH = 8  # 31^8 addresses: a guess hits one of 100,000 buildings once in 8 million tries


@dataclass(frozen=True)
class Code:
    """`path` is the `d` of an SVG path in a square of `size` units, quiet zone included."""

    path: str
    size: int


def draw(address: str) -> Code:
    matrix = _qr(address).get_matrix()
    parts = [part for y, row in enumerate(matrix) for part in _runs(row, y)]
    return Code("".join(parts), len(matrix))


def png(address: str) -> bytes:
    stream = io.BytesIO()
    _qr(address).make_image(image_factory=PyPNGImage).save(stream)
    return stream.getvalue()


def fit(text: str, width: float, largest: float) -> float:
    """The letter size (same unit as `width`) at which `text` fits, at most `largest`."""
    ems = sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.62 for sign in text)
    return round(min(largest, width / ems), 2) if ems else largest


def _qr(address: str) -> QRCode:
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE, box_size=PNG_PIXELS_PER_MODULE)
    code.add_data(address)
    code.make(fit=True)
    return code


def _runs(row: list[bool | None], y: int) -> list[str]:
    """Dark modules side by side become one rectangle: a path of a third of the length."""
    parts, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            parts.append(f"M{start} {y}h{x - start}v1h{start - x}z")
            start = None
    return parts
