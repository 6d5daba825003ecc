"""One of everything through the real actions, and then as many more as a test wants: copied in plain INSERTs.

    growing = copies.one_of_everything()
    growing.grow(2)     # three of everything
    growing.grow(297)   # three hundred

Every list of every page grows, those below one thing too: the doors of a building, the visits of a door,
the contacts of a person, the workers and doors of a grid, the buildings of an estate, the communities.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.alerts.actions import raise_alert
from blueprints.alerts.models import Alert
from blueprints.alerts.rules import AlertKind
from blueprints.care.actions import all_well
from blueprints.care.models import CareCase, CareContact, CareMedicine
from blueprints.inspections.models import Inspection, Round, RoundGrid, RoundHousehold
from blueprints.orders.models import OrderEntry, OrderItem, OrderLine, PurchaseOrder
from blueprints.places.imports.rules import ImportState
from blueprints.places.models import (
    Building,
    BuildingUnit,
    Community,
    Estate,
    Grid,
    GridWorker,
    Household,
    ImportJob,
    QrToken,
    Resident,
)
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.actions import save_usual_order
from blueprints.purchases.models import Delivery, PurchaseRequest, RequestLine, UsualOrder
from blueprints.purchases.rules import RequestState
from blueprints.settlement.models import Complaint
from core import audit, clock
from core.actors import system_actor
from core.audit import AuditEvent
from core.database import Base, db, run_tx
from tests.inspections import support
from tests.orders import things as orders
from tests.purchases import things
from tests.support import many, world

Ids = list[dict[int, int]]  # of each copy: the first one's id → the copied one's


def one_of_everything() -> Growing:
    """Four doors with a request in each of four states, seen, nobody home and not visited yet; and one of the rest."""
    support.open_round("第一网格", "第二网格")
    many.fill(range(1, 5))
    support.visit(world.OWN_DOOR)
    things.in_state(RequestState.OUT_FOR_DELIVERY, world.OWN_DOOR)
    many.add_workers(1)
    orders.received([orders.request(world.OWN_DOOR, orders.line("大米", "10", "斤"))])
    run_tx(_the_rest)
    return Growing()


def _the_rest() -> None:
    now, owner, secretary, own = clock.now(), world.actor("owner"), world.actor("secretary"), world.household_at(world.OWN_DOOR)
    raise_alert(actor=owner, now=now, household=own, kind=AlertKind.HAZARD, text="看看", source_type="test")
    case = db.session.scalars(sa.select(CareCase).order_by(CareCase.id).limit(1)).one()
    all_well(case, actor=owner, now=now, seen=None)
    db.session.add(CareMedicine(community_id=case.community_id, case_id=case.id, name="降压药", dose="每天一片"))
    db.session.add(
        ImportJob(
            community_id=own.community_id,
            state=ImportState.ABANDONED,
            file_name="名单.xlsx",
            created_at=now,
            created_by_id=secretary.user_id,
        )
    )
    lines = [things.RICE, things.PILLS]
    save_usual_order(own, actor=owner, now=now, title="每周买菜", name="张秀兰", phone=None, kind=RequestKind.GROCERIES, lines=lines)
    worker = world.user("worker000")
    db.session.add(GridWorker(community_id=own.community_id, grid_id=own.grid_id, user_id=worker.id))
    audit.record(system_actor(), "world.grown", worker, now=now, after={"of": "everything"})


class Growing:
    """Remembers what was there at first: only that is copied, however often it grows."""

    def __init__(self) -> None:
        self.made = 0
        own, doors = world.household_at(world.OWN_DOOR), [world.household_at(many.address_of(number)).id for number in range(1, 5)]
        self.own, self.doors, self.grid_id, self.building_id = own.id, doors, own.grid_id, own.building_id
        tables = [table for table in Base.metadata.sorted_tables if "id" in table.c and isinstance(table.c.id.type, sa.Integer)]
        self.last = {table.name: db.session.scalar(sa.select(sa.func.max(table.c.id))) or 0 for table in tables}

    def grow(self, times: int) -> None:
        run_tx(lambda: self._grow(times))
        self.made += times

    def _grow(self, times: int) -> None:
        self.numbers = range(self.made + 1, self.made + 1 + times)
        self._copy_doors()
        self._copy_below_one_door()
        self._copy_orders()
        self._copy_places()
        self._copy_the_rest()
        audit.record(system_actor(), "world.grown", world.user("owner"), now=clock.now(), after={"times": times})

    def _copy_doors(self) -> None:
        def theirs(model: Any) -> Any:
            return model.household_id.in_(self.doors)

        home = {"household_id": self._copy(Household, Household.id.in_(self.doors), door=_name, address=_name, sort_key=_name)}
        person = {**home, "resident_id": self._copy(Resident, theirs(Resident), home, name=_name)}
        visits = self._copy(Inspection, theirs(Inspection), home, submission_id=_token)
        self._copy(RoundHousehold, theirs(RoundHousehold), {**home, "last_inspection_id": visits})
        self._copy(Alert, theirs(Alert), person)
        self._copy(CareCase, theirs(CareCase), person)
        self._copy_requests(theirs(PurchaseRequest), home)
        self._copy(UsualOrder, theirs(UsualOrder), home, source_id=_far)

    def _copy_requests(self, where: Any, follow: Mapping[str, Ids]) -> None:
        requests = {"request_id": self._copy(PurchaseRequest, where, follow, code=_code, slip_token=_token)}
        chosen = sa.select(PurchaseRequest.id).where(where)
        self._copy(RequestLine, RequestLine.request_id.in_(chosen), requests)
        self._copy(Delivery, Delivery.request_id.in_(chosen), requests)
        if follow:
            self._copy(Complaint, Complaint.request_id.in_(chosen), requests)

    def _copy_below_one_door(self) -> None:
        self._copy(Resident, Resident.household_id == self.own, name=_name)
        self._copy(Inspection, Inspection.household_id == self.own, submission_id=_token)
        self._copy(Alert, Alert.household_id == self.own)
        self._copy_requests(PurchaseRequest.household_id == self.own, {})
        self._copy(UsualOrder, UsualOrder.household_id == self.own, title=_name)
        self._copy(CareContact, sa.true(), contacted_at=_earlier)
        self._copy(CareMedicine, sa.true())
        self._copy(AuditEvent, AuditEvent.entity_type.in_(HISTORIES))

    def _copy_orders(self) -> None:
        """More orders, and more requests, items and lines on each that was there at first."""
        self._copy(PurchaseOrder, sa.true(), number=_number)
        on_it = sa.select(OrderEntry.request_id)
        requests = {"request_id": self._copy(PurchaseRequest, PurchaseRequest.id.in_(on_it), code=_other_code, slip_token=_token)}
        asked = self._copy(RequestLine, RequestLine.request_id.in_(on_it), requests)
        self._copy(Delivery, Delivery.request_id.in_(on_it), requests)
        self._copy(OrderEntry, sa.true(), requests, bag_number=_further)
        items = {"item_id": self._copy(OrderItem, sa.true(), position=_further)}
        self._copy(OrderLine, sa.true(), {**requests, **items, "request_line_id": asked})

    def _copy_places(self) -> None:
        first = db.session.get_one(Building, self.building_id)
        self._copy(Estate, Estate.id == first.estate_id, name=_name)
        self._copy(Community, Community.id == first.community_id, name=_name)
        building = {"building_id": self._copy(Building, Building.id == first.id, name=_name)}
        self._copy(QrToken, QrToken.building_id == first.id, building, token=_short)
        unit = {**building, "unit_id": self._copy(BuildingUnit, BuildingUnit.building_id == first.id, building)}
        self._copy(Household, Household.id == self.own, unit, address=_name)
        self._copy(BuildingUnit, BuildingUnit.building_id == first.id, name=_name)  # and of the first building itself

    def _copy_the_rest(self) -> None:
        owner, worker = world.user("owner").id, world.user("worker000").id
        users = {"user_id": self._copy(User, User.id == worker, username=_name)}
        self._copy(GridWorker, GridWorker.user_id == worker, users)
        grids = {"grid_id": self._copy(Grid, Grid.id == self.grid_id, name=_name)}
        self._copy(GridWorker, sa.and_(GridWorker.user_id == owner, GridWorker.grid_id == self.grid_id), grids)
        rounds = {"round_id": self._copy(Round, sa.true())}
        self._copy(RoundGrid, RoundGrid.round_id.in_(rounds["round_id"][0].keys()), rounds)
        self._copy(ImportJob, sa.true(), file_name=_name)

    def _copy(self, model: Any, where: Any, follow: Mapping[str, Ids] | None = None, **fresh: Callable[[Any, int], Any]) -> Ids:
        """`follow`: columns that name what was copied before. `fresh`: columns whose values must differ."""
        table = model.__table__
        has_id = table.name in self.last
        at_first = table.c.id <= self.last[table.name] if has_id else sa.true()
        firsts = [dict(row) for row in db.session.execute(sa.select(table).where(where, at_first)).mappings()]
        rows = []
        for index, number in enumerate(self.numbers):
            for first in firsts:
                row = {name: value for name, value in first.items() if name != "id"}
                row.update({name: ids[index][row[name]] for name, ids in (follow or {}).items() if row[name] in ids[index]})
                row.update({name: change(row[name], number) for name, change in fresh.items()})
                rows.append(row)
        assert rows, f"nothing to copy in {table.name}"
        if not has_id:
            db.session.execute(sa.insert(table), rows)
            return []
        made = iter(db.session.scalars(sa.insert(table).returning(table.c.id, sort_by_parameter_order=True), rows).all())
        return [{first["id"]: next(made) for first in firsts} for _number in self.numbers]


HISTORIES = ("alert", "app_user", "care_case", "household", "inspection", "purchase_order", "purchase_request", "resident", "round")


def _earlier(value: datetime, number: int) -> datetime:
    return value - timedelta(minutes=number)


def _far(value: int, number: int) -> int:
    return value + 10_000 * number


def _name(value: str, number: int) -> str:
    return f"{value}-{number}"


def _token(_value: str, _number: int) -> str:
    return uuid.uuid4().hex


def _short(value: str, number: int) -> str:
    return f"{value}{number:04d}"


def _number(value: str, number: int) -> str:
    return f"{value[:7]}-{number}"


def _further(value: int | None, number: int) -> int | None:
    return None if value is None else value + 1000 * number


def _other_code(value: str, number: int) -> str:
    return f"{value[:4]}{number + 5000:04d}"


def _code(value: str, number: int) -> str:
    return f"{value[:4]}{number:04d}"
