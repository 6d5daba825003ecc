"""A line of a request as it is typed: written freely, or picked from a price list; what a medicine needs said besides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.suppliers.models import PriceItem
from core.forms import AmountField, CheckField, HiddenField, TextField
from core.web import row_id

STEPS = ("find", "pick")  # the buttons of the search in price lists, beside those that add and take away a row


class LineFields(wtforms.Form):
    """One thing to be bought. `offer` is set where it was picked and still is what the list says (purchases.picking)."""

    item = TextField(_l("要买什么"), max_length=60)
    amount = AmountField(_l("数量"))
    unit = TextField(_l("单位"), max_length=6)
    price_item_id = HiddenField()
    strength = TextField(_l("药的规格"), max_length=40)
    prescription_for = TextField(_l("谁的处方"), max_length=20)
    shows_prescription = CheckField(_l("要出示处方"))
    shows_old_box = CheckField(_l("要带旧药盒"))

    offer: PriceItem | None = None

    @property
    def has_medicine(self) -> bool:
        return any(self[name].data or self[name].errors for name in ("strength", "prescription_for", "shows_prescription", "shows_old_box"))

    @property
    def is_blank(self) -> bool:
        return not (self.item.data or self.price_item_id.data)


class PicksFromLists:
    """What a form has besides its rows, to search in price lists with. Mixed into a form whose rows are called `lines`."""

    words = TextField(_l("从价目表里找"), max_length=20)
    searched = HiddenField()  # the words the results shown were found with

    was_stepped = False  # a button or a search sent the form, so it is shown again unsaved
    found: Sequence[PriceItem] | None = None
    pick_note = ""
    has_picked = False  # just now: the search stays open for the next thing
    has_offers = False
    expected_total: int | None = None


def price_id(text: Any) -> int | None:
    try:
        return row_id(str(text))
    except ValueError:
        return None


def wanted_line(row: dict[str, Any], kind: RequestKind, if_missing: IfMissing) -> WantedLine:
    """A filled row. What belongs to medicine counts only where medicine is asked for; the action looks up the price."""
    medicine: dict[str, Any] = {}
    if kind is RequestKind.MEDICINE:
        medicine = {name: row[name] or "" for name in ("strength", "prescription_for")}
        medicine |= {name: bool(row[name]) for name in ("shows_prescription", "shows_old_box")}
    return WantedLine(
        item=row["item"],
        amount=row["amount"],
        unit=row["unit"] or _("份"),
        if_missing=if_missing,
        price_item_id=price_id(row["price_item_id"]),
        **medicine,
    )
