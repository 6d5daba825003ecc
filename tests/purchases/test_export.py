"""The Excel file holds what the screen shows, and no whole telephone number unless the secretary asks for it."""

from __future__ import annotations

from io import BytesIO

from python_calamine import load_workbook

from blueprints.purchases.rules import RequestState
from tests.purchases import things
from tests.support import world


def rows(page) -> list[list[object]]:
    return load_workbook(BytesIO(page.response.get_data())).get_sheet_by_index(0).to_python()


def test_it_holds_the_filtered_rows_and_masks_phones(app, person):
    one = things.file(note="=1+1", name="张秀兰")
    things.in_state(RequestState.APPROVED, world.NEXT_DOOR)
    things.file(world.OTHER_COMMUNITYS_DOOR)
    secretary = person("secretary")
    header, *body = rows(secretary.get(secretary.get("/requests").link("电话打码")))
    assert len(body) == 1
    found = dict(zip(header, body[0], strict=True))
    assert (found["单号"], found["门牌"], found["电话"], found["备注"]) == (things.fresh(one).code, world.OWN_DOOR, "199****0001", "=1+1")
    assert found["要买的东西"] == "大米 10斤、降压药 1.5盒"
    assert len(rows(secretary.get("/requests/export.xlsx?state=all"))) == 3
    assert rows(secretary.get("/requests/export.xlsx?phones=full"))[1][5] == "199****0001"
    assert rows(person("owner").get("/requests/export.xlsx?phones=full"))[1][5] == "199****0001"
    assert len(rows(person("stranger").get("/requests/export.xlsx?state=all"))) == 1
