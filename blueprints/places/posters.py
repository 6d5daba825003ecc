"""What stands on a poster and on a sheet of stickers, in the words of whoever asks. Lengths in millimetres.

The SVG (templates/places/posters) and the picture (poster_picture.py) draw the same lines at the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from blueprints.places import qr
from blueprints.places.names import readable_phone, unit_label

STICKERS = 21  # three by seven on A4: the common sheet of 70 × 42.4 mm labels
BLACK, GREEN, WHITE = "#000", "#016b34", "#fff"
ONE_LINE = 10  # letters of a building's name that stand in one line; more are set in two


@dataclass(frozen=True)
class Line:
    """Words in the middle of the sheet on the baseline `y`: `largest` high, or smaller until they fit `width`."""

    text: str
    y: float
    width: float
    largest: float
    weight: int = 400
    ink: str = BLACK


@dataclass(frozen=True)
class Poster:
    """One building's notice. `address` is what the code says, `typed` the same as somebody would type it."""

    building: str
    estate: str
    community: str
    phone: str
    office_hours: str
    address: str
    code: qr.Code
    unit_names: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        return self.address.removeprefix("https://").removeprefix("http://")

    def lines(self) -> list[Line]:
        """The words of the A4 poster, from top to bottom."""
        written = [
            Line(f"{self.community} · {self.estate}", 24, 180, 10, 500, WHITE),
            *self._heading(),
            Line(_("微信扫一扫，社区帮您办"), 84, 186, 12.5, 700),
            Line(_("代买菜 · 代买药 · 查进度"), 100, 186, 12.5, 700, GREEN),
            Line(_("不用下载，不用注册，不问密码和验证码"), 227, 180, 7),
            Line(_("没有智能手机？打电话也一样："), 244, 180, 8),
            Line(readable_phone(self.phone), 264, 180, 20, 700),
            Line(_("接听时间：%(hours)s", hours=self.office_hours) if self.office_hours else "", 273, 180, 5.5),
            Line(_("扫不了就在手机浏览器里输入：%(address)s", address=self.typed), 283, 186, 6, 500),
        ]
        return [line for line in written if line.text]

    def _heading(self) -> list[Line]:
        if len(self.building) <= ONE_LINE:
            return [Line(self.building, 58, 184, 31, 700, WHITE)]
        first, second = halves(self.building)
        return [Line(first, 43, 184, 17, 700, WHITE), Line(second, 62, 184, 17, 700, WHITE)]

    def stickers(self) -> list[str]:
        """The words beside the building's name on each sticker of a sheet: its units in turn, each as often as the others."""
        labels = [unit_label(name) for name in self.unit_names if name]
        return spread(labels or [""], STICKERS)


def halves(name: str) -> tuple[str, str]:
    """Cut near the middle, at a blank if there is one, and never inside a number or a Latin word."""

    def cost(cut: int) -> float:
        before, after = name[cut - 1], name[cut]
        inside_word = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
        return abs(cut - len(name) / 2) + (len(name) if inside_word else 0) - (len(name) / 4 if before.isspace() else 0)

    cut = min(range(1, len(name)), key=cost)
    return name[:cut].strip(), name[cut:].strip()


def spread(labels: Sequence[str], places: int) -> list[str]:
    """Fill `places` with the labels in order, as evenly as can be: three units on 21 stickers get seven each."""
    shown = labels[:places]
    return [shown[index * len(shown) // places] for index in range(places)]


def make(*, building: str, estate: str, community: str, phone: str, office_hours: str, address: str, unit_names: Sequence[str]) -> Poster:
    return Poster(building, estate, community, phone, office_hours, address, qr.draw(address), tuple(unit_names))
