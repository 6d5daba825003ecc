"""The same again: usual orders of a household, and reminders that wait until somebody files or skips them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.purchases import actions, usual
from blueprints.purchases.models import PurchaseRequest, UsualOrder
from blueprints.purchases.rules import RequestState
from core import clock
from core.database import db, run_tx
from tests.purchases import things
from tests.support import world
from tests.support.at_once import at_once


def door(address: str = world.OWN_DOOR) -> int:
    return world.household_at(address).id


def remind(days: int = 0, *, address: str = world.OWN_DOOR, every: int = 7) -> int:
    """A reminder that is due in so many days."""

    def work() -> int:
        now = clock.now()
        actions.set_reminder(
            actor=world.actor("owner"),
            now=now,
            household=world.household_at(address),
            name="张秀兰",
            phone="19900000001",
            every_days=every,
            lines=[things.PILLS],
            source_type="care_case",
            source_id=door(address),
            first_on=clock.day_of(now) + timedelta(days=days),
        )
        return db.session.scalars(sa.select(UsualOrder.id).order_by(UsualOrder.id.desc()).limit(1)).one()

    return run_tx(work)


def read(usual_id: int) -> UsualOrder:
    db.session.rollback()
    return db.session.get_one(UsualOrder, usual_id)


def kept_one() -> int:
    db.session.rollback()
    return db.session.scalars(sa.select(UsualOrder.id)).one()


def how_many() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(UsualOrder)) or 0


def every_request() -> list[PurchaseRequest]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(PurchaseRequest).order_by(PurchaseRequest.id)))


def today() -> date:
    return clock.day_of(clock.now())


def save(person, who: str = "owner", **typed):
    form = person(who).get(f"/households/{door()}/usual-orders/new").form("/usual-orders/new")
    values = {"title": "每周买菜", "name": "张秀兰", "lines__0__item": "青菜", "lines__0__amount": "2", "lines__0__unit": "斤"}
    return form.submit(**{**values, **typed})


def test_the_same_as_last_time_in_one_tap(app, person):
    things.file(lines=(WantedLine("东北大米", things.RICE.amount, "斤", if_missing=IfMissing.REPLACE),), kind=RequestKind.MEDICINE)
    page = person("owner").get(f"/households/{door()}").follow("和上次一样")
    form = page.form("/requests/new")
    assert (form["name"], form["phone"], form["kind"]) == ("张秀兰", "19900000001", "medicine")
    assert [form[f"lines-0-{name}"] for name in ("item", "amount", "unit", "if_missing")] == ["东北大米", "10", "斤", "replace"]
    form.submit()
    first, second = every_request()
    assert second.summary == first.summary and second.state is RequestState.SUBMITTED and second.code != first.code


def test_what_was_refused_or_called_off_is_not_the_last_time(app, person):
    things.in_state(RequestState.DELIVERED)
    things.in_state(RequestState.CANCELLED, lines=(things.PILLS,))
    things.in_state(RequestState.REJECTED, lines=(things.PILLS,))
    form = person("owner").get(f"/households/{door()}").follow("和上次一样").form("/requests/new")
    assert form["lines-0-item"] == "大米"


def test_a_request_is_asked_for_again_from_its_own_page(app, person):
    one = things.in_state(RequestState.DELIVERED)
    form = person("secretary").get(f"/requests/{one}").follow("再登记一张同样的").form("/requests/new")
    assert (form["lines-0-item"], form["lines-1-item"]) == ("大米", "降压药")


def test_another_doors_request_fills_no_form(app, person):
    foreign = things.file(world.NEXT_DOOR)
    far = things.file(world.OTHER_COMMUNITYS_DOOR)
    for wrong in (foreign, far, 987654):
        assert person("owner").get(f"/households/{door()}/requests/new?again={wrong}").status == 404
        assert person("owner").get(f"/households/{door()}/usual-orders/new?again={wrong}").status == 404
    kept = remind(address=world.NEXT_DOOR)
    assert person("owner").get(f"/households/{door()}/requests/new?usual={kept}").status == 404


def test_a_courier_from_another_grid_is_not_offered_the_household(app, person):
    one = things.in_state(RequestState.OUT_FOR_DELIVERY, worker="stranger")
    page = person("stranger").get(f"/requests/{one}")
    assert page.status == 200 and "再登记一张同样的" not in page.text


@pytest.mark.parametrize("htmx", [False, True])
def test_saving_a_usual_order_and_using_it(app, person, htmx):
    one = things.file()
    form = person("owner").get(f"/requests/{one}").follow("存为常买单").form("/usual-orders/new")
    assert form["lines-1-item"] == "降压药"
    page = form.submit(title="每周买菜", note="挂在门把手上", htmx=htmx)
    assert "每周买菜" in page.text and "大米 10斤、降压药 1.5盒" in page.text
    form = page.follow("照这张代购").form("/requests/new")
    assert (form["lines-1-amount"], form["note"]) == ("1.5", "挂在门把手上")
    form.submit()
    assert every_request()[-1].note == "挂在门把手上"


def test_a_usual_order_without_a_name_or_a_line_is_refused_beside_the_field(app, person):
    page = save(person, title="", lines__0__item="", lines__0__amount="")
    assert page.status == 422
    assert page.soup.find(id="title-error") is not None and page.soup.find(id="lines-0-item-error") is not None
    assert how_many() == 0


def test_rows_of_a_usual_order_grow_and_keep_what_was_typed(app, person):
    form = person("owner").get(f"/households/{door()}/usual-orders/new").form("/usual-orders/new").fill(title="买菜")
    form = form.submit(button=("lines-add", "1")).form("/usual-orders/new")
    assert form["title"] == "买菜" and "lines-1-item" in form.names


def test_changing_a_usual_order(app, person):
    save(person)
    page = person("colleague").get(f"/households/{door()}").follow("每周买菜")
    page = page.form("/change").submit(title="周末买菜", lines__0__amount="3")
    assert "周末买菜" in page.text and "青菜 3斤" in page.text


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(app, person):
    save(person)
    kept = kept_one()
    mine, theirs = (person(who).get(f"/usual-orders/{kept}").form("/change") for who in ("owner", "colleague"))
    theirs.submit(title="钱二改的")
    page = mine.submit(title="赵一改的")
    assert page.status == 409 and "被别人改动" in page.html and page.form("/change")["title"] == "钱二改的"
    assert read(kept).title == "钱二改的"


def test_ending_a_usual_order(app, person):
    save(person)
    kept = kept_one()
    stale = person("colleague").get(f"/usual-orders/{kept}").form("/change")
    page = person("owner").get(f"/usual-orders/{kept}").form("/end").submit()
    assert "每周买菜" not in page.text and read(kept).ended_at is not None
    assert stale.submit(title="还要").status == 409
    assert person("owner").get(f"/households/{door()}/requests/new?usual={kept}").form("/requests/new").submit().status == 409
    assert every_request() == []


def test_saving_twice_with_the_same_form_is_once(app, person):
    form = person("owner").get(f"/households/{door()}/usual-orders/new").form("/usual-orders/new")
    form.fill(title="每周买菜", lines__0__item="青菜", lines__0__amount="2")
    form.submit(), form.submit()
    assert how_many() == 1


def test_a_door_has_no_more_than_a_few(app, person):
    for number in range(usual.MOST_OF_A_DOOR):
        save(person, title=f"第{number}张")
    page = save(person, title="太多")
    assert page.status == 422 and "最多存 10 张" in page.text


@pytest.mark.parametrize("verb", ["change", "end", "skip"])
def test_who_may_not(app, person, verb):
    kept = remind()
    assert person("officer").post(f"/usual-orders/{kept}/{verb}").status == 403
    for who in ("stranger", "other_secretary"):
        assert person(who).post(f"/usual-orders/{kept}/{verb}").status == 404
    assert person("owner").get(f"/usual-orders/{kept}/{verb}").status == 405


# Reminders


def test_a_due_reminder_stands_on_todays_page_until_it_is_filed(app, person):
    kept = remind(-2)
    owner = person("owner")
    page = owner.get("/today")
    assert "该买药" in page.text and "降压药 1.5盒" in page.text
    assert "降压药" not in person("stranger").get("/today").text
    form = page.follow("阳光花园1号楼1单元101 · 张秀兰").form("/requests/new")
    assert form["kind"] == "medicine"
    form.submit()
    assert every_request()[-1].summary == "降压药 1.5盒"
    assert read(kept).next_on == today() + timedelta(days=5)
    assert "该买药" not in owner.get("/today").text


@pytest.mark.parametrize("htmx", [False, True])
def test_skipping_once(app, person, htmx):
    kept = remind()
    page = person("owner").get(f"/households/{door()}").form("/skip").submit(htmx=htmx)
    assert "这次不买" in page.html and "该买药了" not in page.text
    assert read(kept).next_on == today() + timedelta(days=7) and read(kept).ended_at is None and every_request() == []


def test_two_who_skip_skip_one_round(app, person):
    kept = remind()
    forms = [person(who).get("/usual-orders").form("/skip") for who in ("owner", "colleague")]
    assert [form.submit().status for form in forms] == [200, 409]
    assert read(kept).next_on == today() + timedelta(days=7)


def test_what_is_not_due_is_not_skipped(app, person):
    kept = remind(3)
    seen = (today() + timedelta(days=3)).isoformat()
    assert person("owner").post(f"/usual-orders/{kept}/skip", {"seen": seen}).status == 409
    assert read(kept).next_on == today() + timedelta(days=3)


def test_two_workers_file_the_same_reminder_at_once(app, person):
    kept = remind()
    forms = [person(who).get("/usual-orders").follow("照这张代购").form("/requests/new") for who in ("owner", "colleague")]
    answers = at_once(app, *[lambda form=form: form.submit(follow=False) for form in forms])
    assert sorted(answer.status for answer in answers) == [303, 409]
    assert len(every_request()) == 1 and read(kept).next_on == today() + timedelta(days=7)


def test_the_second_of_two_is_told_and_may_still_file_a_plain_one(app, person):
    kept = remind()
    first, second = (person(who).get("/usual-orders").follow("照这张代购").form("/requests/new") for who in ("owner", "colleague"))
    first.submit()
    page = second.submit()
    assert page.status == 409 and "已经有人办了" in page.html and "这一户已有没办完的单子" in page.text
    page.form("/requests/new").submit()
    assert len(every_request()) == 2 and read(kept).next_on == today() + timedelta(days=7)


def test_a_reminder_of_a_care_case_is_changed_there_alone(app, person):
    kept = remind()
    page = person("owner").get(f"/usual-orders/{kept}")
    assert "常用药" in page.text and not page.soup.select('main form[action$="/change"]')
    assert person("owner").post(f"/usual-orders/{kept}/end", {"version": 1}).status == 409
    assert read(kept).ended_at is None


def test_the_list_of_reminders_page_by_page(app, person):
    for number in range(4):
        remind(-number, address=f"阳光花园1号楼1单元{['101', '102', '201', '202'][number]}")
    remind(5, address="阳光花园2号楼1单元101")
    assert len(person("owner").get("/usual-orders").soup.select(".pu-usual")) == 4
    assert len(person("secretary").get("/usual-orders?show=all").soup.select(".pu-usual")) == 5
    rows = person("officer").get("/usual-orders?show=all")
    assert len(rows.soup.select(".pu-usual")) == 5 and not rows.soup.select("main form")
    after = f"{today().isoformat()},0"
    assert len(person("secretary").get(f"/usual-orders?show=all&after={after}").soup.select(".pu-usual")) == 2
    assert person("secretary").get("/usual-orders?after=nonsense&show=else").status == 200


def test_a_merged_door_takes_them_along_and_a_removed_one_ends_them(app, person):
    kept, gone = remind(address=world.OWN_DOOR), remind(address="阳光花园1号楼1单元201")
    move = {"actor": world.actor("secretary"), "now": clock.now(), "community_id": world.household_at(world.OWN_DOOR).community_id}
    own, other, empty = door(), door(world.NEXT_DOOR), door("阳光花园1号楼1单元201")
    run_tx(lambda: actions.move_usual_orders_of_door(**move, household_id=own, merged_into_id=other))
    run_tx(lambda: actions.move_usual_orders_of_door(**move, household_id=empty, merged_into_id=None))
    assert read(kept).household_id == other and read(kept).ended_at is None and read(gone).ended_at is not None
