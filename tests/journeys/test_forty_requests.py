"""Forty requests from three buildings: two orders, six shortages, one bag that came back, one complaint, closed to the cent."""

from __future__ import annotations

import pytest

from tests.journeys import forty
from tests.journeys.forty_handing_out import carry, hand_out_at_the_desk, let_come_down, pack, print_papers
from tests.journeys.forty_looks import look_anew
from tests.journeys.forty_ordering import answer_all, answer_market, approve, ask, order_at, receive, send, take_replacement
from tests.journeys.forty_settling import close, complain, look_back, settle_complaint, square
from tests.orders import things as orders
from tests.support import world


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_forty_requests_are_closed_to_the_cent(app, phone):
    look_anew()
    forty.begin()
    slips = [ask(phone(), "TESTCODE1", world.OWN_DOOR, milk=True), ask(phone(), "TESTCODE2", world.STRANGERS_DOOR)]
    office = phone("secretary", width=1280, height=800, touch=False)
    approve(office)
    market, pharmacy = order_at(office, orders.SHOP, 34), order_at(office, forty.PHARMACY, 6)
    market_link, pharmacy_link = send(office, market), send(office, pharmacy)
    answer_market(phone(), market_link, market)
    answer_all(phone(), pharmacy_link)
    take_replacement(phone(), slips[0])
    receive(office, market, shortages=6)
    receive(office, pharmacy)

    let_come_down(office, market, ("1号楼", "8号楼"))
    pack(office, market, 34)
    pack(office, pharmacy, 6)
    print_papers(office, market, bags=35)

    owner, carrier = phone("owner"), phone("stranger")
    hand_out_at_the_desk(owner, market)
    hand_out_at_the_desk(owner, pharmacy)
    carry(carrier)
    complain(phone(), slips[0])
    settle_complaint(office)

    for order_id in (market, pharmacy):
        square(office, owner, order_id)
        close(office, order_id)
    look_back(office)
