"""Two at one community at the same moment: an import is written once and whole, or not at all, and nobody meets an error."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from blueprints.places.actions.residents import change_household
from blueprints.places.imports.rules import CHUNK_ROWS, ImportState
from blueprints.places.models import Building, BuildingUnit, Estate, Grid, Household, ImportChunk, ImportJob, QrToken, Resident
from blueprints.places.queries.scope import household_in_scope
from core import audit, clock
from core.audit import AuditEvent
from core.database import db, run_tx
from tests.places.imports import lists
from tests.places.imports.test_import_a_list import LI, WANG, count, upload
from tests.places.imports.test_long_list import long_list
from tests.support import world
from tests.support.at_once import at_once
from tests.support.browser import Form, Page

HAN = lists.person("韩梅", "502", 楼栋="4号楼", 网格="第四网格", 小区="桂花苑")
ZHANG = {"小区": "阳光花园", "楼栋": "1幢", "单元": "1单元", "房号": "101室", "姓名": "张秀兰", "备注": "爱下棋", "居住情况": "出租"}
LIST = lists.people(LI, WANG, HAN, ZHANG)


@contextmanager
def between(statement: str, do: Callable[[], object]) -> Iterator[None]:
    """Before the first SQL that contains `statement`, somebody else does something from beginning to end."""
    waiting = [do]

    def before(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        if statement in sql and waiting:
            other = threading.Thread(target=waiting.pop())
            other.start()
            other.join(30)

    event.listen(db.engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", before)


def held() -> tuple[int, ...]:
    """How many of everything an import writes there are."""
    return tuple(count(model) for model in (Estate, Grid, Building, BuildingUnit, Household, Resident, QrToken))


def pressed(app: Any, *presses: Callable[[], Page]) -> list[Page]:
    """The page each of them got; whatever was raised fails."""
    answers = at_once(app, *presses)
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers  # type: ignore[return-value]


def send(form: Form) -> Callable[[], Page]:
    return lambda: form.submit(follow=False)


def before_both(person: Any, data: bytes, verb: str) -> list[Form]:
    """The same uploaded list, open before two secretaries."""
    path = upload(person("secretary"), data).path
    return [person(who).get(path).form(verb) for who in ("secretary", "deputy")]


def assert_written_once(before: tuple[int, ...]) -> None:
    assert tuple(now - then for now, then in zip(held(), before, strict=True)) == (1, 2, 2, 2, 3, 3, 2)
    for name in ("李秀英", "王大山", "韩梅", "张秀兰"):
        assert count(Resident, Resident.name == name) == 1
    assert world.resident("张秀兰").remark == "爱下棋"
    assert count(AuditEvent, AuditEvent.action == "import.applied") == 1
    assert count(AuditEvent, AuditEvent.action == "resident.imported") == 3
    assert count(AuditEvent, AuditEvent.action == "resident.changed") == 1
    assert count(ImportChunk) == 0


@pytest.mark.parametrize("_again", range(3))
def test_two_secretaries_confirm_at_once(app, person, _again):
    forms, before = before_both(person, LIST, "/confirm"), held()
    pages = pressed(app, *[send(form) for form in forms])
    assert sorted(page.status for page in pages) == [303, 409]
    first, second = sorted(pages, key=lambda page: page.status)
    winner = "周书记" if first is pages[0] else "吴副书记"
    assert f"{winner} 已在" in second.text and "确认导入了这份表" in second.text
    assert "以上内容已经全部写入" in second.text and "还没有写入" not in second.text
    assert_written_once(before)


@pytest.mark.parametrize("_again", range(3))
def test_one_confirms_while_another_abandons(app, person, _again):
    path = upload(person("secretary"), LIST).path
    confirm, abandon = person("secretary").get(path).form("/confirm"), person("deputy").get(path).form("/abandon")
    before = held()
    pages = pressed(app, send(confirm), send(abandon))
    assert sorted(page.status for page in pages) == [303, 409]
    if pages[0].status == 303:
        assert "周书记 已在" in pages[1].text
        assert_written_once(before)
    else:
        assert "吴副书记 已在" in pages[0].text and "放弃了这次导入" in pages[0].text
        assert held() == before and count(ImportChunk) == 0


def test_one_press_that_arrives_three_times(app, person):
    form, before = upload(person("secretary"), LIST).form("/confirm"), held()
    pages = pressed(app, *[send(form)] * 3)
    assert [page.status for page in pages] == [303] * 3
    assert len({page.response.headers["Location"] for page in pages}) == 1
    assert_written_once(before)


@pytest.mark.parametrize("_again", range(3))
def test_one_confirms_while_another_edits_a_household(app, person, _again):
    """Whoever is first: the import is whole or not begun, and what was edited stands."""
    confirm, before = upload(person("secretary"), LIST).form("/confirm"), held()
    edit = person("owner").get(f"/households/{world.household_at(world.OWN_DOOR).id}/edit").form("/change")
    edit.fill(tenancy="owner", note="门铃坏了")
    pages = pressed(app, send(confirm), send(edit))
    assert pages[1].status == 303
    assert world.household_at(world.OWN_DOOR).note == "门铃坏了"
    if pages[0].status == 303:
        assert_written_once(before)
    else:
        assert_shown_anew(pages[0], before)
        assert pages[0].form("/confirm").submit().status == 200
        assert_written_once(before)


def assert_shown_anew(page: Page, before: tuple[int, ...]) -> None:
    assert page.status == 409
    assert "社区资料又有了变动" in page.text and "还没有写入任何内容" in page.text
    assert held() == before
    assert count(AuditEvent, AuditEvent.action == "import.applied") == 0
    assert db.session.scalars(sa.select(ImportJob.state)).one() is ImportState.READY


@pytest.mark.parametrize("is_counted", [True, False])
def test_a_household_edited_between_reckoning_and_writing(app, person, is_counted):
    """The edit is under way, but not committed, when the confirmation reckons: that must wait, and then look again.

    When the edit has not moved the community's counter yet, each may wait for the other; PostgreSQL sends one of them back to its
    beginning, and whichever it is, both end well.
    """
    confirm, before = upload(person("secretary"), LIST).form("/confirm"), held()
    door, editing = world.household_at(world.OWN_DOOR).id, threading.Event()

    def save() -> None:
        actor = world.actor("owner")
        household = household_in_scope(actor, door, lock=True)
        change_household(household, actor=actor, now=clock.now(), note="门铃坏了")
        if is_counted:
            audit.hold(household.community_id)
        editing.set()
        time.sleep(0.7)  # the confirmation arrives

    def press() -> Page:
        assert editing.wait(10)
        return confirm.submit(follow=False)

    page, _saved = pressed(app, press, lambda: run_tx(save))
    assert world.household_at(world.OWN_DOOR).note == "门铃坏了"
    if page.status == 303 and not is_counted:
        assert_written_once(before)
    else:
        assert_shown_anew(page, before)


@pytest.mark.parametrize("verb", ["/confirm", "/step", "/preview.xlsx"])
def test_a_building_is_made_in_the_middle_of_the_reckoning(app, person, verb):
    """All SELECTs of one plan see one moment: no unit without its building, no door without its unit."""
    deputy = person("deputy")
    page = upload(person("secretary"), long_list(CHUNK_ROWS + 5) if verb == "/step" else LIST)
    for _step in range(2 if verb == "/step" else 0):
        page = page.form("/step").submit()
    before, made = held(), []

    form = deputy.get(f"/estates/{world.household_at(world.OWN_DOOR).building.estate_id}/buildings/new").form("/generate")

    def make() -> None:
        made.append(form.submit(name="9号楼", units="1", floors="2", doors_per_floor="2", follow=False).status)

    with between("FROM household", make):
        answer = page.person.get(page.path + verb) if verb == "/preview.xlsx" else page.form(verb).submit(follow=False)
    db.session.rollback()
    assert made == [303] and world.household_at("阳光花园9号楼1单元101")
    assert answer.status == {"/confirm": 409, "/step": 303, "/preview.xlsx": 200}[verb]
    if verb == "/confirm":
        assert_shown_anew(answer, held())
    assert held()[2:] == tuple(number + more for number, more in zip(before[2:], (1, 1, 4, 0, 1), strict=True))


@pytest.mark.parametrize("verb", ["/confirm", "/abandon"])
def test_a_colleague_is_through_in_the_middle_of_the_reckoning(app, person, verb):
    path = upload(person("secretary"), LIST).path
    own, other = person("secretary").get(path).form("/confirm"), person("deputy").get(path).form(verb)
    before = held()
    with between("FROM household", send(other)):
        page = own.submit(follow=False)
    assert page.status == 409
    assert "吴副书记 已在" in page.text and "还没有写入" not in page.text
    if verb == "/confirm":
        assert_written_once(before)
    else:
        assert held() == before


def test_two_hands_read_one_long_list(app, person):
    forms = before_both(person, long_list(2 * CHUNK_ROWS + 5), "/step")
    for _step in range(4):
        assert {page.status for page in pressed(app, *[send(form) for form in forms])} == {303}
    job = db.session.scalars(sa.select(ImportJob)).one()
    assert (job.rows_read, job.state) == (2 * CHUNK_ROWS + 5, ImportState.READY)
