"""Cut the poster's font out of Noto Sans CJK: what a name or an address in China is written with, and no more.

    python3 -m venv /tmp/font && /tmp/font/bin/pip install fonttools pypinyin-dict
    /tmp/font/bin/python scripts/poster_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc

The collection is Debian's package fonts-noto-cjk. pypinyin-dict is here for its table of the 8,105 general-use characters alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection
from pypinyin_dict.pinyin_data import kmandarin_8105

FONT = Path(__file__).resolve().parent.parent / "blueprints/places/fonts/NotoSansCJKsc-Bold-subset.otf"
FACE = "Noto Sans CJK SC Bold"
# Latin with accents, general punctuation, arrows and squares, numbers in circles, CJK punctuation, full-width forms.
RANGES = [
    (0x20, 0x17F), (0x2010, 0x2027), (0x2030, 0x205E), (0x2103, 0x2103), (0x2116, 0x2116), (0x2160, 0x217B), (0x2190, 0x2193),
    (0x2460, 0x249B), (0x25A0, 0x25CF), (0x2605, 0x2606), (0x3000, 0x303F), (0x3105, 0x312F), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),
]  # fmt: skip


def main(collection: str) -> None:
    font = next(one for one in TTCollection(collection) if one["name"].getDebugName(4) == FACE)
    font.recalcTimestamp = False  # the same file each time
    options = Options(
        hinting=False,
        layout_features=[],
        notdef_outline=True,
        desubroutinize=False,
        name_IDs=["*"],
        name_languages=[0x409],
        glyph_names=False,
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    subsetter = Subsetter(options)
    wanted = characters()
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    FONT.parent.mkdir(exist_ok=True)
    font.save(FONT)
    kept = set(font.getBestCmap())
    print(f"{FONT.name}: {FONT.stat().st_size:,} bytes, {len(kept)} characters; not in the source: {len(wanted - kept)}")


def characters() -> set[int]:
    """GB2312, the 8,105 of the General Table, Big5's two levels (the traditional screen), and what `RANGES` names."""
    found = {code for first, last in RANGES for code in range(first, last + 1)}
    found.update(kmandarin_8105.pinyin_dict)
    found.update(of_codec("gb2312", range(0xA1, 0xF8)))
    found.update(of_codec("big5", range(0xA4, 0xFA)))
    return found


def of_codec(codec: str, leads: range) -> set[int]:
    pairs = (bytes([lead, trail]) for lead in leads for trail in range(0x40, 0xFF))
    return {ord(sign) for sign in (pair.decode(codec, "ignore") for pair in pairs) if len(sign) == 1}


if __name__ == "__main__":
    main(sys.argv[1])
