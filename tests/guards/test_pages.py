"""Every page there is, opened by everybody who may: whole, as a fragment, and with three rows or three hundred."""

from __future__ import annotations

import re
from contextvars import Context
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule

from blueprints.accounts.rules import Role
from core.database import Base, db
from core.permissions import access_of
from tests.inspections import support
from tests.orders import things as orders
from tests.settlement import things as money
from tests.suppliers import things as suppliers
from tests.support import copies, many, world
from tests.support.queries import counting

WHO = {Role.GRID_WORKER: "owner", Role.SECRETARY: "secretary", Role.OFFICER: "officer"}
# Names in addresses → the table whose row they name. A page with another kind of name is left to its slice's tests.
TABLES = {
    "user_id": "app_user", "household_id": "household", "building_id": "building", "estate_id": "estate", "grid_id": "grid",
    "resident_id": "resident", "alert_id": "alert", "round_id": "round", "inspection_id": "inspection",
    "request_id": "purchase_request", "delivery_id": "delivery", "case_id": "care_case", "contact_id": "care_contact",
    "community_id": "community", "job_id": "import_job", "supplier_id": "supplier", "order_id": "purchase_order",
    "item_id": "order_item", "line_id": "order_line", "entry_id": "order_entry",
    "price_id": "price_item", "upload_id": "price_upload", "usual_id": "usual_order", "money_entry_id": "money_entry",
    "complaint_id": "complaint",
}  # fmt: skip
ANSWERS = {200, 302, 303, 304, 400, 403, 404, 409}


def row_id(name: str) -> int | None:
    """The first row of that kind in the owner's reach."""
    if name == "user_id":
        return world.user("owner").id
    if name == "household_id":
        return world.household_at(world.OWN_DOOR).id
    if name == "community_id":
        return world.user("owner").community_id
    table = Base.metadata.tables.get(TABLES.get(name, ""))
    return None if table is None else db.session.scalar(sa.select(sa.func.min(table.c.id)))


def pages(app: Any, role: Role) -> list[str]:
    """The address of every page of this role (and the public ones)."""
    found = []
    rules: list[Rule] = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    for rule in rules:
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        access = access_of(rule.endpoint)
        if access.public or role not in access.roles:
            continue
        names = re.findall(r"<\w+:(\w+)>", rule.rule)
        values = {name: row_id(name) for name in names}
        if all(value is not None for value in values.values()):
            found.append(re.sub(r"<\w+:(\w+)>", lambda match, values=values: str(values[match[1]]), rule.rule))
    return found


@pytest.mark.guard
@pytest.mark.parametrize("role", list(WHO), ids=list(WHO))
def test_every_page_opens_whole_and_as_a_fragment(app, person, role):
    support.open_round("第一网格", "第二网格")
    many.fill(range(1, 4))
    money.ready()
    orders.draft()
    suppliers.furnish()
    somebody = person(WHO[role])
    for path in pages(app, role):
        for htmx in (False, True):
            page = somebody.get(path, htmx=htmx)  # check_page holds it to the house's rules, Vary among them
            assert page.status in ANSWERS, f"{path} answers {page.status}"
            if page.response.mimetype == "text/html" and page.status == 200:
                assert "Cache-Control" in page.response.headers, path
                assert "Content-Security-Policy" in page.response.headers, path
                assert page.html.count("<html") <= 1, path


# What the address of a list asks for, where without it little is listed.
ASKED = (
    "/search?q=住户", "/search?q=阳光花园1号楼1单元",
    "/usual-orders?show=all", "/complaints?show=all",
    "/requests?state=all", "/requests?state=out_for_delivery", "/requests?state=delivered",
    "/alerts?show=all", "/care-cases?show=all", "/rounds/running/missing?show=all", "/rounds/running/missing?show=revisit",
    "/rounds/running/missing?show=done", "/b/TESTCODE1", "/b/TESTCODE1/requests/new",
)  # fmt: skip
DRAWN = re.compile("/estates/.*/(posters|stickers)")  # three hundred drawn codes take seconds, and are the same to everybody
# A sheet has all 1800 requests, not a page of them, and SQLAlchemy reads the lines of 500 in one query.
WHOLE = 3


@pytest.mark.parametrize("role", list(WHO), ids=list(WHO))
def test_every_page_asks_as_often_with_three_hundred_rows_as_with_three(app, person, role):
    growing = copies.one_of_everything()
    growing.grow(2)
    somebody = person(WHO[role])
    asked = [*ASKED, f"/summary?community={row_id('community_id')}"]
    paths = [path for path in [*pages(app, role), *asked] if role is Role.SECRETARY or not DRAWN.match(path)]
    for path in paths:
        somebody.get(path)  # what is made at first use does not count
    few = {path: count(somebody, path) for path in paths}
    growing.grow(297)
    wrong = []
    for path in paths:
        now = count(somebody, path)
        if now.number > few[path].number + (WHOLE if path.endswith(".xlsx") else 0):
            wrong.append(f"{path} asked {few[path].number} queries, now {now.number}:\n{now}")
    assert not wrong, "\n".join(wrong)


def count(somebody: Any, path: str) -> Any:
    """The statements of one request. The page's form is other tests' business: parsing it would take most of the time."""
    with counting() as counted:
        Context().run(somebody.client.get, path, headers={"Accept-Language": "zh-CN"})
    return counted
