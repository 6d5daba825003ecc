"""Reading codes the way a cheap phone does: few pixels, black and white, a real decoder."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image


def read_codes(picture: bytes, *, pixels_wide: int | None = None) -> list[str]:
    """The texts of all QR codes in a picture, after shrinking it and leaving only black and white."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    if pixels_wide is not None:
        image = image.resize((pixels_wide, round(image.height * pixels_wide / image.width)), Image.Resampling.BILINEAR)
    image = image.point(lambda value: 255 if value > 128 else 0).convert("1").convert("L")
    return [code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]
