"""Forty requests from three buildings, from the gate to the last bag: nothing is lost on the way."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from blueprints.orders import queries
from blueprints.orders.bags import Stage
from blueprints.orders.models import OrderLine
from blueprints.orders.rules import HandOut
from blueprints.places.models import Building, BuildingUnit, Household
from blueprints.purchases import actions as purchases
from blueprints.purchases.rules import FailureReason, RequestState
from core import audit, clock
from core.actors import system_actor
from core.database import db, run_tx
from tests.orders import bags, things
from tests.orders.things import line
from tests.purchases import things as requests
from tests.support import many, world

THIRD = "阳光花园3号楼"


def third_building(doors: int) -> list[str]:
    """One more in the owner's grid, without units; the addresses of its doors."""

    def work() -> list[str]:
        like = world.household_at(world.OWN_DOOR)
        building = Building(community_id=like.community_id, estate_id=like.building.estate_id, name="3号楼", sort_key="0003号楼")
        unit = BuildingUnit(community_id=like.community_id, building=building, grid_id=like.grid_id, name="", sort_key="")
        db.session.add(unit)
        db.session.flush()
        for number in range(1, doors + 1):
            db.session.add(
                Household(
                    community_id=like.community_id,
                    building_id=building.id,
                    unit_id=unit.id,
                    grid_id=like.grid_id,
                    door=f"{number}01",
                    floor=number,
                    sort_key=f"{number:04d}",
                    address=f"{THIRD}{number}01",
                )
            )
        audit.record(system_actor(), "world.grown", like, now=clock.now(), after={"doors": doors})
        return [f"{THIRD}{number}01" for number in range(1, doors + 1)]

    return run_tx(work)


def test_forty_bags_of_three_buildings(app, person):
    many.add_doors(range(1, 17))
    doors = [many.address_of(number) for number in range(1, 17)] + third_building(16)
    doors += [world.OWN_DOOR, world.NEXT_DOOR] * 2 + [world.STRANGERS_DOOR] * 4
    goods = [line("大米", "10", "斤"), line("鸡蛋", "2", "盒"), line("青菜", "3", "斤")]
    ids = [things.request(door, *goods[: 1 + number % 3], phone=f"1990000{number:04d}") for number, door in enumerate(doors)]
    assert len(ids) == 40
    order_id = things.received(ids)
    now = clock.now()
    bags.plan(order_id, "阳光花园1号楼", begin=now - timedelta(minutes=5))
    bags.plan(order_id, THIRD, begin=now + timedelta(minutes=20))

    secretary = person("secretary")
    page = secretary.get(f"/orders/{order_id}/sorting")
    assert "装好 0/40 份" in page.text
    numbers = [one.get_text().split()[-1] for one in page.soup.select("article .ha-number")]
    assert numbers == [f"{number:02d}" for number in range(1, 41)]  # walking order is the order of the numbers
    for one in ids:
        entry = bags.entry_id(order_id, one)
        assert secretary.post(f"/orders/{order_id}/bags/{entry}/pack", {"is_packed": "yes"}, follow=False).status == 303
    assert "装好 40/40 份" in secretary.get(f"/orders/{order_id}/sorting").text
    db.session.rollback()
    unpacked = sa.select(sa.func.count()).where(OrderLine.order_id == order_id, OrderLine.packed_at.is_(None))
    assert db.session.scalar(unpacked) == 0

    assert len(secretary.get(f"/orders/{order_id}/labels").soup.select(".la-label")) == 40
    assert len(secretary.get(f"/orders/{order_id}/sorting/print").soup.select(".ha-sheet")) == 3

    # Downstairs those of the two planned buildings; the third goes up, one of them in vain and back.
    order = things.fresh(order_id)
    plans = {one.building.id: one for one in queries.buildings_of(order)}
    for one in ids:
        found = requests.fresh(one)
        if plans[found.household.building_id].is_pick_up:
            desk = secretary.get(f"/orders/{order_id}/bags/{bags.entry_id(order_id, one)}").form("/hand-over")
            assert desk.submit(handed_to="本人", follow=False).status == 303
        else:
            requests.do(one, purchases.start_delivery, "owner")
            if one == ids[-1]:
                requests.do(one, purchases.fail_delivery, "owner", reason=FailureReason.NOBODY_HOME, note="")
            else:
                requests.do(one, purchases.deliver_request, "owner", handed_to="本人")
    assert "交到手 39 份" in secretary.get(f"/orders/{order_id}/sorting").text
    back = secretary.get(f"/orders/{order_id}/bags/{bags.entry_id(order_id, ids[-1])}").form("/take-back")
    page = back.submit(reason="一直没人")
    assert "装好 39/39 份，交到手 39 份" in page.text and "已退回供货方（1）" in page.text
    states = Counter(requests.fresh(one).state for one in ids)
    assert states == {RequestState.DELIVERED: 39, RequestState.CANCELLED: 1}
    assert Counter(bags.bag(order_id, one).stage for one in ids) == {Stage.HANDED: 39, Stage.TAKEN_BACK: 1}
    assert {one.plan.how for one in queries.buildings_of(things.fresh(order_id)) if one.plan} == {HandOut.PICK_UP}
