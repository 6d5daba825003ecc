"""From the gate to the people: how each building gets its bags, packing, handing over, and what goes back.

The order is locked by whoever calls, and with it every bag on it: two people packing at once go one after the other.
What is packed is set to a value, never toggled, so that the second of two who tick the same thing changes nothing.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from blueprints.orders import queries
from blueprints.orders.actions import moving
from blueprints.orders.bags import Bag, Goods
from blueprints.orders.models import BuildingPlan, OrderLine, PurchaseOrder
from blueprints.orders.rules import MAX_BAGS, HandOut
from blueprints.places.models import Building
from blueprints.purchases import actions as purchases
from blueprints.purchases.actions.moving import too_late
from blueprints.purchases.rules import RequestState
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid

PLANNED = "order.building_planned"
COUNTED = "bag.counted"
Planned = tuple[HandOut, str, datetime | None, datetime | None]


def planned(plan: BuildingPlan | None) -> Planned:
    """What a plan says; without one the bags go to the door."""
    return (plan.how, plan.place, plan.starts_at, plan.ends_at) if plan else (HandOut.TO_DOOR, "", None, None)


def mark_of(plan: Planned) -> str:
    """A plan as a hidden field carries it, to see whether somebody else has changed it since."""
    how, place, starts_at, ends_at = plan
    return "|".join([how.value, place, *(moment.isoformat() if moment else "" for moment in (starts_at, ends_at))])


def plan_building(
    order: PurchaseOrder,
    building: Building,
    how: HandOut,
    place: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    *,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> None:
    """To the door, or down to `place` from `starts_at` to `ends_at`. `seen` is the mark of the plan on the page that was filled in."""
    moving.check("plan", actor, order)
    wanted: Planned = (how, place.strip(), starts_at, ends_at) if how is HandOut.PICK_UP else (how, "", None, None)
    if how is HandOut.PICK_UP:
        _check_window(place, starts_at, ends_at)
    plan = queries.plan_of(order, building.id)
    before = planned(plan)
    if before == wanted or seen == mark_of(wanted):
        return  # as it is already, or not touched on the page: whatever a colleague has made of it stays
    if seen is not None and seen != mark_of(before):
        name, at = queries.last_planned(order, building.id)
        sentence = _(
            "%(building)s的取货安排，%(name)s刚刚（%(time)s）改过，请再看一眼。", building=building.name, name=name, time=clock.stamp(at)
        )
        raise Conflict(sentence, by=name, at=at)
    if plan is None:
        plan = BuildingPlan(community_id=order.community_id, order_id=order.id, building_id=building.id)
        db.session.add(plan)
    plan.how, plan.place, plan.starts_at, plan.ends_at = wanted
    moving.raise_version(order)
    audit.record(actor, PLANNED, order, now=now, before=_told(before), after={"building_id": building.id, **_told(wanted)})


def _check_window(place: str, starts_at: datetime | None, ends_at: datetime | None) -> None:
    if not place.strip():
        raise Invalid(_("请写明在哪里取。"), field="place")
    if starts_at is None or ends_at is None:
        raise Invalid(_("请填从几点到几点。"), field="starts")
    if ends_at <= starts_at:
        raise Invalid(_("结束时间要晚于开始时间。"), field="ends")


def _told(plan: Planned) -> dict[str, object]:
    how, place, starts_at, ends_at = plan
    return {"how": how, "place": place, "starts_at": starts_at, "ends_at": ends_at}


def check_off(bag: Bag, line: OrderLine, is_packed: bool, *, actor: Actor, now: datetime) -> None:
    """This is in the bag, or it is not. Taking something out of a packed bag opens the bag again."""
    _check_bag(bag, actor)
    if not Goods(line).is_packable:
        raise Invalid(_("这样东西没有买到，不用装。"))
    if (line.packed_at is not None) == is_packed:
        return
    line.packed_at = now if is_packed else None
    audit.record(actor, "line.packed" if is_packed else "line.unpacked", line, now=now)
    if not is_packed and bag.entry.packed_at is not None:
        _open(bag, actor, now)


def pack_bag(bag: Bag, is_packed: bool, *, actor: Actor, now: datetime) -> None:
    """Everything that came for it is in; or it is opened again, what is in it stays ticked."""
    _check_bag(bag, actor)
    if (bag.entry.packed_at is not None) == is_packed:
        return
    if not is_packed:
        _open(bag, actor, now)
        return
    for goods in bag.left:
        goods.line.packed_at = now
    bag.entry.packed_at, bag.entry.packed_by_id = now, actor.user_id
    audit.record(actor, "bag.packed", bag.entry, now=now)


def count_bags(bag: Bag, bags: int, *, actor: Actor, now: datetime, seen: int | None = None) -> None:
    """How many bags it fills. `seen` is the number on the page: a colleague's newer one is not overwritten."""
    _check_bag(bag, actor)
    if not 1 <= bags <= MAX_BAGS:
        raise Invalid(_("袋数请填 1 到 %(most)s。", most=MAX_BAGS), field="bags")
    entry = bag.entry
    if entry.bags == bags:
        return
    if seen is not None and entry.bags != seen:
        name, at = queries.last_said(entry, COUNTED)
        sentence = _("取货号 %(number)s 的袋数，%(name)s刚刚（%(time)s）记成了 %(bags)s 袋，请再看一眼。")
        raise Conflict(sentence % {"number": bag.number, "name": name, "time": clock.stamp(at), "bags": entry.bags}, by=name, at=at)
    entry.bags = bags
    audit.record(actor, COUNTED, entry, now=now)


def hand_over(bag: Bag, *, actor: Actor, now: datetime, code: str = "", handed_to: str = "") -> None:
    """At the pick-up point, to somebody of the household: the slip's code or a name proves it."""
    moving.check("hand_out", actor, bag.entry.order)
    purchases.fetch_request(bag.request, actor=actor, now=now, code=code, handed_to=handed_to)


def take_back(bag: Bag, *, actor: Actor, now: datetime, reason: str) -> None:
    """Nobody took it, and nobody will: the goods go back to the supplier. Its money follows (settlement listens)."""
    order = bag.entry.order
    moving.check("hand_out", actor, order)
    purchases.take_back(bag.request, actor=actor, now=now, reason=reason)
    told = {"bag_number": bag.entry.bag_number, "reason": reason}
    moving.move("hand_out", order, actor=actor, now=now, event="order.bag_taken_back", tell=told)


def _check_bag(bag: Bag, actor: Actor) -> None:
    moving.check("hand_out", actor, bag.entry.order)
    if bag.request.state is not RequestState.BOUGHT:
        raise too_late(bag.request)


def _open(bag: Bag, actor: Actor, now: datetime) -> None:
    bag.entry.packed_at, bag.entry.packed_by_id = None, None
    audit.record(actor, "bag.opened", bag.entry, now=now)
