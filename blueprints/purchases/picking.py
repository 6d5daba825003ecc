"""Picking from price lists while a request is filled in, and what a picked line costs by the list as it is now.

Nothing the browser says of a price is believed: it sends which thing was picked, and that must be offered to the door
(by somebody who serves its estate and fits the kind) and still be called so; else the line is free text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from blueprints.places.events import WantedLine
from blueprints.places.models import Household
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import blueprint
from blueprints.purchases.models import RequestLine
from blueprints.purchases.wanted import LineFields, price_id
from blueprints.suppliers import queries as supplier_queries
from blueprints.suppliers.models import PriceItem
from blueprints.suppliers.names import item_text, name_key
from core.money import cost, yuan


@dataclass(frozen=True)
class Place:
    """Where the goods would go: what decides who may be picked from."""

    community_id: int
    estate_id: int


def place_of(household: Household) -> Place:
    return Place(household.community_id, household.building.estate_id)


def is_step(form: Any) -> bool:
    """Did a row or search button send the form, or were words typed that nobody has searched for yet?"""
    words = form.words.data
    return bool(form.lines.was_edited() or (words and words != form.searched.data and _kind(form) is not None))


def take_step(form: Any, place: Place, *, may_search: Callable[[], bool] = lambda: True) -> int:
    """Do what the button asked; the form is shown again, unsaved. The status of the answer."""
    form.was_stepped = True
    if form.lines.pressed("pick") is not None:
        _pick(form, place)
    elif form.lines.pressed("add") is not None or form.lines.pressed("remove") is not None:
        form.lines.edit()
    elif not may_search():
        form.pick_note = _("找得太频繁了，请过一会儿再找。也可以直接写要买的东西。")
        return 429
    else:
        _find(form, place)
    return 200


def show_prices(form: Any, place: Place) -> None:
    """Put beside each picked row what it costs, and say what all of them come to."""
    form.has_offers = supplier_queries.has_offers(place.community_id, place.estate_id)
    kind, rows = _kind(form), [entry.form for entry in form.lines.entries]
    if not form.has_offers or kind is None:
        return
    ids = {found for row in rows if (found := price_id(row.price_item_id.data)) is not None}
    offers = supplier_queries.offers_by_id(place.community_id, place.estate_id, kind, ids)
    for row in rows:
        offer = offers.get(price_id(row.price_item_id.data) or 0)
        strength = row.strength.data if kind is RequestKind.MEDICINE else ""
        if offer is not None and is_same(offer, row.item.data or "", strength or "", row.unit.data or ""):
            row.offer = offer
    form.expected_total = _sum((row.amount.data, row.offer.price) for row in rows if row.offer is not None and row.amount.data)


def with_prices(lines: Sequence[WantedLine], household: Household, kind: RequestKind) -> list[WantedLine]:
    """Each picked line with the price of the list as it is now; one that is not offered there, or was renamed, as free text."""
    ids = {line.price_item_id for line in lines if line.price_item_id is not None}
    place = place_of(household)
    offers = supplier_queries.offers_by_id(place.community_id, place.estate_id, kind, ids)
    return [_priced(line, offers) for line in lines]


def is_same(offer: PriceItem, item: str, strength: str, unit: str) -> bool:
    """Does the line still say what was picked?"""
    return unit == offer.unit and name_key(item_text(item, strength)) == name_key(offer.text)


def expected_total(lines: Iterable[RequestLine]) -> int | None:
    """What the picked lines come to, in cents; None when nothing was picked."""
    return _sum((line.amount, line.expected_price) for line in lines if line.expected_price is not None)


@blueprint.app_template_filter("expected_total")
def expected_total_text(lines: Iterable[RequestLine]) -> str:
    return yuan(expected_total(lines))


@blueprint.app_template_filter("line_notes")
def line_notes(line: RequestLine) -> str:
    """What is said of a line besides name and amount: 张秀兰的处方 · 要出示处方 · 约 3.98 元/斤."""
    notes = [_("%(name)s的处方", name=line.prescription_for)] if line.prescription_for else []
    notes += [_("要出示处方")] if line.shows_prescription else []
    notes += [_("要带旧药盒")] if line.shows_old_box else []
    if line.expected_price is not None:
        notes.append(_("约 %(price)s 元/%(unit)s", price=yuan(line.expected_price), unit=line.unit))
    return " · ".join(notes)


def _priced(line: WantedLine, offers: Mapping[int, PriceItem]) -> WantedLine:
    offer = offers.get(line.price_item_id or 0)
    if offer is None or not is_same(offer, line.item, line.strength, line.unit):
        return replace(line, price_item_id=None, expected_price=None)
    return replace(line, expected_price=offer.price, shows_prescription=line.shows_prescription or offer.needs_prescription)


def _kind(form: Any) -> RequestKind | None:
    return RequestKind(form.kind.data) if form.kind.data in set(RequestKind) else None


def _find(form: Any, place: Place) -> None:
    words, kind = form.words.data, _kind(form)
    if kind is None:
        form.pick_note = _("请先选“买哪一类”，再找。")
    elif not words:
        form.pick_note = _("请写要找的东西，例如：大米，或者拼音首字母 dm。")
    else:
        form.found = supplier_queries.find_offers(place.community_id, place.estate_id, kind, words[:20])
        form.searched.data = words
        if form.lines.pressed("find") is None:
            form.pick_note = _("单子还没有交。先看看找到的；不用选的话，再点一次“提交”。")


def _pick(form: Any, place: Place) -> None:
    """The thing goes into the first empty row, or into a new one."""
    kind, picked = _kind(form), price_id(form.lines.pressed("pick"))
    offers = supplier_queries.offers_by_id(place.community_id, place.estate_id, kind, {picked}) if kind and picked else {}
    offer = offers.get(picked or 0)
    if offer is None:
        form.pick_note = _("这一样刚刚下架了，请另找一样，或者直接写。")
        return
    row: LineFields | None = next((entry.form for entry in form.lines.entries if entry.form.is_blank), None)
    if row is None and len(form.lines.entries) < form.lines.high:
        row = form.lines.append_entry().form
    if row is None:
        form.pick_note = _("一张单子最多 %(count)s 样，多的请另交一张。", count=form.lines.high)
        return
    _fill(row, offer, kind)
    form.words.data = form.searched.data = ""
    form.has_picked = True


def _fill(row: LineFields, offer: PriceItem, kind: RequestKind | None) -> None:
    is_medicine = kind is RequestKind.MEDICINE
    row.item.data = offer.name if is_medicine else offer.text
    row.unit.data, row.price_item_id.data = offer.unit, str(offer.id)
    if is_medicine:
        row.strength.data, row.shows_prescription.data = offer.spec, offer.needs_prescription
    if row.amount.data is None:
        row.amount.data, row.amount.typed = Decimal(1), None


def _sum(pairs: Iterable[tuple[Decimal, int]]) -> int | None:
    costs = [cost(amount, price) for amount, price in pairs]
    return sum(costs) if costs else None
