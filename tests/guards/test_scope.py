"""What is not yours is as if it did not exist: every address with an id, every filter, asked by everybody else.

Read off the URL map, so a new route is asked about without being named here.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from contextvars import Context
from typing import Any

import pytest
import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.places.models import Grid, QrToken
from core import audit, clock
from core.actors import system_actor
from core.database import db, run_tx
from core.permissions import access_of
from tests.guards.test_pages import TABLES, row_id
from tests.inspections import support
from tests.orders import things as orders
from tests.settlement import things as money
from tests.suppliers import things as suppliers
from tests.support import many, world

# Names and numbers of the people behind the owner's doors: nobody below may ever read one of them.
MARKS = ("张秀兰", "张小军", "李建国", "19900000001", "19900000002", "19900000003", "19900000009", "****0001", "****0009", "住户1", "住户2")
OUTSIDERS = ("nobody", "disabled", "stranger", "other_worker", "other_secretary", "far_officer")
ROLE = {"stranger": Role.GRID_WORKER, "other_worker": Role.GRID_WORKER, "other_secretary": Role.SECRETARY, "far_officer": Role.OFFICER}
# What belongs to the community, and so to a worker of another grid as well; the marks are looked for all the same.
SHARED = {"round_id", "estate_id", "community_id", "supplier_id", "price_id"}
FILTERS = (
    "grid",
    "community",
    "building",
    "estate",
    "household",
    "worker",
    "assigned",
    "round",
    "resident",
    "after",
    "before",
    "again",
    "by",
    "supplier",
)


def test_every_address_with_an_id(app, person, visitor):
    ids = _furnish()
    wrong = []
    for who in OUTSIDERS:
        somebody = _enter(who, person, visitor)
        for rule in app.url_map.iter_rules():
            names = re.findall(r"<\w+:(\w+)>", rule.rule)
            access = access_of(rule.endpoint)
            if not names or access.public or rule.endpoint == "static":
                continue
            assert set(names) <= set(ids), f"{rule.rule}: tell this test how to find a {set(names) - set(ids)}"
            path = re.sub(r"<\w+:(\w+)>", lambda match: str(ids[match[1]]), rule.rule)
            for htmx in (False, True):
                answer = _ask(somebody, "GET" if "GET" in rule.methods else "POST", path, htmx=htmx)
                told = f"{who} {rule.rule}: {answer.status_code}"
                if not (set(names) <= SHARED and who == "stranger") and not _is_refused(answer, who, access):
                    wrong.append(told)
                wrong += [f"{told} shows {mark}" for mark in _marks(answer)]
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_every_list_and_filter(app, person):
    """A filter with another's id answers as one with an id that does not exist, and neither shows or counts anything."""
    ids = _furnish()
    wrong = []
    for who, role in ROLE.items():
        somebody = person(who)
        for rule in app.url_map.iter_rules():
            access = access_of(rule.endpoint)
            if rule.arguments or access.public or "GET" not in rule.methods or role not in access.roles:
                continue
            wrong += [f"{who} {rule.rule} shows {mark}" for mark in _marks(_ask(somebody, "GET", rule.rule))]
            for name in FILTERS:
                foreign = ids.get(f"{name}_id") or ids["user_id" if name in ("worker", "assigned") else "household_id"]
                answers = []
                for number in (foreign, 987654321):
                    answer = _ask(somebody, "GET", f"{rule.rule}?{name}={number}")
                    wrong += [f"{who} {rule.rule}?{name} shows {mark}" for mark in _marks(answer)]
                    answers.append((answer.status_code, _words(answer, number)))
                shared = who == "stranger" and name in ("community", "estate", "round", "worker", "assigned")
                if answers[0] != answers[1] and not shared and ".xlsx" not in rule.rule:
                    wrong.append(f"{who} {rule.rule}?{name}={foreign} answers otherwise than for an id that is none")
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("who", ROLE)
def test_searching(app, person, who):
    _furnish()
    somebody = person(who)
    for words in ("张秀兰", "zxl", "0001", "19900000001", "101", "阳光花园1号楼1单元101", "%", "_", "住户"):
        page = somebody.get("/search").form("/search").submit(q=words)
        found = _marks(page.response)
        # What was typed stands in the search field; a door of theirs may have the same number.
        assert not [mark for mark in found if mark not in words], f"{words}: {found}"
        assert "阳光花园1号楼1单元101" not in page.text.replace(words, ""), words


def _furnish() -> dict[str, int | str]:
    """The world with something of every kind behind the owner's doors; the ids by their names in addresses."""
    round_id = support.open_round("第一网格")
    many.fill(range(1, 5))
    inspection = support.visit(world.OWN_DOOR)
    money.ready()
    orders.draft()
    suppliers.furnish()
    with db.engine.connect():
        db.session.rollback()
    ids = {name: row_id(name) for name in TABLES}
    ids |= {"round_id": round_id, "inspection_id": inspection}
    ids["grid_id"] = db.session.scalar(sa.select(Grid.id).where(Grid.name == "第一网格"))
    ids["token_id"] = db.session.scalar(sa.select(QrToken.id).where(QrToken.token == "TESTCODE1"))
    ids["job_id"] = _import_job()
    contact = db.session.scalar(sa.text("SELECT min(id) FROM care_contact"))
    ids["contact_id"] = contact or 1
    db.session.rollback()
    return {name: value for name, value in ids.items() if value is not None}


def _import_job() -> int | None:
    return db.session.scalar(sa.text("SELECT min(id) FROM import_job")) or 1


def _enter(who: str, person: Any, visitor: Any) -> Any:
    if who == "nobody":
        return visitor
    if who != "disabled":
        return person(who)
    gone = person("colleague")
    assert gone.get("/today").status == 200

    def disable() -> None:
        colleague = db.session.scalar(sa.select(User).where(User.username == "colleague"))
        colleague.is_enabled = False
        audit.record(system_actor(), "user.disabled", colleague, now=clock.now())

    run_tx(disable)
    gone.signed_in = False
    return gone


def _ask(somebody: Any, method: str, path: str, *, htmx: bool = False) -> Any:
    """The bare answer: reading each of these pages as a browser does would take minutes."""
    headers = {"Accept-Language": "zh-CN", **({"HX-Request": "true"} if htmx else {})}
    if method == "POST" and not hasattr(somebody, "token"):
        somebody.token = somebody.csrf_token()
    data = {"csrf_token": somebody.token, "submission_id": str(uuid.uuid4())} if method == "POST" else None
    return Context().run(somebody.client.open, path, method=method, headers=headers, data=data)


def _is_refused(answer: Any, who: str, access: Any) -> bool:
    if who in ("nobody", "disabled"):
        return answer.status_code == 401 or "/sign-in" in answer.headers.get("Location", answer.headers.get("HX-Redirect", ""))
    return answer.status_code == 404 or (answer.status_code == 403 and ROLE[who] not in access.roles)


def _text(answer: Any) -> str:
    data = answer.get_data()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return "".join(book.read(name).decode() for name in book.namelist())
    return data.decode("utf-8", "replace")


def _marks(answer: Any) -> list[str]:
    text = _text(answer).replace("张秀兰、zxl", "")  # the example beside the search field
    return [mark for mark in MARKS if mark in text]


def _words(answer: Any, number: object) -> str:
    """What is read, without markup, tokens and the number that was asked for."""
    text = re.sub(r"<[^>]*>|\s+", " ", _text(answer))
    return re.sub(rf"\b{number}\b|\d\d:\d\d(:\d\d)?", "", text)
