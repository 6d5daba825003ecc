"""The one way to change anything: once, whole, again after a busy database, never without an audit row."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from blueprints.places.models import Household
from core import audit, clock, database
from core.audit import AuditEvent, MissingAudit, Revision
from core.database import compare_and_set, db, one_moment, run_tx
from tests.support import world


def note() -> str:
    db.session.rollback()
    return world.household_at(world.OWN_DOOR).note


def write(text: str) -> None:
    door = world.household_at(world.OWN_DOOR)
    door.note = text
    audit.record(world.actor("owner"), "household.noted", door, now=clock.now())


def test_what_it_returns_is_on_disk(app):
    assert run_tx(lambda: write("一") or "done") == "done"
    assert note() == "一"


def test_an_error_leaves_nothing_half_written(app):
    def work():
        write("二")
        db.session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_tx(work)
    assert note() == ""
    assert db.session.scalar(sa.select(AuditEvent).where(AuditEvent.action == "household.noted")) is None


def test_a_change_without_an_audit_row_raises_and_is_not_kept(app):
    def quiet():
        world.household_at(world.OWN_DOOR).note = "悄悄"

    with pytest.raises(MissingAudit):
        run_tx(quiet)
    assert note() == ""


def test_a_bulk_change_without_an_audit_row_raises_too(app):
    with pytest.raises(MissingAudit):
        run_tx(lambda: db.session.execute(sa.update(Household).values(note="悄悄")))
    with pytest.raises(MissingAudit):
        run_tx(lambda: compare_and_set(Household, world.household_at(world.OWN_DOOR).id, expect={"note": ""}, change={"note": "悄悄"}))
    assert note() == ""


def test_reading_needs_no_audit_row(app):
    assert run_tx(lambda: world.user("owner").name) == "赵一"


def test_inside_another_it_refuses(app):
    with pytest.raises(RuntimeError, match="one request, one transaction"):
        run_tx(lambda: run_tx(lambda: None))
    assert run_tx(lambda: 1) == 1, "and the next one works again"


def test_after_a_serialization_failure_it_runs_again(app, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    runs = []

    def work():
        runs.append(1)
        write(f"第{len(runs)}次")
        if len(runs) < 3:
            raise busy()

    run_tx(work)
    assert (len(runs), note()) == (3, "第3次")
    assert len(list(db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "household.noted")))) == 1


def test_a_database_that_stays_busy_is_said_at_last(app, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    runs = []

    def work():
        runs.append(1)
        raise busy()

    with pytest.raises(sa.exc.OperationalError):
        run_tx(work)
    assert len(runs) == database.RETRIES


def test_another_database_error_is_not_tried_again(app):
    runs = []

    def work():
        runs.append(1)
        db.session.execute(sa.text("SELECT * FROM no_such_table"))

    with pytest.raises(sa.exc.DBAPIError):
        run_tx(work)
    assert len(runs) == 1


def busy() -> sa.exc.OperationalError:
    class Original(Exception):
        sqlstate = "40001"

    return sa.exc.OperationalError("x", {}, Original())


def test_a_locked_database_answers_503_in_plain_words(app, person, monkeypatch):
    owner = person("owner")
    form = owner.get("/me").form("/sign-out-everywhere")
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    monkeypatch.setattr("blueprints.accounts.actions.end_sessions", lambda *_a, **_k: (_ for _ in ()).throw(busy()))
    page = form.submit()
    assert page.status == 503 and "系统正忙" in page.html and "没有保存" in page.text


def count_up(app, times: int, errors: list[BaseException]) -> None:
    try:
        with app.app_context():
            for _number in range(times):

                def work():
                    door = db.session.scalar(sa.select(Household).where(Household.address == world.OWN_DOOR).with_for_update())
                    door.note = str(int(door.note or 0) + 1)
                    audit.record(world.actor("owner"), "household.noted", door, now=clock.now())

                run_tx(work)
    except BaseException as error:  # told to the test by the list
        errors.append(error)


def test_read_then_write_from_several_threads_loses_nothing(app):
    db.session.rollback()
    errors: list[BaseException] = []
    threads = [threading.Thread(target=count_up, args=(app, 15, errors)) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert note() == "60"
    community = world.user("owner").community_id
    assert audit.revision_numbers([community])[community] >= 60


def test_compare_and_set_lets_one_win(app):
    door_id = world.household_at(world.OWN_DOOR).id

    def work():
        first = compare_and_set(Household, door_id, expect={"note": ""}, change={"note": "甲"})
        second = compare_and_set(Household, door_id, expect={"note": ""}, change={"note": "乙"})
        audit.record(world.actor("owner"), "household.noted", db.session.get_one(Household, door_id), now=clock.now(), after={"note": "甲"})
        return first, second

    assert run_tx(work) == (True, False)
    assert note() == "甲"


def test_a_change_moves_the_revision_of_its_community_only(app):
    own, other = world.user("owner").community_id, world.user("other_worker").community_id
    before = audit.revision_numbers([own, other])
    run_tx(lambda: write("一"))
    after = audit.revision_numbers([own, other])
    assert after.get(own, 0) == before.get(own, 0) + 1 and after.get(other) == before.get(other)
    assert db.session.get(Revision, own) is not None


def test_one_moment_does_not_see_what_is_committed_meanwhile(app):
    def elsewhere():
        with app.app_context():
            run_tx(lambda: write("后来"))

    one_moment()
    before = world.household_at(world.OWN_DOOR).address
    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()
    assert db.session.scalar(sa.select(Household.note).where(Household.address == before)) == ""
    assert note() == "后来"


def test_one_moment_inside_a_change_is_refused(app):
    with pytest.raises(RuntimeError, match="lock instead"):
        run_tx(one_moment)
