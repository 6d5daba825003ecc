"""A worker works through ten care contacts without leaving the list."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from blueprints.alerts.models import Alert
from blueprints.care.models import CareContact
from core.database import db
from tests.journeys import neighbourhood
from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_a_worker_calls_ten_people(app, phone, javascript):
    neighbourhood.ten_cases(neighbourhood.twelve_doors())
    page = phone("owner", javascript=javascript)
    page.goto("/care-cases/due")
    if javascript:
        assert_no_axe_violations(page)
        assert_no_sideways_scroll(page)
    for number in range(8):
        button = page.get_by_role("button", name=re.compile("都好"))
        expect(button).to_have_count(10 - number)
        button.first.click()
    expect(page.get_by_role("button", name=re.compile("都好"))).to_have_count(2)
    assert "/care-cases/due" in page.url

    # One was a slip of the thumb: taken back, and told properly.
    page.get_by_role("button", name=re.compile("撤销")).first.click()
    expect(page.get_by_role("button", name=re.compile("都好"))).to_have_count(3)
    page.get_by_role("link", name=re.compile("详细")).first.click()
    if javascript:
        assert_no_axe_violations(page)
    page.get_by_role("radio", name="联系上了").check()
    page.get_by_role("radio", name="不舒服").check()
    page.get_by_label(re.compile("体温")).fill("37.8")
    page.get_by_role("button", name=re.compile("保存")).click()
    page.goto("/care-cases/due")
    page.get_by_role("button", name=re.compile("没联系上")).first.click()
    page.goto("/care-cases/due")

    db.session.rollback()
    contacts = db.session.scalars(sa.select(CareContact).order_by(CareContact.id)).all()
    valid = [contact for contact in contacts if contact.voided_at is None]
    assert (len(contacts), len(valid), sum(contact.reached for contact in valid)) == (10, 9, 8)
    assert len({contact.case_id for contact in valid}) == 9
    assert [alert.kind.value for alert in db.session.scalars(sa.select(Alert))] == ["fever"]
