"""A worker's day: what is to be done, and each line one tap from its form."""

from __future__ import annotations

import sqlalchemy as sa

from blueprints.alerts.rules import AlertKind
from blueprints.places.models import GridWorker
from blueprints.purchases.rules import RequestState
from core.database import db
from tests.care.conftest import open_case
from tests.inspections.support import open_round, visit
from tests.purchases import things
from tests.summary.neighbourhood import raise_alert
from tests.summary.test_numbers_agree import figures_of
from tests.support import world


def numbers(page) -> dict[str, int]:
    return {key: number for key, number, _url in figures_of(page)}


def test_an_empty_day_is_said_kindly(app, person):
    page = person("owner").get("/today")
    assert "今天都联系完了" in page.text and "没有正在进行的排查" in page.text
    assert numbers(page) == {"care_pending": 0, "doors_open": 0, "my_deliveries": 0, "alerts_pending": 0}


def test_everything_to_be_done_stands_there_one_tap_from_its_form(app, person):
    case = open_case()
    open_round("第一网格", "第二网格")
    visit(world.NEXT_DOOR, "nobody_home")
    request = things.in_state(RequestState.BOUGHT)
    raise_alert(world.OWN_DOOR, "owner", AlertKind.HAZARD, 0, "open", "secretary")
    page = person("owner").get("/today")
    assert numbers(page) == {"care_pending": 1, "doors_open": 4, "my_deliveries": 1, "alerts_pending": 1}
    building = world.household_at(world.OWN_DOOR).building_id
    assert page.link("张秀兰") == f"/care-cases/{case}/contacts/new"
    assert page.link("还没查 3 户") == f"/buildings/{building}"
    assert page.soup.select_one("#today-revisits a")["href"] == f"/households/{world.household_at(world.NEXT_DOOR).id}/inspections/new"
    assert page.soup.select_one("#today-deliveries a")["href"] == f"/requests/{request}"
    assert "隐患" in page.soup.find(id="today-alerts").get_text()


def test_what_is_done_is_gone(app, person):
    open_case()
    open_round("第一网格")
    for door in ("101", "102", "201", "202"):
        visit(f"阳光花园1号楼1单元{door}")
    owner = person("owner")
    owner.get("/care-cases/due").form("/contacts/all-well").submit()
    page = owner.get("/today")
    assert "这一轮都查完了" in page.text
    assert page.soup.find(id="today-care").select("li") == []


def test_a_long_list_shows_its_first_lines_and_says_how_many_more(app, person):
    for _number in range(11):
        raise_alert(world.OWN_DOOR, "owner", AlertKind.FEVER, 0, "open", "secretary")
    page = person("owner").get("/today")
    assert len(page.soup.select("#today-alerts li")) == 9
    assert page.link("还有 3 条") == "/alerts?show=pending"


def test_the_deliveries_are_mine_alone(app, person):
    things.in_state(RequestState.BOUGHT, worker="colleague")
    assert numbers(person("owner").get("/today"))["my_deliveries"] == 0
    assert numbers(person("colleague").get("/today"))["my_deliveries"] == 1


def test_a_worker_without_a_grid_is_told_why_the_day_is_empty(app, person):
    db.session.execute(sa.delete(GridWorker).where(GridWorker.user_id == world.user("stranger").id))
    db.session.commit()
    page = person("stranger").get("/today")
    assert "还没有分到网格" in page.text and "辛苦了" not in page.text


def test_the_first_steps_stand_on_the_page_until_there_is_a_grid(app, person):
    assert "先做这几步" in person("far_secretary").get("/summary").text
    assert "先做这几步" not in person("secretary").get("/summary").text
