"""In real Chromium: the page keeps itself fresh without moving, and holds up at every width."""

from __future__ import annotations

import pytest

from tests.summary.neighbourhood import grow
from tests.summary.test_freshness import change_own
from tests.support.live import assert_no_axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_it_refreshes_without_flicker_and_keeps_the_focus(app, phone):
    page = phone("secretary")
    answers: list[int] = []
    page.clock.install()
    page.goto("/summary")
    page.goto("/summary")
    page.on("response", lambda response: answers.append(response.status) if response.url.endswith("/summary") else None)
    page.focus("#line-1 [data-figure=care_due]")
    page.evaluate("document.querySelector('#line-1').seen = true")
    with page.expect_response("**/summary"):
        page.clock.run_for(20_500)
    assert answers == [304]
    change_own()
    with page.expect_response("**/summary"):
        page.clock.run_for(20_500)
    page.clock.resume()
    page.wait_for_function("document.querySelector('#card-alerts .sm-tile__number').textContent === '1'")
    assert answers == [304, 200]
    assert page.evaluate("[document.activeElement.dataset.figure, document.querySelector('#line-1').seen]") == ["care_due", True]


@pytest.mark.parametrize(("who", "path"), [("secretary", "/summary"), ("officer", "/subdistrict"), ("owner", "/today")])
@pytest.mark.parametrize("width", [360, 390, 800, 1280])
def test_nothing_sticks_out_and_axe_is_content(app, phone, who, path, width):
    grow(3)
    page = phone(who, width=width)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert_no_axe_violations(page)
