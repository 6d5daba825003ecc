"""What stands on a poster and on a sheet of stickers. Pure; lengths in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blueprints.places import qr
from blueprints.places.names import unit_label

STICKERS = 21  # three by seven on A4: the common sheet of 70 × 42.4 mm labels


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

    def stickers(self) -> list[str]:
        """The words beside the building's name on each sticker of a sheet: its units in turn, each as often as the others."""
        labels = [unit_label(name) for name in self.unit_names if name]
        return spread(labels or [""], STICKERS)


def spread(labels: Sequence[str], places: int) -> list[str]:
    """Fill `places` with the labels in order, as evenly as can be: three units on 21 stickers get seven each."""
    shown = labels[:places]
    return [shown[index * len(shown) // places] for index in range(places)]


def make(*, building: str, estate: str, community: str, phone: str, office_hours: str, address: str, unit_names: Sequence[str]) -> Poster:
    return Poster(building, estate, community, phone, office_hours, address, qr.draw(address), tuple(unit_names))
